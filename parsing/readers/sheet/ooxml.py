"""xlsx (ECMA-376-1 chapter 18): hidden rows and columns, errors, and formulas without a value, sheet by sheet."""

from __future__ import annotations

import posixpath
import re

from lxml import etree

from parsing.errors import TooLargeError
from parsing.readers.packed import Package, attribute, local, read_xml
from parsing.readers.sheet.untold import MAX_COLS, MAX_ROWS, Untold
from parsing.readers.word_styles import child_of

_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_OFF = ("", "0", "false")


def untold_xlsx(package: Package) -> dict[str, Untold]:
    """By the name of the sheet. Raises `UnreadError` and `TooLargeError`, also where a value stands beyond the limits."""
    targets = {
        attribute(relation, "Id"): attribute(relation, "Target") for relation in read_xml(package.read("xl/_rels/workbook.xml.rels"))
    }
    sheets = child_of(read_xml(package.read("xl/workbook.xml")), "sheets")
    found = {}
    for sheet in sheets if sheets is not None else ():
        target = targets.get(attribute(sheet, "id"), "")
        name = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
        if target and name in package:
            found[attribute(sheet, "name")] = _sheet(read_xml(package.read(name)))
    return found


def _sheet(root: etree._Element) -> Untold:
    untold = Untold()
    columns = child_of(root, "cols")
    for column in columns if columns is not None else ():
        if attribute(column, "hidden") not in _OFF:
            first, last = _whole(attribute(column, "min")), _whole(attribute(column, "max"))
            untold.cols.update(range(first - 1, min(last, MAX_COLS)))
    data = child_of(root, "sheetData")
    place = (-1, -1)
    for row in data if data is not None else ():
        place = (_whole(attribute(row, "r")) - 1 if attribute(row, "r") else place[0] + 1, -1)
        if attribute(row, "hidden") not in _OFF:
            untold.rows.add(place[0])
        for cell in row:
            place = _place(attribute(cell, "r")) or (place[0], place[1] + 1)
            _cell(cell, place, untold)
    return untold


def _cell(cell: etree._Element, place: tuple[int, int], untold: Untold) -> None:
    children = {local(child): child.text for child in cell}
    if not children:
        return
    if place[0] >= MAX_ROWS or place[1] >= MAX_COLS:
        raise TooLargeError(f"a sheet of more than {MAX_ROWS} rows or {MAX_COLS} columns")
    kind = attribute(cell, "t")
    # A formula that gives an empty text has that type; one without type and value was never calculated.
    if kind == "e" or ("f" in children and not children.get("v") and kind != "str"):
        untold.unsure.add(place)


def _place(text: str) -> tuple[int, int] | None:
    match = _PLACE.fullmatch(text)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, column - 1


def _whole(text: str) -> int:
    return int(text) if text.isdigit() else 0
