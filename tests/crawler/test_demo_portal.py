from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from collections import Counter
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import html

from crawler.catalogue import load
from crawler.demo import CATALOGUE, DemoServer, ExpectedReport, absent, expected, listed, serve
from crawler.demo.articles import HOSTS, articles
from parsing import parse

ROOT = Path(__file__).resolve().parents[2]
GOLD = ROOT.parent / "shared" / "reports" / "xiaoguan-2021.gold.json"
TRS = "http://www.demo-district.test/zfxxgk/gknb/"
HANWEB = "http://xxgk.demo-district.test/col/col1229063381/index.html"
PROXY = "http://xxgk.demo-district.test/module/web/jpage/dataproxy.jsp"
ORGANISATIONS = ("org_commercial", "org_research", "org_public_welfare", "org_legal_service", "org_other")
NO_OUTCOME = {"received_new", "carried_in", "results_total", "carried_out"}


@pytest.fixture(scope="module")
def portal():
    with serve() as server:
        yield server


def ask(portal: DemoServer, url: str, method: str = "GET", body: bytes | None = None, **headers: str) -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection("127.0.0.1", portal.port, timeout=10)
    connection.request(method, url, body=body, headers={name.replace("_", "-"): value for name, value in headers.items()})
    response = connection.getresponse()
    answer = response.read()
    connection.close()
    return response, answer


def entries(page: str, base: str) -> list[tuple[str, str, str]]:
    found = re.findall(r'<li><a href="([^"]+)" title="([^"]+)".*?<span>([\d-]+)</span>', page)
    return [(urljoin(base, href), title, date) for href, title, date in found]


def on(host: str) -> list[tuple[str, str, str]]:
    return [(entry.url, entry.title, entry.list_date) for entry in listed() if urlsplit(entry.url).hostname == host]


def only(**wanted: object) -> ExpectedReport:
    (found,) = [report for report in expected() if all(getattr(report, name) == value for name, value in wanted.items())]
    return found


def test_the_pages_of_the_static_column_list_every_address_once_and_no_page_alone_does(portal):
    first = ask(portal, TRS)[1].decode()
    (count,) = re.findall(r'createPageHTML\((\d+), 0, "index", "html"\)', first)
    found = entries(first, TRS)
    assert len(found) == 10
    for n in range(1, int(count)):
        found += entries(ask(portal, f"{TRS}index_{n}.html")[1].decode(), TRS)
    assert int(count) == 4
    assert found == on("www.demo-district.test")
    assert b'http-equiv="refresh"' in ask(portal, f"{TRS}index_{count}.html")[1]


def test_the_datastore_column_embeds_its_first_page_and_serves_the_rest_in_both_request_forms(portal):
    wanted = on("xxgk.demo-district.test")
    first = entries(ask(portal, HANWEB)[1].decode(), HANWEB)
    assert first == wanted[:5]
    pages = [
        entries(ask(portal, f"{PROXY}?page={n}&columnid=1229063381&unitid=7123773&perpage=5")[1].decode(), HANWEB) for n in (1, 2, 3, 4)
    ]
    assert [entry for page in pages for entry in page] == wanted
    assert entries(ask(portal, f"{PROXY}?page=5&columnid=1229063381&perpage=5")[1].decode(), HANWEB) == []
    window = f"{PROXY}?startrecord=4&endrecord=12&perpage=5"
    assert entries(ask(portal, window, "POST", b"col=1&columnid=1229063381&unitid=7123773")[1].decode(), HANWEB) == wanted[3:12]
    assert f"<totalrecord>{len(wanted)}</totalrecord>".encode() in ask(portal, PROXY)[1]


def test_every_listed_address_answers(portal):
    assert {ask(portal, entry.url)[0].status for entry in listed()} == {200}


def test_absolute_and_ordinary_requests_get_the_same_page_and_are_logged_by_host(portal):
    absolute = ask(portal, TRS)[1]
    assert ask(portal, "/zfxxgk/gknb/", Host=f"www.demo-district.test:{portal.port}")[1] == absolute
    assert [entry[1:] for entry in portal.log[-2:]] == [("GET", "www.demo-district.test", "/zfxxgk/gknb/", 200)] * 2
    assert portal.log[-1].time >= portal.log[-2].time


