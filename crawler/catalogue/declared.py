"""A list interface that no vendor is known for, declared in the catalogue: `list = { url = "…", items = "…", … }` of a column."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

PAGE = "{page}"


@dataclass(frozen=True, slots=True)
class Declared:
    """How to ask an interface for its pages, and where its answer keeps what (portals.md section 12, `json_generic`).

    `url` and `body` may hold `{page}`; `url` is relative to the column's page. A `body` makes it a POST, of JSON where it begins with `{`
    or `[`, else of a form. `items`, `total` and `pages` are paths of keys and indexes (`data.results`, `0.rows`; empty for the answer
    itself), `title`, `link` and `date` such paths within an item. `link` may also be a template: `/art/{id}.html`. `first` is the number
    of the first page, `size` the number of items a page, 0 where it is not known.
    """

    url: str
    items: str = ""
    title: str = "title"
    link: str = "url"
    date: str = "date"
    body: str = ""
    total: str = ""
    pages: str = ""
    first: int = 1
    size: int = 0


def faults(value: Any) -> str | None:
    """What is wrong with the value of a column's `list`, as the end of a sentence; None where it can be used."""
    if not isinstance(value, dict):
        return 'must be a table: { url = "/api/list?page={page}", items = "data.rows" }'
    known = {field.name: str(field.type) for field in fields(Declared)}
    if unknown := sorted(set(value) - set(known)):
        return f"holds {', '.join(unknown)}; it may hold {', '.join(known)}"
    wrong = [key for key in value if type(value[key]).__name__ != known[key]]
    if wrong:
        return f"needs {', '.join(f'{key} as {known[key]}' for key in wrong)}"
    if not value.get("url"):
        return "needs a url"
    return None
