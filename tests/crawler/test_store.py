"""What a user would miss: bytes that are safe, readable by any WARC tool, and a ledger that agrees with them."""

from __future__ import annotations

import hashlib
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator as WarcioIterator
from warcio.checker import Checker

from crawler import archive, archive_files, warc
from crawler.archive_files import file_name
from crawler.ledger import LedgerError
from crawler.responses import Fetched
from crawler.store import Store
from output.locks import RunLocked, run_lock

T0 = datetime(2027, 1, 5, 1, 2, 3, 456789, tzinfo=UTC)
URL = "http://www.example.test/art/1.html"
HTML = [(b"Content-Type", b"text/html; charset=utf-8"), (b"ETag", b'"v1"'), (b"Content-Encoding", b"gzip"), (b"Content-Length", b"7")]


def fetched(
    body: bytes = b"<p>one</p>", *, url: str = URL, status: int = 200, day: int = 0, headers: list[tuple[bytes, bytes]] | None = None
) -> Fetched:
    return Fetched(url, status, HTML if headers is None else headers, body, T0 + timedelta(days=day))


def listed(
    store: Store, url: str = URL, title: str = "小关街道2021年政府信息公开工作年度报告", column: str = "c1", list_url: str = "l1"
) -> None:
    store.listed("110105", url, column=column, list_url=list_url, title=title, list_date="2022-01-06", agency_hint=None)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with Store.open(tmp_path) as store:
        store.portal("110105", "北京市朝阳区", "110105")
    return tmp_path


def warc_file(data: Path, serial: int = 1) -> Path:
    return data / "archive" / file_name("110105", serial)


def test_a_response_reads_back_as_it_came(data: Path) -> None:
    with Store.open(data) as store:
        listed(store)
        address = store.save("110105", "report", fetched())
    assert address.outcome == "fetched"
    assert address.etag == '"v1"'
    assert address.position is not None
    got = archive.read(data / "archive", address.position)
    assert (got.url, got.status, got.body, got.content_type) == (URL, 200, b"<p>one</p>", "text/html; charset=utf-8")
    assert got.fetched_at == T0.replace(microsecond=0)
    assert (b"X-Archive-Orig-Content-Encoding", b"gzip") in got.headers
    assert (b"Content-Length", b"10") in got.headers
    assert not [name for name, _ in got.headers if name == b"Content-Encoding"]


