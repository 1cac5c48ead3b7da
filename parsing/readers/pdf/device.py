"""pdfminer's interpreter with a device that keeps what is needed to read tables: visible characters, lines, areas and pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pdfminer.pdfcolor import PDFColorSpace
from pdfminer.pdfdevice import PDFTextDevice, PDFTextSeq
from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFGraphicState, PDFPageInterpreter, PDFResourceManager, PDFTextState
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFStream, dict_value, resolve1, stream_value
from pdfminer.utils import Matrix, PathSegment, apply_matrix_pt

from parsing.errors import TooLargeError
from parsing.readers.ruled.painted import Painted, Point, bounds
from parsing.readers.ruled.text import OBJECT

_NOTES = 20
_STRING = re.compile(rb"\((?:[^()\\]|\\.)*\)", re.S)
MAX_FORMS = 20_000
_INVISIBLE = frozenset((3, 7))  # text rendering modes (ISO 32000, table 106)
_ADDITIVE = frozenset(("DeviceGray", "DeviceRGB", "CalGray", "CalRGB", "ICCBased"))
_SYMBOLIC = 0x04  # font flag (ISO 32000, table 123)


class State(PDFGraphicState):
    """pdfminer's graphics state and what it leaves out: whether what is painted hides what is below it, and is seen itself."""

    opaque = True
    seen = True

    def copy(self) -> State:
        """A copy to go back to."""
        twin = State()
        twin.__dict__.update(self.__dict__)
        return twin


class Fonts(PDFResourceManager):
    """The fonts of one file. `unsure`: those whose codes say nothing of what they show (symbolic, without any table of characters).

    `damage`: where what is wrong with the content is noted; `forms`: how many forms and pictures were painted.
    """

    def __init__(self, damage: list[str]) -> None:
        super().__init__()
        self.damage = damage
        self.forms = 0
        self.unsure: set[int] = set()

    def get_font(self, objid: object, spec: Mapping[str, object]) -> PDFFont:
        """The font of a dictionary, read once."""
        font = super().get_font(objid, spec)
        descriptor = dict_value(spec.get("FontDescriptor", {}))
        if getattr(spec.get("Subtype"), "name", "") == "TrueType" and not {"ToUnicode", "Encoding"} & spec.keys():
            flags = resolve1(descriptor.get("Flags", 0))
            if isinstance(flags, int) and flags & _SYMBOLIC and "FontFile2" in descriptor:
                self.unsure.add(id(font))
        return font


class Interpreter(PDFPageInterpreter):
    """pdfminer's interpreter that heeds transparency, and notes what it would pass over: content that is not whole moves figures about."""

    rsrcmgr: Fonts
    _in_text = False

    def __getattr__(self, name: str) -> Any:
        """Asked for the methods of operators that do not exist."""
        if name.startswith("do_"):
            self._note(f"operator {name[3:13]!r}")
        raise AttributeError(name)

    def _note(self, what: str) -> None:
        what = f"its content is not whole: {what}"
        if len(self.rsrcmgr.damage) < _NOTES and what not in self.rsrcmgr.damage:
            self.rsrcmgr.damage.append(what)

    def pop(self, n: int) -> list[Any]:
        """The operands of an operator."""
        operands: list[Any] = super().pop(n)
        if n and (len(operands) < n or self.argstack):
            self._note(f"{len(operands) + len(self.argstack)} operands for {n}")
            self.argstack.clear()
        return operands

    def do_scn(self) -> None:
        """Set a colour; of colour spaces that pdfminer does not know it leaves operands behind."""
        super().do_scn()
        self.argstack.clear()

    def do_SCN(self) -> None:  # noqa: N802
        """The same for lines."""
        super().do_SCN()
        self.argstack.clear()

    def do_BT(self) -> None:  # noqa: N802
        """Begin a text."""
        if self._in_text:
            self._note("a text inside a text")
        self._in_text = True
        super().do_BT()

    def do_ET(self) -> None:  # noqa: N802
        """End a text."""
        if not self._in_text:
            self._note("the end of a text that never began")
        self._in_text = False
        super().do_ET()

    def execute(self, streams: Sequence[object]) -> None:
        """Run a page's or a form's content."""
        self._in_text = False
        if any(_has_void(stream_value(stream).get_data()) for stream in streams):
            self._note("bytes of nothing")
        super().execute(streams)
        if self._in_text or self.argstack:
            self._note("it ends inside a text or an operator")

    def do_Tf(self, fontid: Any, fontsize: Any) -> None:  # noqa: N802
        """Set the font."""
        if getattr(fontid, "name", None) not in self.fontmap:
            self._note("a font that is not there")
        super().do_Tf(fontid, fontsize)

    def do_Do(self, xobjid_arg: Any) -> None:  # noqa: N802
        """Paint a form or a picture. Raises `TooLargeError` where forms call forms without end."""
        self.rsrcmgr.forms += 1
        if self.rsrcmgr.forms > MAX_FORMS:
            raise TooLargeError(f"more than {MAX_FORMS} forms and pictures")
        if getattr(xobjid_arg, "name", None) not in self.xobjmap:
            self._note("a form or picture that is not there")
        super().do_Do(xobjid_arg)

    def init_state(self, ctm: Matrix) -> None:
        """Begin a page or a form."""
        super().init_state(ctm)
        self.graphicstate: State = State()

    def do_gs(self, name: Any) -> None:
        """Set parameters from a dictionary: alpha, blend mode and mask are of interest."""
        states = dict_value(self.resources.get("ExtGState", {}))
        chosen = dict_value(states.get(getattr(name, "name", ""), {}))
        alpha = resolve1(chosen.get("ca", 1))
        blend = getattr(resolve1(chosen.get("BM")), "name", "Normal")
        mask = resolve1(chosen.get("SMask"))
        whole = not isinstance(alpha, (int, float)) or alpha >= 0.99
        self.graphicstate.opaque = whole and blend in {"Normal", "Compatible"} and not isinstance(mask, dict)
        self.graphicstate.seen = not isinstance(alpha, (int, float)) or alpha > 0.05


