"""Agencies by years: what came of every report, and why some are not there."""

from __future__ import annotations

import io
from collections import defaultdict
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as arrow_csv
from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table as Sheet
from rich.text import Text

from output.codes import code_rows
from output.files import encode
from output.labels import LABELS
from output.load import read_table
from output.sheets import titled
from output.show import plain_console
from parsing.echo import plain

Row = dict[str, Any]

# One column wide in every terminal and font, East Asian ones included.
SYMBOLS = {
    "parsed": "✓",
    "partial": "~",
    "failed": "✗",
    "unreadable": "?",
    "blocked": "#",
    "not_published_yet": ">",
    "overdue": "!",
    "not_existing": "-",
    "withheld": "W",
}
NO_ROW = "."

# A gap's reason is a reason of the parser, the outcome of an address, or the problem that made a report partial.
_SENTENCES = {row["code"]: row["label_en"] for row in code_rows() if row["kind"] in ("address_outcome", "problem", "reason")}


def coverage_table(data: Path) -> pa.Table:
    """The coverage table of a data directory with the agency's name as its second column, ordered by agency and year.

    Raises DatasetError when there is no dataset.
    """
    coverage = read_table("coverage", data)
    agencies = read_table("agencies", data)
    names = dict(zip(agencies["agency"].to_pylist(), agencies["name"].to_pylist(), strict=True))
    column = pa.array([names.get(agency) for agency in coverage["agency"].to_pylist()], pa.string())
    field = pa.field("agency_name", pa.string(), metadata=agencies.schema.field("name").metadata)
    return coverage.add_column(1, field, column)


def as_csv(table: pa.Table) -> bytes:
    """The table as CSV in UTF-8, with a header line; null is an empty field."""
    sink = io.BytesIO()
    arrow_csv.write_csv(table, sink, arrow_csv.WriteOptions(quoting_style="needed"))
    return sink.getvalue()


def as_text(table: pa.Table) -> bytes:
    """What `show_coverage` prints, 80 columns wide, in UTF-8."""
    stream = io.StringIO()
    show_coverage(plain_console(stream, width=80), table)
    return stream.getvalue().encode()


def as_parquet(table: pa.Table) -> bytes:
    """The table as a Parquet file with its labels."""
    return encode(table, small=False)


def show_coverage(console: Console, table: pa.Table) -> None:
    """Print the matrix of outcomes, its legend, and the gaps by reason."""
    rows = table.to_pylist()
    if not rows:
        console.print("No agency is known yet; crawl a portal first.")
        return
    console.print(_matrix(rows))
    console.print(_legend(rows))
    gaps = [row for row in rows if row["outcome"] != "parsed"]
    if gaps:
        console.print()
        console.print(_gaps(gaps))


def _matrix(rows: list[Row]) -> RenderableType:
    years = range(min(row["year"] for row in rows), max(row["year"] for row in rows) + 1)
    long = len(years) <= 8
    sheet = Sheet(box=box.SIMPLE_HEAD, padding=0, pad_edge=False)
    sheet.add_column("agency", overflow="fold")
    for year in years:
        sheet.add_column(str(year) if long else f"{year % 100:02d}", justify="center", no_wrap=True, min_width=4 if long else 2)
    outcomes: dict[tuple[str, str], dict[int, str]] = defaultdict(dict)
    for row in rows:
        outcomes[row["agency"], row["agency_name"] or row["agency"]][row["year"]] = row["outcome"]
    for (_, name), by_year in outcomes.items():
        sheet.add_row(Text(plain(name)), *(_symbol(by_year.get(year)) for year in years))
    return Group(Text(f"Reports of fiscal years {years[0]}-{years[-1]}"), sheet)


def _symbol(outcome: str | None) -> Text:
    return Text(NO_ROW if outcome is None else SYMBOLS[outcome])


def _legend(rows: list[Row]) -> Text:
    counts: dict[str, int] = defaultdict(int)
    for row in rows:
        counts[row["outcome"]] += 1
    return Text("\n".join(f"{symbol}  {LABELS['outcome'][name][1]}: {counts[name]}" for name, symbol in SYMBOLS.items() if counts[name]))


def _gaps(rows: list[Row]) -> RenderableType:
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        groups[row["outcome"], row["reason"] or ""].append(row)
    order = list(SYMBOLS)
    ordered = sorted(groups.items(), key=lambda item: (order.index(item[0][0]), item[0][1]))
    return titled(
        "Why reports are missing or not whole",
        *("outcome", "count", "reason", "where"),
        rows=[(outcome, str(len(group)), _reason(reason, group), _where(group)) for (outcome, reason), group in ordered],
    )


def _reason(reason: str, group: list[Row]) -> str:
    details = sorted({row["detail"] for row in group if row["detail"]})
    shown = f"({'; '.join(details[:2])}{' …' if len(details) > 2 else ''})" if details else ""
    named = f"{reason}:" if reason in _SENTENCES else reason
    return " ".join(text for text in (named, _SENTENCES.get(reason, ""), shown) if text)


def _where(group: list[Row]) -> str:
    shown = [f"{row['agency_name'] or row['agency']} {row['year']}" for row in group[:3]]
    return "; ".join(shown) + (f" and {len(group) - 3} more" if len(group) > 3 else "")