def test_what_the_portal_does_not_have_is_refused(portal):
    assert ask(portal, TRS + "202201/t20220106_9.html")[0].status == 404
    assert ask(portal, "/zfxxgk/gknb/")[0].status == 404
    assert ask(portal, "http://xxgk.demo-district.test/robots.txt")[0].status == 404
    assert ask(portal, TRS, "POST", b"x=1")[0].status == 405
    assert ask(portal, PROXY + "?page=two")[0].status == 400
    assert b"Disallow: /admin/" in ask(portal, "http://www.demo-district.test/robots.txt")[1]


def test_head_tells_the_length_and_sends_no_body(portal):
    response, body = ask(portal, TRS, "HEAD")
    assert body == b""
    assert int(response.headers["Content-Length"]) == len(ask(portal, TRS)[1])


def test_conditional_requests(portal):
    url = only(agency_id="110105010-xiaoguanjiedao", year=2021).url
    response, body = ask(portal, url)
    tag, changed = response.headers["ETag"], response.headers["Last-Modified"]
    assert changed == "Thu, 06 Jan 2022 02:00:00 GMT"
    again, nothing = ask(portal, url, If_None_Match=f'"other", W/{tag}')
    assert (again.status, nothing, again.headers["ETag"]) == (304, b"", tag)
    assert ask(portal, url, If_Modified_Since=changed)[0].status == 304
    assert ask(portal, url, If_Modified_Since="Wed, 05 Jan 2022 02:00:00 GMT")[1] == body
    assert ask(portal, url, If_None_Match='"other"', If_Modified_Since=changed)[0].status == 200
    assert ask(portal, url, If_Modified_Since="yesterday")[0].status == 200


def test_the_second_system_has_a_date_and_no_entity_tag(portal):
    url = on("xxgk.demo-district.test")[1][0]
    response, _ = ask(portal, url)
    assert response.headers["ETag"] is None
    assert ask(portal, url, If_Modified_Since=response.headers["Last-Modified"])[0].status == 304
    assert ask(portal, url, If_None_Match='""', If_Modified_Since=response.headers["Last-Modified"])[0].status == 200


def test_one_page_is_gbk_under_a_header_that_says_utf_8(portal):
    wrong = []
    for report in expected():
        response, body = ask(portal, report.url)
        assert response.headers["Content-Type"] == "text/html; charset=utf-8"
        try:
            body.decode("utf-8")
        except UnicodeDecodeError:
            wrong.append(report.agency_id)
            assert report.title in body.decode("gbk")
    assert wrong == ["110105009-yayuncunjiedao"]


@pytest.mark.skipif(not GOLD.exists(), reason="the gold files are not here")
def test_xiaoguan_2021_carries_the_published_figures():
    gold = json.loads(GOLD.read_text(encoding="utf-8"))
    report = only(agency_id="110105010-xiaoguanjiedao", year=2021)
    assert report.cells == {f"{c['table']}.{c['row']}.{c['col']}": c["value"] for c in gold["cells"]}
    assert (report.agency_name, report.form, report.scope) == (gold["agency_name"], gold["form"], gold["report_scope"])


@pytest.mark.parametrize("report", [r for r in expected() if r.cells and r.format == "html"], ids=lambda r: f"{r.agency_id}-{r.year}")
def test_the_page_prints_the_expected_figures_in_order(portal, report):
    data = ask(portal, report.url)[1]
    page = html.fromstring(data.decode("gbk" if b"gb2312" in data else "utf-8"))
    texts = ["".join(td.itertext()).strip() for table in page.xpath("//table[@border='1']") for td in table.iter("td")]
    figures = [text for text in texts if not text or re.match(r"[+-]?\d[\d,.]*(万元)?$", text) or text == "见附件"]
    printed = [float(re.sub("[,万元]", "", text)) if re.match("[+-]?\\d", text) else None for text in figures]
    assert printed == [None if value is None else float(value) for value in report.cells.values()]


