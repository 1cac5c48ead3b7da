"""Word files from known tables, for LibreOffice to write as binaries: merges, widths, revisions, fields, tables inside tables."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from html import escape
from io import BytesIO

from made_pages import Rows, Td
from shown import lay_out

_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    '<Override PartName="/word/numbering.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/>'
    '<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>'
    "</Types>"
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
)
_ROOT_RELATION = f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
_PARTS = (
    f'<Relationship Id="rId1" Type="{_OFFICE}/numbering" Target="numbering.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/>'
)
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NUMBERING = (
    f'<w:numbering xmlns:w="{_W}"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    '<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
)
_STYLES = (
    f'<w:styles xmlns:w="{_W}"><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="character" w:styleId="Unseen"><w:name w:val="Unseen"/><w:rPr><w:vanish/></w:rPr></w:style></w:styles>'
)
_BY = 'w:id="9" w:author="a" w:date="2026-01-01T00:00:00Z"'


@dataclass(frozen=True, slots=True)
class Look:
    """How a document is set. `cut`: texts are cut into so many runs. `seed`: for widths of columns, 0 for equal ones."""

    font: str = "宋体"
    size: int = 21
    landscape: bool = False
    cut: int = 1
    seed: int = 0
    repeat: bool = False
    keep_rows: bool = False
    paragraphs: bool = False


@dataclass(slots=True)
class Table:
    """A table: `texts` says how the text of a cell is written where that is not plain, by the cell's identity."""

    rows: Rows
    texts: dict[int, str] = field(default_factory=dict)
    deleted: frozenset[int] = frozenset()


@dataclass(slots=True)
class Nest:
    """A table of one row that only lays out what stands in its cells."""

    cells: list[list[Block]]


Block = str | Table | Nest | tuple[str, str]


def run(text: str, look: Look, extra: str = "") -> str:
    font = (
        f'<w:rPr><w:rFonts w:ascii="{look.font}" w:eastAsia="{look.font}" w:hAnsi="{look.font}"/>{extra}<w:sz w:val="{look.size}"/></w:rPr>'
    )
    return f'<w:r>{font}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def deleted(text: str) -> str:
    return f'<w:del {_BY}><w:r><w:delText xml:space="preserve">{text}</w:delText></w:r></w:del>'


def inserted(text: str) -> str:
    return f'<w:ins {_BY}><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:ins>'


def hidden(text: str, style: str = "") -> str:
    look = f'<w:rStyle w:val="{style}"/>' if style else "<w:vanish/>"
    return f"<w:r><w:rPr>{look}</w:rPr><w:t>{text}</w:t></w:r>"


def computed(code: str, result: str) -> str:
    char = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    instruction = f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
    return char.format("begin") + instruction + char.format("separate") + f"<w:r><w:t>{result}</w:t></w:r>" + char.format("end")


def box(text: str) -> str:
    return (
        '<w:r><w:pict><v:shape id="s1" type="#t" style="position:absolute;width:300pt;height:60pt"><v:textbox><w:txbxContent>'
        f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    )


