"""From readings to cells: which reading stands, what figure it shows, and where local rows and columns go."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from parsing.document import GridCell
from parsing.figures import Figure, read_figure
from parsing.forms import GRID_FORMS, Line
from parsing.labels import normal, squeeze
from parsing.problems import problem
from parsing.records import Cell, Problem
from parsing.tables.choice import choose_forms, conflicts, in_order, report_form, strangers
from parsing.tables.found import Found, Key, Reading, Spot, recognised
from parsing.tables.missing import missing
from parsing.tables.totals import moved_totals
from parsing.tables.units import printed_units

# Ten times the cells of a whole report: enough for every local row and column, too few for a page of something else to fill the dataset.
MAX_LOCAL = 2_000


@dataclass(slots=True)
class TablesRead:
    """The cells in form order, local ones last; `form` is mixed when the tables differ, unknown when there is none.

    `printed`: where each cell stands, more than one place for a table that is printed twice. `periods`: the tables of the form that stand
    under the name of a year, each with that year.
    """

    cells: list[Cell] = field(default_factory=list)
    form: str = "unknown"
    problems: list[Problem] = field(default_factory=list)
    printed: dict[Key, list[GridCell]] = field(default_factory=dict)
    periods: set[tuple[str, int]] = field(default_factory=set)


def settle(found: Found) -> TablesRead:
    """Settle the readings of one report. Every doubt becomes a problem, and no reading is dropped without one."""
    readings: dict[Key, list[Reading]] = {}
    local: list[Reading] = []
    sure: set[Key] = set()
    latest = max({reading.spot.period for reading in found.readings if reading.spot.keys}, default="")
    for reading in found.readings:
        spot = reading.spot
        if len(spot.keys) != 1 or (spot.period and spot.period < latest):
            local.append(reading)
            continue
        readings.setdefault(spot.keys[0], []).append(reading)
        if not (reading.slipped or spot.fault):
            sure.add(spot.keys[0])
    forms = choose_forms(readings, sure)
    strange = strangers(readings, forms)
    local += _blank_headings(readings, strange)
    settled = TablesRead(form=report_form(forms), problems=list(found.problems))
    empty = {reading.block for reading in found.readings} - {reading.block for reading in found.readings if not reading.blank_row}
    for key, form in in_order(readings, forms):
        found_here = readings[key]
        if len(found_here) > 1:
            local += _overruled(found_here, empty)
        settled.cells.append(_cell(key, found_here, form, settled.problems))
        settled.printed[key] = [reading.cell for reading in found_here]
        if found_here[0].spot.period:
            settled.periods.add((key[0], int(found_here[0].spot.period)))
    settled.problems += moved_totals(settled.cells, settled.printed)
    _keep_local(local, settled)
    settled.problems += conflicts((key for key in strange if key in readings), forms) + missing(readings.keys(), forms)
    settled.problems = _once(settled.problems)
    return settled


def _blank_headings(readings: dict[Key, list[Reading]], strange: list[Key]) -> list[Reading]:
    """Take out the blank rows of another form: （六）其他处理, a row of 2019, is printed as a heading with blank cells in 2021."""
    blank = [key for key in strange if all(one.blank_row for one in readings[key])]
    return [reading for key in blank for reading in readings.pop(key)]


def _overruled(readings: list[Reading], empty: set[int]) -> list[Reading]:
    """Take out the readings by a damaged label where the whole label stands elsewhere, and blank rows beside a filled one."""
    exact = [reading for reading in readings if not reading.spot.fuzzy] or readings
    any_filled = any(not reading.blank_row for reading in exact)
    stand = [reading for reading in exact if not reading.blank_row or not _is_leftover(reading, exact, empty)] if any_filled else exact[:1]
    overruled = [reading for reading in readings if reading.spot.fuzzy and reading not in exact]
    readings[:] = stand
    return overruled


def _is_leftover(blank: Reading, readings: list[Reading], empty: set[int]) -> bool:
    """Whether a blank row only repeats a label that is filled elsewhere (a page break, a template below the table).

    It may be the report's own, and the filled one another year's, where it stands first in an `empty` block or without a label, or where
    another year is named over one of the two.
    """
    filled = [reading for reading in readings if not reading.blank_row]
    twins = [reading for reading in filled if normal(reading.spot.row_label) == normal(blank.spot.row_label)]
    first = next(reading for reading in readings if reading is blank or not reading.blank_row) is blank
    own = first and (not blank.spot.row_label or blank.block in empty)
    return bool(twins) and not own and all(reading.spot.period == blank.spot.period for reading in filled)


def _cell(key: Key, readings: list[Reading], form: str, problems: list[Problem]) -> Cell:
    reading = readings[0]
    where, row, col, standard, units = _lines(reading.spot, form)
    if reading.spot.fuzzy:
        problems.append(problem("label_fuzzy", f"{key[0]}.{key[1]}", f"{reading.spot.row_label} → {row.zh}"))
    figure = _figure(readings, col, where, problems)
    if len(units) > 1 and figure.status == "reported" and not figure.unit:
        problems.append(problem("cell_ambiguous", where, f"its labels name several units, {'、'.join(units)}"))
        figure = Figure("unparsed")
    unit = figure.unit or (units[0] if units else standard)
    if standard and unit != standard:
        problems.append(problem("unit_printed", where, f"{unit}, the form has {standard}"))
    raw = reading.text if len(readings) == 1 else " | ".join(dict.fromkeys(reading.text for reading in readings))
    table, line, column = key
    if reading.cell.confidence is None:
        return Cell(table, line, column, figure.value, raw, unit, form, figure.status)
    return Cell(table, line, column, figure.value, raw, unit, form, figure.status, *recognised(reading.cell.confidence))


@lru_cache(maxsize=8192)
def _lines(spot: Spot, form: str) -> tuple[str, Line, Line, str, tuple[str, ...]]:
    """The name of a cell of a form, its row, its column, its unit there, and the units that are printed for it."""
    key = spot.keys[0]
    table = GRID_FORMS[form].table(key[0])
    row, col = table.leaves["row", key[1]], table.leaves["col", key[2]]
    return ".".join(key), row, col, table.unit(row, col), _units(spot, money=col.money)


def _units(spot: Spot, *, money: bool) -> tuple[str, ...]:
    """The units that the labels of a cell name, else those of its table's caption."""
    return printed_units(spot.unit_labels, money) or printed_units(spot.caption, money)


