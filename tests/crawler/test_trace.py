"""`nianbao trace`: from a figure to its page, its record in the archive and its place in the table; and the page that `--open` writes."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from small_archive import HOST, HTML, PORTAL, STREETS, T0, page, save, title

from crawler import archive
from crawler.archive import Position
from crawler.build import build
from crawler.commands_trace import trace
from crawler.responses import Fetched
from crawler.store import Store

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
STREET = STREETS[0]
TOTAL = "s4_remedies.review.total"
EVIL = (
    "<script>alert(1)</script><style>body{display:none}</style><base href='http://evil.test/'><meta http-equiv=refresh content='0;url=//evil.test'>"
    "<img src='http://evil.test/a.png' onerror=alert(1)><iframe src='//evil.test'></iframe><form action='//evil.test'><input name=a></form>"
    "<a href='javascript:alert(1)' onclick='alert(1)'>click</a><p style=\"background:url('//evil.test/b')\">styled</p><svg onload=alert(1)></svg>"
    "<div style='position:fixed;top:0'>over</div><td data-mark id='nianbao-cell'>fake</td><math><mtext><table><mglyph><style><img src=x></math>"
    "<object data='//evil.test'></object><link rel=stylesheet href='//evil.test/c.css'><plaintext-x>"
)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two streets; one page is hostile, one leaves cells blank, one is a shell whose report is a Word file."""
    home = tmp_path_factory.mktemp("traced")
    blank = page(STREET, 2022).replace(b"<td>0</td>", b"<td>-</td>", 1)
    with Store.open(home) as store:
        store.portal(PORTAL, "北京市朝阳区", PORTAL)
        save(store, "/2021.html", title(STREET, 2021), page(STREET, 2021).replace(b"</body>", EVIL.encode()), list_date="2022-01-20")
        save(store, "/2022.html", title(STREET, 2022), blank, list_date="2023-01-20")
        _attached(store)
    build(home)
    return home


def _attached(store: Store) -> None:
    name = title(STREET, 2023)
    shell = f"<html><head><title>{name}</title></head><body><h1>{name}</h1><a href='/a.doc'>{name}.doc</a></body></html>".encode()
    url = save(store, "/2023.html", name, shell, list_date="2024-01-20")
    store.linked(PORTAL, url, HOST + "/a.doc")
    store.save(PORTAL, "attachment", Fetched(HOST + "/a.doc", 200, HTML, page(STREET, 2023), T0))
    store.ties.attach(url, [(HOST + "/a.doc", False)])


def run(data: Path, *arguments: str) -> Result:
    return CliRunner(env={"COLUMNS": "200"}).invoke(trace, [*arguments, "--data", str(data)])


def said(data: Path, *arguments: str) -> str:
    result = run(data, *arguments)
    assert result.exception is None, result.exception
    return result.output


def refused(data: Path, *arguments: str) -> str:
    return str(run(data, *arguments).exception)


def line(text: str, label: str) -> str:
    return next(found for found in text.splitlines() if found.startswith(label)).removeprefix(label).strip()


def written(output: str) -> str:
    return Path(line(output, "written")).read_text("utf-8")


def test_a_figure_leads_to_its_page_its_record_and_its_row(data: Path) -> None:
    output = said(data, STREET, "2021", TOTAL)
    assert line(output, "cell") == f"{TOTAL} = 3 件 (reported)"
    assert line(output, "raw text") == "3"
    assert line(output, "page") == f"{HOST}/2021.html"
    assert line(output, "captured") == "2027-01-05 01:02:03 UTC"
    assert line(output, "row").startswith("1  |  0  |  2  |  0  |  ▶3◀  |  0")
    assert line(output, "column") == "行政复议 / 总计"
    assert "row 4 of 4, column 5 of 15" in line(output, "table")


