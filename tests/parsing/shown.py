"""What an edited page shows under its printed labels, told from the edited cells themselves and never from the reader.

Cells are laid out by a plain rendering of the browser's rule; a figure belongs to the lowest column label above it and the nearest row
label left of it. Whatever a person could not tell from the screen makes the cell, or its row, one that must not stand in a `parsed` report.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from made_pages import ODD, Key, Page, Row, Rows, Td

from parsing.forms import FORMS

Place = tuple[int, int, Td]  # row, column, cell
COLUMNS: dict[str, set[str]] = {}
for _form in FORMS.values():
    for _table in _form.tables:
        COLUMNS.setdefault(_table.code, set()).update(col.code for col in _table.leaf_cols)


@dataclass(slots=True)
class Shown:
    """`figures`: the cells that stand under a key's labels; `doubtful`: why the page must not be `parsed`."""

    figures: dict[Key, list[Td]] = field(default_factory=dict)
    doubtful: list[str] = field(default_factory=list)


def lay_out(rows: Rows) -> list[Place]:
    """Every cell's row and column, by the rule of browsers: the next free place of its row; a rowspan ends with the table."""
    taken: set[tuple[int, int]] = set()
    places: list[Place] = []
    for number, row in enumerate(rows):
        col = 0
        for td in row:
            while (number, col) in taken:
                col += 1
            places.append((number, col, td))
            depth = min(td.rowspan or len(rows), len(rows) - number)
            taken.update((number + r, col + c) for r in range(depth) for c in range(td.colspan))
            col += td.colspan
    return places


def shown(page: Page) -> Shown:
    """The truth of a page; a table without header rows of its own stands under the header before it when it is as wide."""
    result = Shown()
    header: dict[int, list[Td]] = {}
    blank = {id(td) for _, rows in page.tables for row in rows if not _filled(row) for td in row}
    for _, rows in page.tables:
        places = lay_out(rows)
        if max((col + td.colspan for _, col, td in places), default=0) != max(header, default=-1) + 1:
            header = {}
        header = _table(rows, places, header, result)
    if any(td.damaged for _, rows in page.tables for row in rows for td in row):
        return result  # whether two figures are in conflict depends on whether the damaged label can be told
    for key, cells in result.figures.items():
        if len({td.text.strip() for td in cells if id(td) not in blank}) > 1:
            result.doubtful.append(f"{key} is printed with different figures")
    return result


def _filled(row: Row) -> bool:
    return any(td.text.strip() for td in row if td.kind == "figure")


def _table(rows: Rows, places: list[Place], header: dict[int, list[Td]], result: Shown) -> dict[int, list[Td]]:
    last_header_row = -2
    for number in range(len(rows)):
        covering = [(r, c, td) for r, c, td in places if r <= number < r + (td.rowspan or len(rows))]
        own = rows[number]
        if any(td.kind in ("col", "band") for td in own) and not any(td.kind == "figure" for td in own):
            if number != last_header_row + 1:
                header = {}
            last_header_row = number
            for _, c, td in sorted(covering, key=lambda place: place[0]):
                for slot in range(c, c + td.colspan):
                    if not any(td is other for other in header.setdefault(slot, [])):
                        header[slot].append(td)
        elif any(td.kind == "figure" for td in own) and header:
            _row(covering, header, len(rows) - number - 1, result)
    return header


def _row(covering: list[Place], header: dict[int, list[Td]], below: int, result: Shown) -> None:
    labels = sorted((c, td) for _, c, td in covering if td.kind in ("row", "group") and td.text)
    right = max(header)  # an empty cell that stands out beyond the header takes nothing away from the figures before it
    last, end = max((c, c + td.colspan) for _, c, td in covering if c <= right or td.text.strip())
    if (last > right or end <= _start(header, right)) and _of_form(labels, header):
        result.doubtful.append(f"the row of {labels[-1][1].text if labels else '?'} is not as wide as its header")
    for _, c, td in covering:
        if td.kind != "figure":
            continue
        stacks = [header.get(slot, []) for slot in range(c, c + td.colspan)]
        label = next((label for place, label in reversed(labels) if place < c), None)
        for stack in stacks:
            for key in _keys(stack, label):
                cells = result.figures.setdefault(key, [])
                if not any(td is other for other in cells):
                    cells.append(td)
                if td.value == ODD or (td.rowspan > 1 and below):
                    result.doubtful.append(f"{key} is no single figure: {td.text!r}")
        if len({id(stack[-1]) for stack in stacks if _keys(stack, label)}) > 1:
            result.doubtful.append(f"{td.text!r} stands under several columns")


def _of_form(labels: list[tuple[int, Td]], header: dict[int, list[Td]]) -> bool:
    return labels[-1][1].kind == "row" if labels else any(td.kind == "band" for stack in header.values() for td in stack)


def _start(header: dict[int, list[Td]], slot: int) -> int:
    """Where the column at `slot` begins."""
    return min(col for col, stack in header.items() if stack[-1] is header[slot][-1])


def _keys(stack: list[Td], label: Td | None) -> list[Key]:
    if not stack or stack[-1].kind != "col":
        return []
    code = stack[-1].code
    bands = [td.code for td in stack if td.kind == "band"]
    if bands:
        return [("s4_remedies", bands[-1], code)] if code in COLUMNS["s4_remedies"] else []
    if label is None or label.kind != "row":
        return []
    table, row = label.code.split(".")
    return [(table, row, code)] if code in COLUMNS[table] else []
