"""A whole run: crawl, monitors, build, run.json. The command line and `scrapy crawl` both end here."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.settings import BaseSettings

from crawler.monitors import watch
from crawler.runs import write_run
from crawler.session import Options, Session, hosts_map

if TYPE_CHECKING:
    from crawler.build import BuildSummary

INTERRUPTED = 130


def options(settings: BaseSettings, *, years: range | None = None, refresh: bool = False) -> Options:
    """The options that stand in Scrapy settings, with what the command line adds. Raises CrawlError (`bad_setting`)."""
    return Options(
        data=Path(settings["NIANBAO_DATA"]),
        years=years,
        refresh=refresh,
        allow_private=settings.getbool("NIANBAO_ALLOW_PRIVATE"),
        contact=settings["CONTACT"] or "",
        hosts=hosts_map(settings["NIANBAO_HOSTS"]),
        max_pages=settings.getint("NIANBAO_MAX_PAGES"),
    )


def conclude(session: Session, *, build: bool) -> tuple[int, BuildSummary | None]:
    """Close the store, judge the crawl, build the dataset and write run.json: also where the crawl was interrupted or the build fails.

    Returns the exit code and what was built (None where nothing was to be).
    """
    session.close()
    code, summary, error = INTERRUPTED, None, "The crawl was interrupted; run the same command again to go on."
    try:
        if session.finished:
            code, error = 1, "The build ended unexpectedly; see the log."
            watch(session)
            summary = _build(session.options.data) if build else None
            code, error = session.tally.exit_code, ""
    finally:
        write_run(session.options.data, session.tally, exit_code=code, error=error or None, build=asdict(summary) if summary else None)
    return code, summary


def _build(data: Path) -> BuildSummary:
    from crawler.build import build

    return build(data)
