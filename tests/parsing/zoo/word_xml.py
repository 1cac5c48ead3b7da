"""Word's XML written by hand, so that the forms a real Word or WPS file takes can each be had: as docx, flat OPC or WordML 2003."""

from __future__ import annotations

import io
import random
import zipfile
from dataclasses import dataclass
from html import escape

from zoo.placed import Block, Box, PlacedTable

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
W2003 = "http://schemas.microsoft.com/office/word/2003/wordml"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@dataclass(frozen=True, slots=True)
class Look:
    """What a file does beside showing its blocks."""

    cut_runs: bool = False  # every text in two runs
    tracked: bool = False  # deleted runs, rows and paragraph ends stand among the text
    hidden: bool = False  # hidden runs stand among the text, by property and by style
    controls: bool = False  # content controls, smart tags, insertions and bookmarks around runs and cells
    hair: int = 0  # edges of rows differ by up to this many twips
    layout: bool = False  # each table stands in a cell of a table that lays out the page
    numbered: bool = False  # headings and cells are numbered by the file
    fields: bool = False  # figures are the results of fields
    boxed_title: bool = False  # the title stands in a text box, written twice for old and new programs
    h_merge: bool = False  # cells merged sideways as Word 97 did
    breaks: bool = False  # breaks of pages and of lines, footnotes, and empty paragraphs in cells
    landscape: bool = False
    namespace: str = W


PLAIN = Look()


