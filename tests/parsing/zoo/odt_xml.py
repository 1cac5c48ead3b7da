"""OpenDocument text written by hand, as a package or in one XML file."""

from __future__ import annotations

import io
import zipfile
from html import escape

from zoo.placed import Block, Box, PlacedTable

_NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name if name != "fo" else "xsl-fo-compatible"}:1.0"'
    for name in ("office", "text", "table", "style", "drawing", "fo")
)
_STYLES = (
    '<office:automatic-styles><style:style style:name="T1" style:family="text"><style:text-properties text:display="none"/></style:style>'
    '<style:style style:name="T2" style:family="text"><style:text-properties style:text-position="super 58%"/></style:style></office:automatic-styles>'
)


def _content(blocks: list[Block], busy: bool) -> str:
    tracked = "<text:tracked-changes><text:changed-region><text:deletion><text:p>41</text:p></text:deletion></text:changed-region></text:tracked-changes>"
    body = "".join(_table(block, busy) if isinstance(block, PlacedTable) else _paragraph(block, busy) for block in blocks)
    return f"<office:text>{tracked if busy else ''}{body}</office:text>"


def _paragraph(text: str, busy: bool) -> str:
    lines = "<text:line-break/>".join(escape(line) for line in text.split("\n"))
    if not busy:
        return f"<text:p>{lines}</text:p>"
    cut = len(lines) // 2 if "<" not in lines and "&" not in lines else 0
    return (
        f'<text:p><text:soft-page-break/><text:span text:style-name="T1">7</text:span>{lines[:cut]}<text:span>{lines[cut:]}</text:span>'
        "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>9</text:p></text:note-body></text:note>"
        "<office:annotation><text:p>5</text:p></office:annotation></text:p>"
    )


def _table(table: PlacedTable, busy: bool) -> str:
    rows = [_row(table, number, busy) for number in range(table.n_rows)]
    head = f"<table:table-header-rows>{rows[0]}</table:table-header-rows>{''.join(rows[1:])}" if busy else "".join(rows)
    return f'<table:table><table:table-column table:number-columns-repeated="{table.n_cols}"/>{head}</table:table>'


def _row(table: PlacedTable, number: int, busy: bool) -> str:
    cells = []
    for col in range(table.n_cols):
        box = table.at(number, col)
        if box is None:
            continue
        starts = (box.row, box.col) == (number, col)
        cells.append(_cell(box, busy) if starts else "<table:covered-table-cell/>")
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def _cell(box: Box, busy: bool) -> str:
    spans = f' table:number-columns-spanned="{box.colspan}"' * (box.colspan > 1) + f' table:number-rows-spanned="{box.rowspan}"' * (
        box.rowspan > 1
    )
    return f"<table:table-cell{spans}>{_paragraph(box.text, busy)}</table:table-cell>"


_MANIFEST = """<?xml version="1.0"?><m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
<m:file-entry m:full-path="/" m:media-type="application/vnd.oasis.opendocument.text"/>
<m:file-entry m:full-path="content.xml" m:media-type="text/xml"/></m:manifest>"""


def odt(blocks: list[Block], *, busy: bool = False) -> bytes:
    """An odt file. `busy`: hidden text, notes, comments and tracked deletions stand among the text."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(zipfile.ZipInfo("mimetype"), "application/vnd.oasis.opendocument.text")
        package.writestr("META-INF/manifest.xml", _MANIFEST)
        package.writestr(
            "content.xml",
            f'<?xml version="1.0"?><office:document-content {_NAMES}>{_STYLES}<office:body>{_content(blocks, busy)}</office:body></office:document-content>',
        )
    return stream.getvalue()


def flat_odt(blocks: list[Block], *, busy: bool = False) -> bytes:
    """The same in one XML file."""
    body = f"{_STYLES}<office:body>{_content(blocks, busy)}</office:body>"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document {_NAMES}>{body}</office:document>'.encode()
