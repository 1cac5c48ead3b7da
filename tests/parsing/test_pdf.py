"""What of a PDF is seen, and what is said of one that is not: invisible and covered text, marks, pictures, passwords, damage."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.colors import Color, black, white
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from zoo.pdf_sheets import HAN, Style, pdf

from parsing import parse
from parsing.document import Document, Grid, Paragraph
from parsing.errors import TooLargeError, UnreadError
from parsing.files import FILE_READERS
from parsing.readers.pdf import read_pdf

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
OBJECT = "\ufffc"
Draw = Callable[[Canvas], object]


def drawn(*draws: Draw, ruled: bool = True, **options: object) -> bytes:
    """One sheet with a table of two rows and three columns of 80 by 30 points, its corner at (100, 700), and what `draws` put there."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842), invariant=1, **options)  # type: ignore[arg-type]
    canvas.setFont(HAN, 10)
    if ruled:
        canvas.grid([100, 180, 260, 340], [640, 670, 700])
        canvas.drawString(105, 680, "规章")
    for draw in draws:
        draw(canvas)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def text(x: float, y: float, words: str, size: float = 10) -> Draw:
    def draw(canvas: Canvas) -> None:
        canvas.setFont(HAN, size)
        canvas.drawString(x, y, words)

    return draw


def latin(x: float, y: float, words: str) -> Draw:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Times-Roman", 10)
        canvas.drawString(x, y, words)

    return draw


def cells(*draws: Draw) -> list[list[str]]:
    (grid,) = read_pdf(drawn(*draws)).grids
    return [[cell.text for cell in row] for row in grid.rows()]


def picture(x: float, y: float, wide: float, high: float, *, mask: object = None) -> Draw:
    image = BytesIO()
    Image.new("RGB", (40, 40), (200, 30, 30)).save(image, "PNG")
    return lambda canvas: canvas.drawImage(ImageReader(BytesIO(image.getvalue())), x, y, wide, high, mask=mask)


def read(path: str) -> tuple[object, dict[tuple[str, ...], tuple[object, ...]]]:
    (report,) = parse((SHARED / path).read_bytes())
    return report, {(c.table, c.row, c.col): (c.value, c.unit, c.status, c.form) for c in report.cells if not c.table.startswith("raw_")}


@pytest.mark.skipif(not SHARED.is_dir(), reason="no ../shared with documents")
@pytest.mark.parametrize(
    ("path", "gold", "name", "signed"),
    [
        ("documents/xiaoguan-2021.pdf", "xiaoguan-2021", "北京市朝阳区人民政府小关街道办事处", ("小关街道办事处", "2022-01-06")),
        ("documents/xiaoguan-2021.ofd", "xiaoguan-2021", "北京市朝阳区人民政府小关街道办事处", ("小关街道办事处", "2022-01-06")),
        ("reports/hongze-2023.pdf", "hongze-2023", "洪泽区人民政府", (None, None)),
    ],
)
def test_the_documents_beside_the_project_are_exact(path: str, gold: str, name: str, signed: tuple[str | None, ...]) -> None:
    truth = json.loads((SHARED / f"reports/{gold}.gold.json").read_text(encoding="utf-8"))
    (report,) = parse((SHARED / path).read_bytes())
    found = {(c.table, c.row, c.col): (c.value, c.unit, c.status, c.form) for c in report.cells}
    assert found == {(c["table"], c["row"], c["col"]): (c["value"], c["unit"], c["status"], c["form"]) for c in truth["cells"]}
    assert (report.status, report.year, report.form) == ("parsed", truth["year"], truth["form"])
    assert (report.agency_name, report.signed_by, report.signed_on) == (name, *signed)
    assert [section.number for section in report.sections] == [1, 2, 3, 4, 5, 6]
    assert len(report.sections[0].text) > 600
    facts = {fact.fact: fact.value for fact in report.facts}
    assert facts["fee_collected_amount"] == 0
    assert facts["requests_received"] == (2 if gold.startswith("xiao") else 21)


def test_a_figure_that_fills_its_line_goes_on_in_the_next() -> None:
    digits = "1" * 15
    assert cells(text(103, 655, digits), text(103, 644, "23"))[1][0] == f"{digits}23"
    assert cells(text(103, 655, "233"), text(103, 644, "71"))[1][0] == "233\n71"