class WordWriter:
    def __init__(self, look: Look = PLAIN, seed: int = 1) -> None:
        self.look = look
        self.rng = random.Random(seed)
        self._v_merge = "vmerge" if look.namespace == W2003 else "vMerge"
        self._h_merge = "hmerge" if look.namespace == W2003 else "hMerge"

    def body(self, blocks: list[Block]) -> str:
        parts = []
        for number, block in enumerate(blocks):
            if isinstance(block, PlacedTable):
                parts.append(self._table(block))
            elif number == 0 and self.look.boxed_title:
                parts.append(self._boxed(block))
            else:
                parts.append(self._paragraph(block))
        size = 'w:w="16838" w:h="11906" w:orient="landscape"' if self.look.landscape else 'w:w="11906" w:h="16838"'
        header = "<w:hdr><w:p><w:r><w:t>99</w:t></w:r></w:p></w:hdr>" if self.look.namespace == W2003 else ""
        return f"<w:body>{''.join(parts)}<w:sectPr>{header}<w:pgSz {size}/></w:sectPr></w:body>"

    def _boxed(self, text: str) -> str:
        box = f"<w:txbxContent>{self._paragraph(text)}</w:txbxContent>"
        if self.look.namespace == W2003:
            return f'<w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox>{box}</v:textbox></v:shape></w:pict></w:r></w:p>'
        return (
            '<w:p><w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
            f'<mc:Choice Requires="wps"><w:drawing><wps:wsp xmlns:wps="urn:wps"><wps:txbx>{box}</wps:txbx></wps:wsp></w:drawing></mc:Choice>'
            f'<mc:Fallback><w:pict><v:textbox xmlns:v="urn:schemas-microsoft-com:vml">{box}</v:textbox></w:pict></mc:Fallback>'
            "</mc:AlternateContent></w:r></w:p>"
        )

    def _paragraph(self, text: str, figure: bool = False) -> str:
        number = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>' if self.look.numbered and not figure else ""
        inner = self._runs(text, figure)
        if self.look.tracked and not figure and self.rng.random() < 0.3:
            # The end of a paragraph that is tracked as deleted: what follows belongs to the same line.
            cut = len(text) // 2
            inner = self._runs(text[cut:], figure)
            return f"<w:p><w:pPr><w:rPr>{self._deletion('')}</w:rPr></w:pPr>{self._runs(text[:cut], figure)}</w:p><w:p>{inner}</w:p>"
        return f"<w:p><w:pPr>{number}</w:pPr>{inner}</w:p>"

    def _runs(self, text: str, figure: bool) -> str:
        lines = text.split("\n")
        shown = "<w:r><w:br/></w:r>".join(self._line(line, figure) for line in lines)
        if self.look.tracked:
            shown = self._deletion("<w:r><w:delText>41</w:delText></w:r>") + shown
            if self.look.namespace != W2003:
                shown += f"<w:moveFrom>{self._run('8')}</w:moveFrom><w:moveTo></w:moveTo>"
        if self.look.hidden:
            shown = self._run("7", "<w:vanish/>") + shown + self._run("6", '<w:rStyle w:val="Secret"/>')
        return shown

    def _line(self, line: str, figure: bool) -> str:
        cut = self.rng.randrange(len(line)) if self.look.cut_runs and line else 0
        runs = "".join(self._run(part) for part in (line[:cut], line[cut:]) if part)
        if figure and self.look.fields and line:
            return (
                '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> =SUM(ABOVE) 3 </w:instrText></w:r>'
                f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{runs}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
            )
        if self.look.controls and runs:
            return f'<w:bookmarkStart w:id="1" w:name="a"/>{self._wrapped(runs)}<w:bookmarkEnd w:id="1"/>'
        if self.look.breaks and self.look.namespace != W2003:
            runs += '<w:r><w:lastRenderedPageBreak/><w:footnoteReference w:id="2"/></w:r>'
        return runs

    def _wrapped(self, runs: str) -> str:
        if self.look.namespace == W2003:
            aml = 'xmlns:aml="http://schemas.microsoft.com/aml/2001/core"'
            return (
                f'<aml:annotation {aml} w:type="Word.Insertion"><aml:content><st1:date xmlns:st1="urn:st">{runs}</st1:date></aml:content></aml:annotation>'
                f'<aml:annotation {aml} w:type="Word.Comment"><aml:content><w:p>{self._run("5")}</w:p></aml:content></aml:annotation>'
            )
        kind = self.rng.choice(["ins", "smartTag", "hyperlink", "sdt"])
        return f"<w:sdt><w:sdtPr/><w:sdtContent>{runs}</w:sdtContent></w:sdt>" if kind == "sdt" else f"<w:{kind}>{runs}</w:{kind}>"

    def _run(self, text: str, properties: str = "") -> str:
        return f'<w:r><w:rPr>{properties}<w:rFonts w:ascii="FangSong"/></w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'

    def _deletion(self, inner: str) -> str:
        if self.look.namespace == W2003:
            aml = 'xmlns:aml="http://schemas.microsoft.com/aml/2001/core"'
            content = f"<aml:content>{inner}</aml:content>" if inner else ""
            return f'<aml:annotation {aml} w:type="Word.Deletion">{content}</aml:annotation>'
        return f'<w:del w:id="1" w:author="a">{inner}</w:del>'

    def _table(self, table: PlacedTable) -> str:
        width = 9_000 // table.n_cols
        hairs = [0, *sorted(self.rng.sample(range(1, self.look.hair + 1), min(2, self.look.hair)))]
        rows = "".join(self._row(table, number) for number in range(table.n_rows))
        columns = "".join(f'<w:gridCol w:w="{width}"/>' for _ in range(table.n_cols))
        if len(hairs) > 1:
            rows, columns = self._hairy(table, width, hairs)
        xml = f"<w:tbl><w:tblPr><w:tblW w:w='0'/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"
        if self.look.layout:
            xml = (
                f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w='9000'/></w:tblGrid><w:tr><w:tc><w:p/>{xml}<w:p/></w:tc></w:tr>"
                f"<w:tr><w:tc>{self._paragraph('')}</w:tc></w:tr></w:tbl>"
            )
        return xml

    def _hairy(self, table: PlacedTable, width: int, hairs: list[int]) -> tuple[str, str]:
        """Every inner edge exists three times, a hair apart; each row takes one of them for each edge."""
        rows = []
        for number in range(table.n_rows):
            edges = [0] + [3 * (col - 1) + 1 + self.rng.randrange(3) for col in range(1, table.n_cols)] + [3 * (table.n_cols - 1) + 1]
            rows.append(self._row(table, number, edges))
        widths = []
        for _ in range(table.n_cols - 1):
            widths += [width - hairs[-1] if widths else width, hairs[1], hairs[-1] - hairs[1]]
        widths.append(width)
        return "".join(rows), "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)

    def _row(self, table: PlacedTable, number: int, edges: list[int] | None = None) -> str:
        edges = edges or list(range(table.n_cols + 1))
        cells, col = [], 0
        while col < table.n_cols and (box := table.at(number, col)) is not None:
            cells.append(self._cell(box, number == box.row, edges[box.col + box.colspan] - edges[box.col]))
            col = box.col + box.colspan
        after = f'<w:gridAfter w:val="{edges[-1] - edges[col]}"/>' if col < table.n_cols else ""
        row = f"<w:tr><w:trPr>{after}{'<w:tblHeader/>' if number < 2 else ''}</w:trPr>{''.join(cells)}</w:tr>"
        if self.look.tracked and self.rng.random() < 0.2:
            gone = "".join(self._cell(Box(0, 0, 1, 1, "31"), True, 1) for _ in range(table.n_cols))
            row = f"<w:tr><w:trPr>{self._deletion('')}</w:trPr>{gone}</w:tr>{row}"
        return f"<w:sdt><w:sdtContent>{row}</w:sdtContent></w:sdt>" if self.look.controls and number % 3 == 2 else row

    def _cell(self, box: Box, first: bool, span: int) -> str:
        merge = "" if box.rowspan == 1 else f"<w:{self._v_merge} w:val='restart'/>" if first else f"<w:{self._v_merge}/>"
        figure = box.text[-1:].isdigit()
        content = self._paragraph(box.text, figure) if first or figure is None else "<w:p/>"
        if self.look.breaks:
            content = f"<w:p/>{content}<w:p><w:pPr/></w:p>"
        if self.look.h_merge and span > 1:
            more = "".join(f"<w:tc><w:tcPr><w:{self._h_merge}/>{merge}</w:tcPr><w:p/></w:tc>" for _ in range(span - 1))
            return f"<w:tc><w:tcPr><w:{self._h_merge} w:val='restart'/>{merge}</w:tcPr>{content}</w:tc>{more}"
        spans = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
        cell = f"<w:tc><w:tcPr><w:tcW w:w='0' w:type='auto'/>{spans}{merge}</w:tcPr>{content}</w:tc>"
        return f"<w:sdt><w:sdtPr/><w:sdtContent>{cell}</w:sdtContent></w:sdt>" if self.look.controls and span == 1 else cell