def _figure(readings: list[Reading], col: Line, where: str, problems: list[Problem]) -> Figure:
    """The figure of a cell that may have been read more than once; `unparsed` whenever the page leaves a choice."""
    reading = readings[0]
    if len(readings) > 1:
        shown = sorted({squeeze(reading.text) for reading in readings})
        if len(shown) > 1:
            problems.append(problem("cell_conflict", where, " | ".join(text[:20] for text in shown[:4])))
            return Figure("unparsed")
        problems.append(problem("table_repeated", where.split(".", maxsplit=1)[0]))
    if reading.slipped:
        return Figure("unparsed")  # row_ragged or spans_cut names it
    if reading.spot.fault:
        problems.append(problem("cell_ambiguous", where, reading.spot.fault))
        return Figure("unparsed")
    if reading.cell.doubt:
        problems.append(problem("recognition_unsure", where, reading.cell.doubt))
        return Figure("unparsed")
    figure = read_figure(reading.text, money=col.money, signed=col.signed)
    if figure.fault:
        problems.append(problem("cell_unparsed", where, f"{figure.fault} ({reading.text[:40]!r})"))
    if figure.remark:
        problems.append(problem("figure_remark", where, figure.remark[:60]))
    return figure


def _keep_local(local: list[Reading], settled: TablesRead) -> None:
    """Rows and columns that are not the form's go to raw_s2, raw_s3, raw_s4 under their printed labels."""
    if len(local) > MAX_LOCAL:
        settled.problems.append(problem("local_cut", f"raw_{local[0].spot.section}", f"{len(local)} cells, {MAX_LOCAL} kept"))
    for reading in local[:MAX_LOCAL]:
        spot = reading.spot
        if not (spot.section and (spot.row_label or spot.col_label)) or (reading.blank_row and not spot.row_label):
            continue
        figure = Figure("unparsed") if reading.slipped or reading.cell.doubt else read_figure(reading.text, money=True, signed=True)
        table = f"raw_{spot.section}"
        unit = figure.unit or next(iter(_units(spot, money=True) or _units(spot, money=False)), "")
        method = recognised(reading.cell.confidence)
        cell = Cell(table, spot.row_label, spot.col_label, figure.value, reading.text, unit, settled.form, figure.status, *method)
        settled.cells.append(cell)
        settled.printed.setdefault((table, cell.row, cell.col), []).append(reading.cell)
        code, label = ("row_unknown", spot.row_label) if spot.strange_row else ("column_unknown", spot.col_label)
        if reading.text:
            settled.problems.append(problem(code, table, label[:60]))
        if reading.cell.doubt:
            settled.problems.append(problem("recognition_unsure", table, reading.cell.doubt))
        if len(spot.keys) > 1:
            settled.problems.append(problem("label_ambiguous", spot.keys[0][0], f"{spot.row_label} / {spot.col_label}"))


def _once(problems: list[Problem]) -> list[Problem]:
    return list({(p.code, p.where, p.message): p for p in problems}.values())