def test_spans_fill_every_row_of_every_table(portal):
    for report in expected():
        data = ask(portal, report.url)[1]
        for table in html.fromstring(data).xpath("//table[@border='1']"):
            covered: Counter[int] = Counter()
            for n, row in enumerate(table.iter("tr")):
                for cell in row.iter("td"):
                    covered.update(dict.fromkeys(range(n, n + int(cell.get("rowspan", 1))), int(cell.get("colspan", 1))))
            assert len(set(covered.values())) == 1, report.url


def failing(cells: dict[str, float | None]) -> set[tuple[str, str]]:
    requests: dict[str, dict[str, float | None]] = {}
    for key, value in cells.items():
        if key.startswith("s3_requests."):
            _, row, col = key.split(".")
            requests.setdefault(row, {})[col] = value
    pairs: list[tuple[str, str, list[float | None], list[float | None]]] = []
    for col in requests.get("received_new", ()):
        at = {row: values[col] for row, values in requests.items()}
        pairs.append(("I1", col, [at["received_new"], at["carried_in"]], [at["results_total"], at["carried_out"]]))
        pairs.append(("I2", col, [at["results_total"]], [value for row, value in at.items() if row not in NO_OUTCOME]))
    for row, values in requests.items():
        pairs.append(("I3", row, [values["total"]], [value for col, value in values.items() if col != "total"]))
    for block in ("review", "suit_direct", "suit_after_review"):
        values = {key.rpartition(".")[2]: value for key, value in cells.items() if key.startswith(f"s4_remedies.{block}.")}
        if values:
            pairs.append(("I4", block, [values.pop("total")], list(values.values())))
    return {(check, scope) for check, scope, left, right in pairs if None not in left + right and sum(left) != sum(right)}


def test_the_reports_contradict_themselves_only_where_it_is_declared():
    declared = {report.url: set(report.failed_checks) for report in expected() if report.cells}
    assert {report.url: failing(report.cells) for report in expected() if report.cells} == declared
    assert [found for found in declared.values() if found] == [{("I2", "total"), ("I3", "granted_full"), ("I4", "review")}]


def test_carried_over_requests_arrive_in_the_next_year():
    by_key = {(r.agency_id, r.year): r.cells for r in expected() if r.cells and r.outcome == "fetched"}
    for (agency, year), cells in by_key.items():
        following = by_key.get((agency, year + 1))
        if following and "s3_requests.carried_in.total" in following and "s3_requests.carried_out.total" in cells:
            assert following["s3_requests.carried_in.total"] == cells["s3_requests.carried_out.total"], (agency, year)


def test_the_government_is_never_below_one_of_its_units():
    latest = {(r.agency_id, r.year): r.cells for r in expected() if r.cells and r.outcome == "fetched"}
    for (agency, year), cells in latest.items():
        total = latest["110105-chaoyangqu", year]
        # Changes are signed: those of two units may cancel.
        shared = {key: value for key, value in cells.items() if value is not None and key in total and "items_change" not in key}
        assert [key for key, value in shared.items() if value > total[key]] == [], (agency, year)


def test_eleven_agencies_by_four_years_with_every_trap():
    reports = [report for report in expected() if report.cells]
    years = {year: {r.agency_id for r in reports if r.year == year} for year in (2019, 2020, 2021, 2022)}
    assert [len(agencies) for agencies in years.values()] == [11, 10, 11, 11]
    assert absent() == (("110105021-nanmofangdiqu", 2020),)
    assert Counter(r.outcome for r in expected()) == {"fetched": 43, "superseded": 1, "duplicate": 1, "not_a_report": 1}
    assert Counter(r.status for r in expected()) == {"parsed": 42, "partial": 3, "not_a_report": 1}
    assert Counter(r.form for r in reports) == {"fmt2019": 22, "fmt2021": 22, "mixed": 1}
    assert sum(not entry.fetched for entry in listed()) == 3
    whole = {"fmt2019": 198, "fmt2021": 200, "mixed": 186}
    assert [whole[r.form] - len(r.cells) for r in reports if len(r.cells) != whole[r.form]] == [15, 175]


