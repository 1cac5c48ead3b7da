"""Whether a page's tables need a second reading: by their tags as written, and by what the first reading made of them."""

from __future__ import annotations

import re

from parsing.tables import TablesRead

_TAG = re.compile(r"<(/?t(?:able|body|head|foot|[rdh]))(?=[\s>/])", re.I)
_OPENING = {"table": "T", "tbody": "B", "thead": "B", "tfoot": "B", "tr": "R", "td": "D", "th": "D"}
_LETTERS = _OPENING | {f"/{name}": letter.lower() for name, letter in _OPENING.items()}
# Text behind the end of a cell or row, which a browser throws out of the table.
_LOOSE = re.compile(r"</t[dhr]\s*>\s*+(?!</?t)(?:\s|&nbsp;|</?(?:p|span|font|b|strong|div|o:p)\b[^<>]{0,300}>)*+[^<\s]", re.I)
_SHAPE = frozenset(("row_ragged", "grid_overlap", "span_clamped", "cell_missing", "row_missing", "column_missing", "table_missing"))
_DEEPEST = 20


def fails_shape(tables: TablesRead) -> bool:
    """Whether rows are ragged, spans contradict each other, or a part of the form is missing."""
    return any(problem.code in _SHAPE for problem in tables.problems)


def tags_broken(markup: str) -> bool:
    """Whether table tags are unclosed, closed twice or mis-nested, or text stands between two cells.

    End tags that the standard lets an author leave out count as well: they cost a reading, not a doubt. About 5 % of a page's reading.
    """
    return not _well_nested(markup) or _LOOSE.search(markup) is not None


def _well_nested(markup: str) -> bool:
    """Take out whole cells, then rows, groups and tables, from the innermost tables outwards: of sound tags nothing is left."""
    tags = "".join([_LETTERS.get(tag) or _LETTERS[tag.lower()] for tag in _TAG.findall(markup)])
    for _ in range(_DEEPEST):
        before = tags
        for whole in ("Dd", "Rr", "Bb", "Tt"):
            tags = tags.replace(whole, "")
        if tags == before:
            break
    return not tags
