"""Where requests wait: a fault of that, such as a folder of JOBDIR that is gone, ends the crawl with a sentence.

Scrapy 2.19 would lose the request without a word, or wait for ever for the page that named it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from tempfile import gettempdir
from typing import Any, TypeVar, cast

from scrapy import Request
from scrapy.core.scheduler import Scheduler

from crawler.session import CrawlFault
from output.disk import told
from parsing.errors import NianbaoError

log = logging.getLogger("nianbao.crawl")
Result = TypeVar("Result")


class Careful(Scheduler):
    """Scrapy's scheduler. Nothing it is asked raises once it is open."""

    def open(self, spider: Any) -> Any:
        """Scrapy's interface. Raises DiskFull, CrawlFault."""
        try:
            with told(self._folder):
                return super().open(spider)
        except Exception as error:
            raise self._named(error) from error

    def enqueue_request(self, request: Request) -> bool:
        """Scrapy's interface."""
        return self._guarded(lambda: super(Careful, self).enqueue_request(request), False)

    def next_request(self) -> Request | None:
        """Scrapy's interface."""
        return self._guarded(lambda: super(Careful, self).next_request(), None)

    def close(self, reason: str) -> Any:
        """Scrapy's interface."""
        return self._guarded(lambda: super(Careful, self).close(reason), None) if hasattr(self, "mqs") else None

    def __len__(self) -> int:
        return self._guarded(lambda: super(Careful, self).__len__(), 0)

    @property
    def _folder(self) -> Path:
        return Path(self.dqdir or gettempdir())

    def _guarded(self, act: Callable[[], Result], otherwise: Result) -> Result:
        try:
            with told(self._folder):
                return act()
        except Exception as error:
            session = cast("Any", self.spider).session
            if session.failure is None:
                session.fail(self._named(error))
            return otherwise

    def _named(self, error: Exception) -> NianbaoError:
        if isinstance(error, NianbaoError):
            return error
        if not isinstance(error, OSError):
            log.error("a request could not be queued", exc_info=error)
        return CrawlFault(
            "queue_failed",
            f"The crawl ended early, because what waits to be fetched cannot be kept or taken up ({error!r}); put that right and run the "
            "same command again: what was fetched is safe.",
        )