def test_the_blank_page_is_blank_for_organisations_only():
    cells = only(agency_id="110105026-wangjingjiedao", year=2020).cells
    blank = {key for key, value in cells.items() if value is None}
    assert blank == {key for key in cells if key.startswith("s3_requests.") and key.endswith(ORGANISATIONS)}


def test_the_correction_is_later_elsewhere_and_different():
    first, second = only(outcome="superseded"), only(title="北京市朝阳区财政局2020年政府信息公开工作年度报告（更正）")
    assert first.url != second.url
    assert first.list_date < second.list_date
    assert {key for key in first.cells if first.cells[key] != second.cells[key]} == {
        "s2_20_5_licensing.administrative_license.decisions",
        "s2_20_6_enforcement.administrative_penalty.decisions",
    }


def test_the_second_listing_is_the_same_report_under_another_channel(portal):
    second = only(outcome="duplicate")
    first = only(agency_id=second.agency_id, year=second.year, outcome="fetched")
    assert (first.cells, first.title) == (second.cells, second.title)
    assert ask(portal, first.url)[1] != ask(portal, second.url)[1]


def test_the_catalogue_entry_names_both_columns_and_only_reserved_hosts(portal):
    (entry,) = load(CATALOGUE).values()
    assert [column.url for column in entry.columns] == [TRS, HANWEB]
    assert entry.hosts == set(portal.hosts)
    assert all(host.endswith(".test") for host in entry.hosts)


def test_the_pages_are_the_same_bytes_in_every_process():
    program = (
        "import hashlib; from crawler.demo import trs, hanweb; d = hashlib.sha256();"
        "[d.update(p.body) for s in (trs, hanweb) for _, p in sorted(s.pages().items())]; print(d.hexdigest())"
    )
    runs = [
        subprocess.run([sys.executable, "-c", program], cwd=ROOT, env={"PYTHONHASHSEED": seed}, capture_output=True, check=True).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1]


def test_a_report_of_every_kind_of_file_is_offered_and_read(portal: DemoServer) -> None:
    offered = [(article, file) for article in articles() for file in article.files]
    assert {file.path.rpartition(".")[2] for _, file in offered if "." in file.path} == {
        *("docx", "wps", "odt", "doc", "xls", "xlsx", "zip", "pdf", "ofd", "png", "rar")
    }
    for article, file in offered:
        response, data = ask(portal, f"http://{HOSTS[article.system]}{file.path}")
        assert (response.status, data) == (200, file.body)
        if "/download/" in file.path:
            assert article.title.encode("gbk").decode("latin-1") in response.headers["Content-Disposition"]
        report = only(url=article.url)
        if report.format != "image":
            (read,) = [read for read in parse(data, context={"title": article.title}) if read.status == "parsed"]
            assert (read.format, {cell.key: cell.value for cell in read.cells}) == (report.format, report.cells)


def test_what_no_extra_reads_is_named(tmp_path: Path) -> None:
    """As installed without extras: their libraries cannot be imported, neither here nor in the child that reads files."""
    for name in ("olefile", "pdfminer", "pypdfium2", "python_calamine", "rars", "onnxruntime", "rapidocr", "cv2"):
        (tmp_path / f"{name}.py").write_text(f"raise ModuleNotFoundError('absent', name={name!r})")
    env = {**os.environ, "PYTHONPATH": os.pathsep.join((str(tmp_path), str(ROOT)))}
    wanted = {report.extra: report for report in expected() if report.extra}
    for extra, report in wanted.items():
        (article,) = [article for article in articles() if article.url == report.url]
        path = tmp_path / "file"
        path.write_bytes(article.files[0].body)
        run = subprocess.run([sys.executable, "-m", "nianbao", "parse", str(path)], env=env, capture_output=True, text=True, check=True)
        read = json.loads(run.stdout)
        assert (read["status"], read["reason"]) == ("failed", "needs_extra")
        assert f": {extra}" in read["problems"][0]["message"]
    assert set(wanted) == {"doc", "pdf", "xls", "rar", "ocr"}


def test_nothing_listens_after_the_server_is_left():
    with serve() as server:
        assert ask(server, TRS)[0].status == 200
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", server.port), timeout=5)