def test_warcio_reads_every_record_and_finds_the_digests_right(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Store.open(data) as store:
        listed(store)
        store.save("110105", "robots", fetched(b"User-agent: *", url="http://www.example.test/robots.txt"))
        store.save("110105", "report", fetched())
        store.save("110105", "report", fetched(day=1))
        store.unchanged(URL, fetched(b"", status=304, day=2))
    with warc_file(data).open("rb") as stream:
        records = [(r.rec_type, r.rec_headers.get_header("WARC-Refers-To"), r.content_stream().read()) for r in WarcioIterator(stream)]
    assert [kind for kind, _, _ in records] == ["warcinfo", "response", "response", "metadata", "revisit", "revisit"]
    assert records[2][2] == b"<p>one</p>"
    assert records[4][1] == records[5][1] == records[3][1]
    assert Checker(type("Command", (), {"inputs": [str(warc_file(data))], "verbose": False})()).process_all() == 0
    assert "digest failed" not in capsys.readouterr().out


def test_the_same_body_is_stored_once_and_the_outcome_follows_the_bytes(data: Path) -> None:
    with Store.open(data) as store:
        listed(store)
        outcomes = [store.save("110105", "report", fetched(body, day=day)).outcome for day, body in enumerate([b"a", b"a", b"b", b"a"])]
    assert outcomes == ["fetched", "unchanged", "revised", "revised"]
    kinds = [warc.parse(part).kind for _, _, part in warc.members(warc_file(data))]
    assert kinds.count("response") == 2
    captures = list(archive.scan(data / "archive"))
    assert [c.sha256 for c in captures] == [hashlib.sha256(b).hexdigest() for b in (b"a", b"b", b"a")]
    assert captures[2].fetched_at == captures[0].fetched_at < captures[2].seen_at


def test_a_new_title_in_the_list_is_a_new_context_and_a_new_page_of_the_list_is_not(data: Path) -> None:
    with Store.open(data) as store:
        listed(store)
        store.save("110105", "report", fetched())
        listed(store, list_url="l2")
        store.save("110105", "report", fetched(day=1))
        listed(store, title="小关街道2021年政府信息公开工作年度报告（更正）")
        store.unchanged(URL, fetched(b"", status=304, day=2))
        listed(store, title="another column calls it so", column="c2")
        store.save("110105", "report", fetched(day=3))
    titles = [capture.context["title"] for capture in archive.scan(data / "archive")]
    assert titles == ["小关街道2021年政府信息公开工作年度报告", "小关街道2021年政府信息公开工作年度报告（更正）"]


def test_scan_of_the_archive_gives_what_the_ledger_holds(data: Path) -> None:
    with Store.open(data) as store:
        listed(store)
        store.save("110105", "report", fetched(url=URL + "?moved"), address=URL)
        rows = [dict(row) for row in store.ledger.rows("SELECT * FROM captures")]
    (capture,) = archive.scan(data / "archive")
    assert capture.url == URL
    assert capture.context["division"] == "110105"
    assert (rows[0]["body_offset"], rows[0]["meta_offset"]) == (capture.body.offset, capture.meta.offset)
    assert rows[0]["content_type"] == capture.content_type
    assert archive.read(data / "archive", capture.body).url == URL + "?moved"


def test_errors_and_redirects_are_archived_but_are_no_captures(data: Path) -> None:
    with Store.open(data) as store:
        listed(store)
        assert store.save("110105", "report", fetched(b"gone", status=404)).outcome == "new"
        assert store.settle(URL, "not_found", "http_404").reason == "http_404"
        with pytest.raises(LedgerError, match="304"):
            store.unchanged(URL, fetched(b"", status=304))
    assert list(archive.scan(data / "archive")) == []


@pytest.mark.parametrize("lost", [1, 5, 40, 300])
def test_a_torn_tail_is_passed_over_and_then_cut(data: Path, lost: int) -> None:
    with Store.open(data) as store:
        listed(store)
        store.save("110105", "report", fetched())
    whole = warc_file(data).read_bytes()
    _, tail = warc.response("http://x.test/", T0, 200, HTML, b"body of a run that was killed" * 20, "0" * 64)
    warc_file(data).write_bytes(whole + tail[: min(lost, len(tail) - 1)])
    assert len(list(archive.scan(data / "archive"))) == 1
    with Store.open(data) as store:
        assert warc_file(data).read_bytes() == whole
        store.save("110105", "report", fetched(b"two", day=1))
    assert len(list(archive.scan(data / "archive"))) == 2


def test_a_shortened_archive_is_reported_not_written_on(data: Path) -> None:
    with Store.open(data) as store:
        store.save("110105", "list", fetched())
    with warc_file(data).open("r+b") as stream:
        stream.truncate(100)
    with pytest.raises(archive.ArchiveError, match="restore it"):
        Store.open(data)


def test_damaged_bytes_are_not_handed_out(data: Path) -> None:
    with Store.open(data) as store:
        position = store.save("110105", "list", fetched()).position
    assert position is not None
    content = bytearray(warc_file(data).read_bytes())
    content[position.offset + position.length // 2] ^= 0xFF
    warc_file(data).write_bytes(bytes(content))
    with pytest.raises(archive.ArchiveError, match="110105-00001"):
        archive.read(data / "archive", position)


def test_two_stores_never_write_one_file(data: Path) -> None:
    with Store.open(data) as first, Store.open(data) as second:
        first.save("110105", "list", fetched())
        second.save("110105", "list", fetched(b"other"))
    assert warc_file(data, 1).exists()
    assert warc_file(data, 2).exists()


def test_files_roll(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_files, "ROLL_BYTES", 600)
    with Store.open(data) as store:
        for n in range(4):
            store.save("110105", "list", fetched(b"%d" % n))
    assert len(list((data / "archive" / "110105").iterdir())) > 1


def test_many_portals_do_not_exhaust_file_handles(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_files, "OPEN_FILES", 2)
    with Store.open(data) as store:
        for n in (1, 2, 3, 1):
            store.save(f"x-{n}", "list", fetched(b"%d" % n, url=f"http://{n}.test/"))
    assert {path.name for path in (data / "archive").iterdir()} == {"x-1", "x-2", "x-3"}
    assert len(list((data / "archive" / "x-1").iterdir())) == 1


def test_the_ledger_refuses_outcomes_outside_the_vocabulary(data: Path) -> None:
    with Store.open(data) as store:
        listed(store)
        with pytest.raises(sqlite3.IntegrityError):
            store.settle(URL, "vanished")
        with pytest.raises(LedgerError, match="never listed"):
            store.settle("http://x.test/", "offsite")
        assert store.settle("http://x.test/", "offsite", portal="110105").outcome == "offsite"


def test_a_ledger_of_another_version_is_refused(data: Path) -> None:
    with Store.open(data) as store, store.ledger.transaction():
        store.ledger.connection.execute("UPDATE meta SET value = '99'")
    with pytest.raises(LedgerError, match="schema version 99"):
        Store.open(data)


def test_only_one_run_at_a_time(data: Path) -> None:
    with run_lock(data):
        with pytest.raises(RunLocked, match="Another nianbao run") as caught, run_lock(data):
            pass
        assert caught.value.exit_code == 3
    with run_lock(data):
        pass
