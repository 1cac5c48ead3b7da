"""A page as it is served: bytes, the type the server claims, and fixed validators."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from functools import cache
from string import Template

from crawler.demo.articles import Article
from crawler.demo.figures import HERE


@dataclass(frozen=True, slots=True)
class Page:
    """`modified` and `tagged` say which validators the answer carries; pages without either are always sent in full.

    `disposition`: the header that names a file, its bytes as Latin-1.
    """

    body: bytes
    content_type: str = "text/html; charset=utf-8"
    modified: datetime | None = None
    tagged: bool = False
    status: int = 200
    disposition: str | None = None

    @property
    def etag(self) -> str | None:
        """A strong validator, from the bytes."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:20]}"' if self.tagged else None

    @property
    def last_modified(self) -> str | None:
        """The HTTP date of the last change."""
        return format_datetime(self.modified, usegmt=True) if self.modified else None


def files(own: Iterable[Article], *, tagged: bool = False) -> dict[str, Page]:
    """Path -> file of all these articles; a file was changed when its page was."""
    return {
        file.path: Page(file.body, file.content_type, changed_on(article.published), tagged, disposition=file.disposition)
        for article in own
        for file in article.files
    }


def changed_on(day: date) -> datetime:
    """The moment at which a page published on `day` was last changed: 02:00 UTC."""
    return datetime.combine(day, time(2), tzinfo=UTC)


@cache
def template(name: str) -> Template:
    """A page template of the package; `$name` marks what is filled in."""
    return Template((HERE / "templates" / name).read_text(encoding="utf-8"))


BANNER = "演示页面：本站随 nianbao 软件提供，仅供试用，页面内容为示例，不代表任何真实机构的实际情况。"
