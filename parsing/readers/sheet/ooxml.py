"""xlsx (ECMA-376-1 chapter 18): hidden rows and columns, errors, formulas without a value, and figures shown as others, by sheet."""

from __future__ import annotations

import posixpath
import re

from lxml import etree

from parsing.errors import TooLargeError
from parsing.readers.packed import Package, attribute, local, read_xml
from parsing.readers.sheet.ooxml_looks import Looks, has_marked_run, looks_of
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
    looks = looks_of(package)
    found = {}
    for sheet in sheets if sheets is not None else ():
        target = targets.get(attribute(sheet, "id"), "")
        name = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
        if target and name in package:
            found[attribute(sheet, "name")] = _sheet(read_xml(package.read(name)), looks)
    return found


def _sheet(root: etree._Element, looks: Looks) -> Untold:
    untold = Untold()
    columns = child_of(root, "cols")
    for column in columns if columns is not None else ():
        if _is_hidden(column, "width"):
            first, last = _whole(attribute(column, "min")), _whole(attribute(column, "max"))
            untold.cols.update(range(first - 1, min(last, MAX_COLS)))
    data = child_of(root, "sheetData")
    place = (-1, -1)
    for row in data if data is not None else ():
        place = (_whole(attribute(row, "r")) - 1 if attribute(row, "r") else place[0] + 1, -1)
        if _is_hidden(row, "ht"):
            untold.rows.add(place[0])
        for cell in row:
            place = _place(attribute(cell, "r")) or (place[0], place[1] + 1)
            _cell(cell, place, untold, looks)
    return untold


def _is_hidden(line: etree._Element, size: str) -> bool:
    """Whether a row or a column is hidden, or of no size."""
    given = attribute(line, size)
    return attribute(line, "hidden") not in _OFF or (given != "" and not given.strip("0."))


def _cell(cell: etree._Element, place: tuple[int, int], untold: Untold, looks: Looks) -> None:
    children = {local(child): child.text for child in cell}
    if not children:
        return
    if place[0] >= MAX_ROWS or place[1] >= MAX_COLS:
        raise TooLargeError(f"a sheet of more than {MAX_ROWS} rows or {MAX_COLS} columns")
    kind = attribute(cell, "t")
    # A formula that gives an empty text has that type; one without type and value was never calculated.
    if kind == "e" or ("f" in children and not children.get("v") and kind != "str"):
        untold.unsure.add(place)
    rich = children.get("v") in looks.texts if kind == "s" else any(local(child) == "is" and has_marked_run(child) for child in cell)
    if rich or attribute(cell, "s") in looks.styles:
        untold.marked.add(place)


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