def _runs(text: str, look: Look) -> str:
    size = max(1, -(-len(text) // look.cut))
    return "".join(run(text[place : place + size], look) for place in range(0, len(text), size))


def _paragraph(inner: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def _cell_content(td: Td, table: Table, look: Look) -> str:
    if (written := table.texts.get(id(td))) is not None:
        return _paragraph(written)
    middle = len(td.text) // 2
    if look.paragraphs and td.kind != "figure" and middle > 2:
        return _paragraph(_runs(td.text[:middle], look)) + _paragraph(_runs(td.text[middle:], look))
    return _paragraph(_runs(td.text, look), '<w:jc w:val="center"/>')


def _placed(rows: Rows) -> list[list[tuple[int, Td, bool]]]:
    """For each row its cells by column: the column, the cell, and whether it is the lower part of one from above."""
    placed: list[list[tuple[int, Td, bool]]] = [[] for _ in rows]
    for number, col, td in lay_out(rows):
        for below in range(min(td.rowspan, len(rows) - number)):
            placed[number + below].append((col, td, below > 0))
    return [sorted(line, key=lambda cell: cell[0]) for line in placed]


def _widths(columns: int, look: Look) -> list[int]:
    total = 13_500 if look.landscape else 9_000
    if not look.seed:
        return [total // columns] * columns
    rng = random.Random(look.seed)
    shares = [rng.uniform(0.6, 1.6) for _ in range(columns)]
    return [int(total * share / sum(shares)) for share in shares]


def _table(table: Table, look: Look) -> str:
    placed = _placed(table.rows)
    columns = max(col + td.colspan for line in placed for col, td, _ in line)
    widths = _widths(columns, look)
    rows = "".join(_row(number, line, table, widths, look) for number, line in enumerate(placed))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    borders = "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
    layout = f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/>'
    return f"<w:tbl><w:tblPr>{layout}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"


def _row(number: int, line: list[tuple[int, Td, bool]], table: Table, widths: list[int], look: Look) -> str:
    properties = "<w:cantSplit/>" if look.keep_rows else ""
    properties += "<w:tblHeader/>" if look.repeat and number < 3 else ""
    properties += f"<w:del {_BY}/>" if number in table.deleted else ""
    cells = ""
    for col, td, continues in line:
        span = f'<w:gridSpan w:val="{td.colspan}"/>' if td.colspan > 1 else ""
        merge = "<w:vMerge/>" if continues else '<w:vMerge w:val="restart"/>' if td.rowspan > 1 else ""
        width = sum(widths[col : col + td.colspan])
        content = _paragraph("") if continues else _cell_content(td, table, look)
        cells += f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}</w:tcPr>{content}</w:tc>'
    return f"<w:tr><w:trPr>{properties}</w:trPr>{cells}</w:tr>"


def _nest(nest: Nest, look: Look) -> str:
    width = 13_000 // len(nest.cells)
    inner = replace(look, seed=0)
    cells = "".join(f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{_blocks(cell, inner)}<w:p/></w:tc>' for cell in nest.cells)
    grid = f'<w:gridCol w:w="{width}"/>' * len(nest.cells)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid><w:tr>{cells}</w:tr></w:tbl>"


def _blocks(blocks: Sequence[Block], look: Look) -> str:
    parts = []
    for block in blocks:
        if isinstance(block, Table):
            parts.append(_table(block, look))
        elif isinstance(block, Nest):
            parts.append(_nest(block, look))
        elif isinstance(block, tuple):
            kind, text = block
            properties = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>' if kind == "numbered" else ""
            parts.append(_paragraph(text if kind == "xml" else _runs(text, look), properties))
        else:
            parts.append(_paragraph(_runs(block, look)))
    return "".join(parts)


def to_docx(blocks: Sequence[Block], look: Look | None = None) -> bytes:
    """A docx file of these blocks: paragraphs, numbered headings (`numbered`), paragraphs as XML (`xml`), tables, layout tables."""
    look = look or Look()
    page = 'w:w="16838" w:h="11906" w:orient="landscape"' if look.landscape else 'w:w="11906" w:h="16838"'
    margins = '<w:pgMar w:top="1000" w:bottom="1000" w:left="1000" w:right="1000"/>'
    body = f"{_blocks(blocks, look)}<w:sectPr><w:pgSz {page}/>{margins}</w:sectPr>"
    names = f'xmlns:w="{_W}" xmlns:v="urn:schemas-microsoft-com:vml"'
    document = f'<?xml version="1.0" encoding="UTF-8"?><w:document {names}><w:body>{body}</w:body></w:document>'
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", _TYPES)
        package.writestr("_rels/.rels", _RELATIONS.format(_ROOT_RELATION))
        package.writestr("word/document.xml", document)
        package.writestr("word/_rels/document.xml.rels", _RELATIONS.format(_PARTS))
        package.writestr("word/numbering.xml", _NUMBERING)
        package.writestr("word/styles.xml", _STYLES)
    return made.getvalue()
