"""The second publishing system of the portal: Hanweb JCMS, whose list pages embed a datastore and page through `dataproxy.jsp`."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from math import ceil

from crawler.demo.articles import HANWEB_COLUMN, Article, articles
from crawler.demo.page import BANNER, Page, changed_on, files, template

PROXY = "/module/web/jpage/dataproxy.jsp"
UNIT = "7123773"
PER_PAGE = 5
SHORT = 20  # characters of a title that the list prints


def pages() -> dict[str, Page]:
    """Path -> page: home, the column and the articles. This host has no robots.txt."""
    own = _own()
    home = template("plain.html").substitute(
        title="朝阳区演示公开平台", banner=BANNER, body=f'<p><a href="/col/col{HANWEB_COLUMN}/index.html">信息公开年报</a></p>'
    )
    return {"/": Page(home.encode()), f"/col/col{HANWEB_COLUMN}/index.html": _column(own)} | {a.path: _article(a) for a in own} | files(own)


def dataproxy(query: Mapping[str, str]) -> Page:
    """Further records as the system's interface gives them; ValueError when a number in the query is none.

    `startrecord`, `endrecord` (1-based, inclusive) name a window; else `page` and `perpage` count from page 1. A window behind
    the end, or another column, gives no record.
    """
    own = _own() if query.get("columnid", HANWEB_COLUMN) == HANWEB_COLUMN else []
    if "startrecord" in query:
        first, last = int(query["startrecord"]), int(query.get("endrecord", len(own)))
    else:
        size = int(query.get("perpage", PER_PAGE))
        last = int(query.get("page", 1)) * size
        first = last - size + 1
    records = own[max(first, 1) - 1 : max(last, 0)]
    return Page(_datastore(records, len(own)).encode(), "text/xml;charset=UTF-8")


def _own() -> list[Article]:
    return [article for article in articles() if article.system == "hanweb"]


def _datastore(records: list[Article], total: int) -> str:
    following = f"{PROXY}?page=1&appid=1&webid=149&path=/&columnid={HANWEB_COLUMN}&unitid={UNIT}&webname=demo&permissiontype=0"
    rows = "".join(f"<record><![CDATA[{_item(article)}]]></record>" for article in records)
    head = f"<totalrecord>{total}</totalrecord><totalpage>{ceil(total / PER_PAGE)}</totalpage>"
    return f'<datastore>{head}<nextgroup><![CDATA[<a href="{following}"></a>]]></nextgroup><recordset>{rows}</recordset></datastore>'


def _item(article: Article) -> str:
    return (
        f'<li><a href="{article.path}" title="{article.title}" target="_blank">{article.short(SHORT)}</a>'
        f"<span>{article.published}</span></li>"
    )


def _column(own: list[Article]) -> Page:
    text = template("hanweb_list.html").substitute(
        banner=BANNER,
        unit=UNIT,
        datastore=_datastore(own[:PER_PAGE], len(own)),
        total=len(own),
        size=PER_PAGE,
        proxy=PROXY,
        column=HANWEB_COLUMN,
    )
    return Page(text.encode(), modified=changed_on(own[0].published))


def _article(article: Article) -> Page:
    text = template("hanweb_article.html").substitute(
        title=escape(article.title),
        date=article.published.isoformat(),
        source=article.source,
        column=HANWEB_COLUMN,
        number=4000000 + article.number,
        banner=BANNER,
        body=article.body,
    )
    # This system sends a date and no entity tag.
    return Page(text.encode(), modified=changed_on(article.published))
