"""What waits to be fetched: in its order, whatever kind it is, and the files of a page before the pages after it."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from loopback import Portal, crawl, html, serving
from scrapy import Request

from crawler.scratch import Scratch
from crawler.transport.queue import ReportQueue

HOST = "www.a.test"
COLUMN = f"http://{HOST}/gknb/"


class Spider:
    """As far as the queue knows it."""

    session = SimpleNamespace(scratch=Scratch())

    def parse(self, response: object) -> None: ...

    def failed(self, failure: object) -> None: ...


def test_requests_of_every_kind_come_back_as_they_went_and_in_their_order() -> None:
    spider, kept = Spider(), object()
    back = {"callback": spider.parse, "errback": spider.failed}
    about = {"portal": "p", "kind": "report", "address": f"{COLUMN}年报.html"}
    headers = {"Referer": COLUMN, "If-None-Match": 'W/"é"'}
    given = [
        Request(f"{COLUMN}1.html", headers=headers, meta=about, **back),
        Request(f"{COLUMN}a.doc", meta=about | {"kind": "attachment"}, cb_kwargs={"gathering": kept}, **back),
        Request(f"{COLUMN}2.html", meta=about | {"nianbao_legacy_tls": True}, **back),
        Request(f"{COLUMN}3.html", meta=about | {"redirect_urls": [COLUMN]}, **back),
        Request(f"{COLUMN}4.html", method="POST", body="page=1", meta=about, **back),
    ]
    queue = ReportQueue(spider)
    for request in given:
        queue.push(request)
    assert [len(queue), queue.peek().url] == [5, f"{COLUMN}1.html"]
    taken = [queue.pop() for _ in given]
    for one, other in zip(taken, given, strict=True):
        assert (one.url, one.method, one.body, one.headers, one.meta) == (other.url, other.method, other.body, other.headers, other.meta)
        assert (one.callback, one.errback) == (spider.parse, spider.failed)
    assert taken[1].cb_kwargs["gathering"] is kept
    assert (len(queue), queue.pop(), queue.peek()) == (0, None, None)


def test_the_files_of_a_page_come_before_the_pages_that_wait(tmp_path: Path) -> None:
    names = [f"第{n}局2018年政府信息公开工作年度报告" for n in range(8)]
    with serving(Portal()) as portal:
        portal.put(
            COLUMN, html("".join(f'<li><a href="./{n}.html">{name}</a><span>2019-01-20</span></li>' for n, name in enumerate(names)))
        )
        for n, name in enumerate(names):
            portal.put(f"{COLUMN}{n}.html", html(f'<p>附件：<a href="./{n}.doc">{name}.doc</a></p>'))
            portal.put(f"{COLUMN}{n}.doc", html("no file"))
        assert crawl(portal, tmp_path / "data", COLUMN, hosts=(HOST,)).code == 0
        asked = [path.rsplit("/", 1)[1] for path in portal.paths(HOST)[2:]]
    assert sorted(asked) == sorted([f"{n}.{kind}" for n in range(8) for kind in ("html", "doc")])
    assert all(asked.index(f"{n}.doc") <= asked.index(f"{n}.html") + 3 for n in range(8)), asked