def test_the_record_named_is_the_one_that_holds_the_page(data: Path) -> None:
    output = said(data, STREET, "2021", TOTAL)
    file, offset, length, record_id = re.findall(r"^(\S+), offset (\d+), (\d+) bytes, record (\S+)$", line(output, "archive"))[0]
    root = data / "archive"
    record = archive.read_record(root, Position(Path(file).relative_to(root).as_posix(), int(offset), int(length)))
    assert (record.record_id, record.url) == (record_id, f"{HOST}/2021.html")
    assert "结果维持".encode() in record.payload


def test_a_blank_cell_is_null_and_said_to_be(data: Path) -> None:
    output = said(data, STREET, "2022", "s4_remedies.review.corrected")
    assert "= null (blank)" in output
    assert "null in the data, not 0" in output
    assert "▶-◀" in output


def test_a_report_in_an_attached_file(data: Path) -> None:
    output = said(data, STREET, "2023", TOTAL)
    assert line(output, "page") == f"{HOST}/2023.html"
    assert line(output, "file") == f"{HOST}/a.doc (attached to the page)"
    assert "▶3◀" in output


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("没有的街道", "2021", TOTAL), "`nianbao coverage"),
        ((STREET, "1999", TOTAL), "`nianbao coverage"),
        ((STREET, "2021", "s4_remedies.reviews.total"), "Did you mean s4_remedies.review.total"),
        ((STREET, "2021", "s3_requests.received_new.total"), "`nianbao show"),
    ],
)
def test_what_is_not_there_ends_in_a_sentence(data: Path, arguments: tuple[str, ...], sentence: str) -> None:
    assert sentence in refused(data, *arguments)


def test_without_the_archive_the_page_is_still_named(data: Path, tmp_path: Path) -> None:
    shutil.copytree(data / "dataset", tmp_path / "dataset")
    result = run(tmp_path, STREET, "2021", TOTAL)
    assert f"{HOST}/2021.html" in result.output
    assert "without its archive and ledger" in str(result.exception)
    assert not (tmp_path / "ledger.sqlite").exists()


def test_a_damaged_archive_is_named(data: Path, tmp_path: Path) -> None:
    copy = tmp_path / "data"
    shutil.copytree(data, copy)
    (file,) = (copy / "archive").rglob("*.warc.gz")
    file.write_bytes(file.read_bytes()[:200] + bytes(file.stat().st_size - 200))
    assert "missing or damaged" in refused(copy, STREET, "2021", TOTAL)


def test_the_page_written_shows_the_cell_and_nothing_that_acts(data: Path) -> None:
    text = written(said(data, STREET, "2021", TOTAL, "--open"))
    assert re.findall(r'<td[^>]* id="nianbao-cell"[^>]*>(.*?)</td>', text) == ["3"]
    assert text.count('id="nianbao-cell"') == 1
    assert "default-src 'none'" in text
    shown = text[text.index('id="page"') :]
    assert "结果维持" in shown
    assert not re.search(r"<(?!/?(?:td|th|tr|table|tbody|p|h1|div|a|br)\b)", shown.replace("</body></html>", "")), shown
    assert not re.search(r"evil|script|\son\w+=|href|src=|url\(|position|alert", shown), shown


def test_a_file_that_is_no_page_is_written_as_it_was_read(tmp_path: Path) -> None:
    source = SHARED / "documents" / "xiaoguan-2021.docx"
    if not source.is_file():
        pytest.skip("../shared is not beside this checkout")
    with Store.open(tmp_path) as store:
        store.portal(PORTAL, "北京市朝阳区", PORTAL)
        save(store, "/a.docx", title(STREET, 2021), source.read_bytes(), list_date="2022-01-20")
    build(tmp_path)
    output = said(tmp_path, STREET, "2021", "s3_requests.received_new.total", "--open")
    assert "cannot be highlighted" in output
    assert re.findall(r'<td[^>]* id="nianbao-cell">(.*?)</td>', written(output)) == ["2"]
