"""Files attached to a report page: fetched, tied to it in the archive, read together with it, and looked after night by night."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from loopback import HTML, Answer, Portal, Run, crawl, html, serving
from portal_site import report_body, titled
from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArcWarcRecord

from crawler.build import build
from crawler.ledger import SCHEMA_VERSION, Ledger
from crawler.settings import NIANBAO_REVALIDATE_DAYS as DAYS

HOST = "www.a.test"
COLUMN = f"http://{HOST}/gknb/"
AGENCY, YEAR = "北京市朝阳区教育委员会", 2021
TITLE = titled(AGENCY, YEAR)
EVERY_NIGHT = ("-s", f"NIANBAO_REVALIDATE_DAYS={json.dumps(dict.fromkeys(DAYS, 0))}")
SELDOM = ("-s", f"NIANBAO_REVALIDATE_DAYS={json.dumps(dict.fromkeys(DAYS, 300))}")


@pytest.fixture
def portal():
    with serving(Portal()) as server:
        server.put(COLUMN, html(f'<li><a href="./1.html" title="{TITLE}">{TITLE}</a><span>2022-01-20</span></li>'))
        yield server


def shell(inside: str) -> Answer:
    return html(f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1><div id='zoom'>{inside}</div></body></html>")


def word(figure: str = "") -> Answer:
    """A `.doc` as portals publish them: a page that Word saved under that name."""
    text = f"<html><body><h1>{TITLE}</h1>{report_body(AGENCY, YEAR)}{figure}</body></html>"
    return Answer(200, text.encode("gb18030"), {"Content-Type": "application/msword", "ETag": f'"{len(text)}"'})


def night(portal: Portal, data: Path, *arguments: str) -> tuple[Run, list[str]]:
    portal.seen.clear()
    run = crawl(portal, data, COLUMN, *arguments, hosts=(HOST, "other.test"))
    build(data)
    return run, [path for path in portal.paths(HOST) if path not in {"/robots.txt", "/gknb/"}]


def cells(data: Path) -> int:
    import pyarrow.dataset as ds

    return ds.dataset(data / "dataset/cells", format="parquet").count_rows()


def coverage(data: Path) -> list[tuple[str, str | None]]:
    with sqlite3.connect(data / "ledger.sqlite") as connection:
        return connection.execute("SELECT outcome, reason FROM agency_years WHERE year = ?", (YEAR,)).fetchall()


def address(data: Path, url: str) -> tuple[str, str, str | None]:
    with sqlite3.connect(data / "ledger.sqlite") as connection:
        return connection.execute("SELECT kind, outcome, reason FROM addresses WHERE url = ?", (url,)).fetchone()


def messages(data: Path, code: str) -> list[str]:
    import pyarrow.dataset as ds

    rows = ds.dataset(data / "dataset/problems", format="parquet").to_table().to_pylist()
    return [row["message"] for row in rows if row["code"] == code]


def responses(data: Path) -> Iterator[ArcWarcRecord]:
    for path in (data / "archive").rglob("*.warc.gz"):
        with path.open("rb") as stream:
            yield from (record for record in ArchiveIterator(stream) if record.rec_type == "response")


def dataset(data: Path) -> dict[str, bytes]:
    return {path.relative_to(data).as_posix(): path.read_bytes() for path in (data / "dataset").rglob("*.parquet")}


@pytest.mark.parametrize(
    ("inside", "file"),
    [
        (f'附件：<a href="./P0201.doc">{TITLE}.doc</a>', "/gknb/P0201.doc"),
        ('<iframe src="/pdfjs/web/viewer.html?file=%2Ffiles%2F%E5%B9%B4%E6%8A%A5.pdf"></iframe>', "/files/%E5%B9%B4%E6%8A%A5.pdf"),
        ('<embed src="/files/a.pdf" type="application/pdf">', "/files/a.pdf"),
        (
            '<a href="/system/_content/download.jsp?owner=1&amp;wbfileid=00C2">点击下载</a>',
            "/system/_content/download.jsp?owner=1&wbfileid=00C2",
        ),
    ],
)
def test_a_page_that_only_shows_the_way_to_its_file_has_the_figures_of_the_file(
    portal: Portal, tmp_path: Path, inside: str, file: str
) -> None:
    portal.put(f"{COLUMN}1.html", shell(inside))
    portal.put(f"http://{HOST}{file}", word())
    _, asked = night(portal, tmp_path / "data")
    assert asked == ["/gknb/1.html", file]
    assert coverage(tmp_path / "data") == [("parsed", None)]
    assert cells(tmp_path / "data") >= 200
    assert address(tmp_path / "data", f"http://{HOST}{unquote(file)}")[:2] == ("attachment", "fetched")


NAME = f"{TITLE}.doc"
GBK_HEADER = f'attachment; filename="{NAME}"'.encode("gbk").decode("latin-1")
SCRIPTS = '<a href="/download.jsp?id=1">附件1</a><a href="/download.jsp?id=2">附件2</a>'


@pytest.mark.parametrize("header", [GBK_HEADER, f"attachment; filename*=UTF-8''{quote(NAME)}"])
def test_the_name_that_the_server_gives_a_file_is_recorded_with_it(portal: Portal, tmp_path: Path, header: str) -> None:
    data = tmp_path / "data"
    portal.put(f"{COLUMN}1.html", shell('<a href="/download.jsp?id=1">点击下载</a>'))
    portal.put(f"http://{HOST}/download.jsp?id=1", Answer(200, word().body, {"Content-Disposition": header}))
    night(portal, data)
    assert coverage(data) == [("parsed", None)]
    assert f"/download.jsp?id=1 ({NAME})" in messages(data, "witness")[0]
    kept = [record.http_headers.get_header("Content-Disposition") for record in responses(data)]
    assert [name for name in kept if name] == [header]
    before = dataset(data)
    build(data, full=True)
    assert dataset(data) == before


def test_of_files_that_cannot_be_read_the_one_named_as_the_report_says_why(portal: Portal, tmp_path: Path) -> None:
    data = tmp_path / "data"
    form = {"Content-Disposition": 'attachment; filename="政府信息公开申请表.doc"'.encode("gbk").decode("latin-1")}
    portal.put(f"{COLUMN}1.html", shell(SCRIPTS))
    portal.put(f"http://{HOST}/download.jsp?id=1", Answer(200, b"\x00\x01\x02" * 100, form))
    portal.put(f"http://{HOST}/download.jsp?id=2", Answer(200, b"Rar!\x1a\x07\x01\x00", {"Content-Disposition": GBK_HEADER}))
    night(portal, data)
    assert coverage(data) == [("unreadable", "unreadable")]
    assert f"/download.jsp?id=2 ({NAME})" in messages(data, "witness")[0]


def test_a_name_is_no_kind_and_no_path(portal: Portal, tmp_path: Path) -> None:
    data = tmp_path / "data"
    portal.put(f"{COLUMN}1.html", shell('<a href="/download.jsp?id=1">点击下载</a>'))
    header = {"Content-Disposition": 'attachment; filename="../../../climbed.exe"', "Content-Type": "application/x-msdownload"}
    portal.put(f"http://{HOST}/download.jsp?id=1", Answer(200, word().body, header))
    night(portal, data)
    assert coverage(data) == [("parsed", None)]
    assert "(climbed.exe)" in messages(data, "witness")[0]
    assert not list(tmp_path.parent.rglob("climbed.exe"))


def test_a_silent_file_listed_without_its_agency_has_it_from_its_name(portal: Portal, tmp_path: Path) -> None:
    data = tmp_path / "data"
    silent = re.sub(rf"<h1>.*?</h1>|{YEAR}年?|\d+年\d+月\d+日|{AGENCY}|教育委员会", "", word().body.decode("gb18030"))
    assert not re.search(r"20\d\d|教育", silent)
    portal.put(
        COLUMN, html('<li><a href="/download.jsp?id=1" title="2021年政府信息公开工作年度报告">2021年政府信息公开工作年度报告</a></li>')
    )
    portal.put(f"http://{HOST}/download.jsp?id=1", Answer(200, silent.encode("gb18030"), {"Content-Disposition": GBK_HEADER}))
    night(portal, data)
    assert coverage(data) == [("parsed", None)]


def test_the_archive_alone_gives_the_same_dataset(portal: Portal, tmp_path: Path) -> None:
    data = tmp_path / "data"
    portal.put(f"{COLUMN}1.html", shell('<a href="a.doc">附件下载</a>'))
    portal.put(f"{COLUMN}a.doc", word())
    night(portal, data)
    before = dataset(data)
    for name in ("ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm"):
        (data / name).unlink(missing_ok=True)
    build(data, full=True)
    assert dataset(data) == before
    night(portal, data, *SELDOM)
    assert dataset(data) == before


def test_a_second_night_asks_for_no_file_and_writes_nothing(portal: Portal, tmp_path: Path) -> None:
    data = tmp_path / "data"
    portal.put(f"{COLUMN}1.html", shell('<a href="a.doc">附件下载</a>'))
    portal.put(f"{COLUMN}a.doc", word())
    night(portal, data, *SELDOM)
    before, archive = dataset(data), {path: path.stat().st_size for path in (data / "archive").rglob("*.gz")}
    _, asked = night(portal, data, *SELDOM)
    assert asked == []
    assert dataset(data) == before
    grown = [path.stat().st_size - size for path, size in archive.items()]
    assert all(more < 3_000 for more in grown)  # the list page alone, as a revisit


def test_a_file_that_changed_is_a_revision_though_its_page_did_not(portal: Portal, tmp_path: Path) -> None:
    data = tmp_path / "data"
    portal.put(f"{COLUMN}1.html", shell('<a href="a.doc">附件下载</a>'))
    portal.put(f"{COLUMN}a.doc", word())
    night(portal, data)
    portal.put(f"{COLUMN}a.doc", word("<p>六、其他需要报告的事项</p><p>更正一处。</p>"))
    _, asked = night(portal, data, *EVERY_NIGHT)
    assert asked == ["/gknb/1.html", "/gknb/a.doc"]
    import pyarrow.parquet as pq

    assert pq.read_table(data / "dataset/revisions.parquet").num_rows == 2
    before = dataset(data)
    build(data, full=True)
    assert dataset(data) == before


def test_a_file_on_a_foreign_host_is_named_and_never_asked_for(portal: Portal, tmp_path: Path) -> None:
    portal.put(f"{COLUMN}1.html", shell('<a href="http://other.test/a.doc">附件下载</a>'))
    portal.put("http://other.test/a.doc", word())
    night(portal, tmp_path / "data")
    assert portal.paths("other.test") == []
    assert address(tmp_path / "data", "http://other.test/a.doc") == ("attachment", "offsite", "other_host")
    assert coverage(tmp_path / "data") == [("unreadable", "attachment_only")]


def test_a_file_that_could_not_be_had_is_asked_for_again_without_its_page(portal: Portal, tmp_path: Path) -> None:
    data = tmp_path / "data"
    answers = [Answer(500), word()]
    portal.put(f"{COLUMN}1.html", shell('<a href="a.doc">附件下载</a>'))
    portal.put(f"{COLUMN}a.doc", lambda asked: answers[0])
    night(portal, data, *SELDOM, "-s", "RETRY_TIMES=0")
    assert coverage(data) == [("unreadable", "attachment_only")]
    answers.pop(0)
    _, asked = night(portal, data, *SELDOM)
    assert asked == ["/gknb/a.doc"]
    assert coverage(data) == [("parsed", None)]


def test_page_and_file_that_differ_say_so(portal: Portal, tmp_path: Path) -> None:
    whole = word().body.decode("gb18030")
    changed = re.sub(r"> 17<", "> 71<", whole, count=1)
    assert changed != whole
    portal.put(f"{COLUMN}1.html", html(whole.replace("</body>", '<a href="a.doc">附件下载</a></body>')))
    portal.put(f"{COLUMN}a.doc", Answer(200, changed.encode(), HTML))
    night(portal, tmp_path / "data")
    assert coverage(tmp_path / "data") == [("partial", "witnesses_differ")]


def test_what_is_no_file_of_the_report_is_left_alone(portal: Portal, tmp_path: Path) -> None:
    portal.put(
        f"{COLUMN}1.html",
        shell('<a href="/申请表.doc">政府信息公开申请表</a><a href="/app.zip">客户端下载</a>' + report_body(AGENCY, YEAR)),
    )
    _, asked = night(portal, tmp_path / "data")
    assert asked == ["/gknb/1.html"]


def test_links_without_end_are_cut(portal: Portal, tmp_path: Path) -> None:
    portal.put(f"{COLUMN}1.html", shell("".join(f'<a href="{n}.doc">附件{n}</a>' for n in range(40))))
    _, asked = night(portal, tmp_path / "data")
    assert asked == ["/gknb/1.html", *(f"/gknb/{n}.doc" for n in range(5))]


def test_a_ledger_of_version_1_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    with sqlite3.connect(path) as old:
        old.executescript(Path(__file__).with_name("ledger_1.sql").read_text(encoding="utf-8"))
    ledger = Ledger(path)
    assert [tuple(row) for row in ledger.rows("SELECT url, attached, parsed_by FROM captures")] == [("http://a.test/1", "", "0.1.0")]
    assert ledger.one("SELECT count(*) AS n FROM records")["n"] == 1  # type: ignore[index]
    assert ledger.one("SELECT value FROM meta")["value"] == SCHEMA_VERSION  # type: ignore[index]
    with ledger.transaction():
        ledger.upsert("addresses", ("url",), {"url": "u", "portal": "p", "kind": "attachment", "first_seen": "", "last_seen": ""})
        ledger.connection.execute("DELETE FROM captures")
    assert ledger.one("SELECT count(*) AS n FROM records")["n"] == 0  # type: ignore[index]
    ledger.close()
    Ledger(path).close()
