"""What control words of RTF say, as data, and the charsets of fonts (RTF 1.9.1)."""

from __future__ import annotations

from parsing.readers.html_sight import MARKS
from parsing.readers.html_walk import OBJECT

# Destinations whose text is no text of the page.
SKIPPED = frozenset(
    (
        "fonttbl colortbl stylesheet info pict header headerl headerr headerf footer footerl footerr footerf footnote annotation"
        " xe tc rxe listtext pntext pntxta pntxtb fldinst nonesttables shprslt nonshppict sp filetbl bkmkstart bkmkend"
        " objdata objclass objname atnid atnauthor atnref ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn listtable revtbl"
    ).split()
)
# Of the destinations that a reader may leave out if it does not know them, these carry text or rows.
KNOWN = frozenset("shpinst shppict nesttableprops ud".split())

TEXTS = {
    "tab": "\t",
    # What a program puts there itself, and equations.
    **dict.fromkeys("chpgn chdate chdpl chdpa chtime sectnum mmath".split(), OBJECT),
    "emdash": "—",
    "endash": "–",
    "bullet": "•",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "emspace": "\u2003",
    "enspace": "\u2002",
    "qmspace": "\u2005",
}
SYMBOLS = {b"~": "\xa0", b"_": "-", b"-": "", b"{": "{", b"}": "}", b"\\": "\\", b"|": "", b":": "", b"\t": "\t"}
LINE_ENDS = frozenset("par line page column sect softline".split())
# Control words that switch a property of the text on; with the number 0 they switch it off.
HIDING = frozenset(("v", "deleted"))
MARKING = {"strike": MARKS["s"], "striked": MARKS["s"], "super": MARKS["sup"], "sub": MARKS["sub"], "up": MARKS["sup"], "dn": MARKS["sub"]}
# Those that end each other; half points by which a text reads as an index, where a word gives none.
INDICES, LEAST_INDEX, USUAL_INDEX = frozenset(("super", "sub")), 8, 6

# RTF has no checksum. A blank between a control word and its text that has become a digit makes the text part of the number: where the
# number is larger than any program writes, the text behind it cannot be trusted. Half points, colours, twips, languages, sessions.
LARGEST = {
    **dict.fromkeys("fs afs kerning up dn".split(), 500),
    **dict.fromkeys("cf cb highlight chcbpat cchs".split(), 1_000),
    **dict.fromkeys("expnd expndtw charscalex s cs".split(), 5_000),
    **dict.fromkeys("lang langfe langnp langfenp alang".split(), 0xFFFF),
    **dict.fromkeys("insrsid charrsid pararsid delrsid".split(), 0xFFFFFF),
    **dict.fromkeys(
        "b i ul ab ai outl shad scaps caps fcs v deleted strike super sub plain pard intbl loch hich dbch rtlch ltrch".split(), 1
    ),
}

_CODE_PAGES = {65001: "utf-8", 936: "gb18030", 950: "cp950", 932: "cp932", 949: "cp949", 10000: "mac-roman"}
_CHARSETS = {134: "gb18030", 136: "cp950", 128: "cp932", 129: "cp949", 238: "cp1250", 204: "cp1251", 161: "cp1253", 77: "mac-roman"}


def code_page(number: int) -> str:
    """The codec of a Windows code page; that of western Europe where Python has none."""
    return _CODE_PAGES.get(number) or (f"cp{number}" if 1250 <= number <= 1258 or number in (437, 850, 874) else "cp1252")


def charset(number: int) -> str:
    """The codec of a font's charset; "" where it is that of the document."""
    return _CHARSETS.get(number, "")
