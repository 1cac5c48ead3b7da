"""The dataset as data frames."""

from __future__ import annotations

from collections.abc import Collection
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from output.dataset import dataset_root
from output.errors import DatasetError
from output.panel import PANEL_INPUTS, panel_table, wide_table
from output.schema import TABLES, Table
from output.versions import refuse_other_versions, version_of

if TYPE_CHECKING:
    import pandas as pd


def load(
    table: str,
    data: str | Path = "data",
    *,
    agencies: str | Collection[str] | None = None,
    years: int | Collection[int] | None = None,
) -> pd.DataFrame:
    """One table of the dataset, with `agency` (string) and `year` (int64) as its first columns where the table has them.

    `data`: the data directory. `agencies` (ids) and `years` (fiscal years) narrow the rows; only the partitions asked for are read.
    Dates and moments come as datetime64. A dataset without such rows gives an empty frame with all columns. Raises DatasetError for an
    unknown table, a filter on a column that the table does not have, or a data directory without a dataset.
    """
    frame: pd.DataFrame = read_table(table, Path(data), agencies=agencies, years=years).to_pandas(date_as_object=False)
    return frame


def read_table(
    table: str,
    data: Path,
    *,
    agencies: str | Collection[str] | None = None,
    years: int | Collection[int] | None = None,
) -> pa.Table:
    """The same as `load`, as an Arrow table with the registry's labels in its field metadata."""
    spec = _spec(table)
    root = dataset_root(data)
    if not root.is_dir():
        raise DatasetError(
            "no_dataset", f"There is no dataset in {data}; run `nianbao crawl demo --data {data}` or name another directory."
        )
    # The registers are written last: a dataset that is half made anew still has their old version.
    if (codes := root / "codes.parquet").is_file():
        _checked(pq.read_schema(codes), root)
    if spec.derived:
        return _derived(table, data, agencies, years)
    condition = _condition(spec, {"agency": _listed(agencies), "year": _listed(years)})
    return _partitioned(root, spec, condition) if spec.partition else _register(root, spec, condition)


def _derived(table: str, data: Path, agencies: str | Collection[str] | None, years: int | Collection[int] | None) -> pa.Table:
    """The panel of the agencies and years asked for; the register stays whole, for it tells what went on as what."""
    narrowed = {name: read_table(name, data, agencies=agencies, years=years) for name in PANEL_INPUTS if name != "agencies"}
    register = read_table("agencies", data)
    panel = panel_table(narrowed | {"agencies": register})
    return panel if table == "panel" else wide_table(panel, narrowed["reports"], register)


def _checked(schema: pa.Schema, root: Path) -> None:
    data = root.parent
    refuse_other_versions(version_of(schema), f"The dataset in {data}", f"run `nianbao reparse --data {data}`")


def _spec(table: str) -> Table:
    if table not in TABLES:
        raise DatasetError("unknown_table", f"There is no table “{table}”; choose one of {', '.join(TABLES)}.")
    return TABLES[table]


def _listed(choice: str | int | Collection[str] | Collection[int] | None) -> list[str | int] | None:
    if choice is None:
        return None
    return [choice] if isinstance(choice, str | int) else list(choice)


def _condition(spec: Table, choices: dict[str, list[str | int] | None]) -> pc.Expression | None:
    condition = None
    for name, values in choices.items():
        if values is None:
            continue
        if name not in spec.full_schema.names:
            raise DatasetError("unknown_filter", f"Table “{spec.name}” has no column {name}; load it without that filter.")
        known = pc.field(name).isin(pa.array(values, spec.full_schema.field(name).type))
        condition = known if condition is None else condition & known
    return condition


def _partitioned(root: Path, spec: Table, condition: pc.Expression | None) -> pa.Table:
    folder = root / spec.name
    if not folder.is_dir():
        return spec.full_schema.empty_table()
    keys = pa.schema([column.arrow for column in spec.partition])
    source = ds.dataset(folder, spec.full_schema, format="parquet", partitioning=ds.partitioning(keys, flavor="hive"))
    for fragment in islice(source.get_fragments(condition), 1):
        _checked(fragment.physical_schema, root)
    return source.to_table(filter=condition)


def _register(root: Path, spec: Table, condition: pc.Expression | None) -> pa.Table:
    file = root / f"{spec.name}.parquet"
    if not file.is_file():
        return spec.full_schema.empty_table()
    return pq.read_table(file, schema=spec.full_schema, filters=condition)
