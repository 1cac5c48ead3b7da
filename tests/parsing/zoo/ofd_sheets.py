"""A known page as OFD: a canvas that is used as reportlab's and writes the objects of GB/T 33190."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field
from io import BytesIO
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics
from zoo.pdf_sheets import A4, PLAIN, Style, draw
from zoo.placed import Block

_MM = 25.4 / 72
_NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


@dataclass
class Writer:
    """How the file is written. `groups`: equal steps are counted; `scaled`: text is set at half the size and doubled by a matrix;
    `filled`: lines are thin areas; `template`: page numbers stand in a template.
    """

    groups: bool = False
    scaled: bool = False
    filled: bool = False
    template: bool = False
    blocks: bool = False
    extra: str = ""


@dataclass
class _Canvas:
    writer: Writer
    high: float
    pages: list[str] = field(default_factory=list)
    objects: list[str] = field(default_factory=list)
    font: tuple[str, float] = ("", 0.0)
    fill: str = ""

    def setFont(self, name: str, size: float) -> None:  # noqa: N802
        self.font = (name, size)

    def setLineWidth(self, width: float) -> None:  # noqa: N802
        """All lines are of one width."""

    def setDash(self, *pattern: float) -> None:  # noqa: N802
        """All lines are whole."""

    def setFillColor(self, colour: object) -> None:  # noqa: N802
        self.fill = str(colour)

    def drawString(self, x: float, y: float, text: str) -> None:  # noqa: N802
        name, size = self.font
        scale = 0.5 if self.writer.scaled else 1.0
        steps = [f"{pdfmetrics.stringWidth(char, name, size) * _MM * scale:.4f}" for char in text[:-1]]
        if self.writer.groups:
            steps = _grouped(steps)
        left, top = x * _MM, (self.high - y - size) * _MM
        ctm = ' CTM="2 0 0 2 0 0"' if self.writer.scaled else ""
        delta = f' DeltaX="{" ".join(steps)}"' if steps else ""
        self.objects.append(
            f'<ofd:TextObject ID="{len(self.objects)}" Boundary="{left:.4f} {top:.4f} 100 10" Font="3" Size="{size * _MM * scale:.4f}"{ctm}>'
            f'<ofd:TextCode X="0" Y="{size * _MM * scale:.4f}"{delta}>{escape(text)}</ofd:TextCode></ofd:TextObject>'
        )

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        if self.writer.filled:
            self.rect(min(x0, x1) - 0.3, min(y0, y1) - 0.3, abs(x1 - x0) + 0.6, abs(y1 - y0) + 0.6, stroke=0, fill=1)
            return
        (a, b), (c, d) = self._point(x0, y0), self._point(x1, y1)
        self.objects.append(
            f'<ofd:PathObject ID="{len(self.objects)}" Boundary="0 0 210 297" LineWidth="0.2"><ofd:StrokeColor Value="0 0 0"/>'
            f"<ofd:AbbreviatedData>M {a:.3f} {b:.3f} L {c:.3f} {d:.3f}</ofd:AbbreviatedData></ofd:PathObject>"
        )

    def rect(self, x: float, y: float, wide: float, high: float, *, stroke: int, fill: int) -> None:
        (a, b), (c, d) = self._point(x, y + high), self._point(x + wide, y)
        self.objects.append(
            f'<ofd:PathObject ID="{len(self.objects)}" Boundary="{a:.3f} {b:.3f} {c - a:.3f} {d - b:.3f}" Stroke="{str(bool(stroke)).lower()}"'
            f' Fill="{str(bool(fill)).lower()}"><ofd:FillColor Value="0 0 0"/><ofd:AbbreviatedData>M 0 0 L {c - a:.3f} 0 L {c - a:.3f} {d - b:.3f}'
            f" L 0 {d - b:.3f} C</ofd:AbbreviatedData></ofd:PathObject>"
        )

    def _point(self, x: float, y: float) -> tuple[float, float]:
        return x * _MM, (self.high - y) * _MM

    def showPage(self) -> None:  # noqa: N802
        self.pages.append("".join(self.objects))
        self.objects.clear()

    def save(self) -> None:
        """All is written at the end."""


def _grouped(steps: list[str]) -> list[str]:
    parts: list[str] = []
    while steps:
        same = next((n for n, step in enumerate(steps) if step != steps[0]), len(steps))
        parts += ["g", str(same), steps[0]] if same > 2 else steps[:same]
        del steps[:same]
    return parts


def ofd(blocks: list[Block], style: Style = PLAIN, writer: Writer | None = None) -> bytes:
    """The blocks as OFD."""
    writer = writer or Writer()
    wide, high = A4[::-1] if style.landscape else A4
    canvas = _Canvas(writer, high)
    draw(blocks, style, canvas)
    box = f"<ofd:PhysicalBox>0 0 {wide * _MM:.3f} {high * _MM:.3f}</ofd:PhysicalBox>"
    pages = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/P{n}/Content.xml"/>' for n in range(len(canvas.pages)))
    template = '<ofd:TemplatePage ID="90" BaseLoc="Tpls/T.xml"/>' if writer.template else ""
    parts = {
        "OFD.xml": f"<ofd:OFD {_NS} DocType='OFD' Version='1.0'><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {_NS}><ofd:CommonData><ofd:PageArea>{box}</ofd:PageArea>{template}</ofd:CommonData><ofd:Pages>{pages}</ofd:Pages></ofd:Document>",
        "Doc_0/Tpls/T.xml": f"<ofd:Page {_NS}><ofd:Content><ofd:Layer ID='1'>{_footer(high)}</ofd:Layer></ofd:Content></ofd:Page>",
    }
    for number, objects in enumerate(canvas.pages):
        inner = f"<ofd:PageBlock ID='7'>{objects}</ofd:PageBlock>" if writer.blocks else objects
        used = "<ofd:Template TemplateID='90' ZOrder='Background'/>" if writer.template else ""
        parts[f"Doc_0/Pages/P{number}/Content.xml"] = (
            f"<ofd:Page {_NS}><ofd:Area>{box}</ofd:Area>{used}<ofd:Content><ofd:Layer ID='1' Type='Body'>{inner}{writer.extra}</ofd:Layer></ofd:Content></ofd:Page>"
        )
    return package({name: _HEAD + text for name, text in parts.items()})


def _footer(high: float) -> str:
    return f'<ofd:TextObject ID="1" Boundary="90 {(high - 40) * _MM:.2f} 60 6" Size="3"><ofd:TextCode X="0" Y="3" DeltaX="3 3 3">政务公开</ofd:TextCode></ofd:TextObject>'


def package(parts: dict[str, str]) -> bytes:
    """A zip of these parts."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return buffer.getvalue()
