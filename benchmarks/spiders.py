"""The peers of the pipeline, each one Scrapy process: `python -m benchmarks.spiders default|tuned|bs4 URL PAGES FOLDER`."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response

from benchmarks.server import list_paths

# What of crawler/settings.py makes Scrapy itself cheaper or dearer, with nothing of ours in the way of a response.
_TUNED = (
    "CONCURRENT_REQUESTS",
    "CONCURRENT_REQUESTS_PER_DOMAIN",
    "CONCURRENT_ITEMS",
    "WARN_ON_GENERATOR_RETURN_VALUE",
    "DOWNLOAD_DELAY_JITTER",
    "TELNETCONSOLE_ENABLED",
    "REMOTE_CONTROL_ENABLED",
)
# In place of these stand subclasses of ours, which do the same work and more.
_SUBCLASSED = (
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware",
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware",
)


def _tuned() -> dict[str, Any]:
    """Our settings, with the least delay that `crawler.transport.politeness` allows and Scrapy's own middlewares but for those left out."""
    from crawler import settings as own
    from crawler.transport.politeness import BRIEFEST

    left_out = {name: None for name, place in own.DOWNLOADER_MIDDLEWARES.items() if place is None and name not in _SUBCLASSED}
    kept = {name: getattr(own, name) for name in _TUNED}
    kept["SPIDER_MIDDLEWARES"] = {name: None for name, place in own.SPIDER_MIDDLEWARES.items() if place is None}
    return kept | {"DOWNLOAD_DELAY": BRIEFEST, "DOWNLOADER_MIDDLEWARES": left_out}


class Null(scrapy.Spider):
    """Follows the list pages and drops every report unread."""

    name = "null"
    url: str
    pages: str
    folder: str

    async def start(self) -> AsyncIterator[Any]:
        """Every list page."""
        for path in list_paths(int(self.pages)):
            yield scrapy.Request(urljoin(self.url, path), callback=self.parse_list)

    def parse_list(self, response: Response) -> Iterator[Any]:
        """The links of a list page."""
        for href in response.css("li a::attr(href)").getall():
            yield response.follow(href, callback=self.parse_report)

    def parse_report(self, response: Response) -> None:
        """Nothing."""


class Bs4(Null):
    """What a careful person writes in an afternoon: BeautifulSoup, rows under their labels, a Parquet file a report."""

    name = "bs4"

    def parse_report(self, response: Response) -> None:
        """Grids by BeautifulSoup + lxml, one row a cell, DataFrame.to_parquet."""
        import pandas as pd

        from benchmarks.grids import bs4_lxml

        charset = "gbk" if b'charset="gbk"' in response.body[:200] else "utf-8"
        rows = []
        for number, grid in enumerate(bs4_lxml(response.body, charset)):
            labels: dict[int, str] = {}
            for cell in grid.cells:
                text = cell.text.strip()
                if cell.row < 3:
                    labels[cell.col] = text
                rows.append({"table": number, "row": cell.row, "col": cell.col, "label": labels.get(cell.col, ""), "raw": text})
        frame = pd.DataFrame(rows)
        frame["value"] = pd.to_numeric(frame["raw"], errors="coerce")
        target = Path(self.folder) / f"report={Path(response.url).stem}"
        target.mkdir()
        frame.assign(url=response.url).to_parquet(target / "cells.parquet", compression="zstd")


def main(kind: str, url: str, pages: str, folder: str) -> None:
    """Crawl the portal once."""
    settings: dict[str, Any] = {"LOG_LEVEL": "WARNING", "ROBOTSTXT_OBEY": True}
    if kind == "tuned":
        settings |= _tuned()
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(Bs4 if kind == "bs4" else Null)
    process.crawl(crawler, url=url, pages=pages, folder=folder)
    process.start()
    fetched = crawler.stats.get_value("downloader/response_status_count/200") if crawler.stats else 0
    if fetched != int(pages) + len(list_paths(int(pages))):
        sys.exit(f"{fetched} pages were fetched of {pages} reports and {len(list_paths(int(pages)))} lists")


if __name__ == "__main__":
    main(*sys.argv[1:])
