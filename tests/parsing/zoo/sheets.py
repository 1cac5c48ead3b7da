"""Workbooks of a known page: xlsx by openpyxl, xls by xlwt."""

from __future__ import annotations

import io

import openpyxl
import xlwt
from zoo.placed import Block, Box, PlacedTable


def xlsx(blocks: list[Block], *, sheets: bool = False, busy: bool = False, text: bool = False) -> bytes:
    """`sheets`: every table on a sheet of its own. `busy`: hidden sheets, rows and columns among them. `text`: figures as text."""
    book = openpyxl.Workbook()
    sheet = book.active
    row = 1 + busy
    for block in blocks:
        if sheets and isinstance(block, PlacedTable):
            sheet, row = book.create_sheet(), 1
        if isinstance(block, str):
            sheet.cell(row, 1, block)
            if busy:
                sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=15)
            row += 1
            continue
        for box in block.boxes:
            sheet.cell(row + box.row, 1 + box.col, _value(box, text))
            if box.rowspan * box.colspan > 1:
                place = {"start_row": row + box.row, "start_column": 1 + box.col}
                sheet.merge_cells(**place, end_row=row + box.row + box.rowspan - 1, end_column=box.col + box.colspan)
        row += block.n_rows + (not busy)
    if busy:
        hidden = book.create_sheet("旧")
        hidden["A1"] = "某某街道办事处2018年政府信息公开工作年度报告"
        hidden.sheet_state = "hidden"
        book["Sheet"].row_dimensions[1].hidden = True
        book["Sheet"]["A1"] = 41
        book["Sheet"].column_dimensions["R"].hidden = True
        book["Sheet"]["R9"] = 77
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def xls(blocks: list[Block], *, sheets: bool = False, busy: bool = False, text: bool = False) -> bytes:
    """As `xlsx`, in the format of Excel 97."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet, row, number = book.add_sheet("0"), int(busy), 0
    if busy:
        sheet.write(0, 0, 41)
        sheet.row(0).hidden = True
    for block in blocks:
        if sheets and isinstance(block, PlacedTable):
            number += 1
            sheet, row = book.add_sheet(str(number)), 0
        if isinstance(block, str):
            sheet.write(row, 0, block)
            row += 1
            continue
        for box in block.boxes:
            bottom, right = row + box.row + box.rowspan - 1, box.col + box.colspan - 1
            if box.rowspan * box.colspan > 1:
                sheet.write_merge(row + box.row, bottom, box.col, right, _value(box, text))
            else:
                sheet.write(row + box.row, box.col, _value(box, text))
        row += block.n_rows + 1
    if busy:
        hidden = book.add_sheet("old")
        hidden.write(0, 0, "某某街道办事处2018年政府信息公开工作年度报告")
        hidden.visibility = 1
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _value(box: Box, text: bool) -> str | float:
    if text or not box.text.replace(".", "", 1).isdigit() or "、" in box.text:
        return box.text
    return float(box.text) if "." in box.text else int(box.text)
