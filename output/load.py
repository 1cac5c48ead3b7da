"""The dataset, or a release of it, as data frames."""

from __future__ import annotations

import warnings
from collections.abc import Collection
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, overload

import pyarrow as pa
import pyarrow.dataset as ds

from output.choices import Choice, Where, chosen, known_columns, listed
from output.dataset import is_agency_id
from output.errors import DatasetError
from output.holdings import DataDirectory, Holding, Release, open_holding
from output.naming import agency_named
from output.panel import PANEL_INPUTS, PANEL_ROWS, panel_table, wide_table
from output.picking import REPEATED, picked
from output.places import reached
from output.schema import RELEASED, TABLES, Table
from output.unknown import UnknownWarning, unknown_asked

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

Agencies = str | Collection[str] | None
Years = int | Collection[int] | None


@overload
def load(
    table: str, source: str | Path = ..., *, agencies: Agencies = ..., years: Years = ..., columns: Collection[str] | None = ...,
    where: Where = ..., as_: Literal["pandas"] = ...,
) -> pd.DataFrame: ...  # fmt: skip
@overload
def load(
    table: str, source: str | Path = ..., *, agencies: Agencies = ..., years: Years = ..., columns: Collection[str] | None = ...,
    where: Where = ..., as_: Literal["arrow"],
) -> pa.Table: ...  # fmt: skip
@overload
def load(
    table: str, source: str | Path = ..., *, agencies: Agencies = ..., years: Years = ..., columns: Collection[str] | None = ...,
    where: Where = ..., as_: Literal["duckdb"],
) -> duckdb.DuckDBPyRelation: ...  # fmt: skip
def load(  # noqa: PLR0913
    table: str,
    source: str | Path = "data",
    *,
    agencies: Agencies = None,
    years: Years = None,
    columns: Collection[str] | None = None,
    where: Where = None,
    as_: Literal["pandas", "arrow", "duckdb"] = "pandas",
) -> Any:
    """One table, with `agency` (string) and `year` (int64) as its first columns where the table has them.

    `source`: a data directory, a release, or a folder of releases (its latest), as a path or an address (s3://, https://; extras `s3` and
    `http`). `agencies` (ids or names) and `years` (fiscal years) narrow the rows, `where` too: values or lists of values by column (None
    for what is missing), or an expression of pyarrow.compute; `columns` chooses columns. Only the files and row groups that can hold what
    is asked for are read. `as_`: a pandas DataFrame (dates and moments as datetime64), an Arrow table with the registry's labels, or a
    DuckDB relation. Nothing that fits gives an empty frame with all columns; an id that the register does not have, or a code that is none
    where nothing fits, gives an UnknownWarning as well. Raises DatasetError for an unknown table, column or agency, a
    filter that the table does not have, a source without a dataset, another schema version, or a file that cannot be read.
    """
    if as_ not in _FORMS:
        raise DatasetError("unknown_output", f"A table can be had as {', '.join(_FORMS)}, not as “{as_}”.")
    spec = _spec(table)
    wanted = known_columns(spec, columns)
    with reached(source):
        held = open_holding(source)
        choice = chosen(spec, _ids(held, listed(agencies)), listed(years), wanted, where)
        found = _found(held, source, choice)
        unknown = list(
            unknown_asked(choice, where, found, lambda name, names: _scan(held, chosen(TABLES[name], columns=names)), held.shown)
        )
    for text in unknown:
        warnings.warn(text, UnknownWarning, stacklevel=2)
    return _FORMS[as_](found)


def _pandas(table: pa.Table) -> Any:
    # Whole numbers stay whole where some are missing, and a column has the same type whether they are or not.
    whole = [field.name for field in table.schema if field.nullable and pa.types.is_integer(field.type)]
    return table.to_pandas(date_as_object=False).astype(dict.fromkeys(whole, "Int64"))


def _duckdb(table: pa.Table) -> Any:
    try:
        import duckdb
    except ImportError as error:
        raise DatasetError("extra_missing", "DuckDB is not installed; pip install duckdb, or load as pandas or arrow.") from error
    return duckdb.from_arrow(table)


_FORMS = {"pandas": _pandas, "arrow": lambda table: table, "duckdb": _duckdb}


def read_table(  # noqa: PLR0913
    table: str,
    source: str | Path,
    *,
    agencies: Agencies = None,
    years: Years = None,
    columns: Collection[str] | None = None,
    where: Where = None,
) -> pa.Table:
    """The same as `load`, as an Arrow table with the registry's labels in its field metadata."""
    spec = _spec(table)
    wanted = known_columns(spec, columns)
    with reached(source):
        held = open_holding(source)
        return _found(held, source, chosen(spec, _ids(held, listed(agencies)), listed(years), wanted, where))


def _found(held: Holding, source: str | Path, choice: Choice) -> pa.Table:
    spec = choice.spec
    if spec in RELEASED and isinstance(held, DataDirectory):
        raise DatasetError("only_released", f"“{spec.name}” is made with a release; load it from one, such as {held.shown}/releases.")
    if not (spec.derived and isinstance(held, DataDirectory)):
        return _scan(held, choice)
    found = _derived(choice, source)
    return (found if choice.asked is None else found.filter(choice.asked)).select(choice.columns)


def _spec(table: str) -> Table:
    if table not in TABLES:
        raise DatasetError("unknown_table", f"There is no table “{table}”; choose one of {', '.join(TABLES)}.")
    return TABLES[table]


def _ids(held: Holding, agencies: list[Any] | None) -> list[str] | None:
    """Ids as they are, names by the register of agencies."""
    strange = [agency for agency in agencies or () if not isinstance(agency, str) or not agency.strip()]
    if strange:
        raise DatasetError("bad_filter", f"An agency is an id or a name, in text; {strange[0]!r} is neither.")
    if agencies is None or all(is_agency_id(agency) for agency in agencies):
        return agencies
    register = _scan(held, chosen(TABLES["agencies"], columns=["agency", "name", "names"])).to_pylist()
    lists = f'`nianbao.load("agencies", "{held.shown}")`'
    return [agency if is_agency_id(agency) else agency_named(register, agency, held.shown, lists) for agency in agencies]


def _derived(choice: Choice, source: str | Path) -> pa.Table:
    """The panel of the agencies and years asked for; the register stays whole, for it tells what went on as what."""
    narrowed = {
        name: read_table(name, source, agencies=choice.agencies, years=choice.years, columns=columns, where=PANEL_ROWS.get(name))
        for name, columns in PANEL_INPUTS.items()
        if name != "agencies"
    }
    register = read_table("agencies", source, columns=PANEL_INPUTS["agencies"])
    panel = panel_table(narrowed | {"agencies": register})
    return panel if choice.spec.name == "panel" else wide_table(panel, narrowed["reports"], register)


def _scan(held: Holding, choice: Choice) -> pa.Table:
    parts = [_part(held, dataset, choice) for dataset in held.datasets(choice.spec, choice.agencies, choice.years)]
    return pa.concat_tables(parts) if parts else choice.spec.full_schema.empty_table().select(choice.columns)


def _part(held: Holding, dataset: ds.Dataset, choice: Choice) -> pa.Table:
    for fragment in islice(dataset.get_fragments(choice.asked), 1):
        held.check_first(fragment)
    if choice.codes and choice.spec.name in REPEATED and isinstance(held, Release):
        return picked(dataset, choice)
    found = dataset.to_table(columns=choice.columns, filter=choice.asked)
    # A chunk a partition is a hundred times what is in it; those of a release are large, and joining them would copy everything.
    return found if isinstance(held, Release) else found.combine_chunks()