def test_figures_apart_or_of_two_sizes_are_not_one() -> None:
    assert cells(text(185, 680, "1"), text(200, 680, "2"))[0][1] == "1 2"
    assert cells(text(185, 680, "12"), text(195.2, 684, "1", 6))[0][1] == "12^1"


def test_what_is_printed_over_something_else_is_no_figure() -> None:
    assert cells(text(185, 680, "3"), text(185.4, 680, "8"))[0][1] == f"3{OBJECT}8"
    assert cells(text(185, 680, "3"), text(185.2, 680, "3"))[0][1] == "3"


def test_a_figure_that_runs_out_of_its_cell_is_none_in_either() -> None:
    row = cells(text(150, 650, "123456789"), text(265, 650, "5"))[1]
    assert row[0].endswith(OBJECT)
    assert row[1].endswith(OBJECT)
    assert row[2] == "5"
    assert cells(text(320, 650, "123456789"))[1][2].endswith(OBJECT)


def test_a_figure_struck_out_is_marked() -> None:
    assert cells(text(185, 650, "35"), lambda canvas: canvas.line(184, 653.6, 197, 653.6))[1][1] == "~3~5"
    assert cells(text(185, 650, "35"), lambda canvas: canvas.line(184, 648, 197, 648))[1][1] == "35"


def invisible(canvas: Canvas) -> None:
    line = canvas.beginText(185, 650)
    line.setTextRenderMode(3)
    line.textOut("77")
    canvas.drawText(line)


def faint(canvas: Canvas) -> None:
    canvas.setFillColor(Color(0, 0, 0, alpha=0))
    canvas.drawString(185, 650, "77")


def pale(canvas: Canvas) -> None:
    canvas.setFillColor(white)
    canvas.drawString(185, 650, "77")


@pytest.mark.parametrize("draw", [invisible, faint, pale, text(-30, 650, "77"), text(700, 650, "77")])
def test_what_nobody_sees_is_not_read(draw: Draw) -> None:
    assert cells(text(265, 650, "5"), draw)[1] == ["", "", "5"]


def test_white_figures_on_dark_ground_are_read() -> None:
    def ground(canvas: Canvas) -> None:
        canvas.setFillColor(black)
        canvas.rect(181, 641, 78, 28, stroke=0, fill=1)

    assert cells(ground, pale)[1][1] == "77"


@pytest.mark.parametrize("cover", [lambda canvas: canvas.rect(182, 645, 40, 20, stroke=0, fill=1), picture(182, 645, 40, 20)])
def test_a_figure_that_something_was_put_over_is_no_figure(cover: Draw) -> None:
    def lighten(canvas: Canvas) -> None:
        canvas.setFillColor(white)

    def darken(canvas: Canvas) -> None:
        canvas.setFillColor(black)

    shown = cells(text(185, 650, "77"), lighten, cover, darken)[1][1]
    assert "7" not in shown
    assert OBJECT in shown
    assert OBJECT in cells(text(185, 650, "77"), lighten, cover, darken, text(186, 650, "12"))[1][1]


def test_a_seal_with_clear_ground_hides_nothing() -> None:
    assert cells(text(185, 650, "77"), picture(150, 600, 150, 150, mask=[0, 10, 0, 10, 0, 10]))[1][1] == "77"


def test_a_picture_in_a_cell_makes_it_no_figure() -> None:
    assert cells(picture(190, 645, 30, 20))[1][1] == OBJECT


def test_a_figure_typed_as_an_annotation_is_read() -> None:
    data = drawn(lambda canvas: canvas.acroForm.textfield(value="42", x=185, y=642, width=60, height=20, borderWidth=0, fontSize=9))
    (grid,) = read_pdf(data).grids
    assert grid.rows()[1][1].text == "42"


def test_radicals_are_the_characters_they_show() -> None:
    document = read_pdf(drawn(text(100, 750, "⾏政许可")))
    assert document.paragraphs == ["行政许可"]


def test_a_broken_ruling_is_a_flaw() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.grid([100, 180, 260], [640, 700])
        canvas.line(100, 670, 145, 670)
        for x in (105, 185):
            canvas.drawString(x, 680, "1")

    (grid,) = read_pdf(drawn(draw, ruled=False)).grids
    assert grid.flaws == ["rulings_broken"]


