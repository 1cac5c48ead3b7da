"""From readings to cells: which reading stands, what figure it shows, and where local rows and columns go."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from parsing.document import GridCell
from parsing.figures import Figure, read_figure
from parsing.forms import GRID_FORMS, Line
from parsing.labels import normal, squeeze
from parsing.problems import problem
from parsing.records import Cell, Problem
from parsing.tables.choice import choose_forms, conflicts, form_of, report_form
from parsing.tables.found import PLACES, Found, Key, Reading, recognised
from parsing.tables.missing import missing
from parsing.tables.units import printed_units

# Ten times the cells of a whole report: enough for every local row and column, too few for a page of something else to fill the dataset.
MAX_LOCAL = 2_000


@dataclass(slots=True)
class TablesRead:
    """The cells in form order, local ones last; `form` is mixed when the tables differ, unknown when there is none.

    `printed`: where each cell stands, more than one place for a table that is printed twice.
    """

    cells: list[Cell] = field(default_factory=list)
    form: str = "unknown"
    problems: list[Problem] = field(default_factory=list)
    printed: dict[Key, list[GridCell]] = field(default_factory=dict)


def settle(found: Found) -> TablesRead:
    """Settle the readings of one report. Every doubt becomes a problem, and no reading is dropped without one."""
    readings: dict[Key, list[Reading]] = {}
    local: list[Reading] = []
    sure: set[Key] = set()
    latest = max((reading.period for reading in found.readings if reading.keys), default="")
    for reading in found.readings:
        if len(reading.keys) != 1 or (reading.period and reading.period < latest):
            local.append(reading)
            continue
        readings.setdefault(reading.keys[0], []).append(reading)
        if not (reading.slipped or reading.fault):
            sure.add(reading.keys[0])
    forms = choose_forms(set(readings), sure)
    local += _blank_headings(readings, forms)
    settled = TablesRead(form=report_form(forms), problems=list(found.problems))
    empty = {reading.block for reading in found.readings} - {reading.block for reading in found.readings if not reading.blank_row}
    placed = {key: form_of(key, forms) for key in readings}
    for key, form in sorted(placed.items(), key=lambda item: (item[0][0], PLACES[item[1]][item[0]])):
        local += _overruled(readings[key], empty)
        settled.cells.append(_cell(key, readings[key], form, settled.problems))
        settled.printed[key] = [reading.cell for reading in readings[key]]
    _keep_local(local, settled)
    settled.problems += conflicts(set(readings), forms) + missing(set(readings), forms)
    settled.problems = _once(settled.problems)
    return settled


def _blank_headings(readings: dict[Key, list[Reading]], forms: dict[str, str]) -> list[Reading]:
    """Take out the blank rows of another form: （六）其他处理, a row of 2019, is printed as a heading with blank cells in 2021."""
    strange = [key for key, found in readings.items() if form_of(key, forms) != forms[key[0]] and all(one.blank_row for one in found)]
    return [reading for key in strange for reading in readings.pop(key)]


def _overruled(readings: list[Reading], empty: set[int]) -> list[Reading]:
    """Take out the readings by a damaged label where the whole label stands elsewhere, and blank rows beside a filled one."""
    if len(readings) == 1:
        return []
    exact = [reading for reading in readings if not reading.fuzzy] or readings
    any_filled = any(not reading.blank_row for reading in exact)
    stand = [reading for reading in exact if not reading.blank_row or not _is_leftover(reading, exact, empty)] if any_filled else exact[:1]
    overruled = [reading for reading in readings if reading.fuzzy and reading not in exact]
    readings[:] = stand
    return overruled


def _is_leftover(blank: Reading, readings: list[Reading], empty: set[int]) -> bool:
    """Whether a blank row only repeats a label that is filled elsewhere (a page break, a template below the table).

    It may be the report's own, and the filled one another year's, where it stands first in an `empty` block or without a label, or where
    another year is named over one of the two.
    """
    filled = [reading for reading in readings if not reading.blank_row]
    twins = [reading for reading in filled if normal(reading.row_label) == normal(blank.row_label)]
    first = next(reading for reading in readings if reading is blank or not reading.blank_row) is blank
    own = first and (not blank.row_label or blank.block in empty)
    return bool(twins) and not own and all(reading.period == blank.period for reading in filled)


def _cell(key: Key, readings: list[Reading], form: str, problems: list[Problem]) -> Cell:
    row, col, standard = _lines(key, form)
    where, reading = ".".join(key), readings[0]
    if reading.fuzzy:
        problems.append(problem("label_fuzzy", f"{key[0]}.{key[1]}", f"{reading.row_label} → {row.zh}"))
    units = _units(reading, money=col.money)
    figure = _figure(readings, col, where, problems)
    if len(units) > 1 and figure.status == "reported" and not figure.unit:
        problems.append(problem("cell_ambiguous", where, f"its labels name several units, {'、'.join(units)}"))
        figure = Figure("unparsed")
    unit = figure.unit or next(iter(units), standard)
    if standard and unit != standard:
        problems.append(problem("unit_printed", where, f"{unit}, the form has {standard}"))
    raw = reading.text if len(readings) == 1 else " | ".join(dict.fromkeys(reading.text for reading in readings))
    return Cell(*key, figure.value, raw, unit, form, figure.status, *recognised(reading.confidence))


@cache
def _lines(key: Key, form: str) -> tuple[Line, Line, str]:
    """The row and the column of a cell of a form, and its unit there."""
    table = GRID_FORMS[form].table(key[0])
    row, col = table.leaves["row", key[1]], table.leaves["col", key[2]]
    return row, col, table.unit(row, col)


def _units(reading: Reading, *, money: bool) -> tuple[str, ...]:
    """The units that the labels of a cell name, else those of its table's caption."""
    return printed_units(reading.unit_labels, money) or printed_units(reading.caption, money)


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
    if reading.fault:
        problems.append(problem("cell_ambiguous", where, reading.fault))
        return Figure("unparsed")
    if reading.doubt:
        problems.append(problem("recognition_unsure", where, reading.doubt))
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
        settled.problems.append(problem("local_cut", f"raw_{local[0].section}", f"{len(local)} cells, {MAX_LOCAL} kept"))
    for reading in local[:MAX_LOCAL]:
        if not (reading.section and (reading.row_label or reading.col_label)) or (reading.blank_row and not reading.row_label):
            continue
        figure = Figure("unparsed") if reading.slipped or reading.doubt else read_figure(reading.text, money=True, signed=True)
        table = f"raw_{reading.section}"
        unit = figure.unit or next(iter(_units(reading, money=True) or _units(reading, money=False)), "")
        method = recognised(reading.confidence)
        cell = Cell(table, reading.row_label, reading.col_label, figure.value, reading.text, unit, settled.form, figure.status, *method)
        settled.cells.append(cell)
        settled.printed.setdefault((table, cell.row, cell.col), []).append(reading.cell)
        code, label = ("row_unknown", reading.row_label) if reading.strange_row else ("column_unknown", reading.col_label)
        if reading.text:
            settled.problems.append(problem(code, table, label[:60]))
        if len(reading.keys) > 1:
            settled.problems.append(problem("label_ambiguous", reading.keys[0][0], f"{reading.row_label} / {reading.col_label}"))


def _once(problems: list[Problem]) -> list[Problem]:
    return list({(p.code, p.where, p.message): p for p in problems}.values())
