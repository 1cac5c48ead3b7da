"""What single elements of office files show, and what is refused by name."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace

import openpyxl
import pytest
import xlwt
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet
from test_archives import zipped
from zoo.odt_xml import _NAMES, flat_odt
from zoo.placed import known_page, place_page
from zoo.word_xml import Look, W, WordWriter, _parts

from parsing import parse
from parsing.document import Document
from parsing.errors import UnreadError
from parsing.files import FILE_READERS, FileReader
from parsing.kinds import binary_kind
from parsing.readers.html_sight import MARKS
from parsing.sandbox import run_reader

RUN = "<w:r><w:t>{}</w:t></w:r>"
FIELD = '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>{}</w:instrText><w:fldChar w:fldCharType="end"/></w:r>'


def read(kind: str, data: bytes) -> Document:
    read = run_reader(FILE_READERS[kind], data)
    assert isinstance(read, Document)
    return read


def docx_of(body: str, **more: bytes) -> bytes:
    parts = {name: xml.encode() for name, xml in _parts(f"<w:body>{body}</w:body>", W).items()}
    return zipped(parts | {name.replace("__", "/").replace("_x_", "."): data for name, data in more.items()})


def table_of(*rows: list[str]) -> str:
    lines = ("".join(cell if cell.startswith("<w:tc>") else f"<w:tc><w:p>{cell}</w:p></w:tc>" for cell in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{line}</w:tr>" for line in lines) + "</w:tbl>"


def texts(document: Document) -> list[str]:
    return [cell.text for grid in document.grids for cell in grid.cells]


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (RUN.format(3) + '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>1</w:t></w:r>', "3^1"),
        ("<w:r><w:rPr><w:strike/></w:rPr><w:t>5</w:t></w:r>" + RUN.format(3), "~53"),
        ('<w:r><w:rPr><w:strike w:val="0"/></w:rPr><w:t>5</w:t></w:r>', "5"),
        (RUN.format(1) + "<w:r><w:br/></w:r>" + RUN.format(2), "1\n2"),
        (RUN.format(1) + "<w:r><w:tab/></w:r>" + RUN.format(2), "1 2"),
        (RUN.format(" 12 ") + RUN.format(" 3"), "123"),
        ("<w:r><w:noBreakHyphen/></w:r>" + RUN.format(3), "-3"),
        (RUN.format(3) + '<w:r><w:sym w:font="Wingdings" w:char="F081"/></w:r>', "3\ufffc"),
        (RUN.format(3) + '<w:r><w:footnoteReference w:id="1"/></w:r>', "3"),
        ('<m:oMath xmlns:m="urn:m"><m:r><m:t>4</m:t></m:r></m:oMath>', "\ufffc"),
        (RUN.format(1) + '<w:r><w:ptab w:alignment="right"/></w:r>' + RUN.format(2), "1 2"),
        ('<w:r><w:rPr><w:position w:val="12"/></w:rPr><w:t>5</w:t></w:r>' + RUN.format(3), "^53"),
        ('<w:r><w:rPr><w:position w:val="-2"/></w:rPr><w:t>5</w:t></w:r>' + RUN.format(3), "53"),
        ("<w:r><w:pgNum/></w:r>", "\ufffc"),
        (FIELD.format("FORMDROPDOWN"), "\ufffc"),
        (FIELD.format(" =SUM(ABOVE) "), "\ufffc"),
        (FIELD.format(" XE 5 "), ""),
        ('<w:r><w:drawing><a:blip xmlns:a="urn:a"/></w:drawing></w:r>', "\ufffc"),
        ("<w:ruby><w:rt>" + RUN.format(9) + "</w:rt><w:rubyBase>" + RUN.format(3) + "</w:rubyBase></w:ruby>", "3"),
        ('<w:fldSimple w:instr="SUM(ABOVE)">' + RUN.format(8) + "</w:fldSimple>", "8"),
        (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>EQ \\o\\ac(○,1)</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>',
            "\ufffc",
        ),
        ('<w:r><w:fldChar w:fldCharType="begin"/></w:r>' + RUN.format(6), "\ufffc"),
    ],
)
def test_what_a_cell_shows(cell: str, shown: str) -> None:
    assert texts(read("docx", docx_of(table_of(["<w:r/>", cell, RUN.format("z")], ["", "", ""])))) == ["", shown, "z", "", "", ""]


def test_rows_that_begin_later_and_cells_merged_down_stand_in_their_columns() -> None:
    body = (
        '<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr>'
        "<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p><w:r><w:t>unseen</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>b</w:t></w:r></w:p></w:tc></w:tr>"
        '<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr><w:tc><w:p><w:r><w:t>c</w:t></w:r></w:p></w:tc></w:tr></w:tbl>'
    )
    (grid,) = read("docx", docx_of(body)).grids
    assert [(c.row, c.col, c.rowspan, c.text) for c in grid.cells] == [(0, 0, 2, "a"), (0, 1, 1, ""), (1, 1, 1, "b"), (2, 1, 1, "c")]


def test_a_web_page_that_a_document_imports_is_read_and_another_file_is_named() -> None:
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="h" Type="urn:x/aFChunk" Target="in.html"/><Relationship Id="d" Type="urn:x/aFChunk" Target="in.docx"/></Relationships>'
    )
    data = docx_of(
        '<w:altChunk xmlns:r="urn:r" r:id="h"/><w:altChunk xmlns:r="urn:r" r:id="d"/>',
        word__in_x_html="<html><p>文字</p><table><tr><td>7</td><td>8</td></tr></table></html>".encode(),
        word__in_x_docx=b"PK\x03\x04",
        **{"word___rels__document2.xml.rels": relations.encode()},
    )
    document = read("docx", data)
    assert (document.paragraphs, texts(document), document.flaws) == (
        ["文字"],
        ["7", "8"],
        [("page_unread", "an imported file, word/in.docx")],
    )


_BOMB = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("kind", ["docx", "odt", "xlsx", "xml"])
def test_entities_of_a_file_are_refused_by_name(kind: str, encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>' + ("<?mso-application progid='Word.Document'?>" if kind == "xml" else "")
    xml = f"{text}{_BOMB}<a>&b;&c;</a>".encode(encoding)
    main = {"docx": "word/document.xml", "odt": "content.xml", "xlsx": "xl/_rels/workbook.xml.rels"}
    data = xml if kind == "xml" else zipped({"[Content_Types].xml": b"<a/>", main[kind]: xml, "xl/workbook.xml": xml})
    with pytest.raises(UnreadError, match="unreadable: the XML declares a document type"):
        read(kind, data)


def test_elements_nested_without_end_are_refused() -> None:
    deep = "<w:tbl><w:tr><w:tc>" * 200
    with pytest.raises(UnreadError, match="unreadable: damaged XML"):
        read("docx", docx_of(deep + "</w:tc></w:tr></w:tbl>" * 200))
    with pytest.raises(UnreadError, match="too_large: groups nested deeper"):
        read("rtf", b"{\\rtf1" + b"{" * 100_000)


@pytest.mark.parametrize(("repeated", "reason"), [("columns", "too_large"), ("rows", "too_large")])
def test_repetitions_without_end_are_refused(repeated: str, reason: str) -> None:
    data = flat_odt(place_page(known_page("fmt2021", 1)[0]))
    where = b"<table:table-cell" if repeated == "columns" else b"<table:table-row"
    data = data.replace(where, where + f' table:number-{repeated}-repeated="999999999"'.encode(), 1)
    (report,) = parse(data)
    assert (report.status, report.reason, report.format) == ("failed", reason, "xml")


def test_an_encrypted_package_is_named() -> None:
    entry = "EncryptedPackage".encode("utf-16-le").ljust(64, b"\x00") + (34).to_bytes(2, "little") + bytes(2) + b"\xff" * 12
    root = (
        "Root Entry".encode("utf-16-le").ljust(64, b"\x00")
        + (22).to_bytes(2, "little")
        + bytes(2)
        + b"\xff" * 8
        + (1).to_bytes(4, "little")
    )
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(30, b"\x00") + (9).to_bytes(2, "little") + bytes(16) + (0).to_bytes(4, "little")
    data = header.ljust(76, b"\x00") + (1).to_bytes(4, "little") + b"\xff" * 432
    data += root.ljust(128, b"\x00") + entry.ljust(128, b"\x00") + bytes(256) + b"\xfe\xff\xff\xff" * 128
    (report,) = parse(data)
    assert (report.format, report.status, report.reason) == ("docx", "failed", "encrypted")


def workbook(kind: str) -> bytes:
    """A row of a figure, an error and a formula that no program has calculated."""
    stream = io.BytesIO()
    if kind == "xlsx":
        book = openpyxl.Workbook()
        book.active.append([5, "#REF!", "=A1+1", 2.5, 12.0])
        book.active["B1"].data_type = "e"
        book.save(stream)
    else:
        old = xlwt.Workbook()
        sheet = old.add_sheet("a")
        for col, value in enumerate((5, None, xlwt.Formula("A1+1"), 2.5, 12.0)):
            if value:
                sheet.write(0, col, value)
        sheet.row(0).set_cell_error(1, "#REF!")
        old.save(stream)
    return stream.getvalue()


def cell_of(change: Callable[[Worksheet], None]) -> str:
    """What is read of a cell of a sheet, changed."""
    book, stream = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["a", 3])
    change(book.active)
    book.save(stream)
    return texts(read("xlsx", stream.getvalue()))[1]


@pytest.mark.parametrize(
    ("code", "same"),
    [
        *[
            (code, True)
            for code in ("General", "0", "#,##0.00", "0_ ", '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', '0"件"', "[红色]0;-0", "@")
        ],
        *[(code, False) for code in ("0%", "0.0,", "#,##0,,", ";;;", '"-"0', "-0", '"1"0', '0"万"', "\\-0", "# ?/?", "0.00%", "0,;-0,")],
    ],
)
def test_a_number_format_that_shows_another_number_makes_the_cell_none(code: str, same: bool) -> None:
    assert cell_of(lambda sheet: setattr(sheet["B1"], "number_format", code)) == ("3" if same else "3\ufffc")


@pytest.mark.parametrize("look", [{"strike": True}, {"vertAlign": "superscript"}, {"vertAlign": "subscript"}])
def test_a_figure_struck_out_or_raised_in_a_sheet_is_none(look: dict[str, object]) -> None:
    plain, marked = TextBlock(InlineFont(), "3"), TextBlock(InlineFont(**look), "2")
    assert cell_of(lambda sheet: setattr(sheet["B1"], "font", Font(**look))) == "3\ufffc"
    assert cell_of(lambda sheet: sheet.__setitem__("B1", CellRichText(plain, marked))) == "32\ufffc"
    assert cell_of(lambda sheet: sheet.__setitem__("B1", CellRichText("面积m", marked))) == "面积m2"
    assert cell_of(lambda sheet: sheet.__setitem__("B1", CellRichText(plain, plain))) == "33"


@pytest.mark.parametrize("long", [0, 9_000])
def test_an_xls_figure_that_is_shown_as_another_is_none(long: int) -> None:
    """`long`: the texts before it fill more than a record, which goes on in another one."""
    book, stream = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("a")
    struck, raised, plain = (xlwt.easyfont(look) for look in ("struck_out true", "escapement superscript", ""))
    sheet.write(0, 0, "长" * long or "a")
    sheet.write_rich_text(0, 1, (("3", plain), ("2", raised)))
    sheet.write_rich_text(0, 2, (("5", struck), ("3", plain)))
    sheet.write_rich_text(0, 3, (("面积m", plain), ("2", raised)))
    for col, (value, style) in enumerate(((7, "font: struck_out true"), (8, ""), ("9", "font: escapement subscript")), start=4):
        sheet.write(0, col, value, xlwt.easyxf(style))
    for col, code in enumerate(("0%", ";;;", "0.00", '0"万"', "0"), start=7):
        sheet.write(0, col, 6, xlwt.easyxf("", code))
    sheet.write(0, 12, 4)
    sheet.col(12).width = 0
    book.save(stream)
    marked = ["32\ufffc", "53\ufffc", "面积m2", "7\ufffc", "8", "9\ufffc", "6\ufffc", "6\ufffc", "6", "6\ufffc", "6"]
    assert texts(read("xls", stream.getvalue()))[1:] == marked


ODT_STYLES = "".join(
    f'<style:style style:name="{name}" style:family="text" {more}><style:text-properties {look}/></style:style>'
    for name, more, look in (
        ("S", "", 'style:text-line-through-style="solid"'),
        ("T", "", 'style:text-line-through-type="double"'),
        ("N", "", 'style:text-line-through-style="none"'),
        ("C", 'style:parent-style-name="S"', ""),
        ("U", "", 'style:text-position="super 58%"'),
        ("V", 'style:parent-style-name="U"', ""),
    )
)


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ('<text:p>1<text:span text:style-name="S">2</text:span></text:p>', "1~2"),
        ('<text:p>1<text:span text:style-name="T">2</text:span></text:p>', "1~2"),
        ('<text:p>1<text:span text:style-name="N">2</text:span></text:p>', "12"),
        ('<text:p>1<text:span text:style-name="C">2</text:span></text:p>', "1~2"),
        ('<text:p>1<text:span text:style-name="V">2</text:span></text:p>', "1^2"),
        ('<text:p>1<text:hidden-text text:is-hidden="true">2</text:hidden-text></text:p>', "1"),
        ('<text:p>1<text:hidden-text text:is-hidden="false">2</text:hidden-text></text:p>', "1\ufffc"),
        ('<text:p>1<text:hidden-paragraph text:is-hidden="true"/></text:p>', ""),
        ('<text:p>8<text:change-start text:change-id="d"/>03<text:change-end text:change-id="d"/>1</text:p>', "81"),
        ('<text:p>8<text:change-start text:change-id="i"/>03<text:change-end text:change-id="i"/>1</text:p>', "8031"),
        ('<text:p>1<text:change-start text:change-id="d"/></text:p><text:p>2<text:change-end text:change-id="d"/>3</text:p>', "1\n3"),
        ('<text:p><drawing:control drawing:control="c"/></text:p>', "\ufffc"),
        ('<text:section text:display="none"><text:p>9</text:p></text:section><text:p>1</text:p>', "1"),
        ('<text:section text:display="condition" text:is-hidden="true"><text:p>9</text:p></text:section><text:p>1</text:p>', "1"),
    ],
)
def test_what_a_cell_of_an_odt_file_shows(cell: str, shown: str) -> None:
    styles = f"<office:automatic-styles>{ODT_STYLES}</office:automatic-styles>"
    row = f"<table:table-row><table:table-cell>{cell}</table:table-cell><table:table-cell><text:p>b</text:p></table:table-cell></table:table-row>"
    hidden = f'<table:table-row-group table:display="false">{row}</table:table-row-group>'
    regions = "".join(
        f'<text:changed-region text:id="{number}"><text:{kind}/></text:changed-region>'
        for number, kind in (("d", "deletion"), ("i", "insertion"))
    )
    tracked = f"<text:tracked-changes>{regions}</text:tracked-changes>"
    content = f"<office:body><office:text>{tracked}<table:table>{row}{hidden}</table:table></office:text></office:body>"
    data = f"<office:document {_NAMES}>{styles}{content}</office:document>".encode()
    assert texts(read("xml", data)) == [shown, "b"]


@pytest.mark.parametrize("line", ['<row ht="0" customHeight="1" r="2"', '<row ht="0.0" r="2"', '<row hidden="true" r="2"'])
def test_rows_and_columns_of_no_size_are_not_shown(line: str) -> None:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    for row in (["a", 3, 4], ["b", 5, 6], ["c", 7, 8]):
        book.active.append(row)
    book.save(stream)
    parts = {info.filename: zipfile.ZipFile(stream).read(info) for info in zipfile.ZipFile(stream).infolist()}
    name = "xl/worksheets/sheet1.xml"
    sheet = parts[name].replace(b'<row r="2"', line.encode())
    parts[name] = sheet.replace(b"<sheetData>", b'<cols><col min="2" max="2" width="0" customWidth="1"/></cols><sheetData>')
    assert texts(read("xlsx", zipped(parts))) == ["a", "4", "c", "8"]


def test_a_sum_has_the_digits_that_excel_shows() -> None:
    assert cell_of(lambda sheet: sheet.__setitem__("B1", 0.1 + 0.2)) == "0.3"


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
def test_errors_and_formulas_without_a_value_are_no_blanks(kind: str) -> None:
    assert texts(read(kind, workbook(kind))) == ["5", "\ufffc", "\ufffc", "2.5", "12"]


@pytest.mark.parametrize(("record", "value"), [("fd000a00", "a"), ("03020e00", 1 / 3)])
def test_a_record_of_xls_that_swallows_the_cell_behind_it_is_damage(record: str, value: str | float) -> None:
    """Seed 20262667 of the mutations: a flipped bit in the size of a record made the rest of its row blank."""
    book, stream = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("a")
    for col in range(5):
        sheet.write(0, col, f"{value}{col}" if isinstance(value, str) else value)
    book.save(stream)
    data, head = bytearray(stream.getvalue()), bytes.fromhex(record)
    assert len(texts(read("xls", bytes(data)))) == 5
    data[data.index(head + bytes(2)) + 2] += 4 + head[2]
    with pytest.raises(UnreadError, match="unreadable"):
        read("xls", bytes(data))


@pytest.mark.parametrize("place", ["A20001", "SZZ1", "XFD1048576"])
def test_a_value_at_the_end_of_the_sheet_is_too_far(place: str) -> None:
    book = openpyxl.Workbook()
    book.active[place] = 1
    stream = io.BytesIO()
    book.save(stream)
    with pytest.raises(UnreadError, match="too_large"):
        read("xlsx", stream.getvalue())


def test_a_workbook_without_the_extra_names_it() -> None:
    reader = FileReader("tests.parsing.sandbox_readers", "read_workbook_without_library", extra="xls", memory=400 << 20)
    with pytest.raises(UnreadError, match="needs_extra: xls"):
        run_reader(reader, workbook("xlsx"))


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (rb"\'d5\'fe\'b8\'ae", "政府"),
        (rb"\u25919\'d5\'fe\u24220\'b8\'ae", "政\ufffd府\ufffd"),
        (rb"{\uc2\u25919\'d5\'fe\u24220\'b8\'ae}", "政府"),
        (rb"\u-10179?\u-8704?", "😀"),
        (rb"1\bin3 {}}2", "12"),
        (rb"{\upr{a}{\*\ud{\u25919?}}}", "政"),
        (rb"{\super 1}{\strike 2}3", "^1~23"),
        (rb"3{\super\strike0 2}", "3^2"),
        (rb"3{\super\nosupersub 2}", "32"),
        (rb"3{\up8 2}{\dn8 1}{\up2 4}", f"3^2{MARKS['sub']}14"),
        (rb"{\*\nobody {\b 5}}6", "6"),
        (rb"{\field{\*\fldinst{ PAGE }}{\fldrslt{7}}}", "7"),
        (b"1\r\n2", "12"),
        (b"a\\\nb", "a|b"),
    ],
)
def test_what_rtf_text_shows(body: bytes, shown: str) -> None:
    head = rb"{\rtf1\ansi\ansicpg936{\fonttbl{\f0\fcharset134 x;}}\f0 "
    assert "|".join(read("rtf", head + body + b"}").paragraphs) == shown


@pytest.mark.parametrize(
    "body",
    [
        rb"{\field{\*\fldinst EQ \\o(5,/)}{\fldrslt }}",
        rb"{\field{\*\fldinst { FORMDROPDOWN }}{\fldrslt }}",
        rb"{\mmath{\*\moMath 4}}",
        rb"\chpgn",
    ],
)
def test_what_an_rtf_cell_shows_of_itself_is_no_blank(body: bytes) -> None:
    row = rb"{\rtf1\trowd\cellx1000\cellx2000\pard\intbl " + body + rb"\cell b\cell\row}"
    assert texts(read("rtf", row)) == ["\ufffc", "b"]


@pytest.mark.parametrize("more", [rb"\cell", rb"\cellx100"])
def test_an_rtf_row_with_another_number_of_cells_than_places_is_doubted(more: bytes) -> None:
    row = rb"\trowd\cellx1000\cellx2000\pard\intbl 1\cell 2\cell\row"
    data = b"{\\rtf1" + row + row.replace(rb"\row", more + rb"\row") + b"}"
    assert "cells_unsure" in read("rtf", data).grids[0].flaws


def test_a_truncated_rtf_is_doubted_and_keeps_what_it_has() -> None:
    document = read("rtf", rb"{\rtf1\ansi {\b text")
    assert (document.paragraphs, [code for code, _ in document.flaws]) == (["text"], ["markup_broken"])


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_one_name_are_refused() -> None:
    stream = io.BytesIO(docx_of(table_of([RUN.format(1)])))
    with zipfile.ZipFile(stream, "a") as package:
        package.writestr("word/document2.xml", _parts("<w:body/>", W)["word/document2.xml"])
    with pytest.raises(UnreadError, match="unreadable: 2 parts"):
        read("docx", stream.getvalue())


def test_kinds_of_containers_are_told_by_their_parts() -> None:
    look = Look()
    body = WordWriter(replace(look, landscape=True)).body(["a"])
    assert binary_kind(zipped({name: xml.encode() for name, xml in _parts(body, W).items()})) == "docx"
    assert binary_kind(zipped({"word/2021.docx": b"a", "xl/b.doc": b"b"})) == "zip"
    assert binary_kind(zipped({"a.docx": zipped({"word/document.xml": b""})}, method=zipfile.ZIP_STORED)) == "zip"
    assert binary_kind(zipped({"[Content_Types].xml": b"", "ppt/presentation.xml": b""})) == "unknown"
    assert binary_kind(zipped({"word/document.xml": b"a" * 99, "z": b"b" * 99})[:-60]) == "docx"