def test_borders_with_slanted_ends_are_rulings() -> None:
    def slanted(canvas: Canvas) -> None:
        for y in (700, 670, 640):
            path = canvas.beginPath()
            path.moveTo(100, y)
            for x, up in ((260, 0), (259, -1), (101, -1)):
                path.lineTo(x, y + up)
            path.close()
            canvas.drawPath(path, stroke=0, fill=1)
        canvas.lines([(100, 640, 100, 700), (180, 640, 180, 700), (260, 640, 260, 700)])
        canvas.drawString(185, 650, "7")

    (grid,) = read_pdf(drawn(slanted, ruled=False)).grids
    assert [cell.text for cell in grid.cells] == ["", "", "", "7"]


def test_a_frame_around_the_page_is_no_table() -> None:
    document = read_pdf(drawn(lambda canvas: canvas.rect(40, 40, 500, 760), text(100, 760, "一、总体情况")))
    assert [type(block) for block in document.blocks] == [Paragraph, Grid]


def scan(*draws: Draw) -> bytes:
    return drawn(picture(0, 0, 595, 842), *draws, ruled=False)


def hidden_text(canvas: Canvas) -> None:
    for line in range(30):
        words = canvas.beginText(50, 800 - 20 * line)
        words.setTextRenderMode(3)
        words.textOut("一、总体情况 1 2 3 4 5 6 7 8 9")
        canvas.drawText(words)


@pytest.mark.parametrize(
    "data", [scan(), scan(hidden_text), drawn(hidden_text, picture(0, 0, 595, 842), ruled=False), scan(text(200, 20, "扫描全能王"))]
)
def test_a_scan_has_no_text_even_where_a_recognition_lies_under_it(data: bytes) -> None:
    with pytest.raises(UnreadError) as caught:
        read_pdf(data)
    assert caught.value.reason == "image_only"
    assert FILE_READERS["pdf"].otherwise == {"image_only": "scan"}


def pages(*draws: Draw) -> bytes:
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842), invariant=1)
    for draw in draws:
        canvas.setFont(HAN, 10)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def test_a_page_that_is_a_picture_is_named_among_others() -> None:
    document = read_pdf(pages(text(100, 700, "一、总体情况"), picture(0, 0, 595, 842)))
    assert document.flaws == [("page_unread", "page 2 is a picture")]
    assert document.images == 1


def test_bare_pages_are_empty() -> None:
    with pytest.raises(UnreadError, match="empty"):
        read_pdf(pages(lambda canvas: canvas.line(0, 0, 0, 0)))


def test_more_pages_than_any_report_has_are_too_many() -> None:
    with pytest.raises(TooLargeError, match="200 pages"):
        read_pdf(pages(*[text(100, 700, "页")] * 201))


def test_a_password_is_asked_for_only_where_there_is_one() -> None:
    open_to_all = drawn(latin(185, 680, "12"), encrypt=StandardEncryption("", ownerPassword="x", canPrint=0))
    assert read_pdf(open_to_all).grids[0].cells[1].text == "12"
    (report,) = parse(drawn(encrypt=StandardEncryption("secret")))
    assert (report.format, report.status, report.reason) == ("pdf", "failed", "encrypted")


def flate(data: bytes) -> list[tuple[int, int]]:
    """Where the compressed parts of a file begin and end."""
    return [found.span(1) for found in re.finditer(rb"stream\r?\n(.*?)\r?\n?endstream", data, re.S)]


