"""A whole run: crawl, monitors, build, run.json. The command line and `scrapy crawl` both end here."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.settings import BaseSettings

from crawler import settings as defaults
from crawler.monitors import watch
from crawler.runs import write_run
from crawler.session import CrawlError, Options, Session, days_map, discover_word, hosts_map
from output.disk import DiskFull, told
from output.interrupts import INTERRUPTED
from parsing.errors import NianbaoError

if TYPE_CHECKING:
    from crawler.summary import BuildSummary

    Build = Callable[[Path], BuildSummary]

_CUT_SHORT = {None, "shutdown", "start_error"}


def options(settings: BaseSettings, *, years: range | None = None, refresh: bool = False) -> Options:
    """The options that stand in Scrapy settings, with what the command line adds. Raises CrawlError (`bad_setting`)."""
    _check_numbers(settings)
    _check_backoff(settings)
    return Options(
        data=Path(settings["NIANBAO_DATA"]),
        years=years,
        refresh=refresh,
        allow_private=settings.getbool("NIANBAO_ALLOW_PRIVATE"),
        contact=settings["CONTACT"] or "",
        hosts=hosts_map(settings["NIANBAO_HOSTS"]),
        max_pages=settings.getint("NIANBAO_MAX_PAGES"),
        discover=discover_word(settings["NIANBAO_DISCOVER"]),
        revalidate_days=days_map(settings["NIANBAO_REVALIDATE_DAYS"]),
    )


def _check_numbers(settings: BaseSettings) -> None:
    """Scrapy would stumble over such a setting in the middle of its start."""
    for name, usual in vars(defaults).items():
        if type(usual) in {int, float}:
            try:
                good = type(usual)(settings[name]) >= 0
            except (TypeError, ValueError):
                good = False
            if not good:
                kind = "a whole number" if type(usual) is int else "a number"
                raise CrawlError("bad_setting", f"{name} must be {kind}, 0 or more, not {settings[name]!r}.")


def _check_backoff(settings: BaseSettings) -> None:
    days = [str(day).strip() for day in settings.getlist("NIANBAO_BACKOFF_DAYS")]
    if not all(day.isdecimal() for day in days):
        raise CrawlError("bad_setting", f"NIANBAO_BACKOFF_DAYS must be whole days, 0 or more, such as 1,2,4: not {','.join(days)!r}.")


def conclude(session: Session, build: Build | None) -> tuple[int, BuildSummary | None]:
    """Close the store, judge the crawl, build the dataset and write run.json: also where the crawl was interrupted or the build fails.

    `build` makes the dataset of a data directory; None leaves it as it is. Returns the exit code and what was built. Raises what `build`
    does.
    """
    code, summary = INTERRUPTED, None
    error: str | None = "The run was interrupted; the same command goes on where it stopped."
    try:
        _judge(session)
        if session.end == "start_error":
            code, error = 1, "The crawl could not start; the log says why."
        elif session.end not in _CUT_SHORT and not session.stopped:
            with told(session.options.data):
                summary = build(session.options.data) if build else None
            code, error = session.tally.exit_code, None
    except NianbaoError as failure:
        code, error = failure.exit_code, failure.sentence
        raise
    except Exception:
        code, error = 1, "The build ended unexpectedly; the log says why, and nianbao reparse does it again."
        raise
    finally:
        with suppress(OSError) if isinstance(session.failure, DiskFull) else nullcontext():
            write_run(session.options.data, session.tally, exit_code=code, error=error, build=asdict(summary) if summary else None)
    return code, summary


def _judge(session: Session) -> None:
    """Look at the crawl while its store is open, then close that: the build opens it anew. Raises what made the crawl give up."""
    try:
        session.tally.hosts = session.known_hosts.noted()
        if session.failure is not None:
            raise session.failure
        if session.end not in _CUT_SHORT:
            watch(session)
    finally:
        session.close()
