"""What of an OFD file is seen, and what is said of one that is not: visibility, templates, annotations, paths, damage."""

from __future__ import annotations

import pytest
from zoo.ofd_sheets import package

from parsing import parse
from parsing.errors import TooLargeError, UnreadError
from parsing.readers.ofd import read_ofd

_NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
ROOT = f"<ofd:OFD {_NS}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
AREA = "<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>"
RULES = "".join(
    f'<ofd:PathObject ID="1" Boundary="0 0 210 297" LineWidth="0.3"><ofd:AbbreviatedData>{path}</ofd:AbbreviatedData></ofd:PathObject>'
    for path in [f"M 20 {y} L 80 {y}" for y in (40, 50, 60)] + [f"M {x} 40 L {x} 60" for x in (20, 50, 80)]
)


def text(x: float, y: float, words: str, *, attributes: str = "", code: str = "", inner: str = "") -> str:
    return f'<ofd:TextObject ID="9" Boundary="{x} {y} 40 6" Size="4" {attributes}>{inner}<ofd:TextCode X="0" Y="4" {code}>{words}</ofd:TextCode></ofd:TextObject>'


def parts(objects: str, **changed: str) -> dict[str, str]:
    page = (
        f"<ofd:Page {_NS}><ofd:Area>{AREA}</ofd:Area><ofd:Content><ofd:Layer ID='1'>{RULES}{objects}</ofd:Layer></ofd:Content></ofd:Page>"
    )
    document = (
        f"<ofd:Document {_NS}><ofd:CommonData><ofd:PageArea>{AREA}</ofd:PageArea></ofd:CommonData>"
        "<ofd:Pages><ofd:Page ID='1' BaseLoc='Pages/P.xml'/></ofd:Pages></ofd:Document>"
    )
    return {"OFD.xml": ROOT, "Doc_0/Document.xml": document, "Doc_0/Pages/P.xml": page} | changed


def cells(objects: str, **changed: str) -> list[str]:
    (grid,) = read_ofd(package(parts(text(22, 42, "规章") + objects, **changed))).grids
    return [cell.text for cell in grid.cells]


@pytest.mark.parametrize(
    "words",
    [
        text(52, 42, "123"),
        text(52, 42, "123", code='DeltaX="2 2"'),
        text(52, 42, "123", code='DeltaX="g 2 2"'),
        text(26, 21, "123", attributes='CTM="0.5 0 0 0.5 26 21"', code='DeltaX="4 4"').replace('Size="4"', 'Size="8"'),
        f"<ofd:PageBlock ID='3'>{text(52, 42, '123')}</ofd:PageBlock>",
        text(52, 42, "1", code="") + text(54, 42, "23"),
        text(52, 42, "12") + text(56, 42, "3"),
    ],
)
def test_characters_stand_where_steps_and_matrices_put_them(words: str) -> None:
    assert cells(words) == ["规章", "123", "", ""]


@pytest.mark.parametrize(
    "words",
    [
        text(52, 42, "7", attributes='Visible="false"'),
        text(52, 42, "7", attributes='Alpha="0"'),
        text(52, 42, "7", inner='<ofd:FillColor Value="255 255 255"/>'),
        text(300, 42, "7"),
    ],
)
def test_what_nobody_sees_is_not_read(words: str) -> None:
    assert cells(words) == ["规章", "", "", ""]


def test_characters_that_only_glyphs_show_are_no_figure() -> None:
    assert cells(text(52, 42, "¤¤")) == ["规章", "\ufffc\ufffc", "", ""]


def test_annotations_that_show_something_are_read() -> None:
    document = parts("")["Doc_0/Document.xml"].replace("</ofd:Document>", "<ofd:Annotations>Annots/A.xml</ofd:Annotations></ofd:Document>")
    listed = f"<ofd:Annotations {_NS}><ofd:Page PageID='1'><ofd:FileLoc>P1.xml</ofd:FileLoc></ofd:Page></ofd:Annotations>"
    note = f"<ofd:PageAnnot {_NS}><ofd:Annot ID='1' Type='Stamp'><ofd:Appearance Boundary='52 42 20 6'>{text(0, 0, '42')}</ofd:Appearance></ofd:Annot></ofd:PageAnnot>"
    changed = {"Doc_0/Document.xml": document, "Doc_0/Annots/A.xml": listed, "Doc_0/Annots/P1.xml": note}
    assert cells("", **changed) == ["规章", "42", "", ""]
    hidden = changed | {"Doc_0/Annots/P1.xml": note.replace("ID='1'", "ID='1' Visible='false'")}
    assert cells("", **hidden) == ["规章", "", "", ""]


def test_a_page_of_one_picture_is_a_scan_and_one_that_the_file_does_not_hold_is_named() -> None:
    picture = "<ofd:ImageObject ID='2' Boundary='0 0 210 297' ResourceID='5'/>"
    bare = parts("")["Doc_0/Pages/P.xml"].replace(RULES, picture)
    covered = parts("")["Doc_0/Pages/P.xml"].replace(RULES, text(20, 20, "一、总体情况" * 30) + picture)
    for page in (bare, covered):
        with pytest.raises(UnreadError, match="image_only"):
            read_ofd(package(parts("") | {"Doc_0/Pages/P.xml": page}))
        (report,) = parse(package(parts("") | {"Doc_0/Pages/P.xml": page}))
        assert (report.format, report.status, report.reason) == ("ofd", "failed", "unreadable")
        assert "no picture 5" in report.problems[0].message


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"OFD.xml": ROOT.replace("Doc_0/Document.xml", "../../etc/passwd")}, "leaves the package"),
        ({"OFD.xml": f"<ofd:OFD {_NS}/>"}, "names no document"),
        ({"OFD.xml": '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>' + ROOT}, "document type"),
        ({"Doc_0/Document.xml": parts("")["Doc_0/Document.xml"].replace("Pages/P.xml", "Pages/Q.xml")}, "no part"),
        ({"Doc_0/Pages/P.xml": parts(text(52, 42, "1").replace('Size="4"', 'Size="x"'))["Doc_0/Pages/P.xml"]}, "in place of a number"),
        ({"Doc_0/Pages/P.xml": parts("").get("Doc_0/Pages/P.xml", "").replace("M 20 40", "X 20 40")}, "command"),
    ],
)
def test_what_cannot_be_read_is_named(changed: dict[str, str], sentence: str) -> None:
    with pytest.raises(UnreadError, match=sentence) as caught:
        read_ofd(package(parts(text(52, 42, "1")) | changed))
    assert caught.value.reason == "unreadable"


def test_a_flipped_bit_is_found_by_its_checksum() -> None:
    data = bytearray(package(parts(text(52, 42, "1234"))))
    data[len(data) // 2] ^= 4
    (report,) = parse(bytes(data))
    assert (report.status, report.reason) == ("failed", "unreadable")


def test_groups_without_end_are_too_deep() -> None:
    deep = "<ofd:PageBlock ID='1'>" * 30 + "</ofd:PageBlock>" * 30
    with pytest.raises(TooLargeError, match="nested"):
        read_ofd(package(parts(deep)))


def test_more_pages_than_any_report_has_are_too_many() -> None:
    document = parts("")["Doc_0/Document.xml"].replace(
        "<ofd:Page ID='1' BaseLoc='Pages/P.xml'/>", "<ofd:Page ID='1' BaseLoc='Pages/P.xml'/>" * 201
    )
    with pytest.raises(TooLargeError, match="201 pages"):
        read_ofd(package(parts("") | {"Doc_0/Document.xml": document}))