def test_a_damaged_part_is_left_out_and_named() -> None:
    data = bytearray((SHARED / "documents/xiaoguan-2021.pdf").read_bytes()) if SHARED.is_dir() else None
    if data is None:
        pytest.skip("no ../shared with documents")
    start, end = next((a, b) for a, b in flate(bytes(data)) if zlib.decompress(bytes(data[a:b])).startswith(b"0.1 w"))
    data[(start + end) // 2] ^= 1
    (report,) = parse(bytes(data))
    assert report.status in {"partial", "failed"}
    assert "file_damaged" in {problem.code for problem in report.problems}


def test_a_lost_table_of_contents_is_named() -> None:
    data = re.sub(rb"startxref\n\d+", b"startxref\n99", drawn(text(185, 680, "12")))
    document = read_pdf(data)
    assert [code for code, _ in document.flaws] == ["file_damaged"]
    assert document.grids[0].cells[1].text == "12"


def objects(*bodies: bytes) -> bytes:
    """A file of these objects, the first of them the catalogue."""
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    return data + head + table + b"trailer\n<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, len(data))


def stream(content: bytes, extra: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (extra, len(content), content)


def one_page(content: bytes, *others: bytes, resources: bytes = b"") -> bytes:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<%s>>>>" % resources
    return objects(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, content, *others)


def test_a_figure_that_an_annotation_strikes_out_is_none() -> None:
    lines = (
        b" ".join(b"100 %d m 260 %d l S" % (y, y) for y in (640, 670, 700))
        + b" "
        + b" ".join(b"%d 640 m %d 700 l S" % (x, x) for x in (100, 180, 260))
    )
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/Encoding/WinAnsiEncoding>>"
    data = one_page(stream(lines + b" BT /F1 10 Tf 185 650 Td (77) Tj ET"), font, resources=b"/Font<</F1 5 0 R>>")
    assert read_pdf(data).grids[0].cells[-1].text == "77"
    struck = data.replace(b"/Resources", b"/Annots[<</Type/Annot/Subtype/StrikeOut/Rect[184 649 196 659]>>]/Resources")
    assert read_pdf(struck).grids[0].cells[-1].text == f"77{OBJECT}"


def test_a_bomb_is_refused_by_name() -> None:
    packed = zlib.compress(b" " * (65 << 20), 9)
    (report,) = parse(one_page(stream(packed, b"/Filter/FlateDecode")))
    assert (report.status, report.reason) == ("failed", "too_large")
    assert "holds more than" in report.problems[0].message


def test_forms_that_call_forms_without_end_are_refused_by_name() -> None:
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</A %d 0 R>>>>"
    forms = [stream(b"/A Do " * 50, form % number) for number in (6, 7, 8)]
    last = stream(b"0 0 m 9 9 l S", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]")
    (report,) = parse(one_page(stream(b"/A Do"), *forms, last, resources=b"/XObject<</A 5 0 R>>"))
    assert (report.status, report.reason) == ("failed", "too_large")
    assert "forms and pictures" in report.problems[0].message


def test_a_page_that_is_its_own_parent_ends() -> None:
    round_about = one_page(stream(b"")).replace(b"/Kids[3 0 R]", b"/Kids[2 0 R]")
    (report,) = parse(round_about)
    assert report.status == "failed"


@pytest.mark.parametrize("content", [b"0 0 m 10 10 lx S", b"9 9 9 m 10 10 l S", b"BT /F9 9 Tf (1) Tj ET", b"/X Do"])
def test_content_that_is_not_whole_is_named(content: bytes) -> None:
    with pytest.raises(UnreadError, match="not whole") as caught:
        read_pdf(one_page(stream(content)))
    assert caught.value.reason == "unreadable"


def test_what_is_no_pdf_is_unreadable() -> None:
    (report,) = parse(b"%PDF-1.4\n" + bytes(range(256)) * 40)
    assert (report.format, report.status, report.reason) == ("pdf", "failed", "unreadable")


def test_without_its_library_the_extra_is_named() -> None:
    program = (
        "import sys; sys.modules['pdfminer'] = None\n"
        "from parsing.sandbox.child import _serve\nfrom io import BytesIO\n"
        "import parsing.sandbox.child as child\nchild.allow_seconds = lambda seconds: None\n"
        "out = BytesIO(); _serve(out, {'seconds': 9, 'module': 'parsing.readers.pdf', 'function': 'read_pdf', 'extra': 'pdf'}, b'%PDF-')\n"
        "print(out.getvalue()[8:].decode())"
    )
    root = Path(__file__).resolve().parents[2]
    answer = json.loads(subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, check=True).stdout)
    assert (answer["reason"], answer["detail"]) == ("needs_extra", "pdf")


def test_a_document_is_what_comes_back() -> None:
    assert isinstance(read_pdf(pdf(["一、总体情况"], Style())), Document)
