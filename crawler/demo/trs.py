"""The first publishing system of the portal: TRS WCM, static files, pages counted from 0 by `createPageHTML`."""

from __future__ import annotations

from html import escape
from math import ceil

from crawler.demo.articles import TRS_COLUMN, Article, articles
from crawler.demo.page import BANNER, Page, changed_on, files, template

PER_PAGE = 10
SHORT = 26  # characters of a title that the list prints; the whole stands in the title attribute


def pages() -> dict[str, Page]:
    """Path -> page: home, guide, robots.txt, the list pages and the articles."""
    own = [article for article in articles() if article.system == "trs"]
    found = {article.path: _article(article) for article in own} | files(own, tagged=True)
    column = f'<p><a href="{TRS_COLUMN}">政府信息公开年报</a></p>'
    plain = {"/": "朝阳区演示门户", "/zfxxgk/": "政府信息公开", "/zfxxgk/zn/": "政府信息公开指南", "/zfxxgk/jdgk/": "街道信息公开"}
    found |= {path: _plain(title, column) for path, title in plain.items()}
    found |= {"/robots.txt": Page(b"User-agent: *\nDisallow: /admin/\n", "text/plain")}
    return found | _lists(own)


def _plain(title: str, body: str) -> Page:
    return Page(template("plain.html").substitute(title=title, banner=BANNER, body=body).encode())


def _article(article: Article) -> Page:
    text = template("trs_article.html").substitute(
        charset={"gbk": "gb2312"}.get(article.charset, article.charset),
        title=escape(article.title),
        column="政府信息公开年报" if article.path.startswith(TRS_COLUMN) else "街道信息公开",
        date=article.published.isoformat(),
        source=article.source,
        banner=BANNER,
        body=article.body,
    )
    # The header says UTF-8 whatever the bytes are: the commonest encoding fault of real portals.
    return Page(text.encode(article.charset), modified=changed_on(article.published), tagged=True)


def _lists(own: list[Article]) -> dict[str, Page]:
    count = ceil(len(own) / PER_PAGE)
    found = {f"{TRS_COLUMN}index_{n}.html" if n else TRS_COLUMN: _list(own, n, count) for n in range(count)}
    found[f"{TRS_COLUMN}index.html"] = found[TRS_COLUMN]
    # Behind the last page such systems send the reader back to the first.
    found[f"{TRS_COLUMN}index_{count}.html"] = Page(b'<html><head><meta http-equiv="refresh" content="0;url=./"></head></html>')
    return found


def _list(own: list[Article], n: int, count: int) -> Page:
    items = "\n".join(map(_item, own[n * PER_PAGE : (n + 1) * PER_PAGE]))
    text = template("trs_list.html").substitute(banner=BANNER, items=items, count=count, current=n)
    return Page(text.encode(), modified=changed_on(own[0].published), tagged=True)


def _item(article: Article) -> str:
    base = article.path.removeprefix(TRS_COLUMN)
    href = f"./{base}" if base != article.path else "../" + article.path.removeprefix("/zfxxgk/")
    return f'<li><a href="{href}" title="{article.title}" target="_blank">{article.short(SHORT)}<span>{article.published}</span></a></li>'