def _styles(namespace: str) -> str:
    secret = '<w:style w:type="character" w:styleId="Hid"><w:rPr><w:vanish/></w:rPr></w:style><w:style w:type="character" w:styleId="Secret"><w:basedOn w:val="Hid"/></w:style>'
    root = f' xmlns:w="{namespace}"' if namespace != W2003 else ""
    return f"<w:styles{root}>{secret}</w:styles>"


def docx(blocks: list[Block], look: Look = PLAIN, seed: int = 1) -> bytes:
    """A docx file."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, xml in _parts(WordWriter(look, seed).body(blocks), look.namespace).items():
            package.writestr(name, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{xml}')
    return stream.getvalue()


def flat_opc(blocks: list[Block], look: Look = PLAIN, seed: int = 1) -> bytes:
    """The same in one XML file."""
    parts = "".join(
        f'<pkg:part pkg:name="/{name}"><pkg:xmlData>{xml}</pkg:xmlData></pkg:part>'
        for name, xml in _parts(WordWriter(look, seed).body(blocks), look.namespace).items()
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><?mso-application progid="Word.Document"?>'
    return f'{head}<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">{parts}</pkg:package>'.encode()


def wordml_2003(blocks: list[Block], look: Look = PLAIN, seed: int = 1, encoding: str = "utf-8") -> bytes:
    """WordML as Word 2003 saves it. `look.namespace` must be that of 2003."""
    body = WordWriter(look, seed).body(blocks)
    head = f'<?xml version="1.0" encoding="{encoding}" standalone="yes"?><?mso-application progid="Word.Document"?>'
    root = f'<w:wordDocument xmlns:w="{W2003}" xml:space="preserve">{_styles(W2003)}{body}</w:wordDocument>'
    return (head + root).encode(encoding)


def _parts(body: str, namespace: str) -> dict[str, str]:
    """WPS and others name the main part as they like: it is found by its relation."""
    relation = "http://schemas.openxmlformats.org/package/2006/relationships"
    return {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document2.xml" ContentType="{_TYPE}.document.main+xml"/>'
            f'<Override PartName="/word/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>'
        ),
        "_rels/.rels": f'<Relationships xmlns="{relation}"><Relationship Id="r1" Type="{_RELATIONS}/officeDocument" Target="word/document2.xml"/></Relationships>',
        "word/document2.xml": f'<w:document xmlns:w="{namespace}">{body}</w:document>',
        "word/_rels/document2.xml.rels": f'<Relationships xmlns="{relation}"><Relationship Id="r1" Type="{_RELATIONS}/styles" Target="styles.xml"/></Relationships>',
        "word/styles.xml": _styles(namespace),
    }
