"""A crawl that is told to stop ends: in order as soon as the requests under way have, and else after the time that these may take."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable
from typing import Any, Final, Self

from scrapy import signals
from scrapy.crawler import Crawler

from crawler.session import session_of
from output import interrupts

log = logging.getLogger("nianbao.crawl")
# Beyond the longest that a request may take; then the end is asked for every second.
_SLACK: Final = 5.0
_AGAIN: Final = 1.0


class Stopping:
    """An extension. Scrapy waits for its requests for ever when it is told to stop, and a second signal makes it wait once more."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._patience = crawler.settings.getfloat("DOWNLOAD_TIMEOUT") + _SLACK
        if threading.current_thread() is threading.main_thread():
            crawler.signals.connect(self._opened, signals.spider_opened)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(crawler)

    def _opened(self) -> None:
        for number in interrupts.SIGNALS:
            usual = signal.getsignal(number)
            if callable(usual):
                signal.signal(number, self._first(usual))

    def _first(self, usual: Callable[[int, Any], object]) -> Callable[[int, Any], None]:
        def told(number: int, frame: Any) -> None:
            from twisted.internet import reactor

            session_of(self._crawler).stopped = True
            usual(number, frame)
            # Not from here: the signal may have come in the middle of a line of the log.
            later: Any = reactor
            later.callFromThread(log.warning, "stopping once the requests under way have ended, in %d s at most", int(self._patience))
            interrupts.in_order()
            signal.signal(signal.SIGALRM, _raise)
            signal.setitimer(signal.ITIMER_REAL, self._patience, _AGAIN)

        return told


def calm() -> None:
    """The crawl is over: its alarm goes off no more, and a signal interrupts what comes after it."""
    signal.setitimer(signal.ITIMER_REAL, 0)
    interrupts.in_order()


def _raise(number: int, frame: Any) -> None:  # noqa: ARG001 - a handler of `signal`
    raise KeyboardInterrupt
