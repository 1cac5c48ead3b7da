"""The settings of a crawl, as they would be with these -s."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scrapy.settings import Settings

from crawler.crawling import options
from crawler.doctor.line import Line
from parsing.errors import NianbaoError


def settings_lines(given: Mapping[str, str]) -> Iterator[Line]:
    """Whether they can be used, and whether there is somebody to write to."""
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.setdict(dict(given), priority="cmdline")
    try:
        chosen = options(settings)
    except NianbaoError as error:
        yield Line("fault", "settings", "one of them cannot be used", error.sentence)
        return
    if chosen.contact.strip():
        yield Line("ok", "CONTACT", chosen.contact)
    else:
        yield Line("note", "CONTACT", "not set", "Public hosts are refused without it: add -s CONTACT=you@example.org to every crawl.")
    if not settings.getbool("ROBOTSTXT_OBEY"):
        yield Line("note", "ROBOTSTXT_OBEY", "off", "Portals say there what they do not want fetched; leave it on.")
    yield Line("ok", "delay", f"{settings.getfloat('DOWNLOAD_DELAY'):g} s between requests to a host")
