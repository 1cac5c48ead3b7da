"""A small archive of pages of our own, saved through the store as a crawl saves them."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawler.responses import Fetched
from crawler.store import Store

T0 = datetime(2027, 1, 5, 1, 2, 3, tzinfo=UTC)
HOST = "http://www.example.test"
PORTAL = "110105"
STREETS = ("小关街道办事处", "望京街道办事处", "亚运村街道办事处")
YEARS = (2021, 2022, 2023)
RESULTS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
HTML = [(b"Content-Type", b"text/html; charset=utf-8")]


def title(agency: str, year: int, suffix: str = "") -> str:
    return f"北京市朝阳区人民政府{agency}{year}年政府信息公开工作年度报告{suffix}"


def page(agency: str, year: int, suffix: str = "", *, upheld: int = 1, chrome: str = "") -> bytes:
    """A report with the table of section 4 and nothing else: partial by the contract."""
    results = "".join(f"<td>{label}</td>" for label in RESULTS)
    figures = "".join(f"<td>{n}</td>" for n in (upheld, 0, 2, 0, upheld + 2, *[0] * 10))
    totals = results.replace("<td>", '<td rowspan="2">')
    return f"""<html><head><title>{title(agency, year, suffix)}</title></head><body>{chrome}
    <h1>{title(agency, year, suffix)}</h1>
    <p>一、总体情况</p><p>本页为测试所写，{year}年数字均为假设。</p>
    <p>四、政府信息公开行政复议、行政诉讼情况</p>
    <table><tr><td colspan="5">行政复议</td><td colspan="10">行政诉讼</td></tr>
    <tr>{totals}<td colspan="5">未经复议直接起诉</td><td colspan="5">复议后起诉</td></tr>
    <tr>{results}{results}</tr><tr>{figures}</tr></table>
    <p>{agency}</p><p>{year + 1}年1月20日</p></body></html>""".encode()


def save(store: Store, path: str, name: str, body: bytes, *, list_date: str | None, minutes: int = 0) -> str:
    url = HOST + path
    store.listed(PORTAL, url, column=f"{HOST}/gknb/", list_url=f"{HOST}/gknb/index.html", title=name, list_date=list_date)
    store.save(PORTAL, "report", Fetched(url, 200, HTML, body, T0 + timedelta(minutes=minutes)))
    return url


def fill(data: Path) -> None:
    """Three streets by three years: one year missing, one blocked, one corrected, one under two addresses, one page that is no report."""
    with Store.open(data) as store:
        store.portal(PORTAL, "北京市朝阳区", PORTAL)
        for n, (agency, year) in enumerate((agency, year) for agency in STREETS for year in YEARS):
            if (agency, year) not in {(STREETS[1], 2022), (STREETS[2], 2023)}:
                save(store, f"/art/{n}.html", title(agency, year), page(agency, year), list_date=f"{year + 1}-01-20", minutes=n)
        corrected = page(STREETS[0], 2022, "（更正）", upheld=5)
        save(store, "/art/corrected.html", title(STREETS[0], 2022, "（更正）"), corrected, list_date="2023-05-05", minutes=1)
        twin = page(STREETS[0], 2021, chrome="<p>首页 &gt; 街道</p>")
        save(store, "/street/twin.html", title(STREETS[0], 2021), twin, list_date="2022-02-20", minutes=0)
        notice = "<html><body><h1>关于编制年度报告的通知</h1><p>请各单位按时编制。</p></body></html>".encode()
        save(store, "/art/notice.html", "关于做好2022年政府信息公开工作年度报告编制的通知", notice, list_date="2022-12-01", minutes=2)
        blocked = f"{HOST}/art/blocked.html"
        name = title(STREETS[2], 2023)
        store.listed(PORTAL, blocked, column=f"{HOST}/gknb/", list_url=f"{HOST}/gknb/index.html", title=name, list_date="2024-01-20")
        store.settle(blocked, "blocked", "http_403")


def fingerprint(data: Path) -> dict[str, str]:
    """Every file under dataset/ and the digest of its bytes."""
    root = data / "dataset"
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }
