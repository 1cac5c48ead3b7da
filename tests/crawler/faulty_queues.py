"""Queues that fail as one on a broken disk may, given to a crawl by -s SCHEDULER_MEMORY_QUEUE or -s SCHEDULER_PRIORITY_QUEUE; and an
extension that does.
"""

from __future__ import annotations

from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler

from crawler.transport.queue import HostQueue, ReportQueue


class Unmade(ReportQueue):
    def __init__(self, *arguments) -> None:
        raise RuntimeError("it cannot be made")


class Unopened(HostQueue):
    def __init__(self, *arguments, **more) -> None:
        raise OSError(2, "No such file or directory")


class Push(ReportQueue):
    def push(self, request) -> None:
        if request.meta["kind"] == "report":
            raise OSError(5, "Input/output error")
        super().push(request)


class Pop(ReportQueue):
    def pop(self):
        request = super().pop()
        if request is not None and request.meta["kind"] == "report":
            raise RuntimeError("it cannot be taken up")
        return request


class Count(ReportQueue):
    def __len__(self) -> int:
        if super().__len__() > 2:
            raise RuntimeError("they cannot be counted")
        return super().__len__()


class Idle:
    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls()
        crawler.signals.connect(extension.idle, signals.spider_idle)
        return extension

    def idle(self) -> None:
        raise RuntimeError("an extension is at fault")