class Device(PDFTextDevice):
    """Collects what each page paints in `painted`; `page_matrix` puts the page's own space there."""

    painted: Painted
    page_matrix: Matrix

    def __init__(self, fonts: Fonts) -> None:
        super().__init__(fonts)
        self._fonts = fonts
        self._visible = True

    def begin_page(self, page: PDFPage, ctm: Matrix) -> None:  # noqa: ARG002  pdfminer's signature
        """Begin with a bare page."""
        self.page_matrix = ctm
        self.painted = Painted()

    def render_string(self, textstate: PDFTextState, seq: PDFTextSeq, ncs: PDFColorSpace, graphicstate: PDFGraphicState) -> None:
        """Text in invisible modes only moves the place where the next one starts."""
        self._visible = textstate.render not in _INVISIBLE and getattr(graphicstate, "seen", True)
        super().render_string(textstate, seq, ncs, graphicstate)

    def render_char(  # noqa: PLR0913, PLR0917  pdfminer's signature
        self,
        matrix: Matrix,
        font: PDFFont,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        ncs: PDFColorSpace,
        graphicstate: PDFGraphicState,
    ) -> float:
        """Keep one character, and give how far it moves the pen."""
        advance = font.char_width(cid) * fontsize * scaling
        if self._visible:
            text = _text(font, cid, unsure=id(font) in self._fonts.unsure)
            self.painted.text(text, matrix, _body(font, cid, fontsize, rise, advance), fontsize, white=_white(ncs, graphicstate.ncolor))
        return advance

    def paint_path(self, gstate: PDFGraphicState, stroke: bool, fill: bool, evenodd: bool, path: Sequence[PathSegment]) -> None:  # noqa: ARG002
        """Keep lines, areas, and where other shapes are."""
        assert self.ctm is not None
        for points, curved in _shapes(path, self.ctm):
            if stroke and not _white(gstate.scs, gstate.scolor):
                self.painted.stroke(points)
            if fill:
                white, opaque = _white(gstate.ncs, gstate.ncolor), getattr(gstate, "opaque", True)
                self.painted.fill(points, curved=curved, white=white, opaque=opaque)

    def render_image(self, name: str, stream: PDFStream) -> None:  # noqa: ARG002
        """Keep where a picture is, and that it hides what is below it."""
        assert self.ctm is not None
        box = bounds([apply_matrix_pt(self.ctm, corner) for corner in ((0, 0), (0, 1), (1, 0), (1, 1))])
        self.painted.picture(box, opaque=not any(stream.get(key) for key in ("SMask", "Mask", "ImageMask", "IM")))


def _has_void(content: bytes) -> bool:
    """Whether null bytes stand outside of strings and pictures, where no program writes any and a lost part of a file leaves them."""
    return b"\0" in content and b"\nBI" not in content and b" BI" not in content and b"\0" in _STRING.sub(b"", content)


def _text(font: PDFFont, cid: int, *, unsure: bool) -> str:
    try:
        text = font.to_unichr(cid)
    except PDFUnicodeNotDefined:
        return OBJECT
    if unsure or not text:
        return OBJECT
    return text if text.isprintable() or text.isspace() else "".join(char for char in text if char.isprintable())


def _body(font: PDFFont, cid: int, fontsize: float, rise: float, advance: float) -> tuple[float, float, float]:
    """Left, base line and right of a character in text space; one of a vertical font hangs from the middle of its upper edge."""
    if not font.is_vertical():
        return 0.0, rise, advance
    disp = font.char_disp(cid)
    vx, vy = disp if isinstance(disp, tuple) else (None, 880.0)
    left = -(fontsize / 2 if vx is None else vx * fontsize / 1000)
    top = (1000 - vy) * fontsize / 1000 + rise
    return left, top - 0.88 * fontsize, left + fontsize


def _white(space: PDFColorSpace, colour: Any) -> bool:
    parts = colour if isinstance(colour, tuple) else (colour,)
    if not all(isinstance(part, (int, float)) for part in parts):
        return False
    if space.name == "DeviceCMYK" or len(parts) == 4:
        return all(part <= 0.01 for part in parts)
    return (space.name in _ADDITIVE or len(parts) == 3) and all(part >= 0.99 for part in parts)


def _shapes(path: Sequence[PathSegment], ctm: Matrix) -> Iterator[tuple[list[Point], bool]]:
    """The corners of each part of a path on the page, closed ones with their first at the end, and whether it has curves."""
    points: list[Point] = []
    curved = False
    for segment in path:
        if segment[0] == "m":
            if len(points) > 1:
                yield points, curved
            points, curved = [], False
        if segment[0] == "h":
            points += points[:1]
        else:
            points.append(apply_matrix_pt(ctm, segment[-2:]))  # type: ignore[arg-type]  # pdfminer's alias is a union of all segments
            curved = curved or segment[0] in "cvy"
    if len(points) > 1:
        yield points, curved
