"""A page to look at: the archived page, or a file as it was read, with one cell highlighted and nothing in it that acts or is fetched."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from html import escape

import nh3

from parsing.document import Document, Grid, GridCell
from parsing.tracing import Place, Traced

# Nothing is fetched, run, sent or framed even if a tag slipped through; style attributes alone may act.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_TAGS = (
    "a abbr address article aside b blockquote br caption center cite code col colgroup dd del div dl dt em figcaption figure font footer"
    " h1 h2 h3 h4 h5 h6 header hr i ins li main nav ol p pre s section small span strike strong sub sup table tbody td tfoot th thead tr"
    " u ul"
)
_SILENT = (
    "script style template noscript iframe object embed svg math title textarea select option button xmp noembed"  # with all inside them
)
_CELL = {"colspan", "rowspan", "align", "valign", "hidden", "style"}
_ATTRIBUTES = {"*": {"hidden", "style", "align"}, "td": _CELL, "th": _CELL, "table": {"border", "hidden", "style"}}
# What decides whether and where a text is seen, and nothing that could lay it over our own head of the page.
_STYLES = {"display", "visibility", "text-align", "vertical-align", "font-weight", "text-decoration"}
_MARK = "nianbao-cell"
_HEAD = """<!doctype html>
<html lang="zh"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ margin: 0; font: 16px/1.6 system-ui, sans-serif; color: #1b1f24; background: #fff; }}
#about {{ padding: 1rem; background: #eef3f8; border-bottom: 2px solid #2f5d8a; overflow-wrap: anywhere; }}
#about dl {{ display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .5rem 0; }} #about dd {{ margin: 0; }}
#page {{ padding: 1rem; }}
table {{ border-collapse: collapse; }} td, th {{ border: 1px solid #8a949e; padding: .2rem .4rem; }}
#{mark} {{ background: #ffe14d; outline: 4px solid #c2410c; scroll-margin: 40vh; color: #000; }}
</style></head><body>
"""


def highlighted(about: Mapping[str, str], traced: Traced, place: Place) -> tuple[str, bool]:
    """An HTML file that shows a cell in its page, and whether that is the page itself (else it is the file as it was read).

    `about`: what stands in its head. Everything the portal sent is text or one of a few plain elements; a Content-Security-Policy
    forbids whatever is left.
    """
    token = f"data-{secrets.token_hex(8)}"  # the page itself cannot know it, and so cannot highlight another cell
    marked = traced.marked(place, token)
    body = _safe(marked, token) if marked is not None else "".join(_as_read(traced.document, place.cell))
    note = (
        "This is the archived page without its scripts, pictures, links and most of its styles."
        if marked is not None
        else "This is how nianbao read the file, not the file itself: its look is not kept."
    )
    title = about.get("cell", "nianbao trace")
    head = _HEAD.format(policy=_POLICY, title=escape(title), mark=_MARK)
    listed = "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in about.items())
    return (
        f'{head}<div id="about"><strong>{escape(title)}</strong><dl>{listed}</dl><p>{note} <a href="#{_MARK}">To the cell</a></p></div>\n'
        f'<div id="page">\n{body}\n</div></body></html>\n',
        marked is not None,
    )


def _safe(markup: str, token: str) -> str:
    attributes = {**_ATTRIBUTES, "td": _CELL | {token}, "th": _CELL | {token}}
    clean = nh3.clean(
        markup,
        tags=set(_TAGS.split()),
        clean_content_tags=set(_SILENT.split()),
        attributes=attributes,
        filter_style_properties=set(_STYLES),
        strip_comments=True,
        link_rel=None,
        generic_attribute_prefixes=set(),
        url_schemes=set(),
    )
    return clean.replace(f'{token}=""', f'id="{_MARK}"', 1)


def _as_read(document: Document, wanted: GridCell) -> Iterator[str]:
    for block in document.blocks:
        if isinstance(block, Grid):
            yield "<table>"
            for number in range(block.n_rows):
                yield f"<tr>{''.join(_cell(cell, wanted) for cell in block.cells if cell.row == number)}</tr>\n"
            yield "</table>\n"
        else:
            yield f"<p>{escape(block.text)}</p>\n"


def _cell(cell: GridCell, wanted: GridCell) -> str:
    mark = f' id="{_MARK}"' if cell is wanted else ""
    return f'<td rowspan="{cell.rowspan}" colspan="{cell.colspan}"{mark}>{escape(cell.text)}</td>'
