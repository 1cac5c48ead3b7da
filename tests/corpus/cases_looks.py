"""Text that is not on the screen as it stands in the source: hidden, raised, struck out, moved away, parted, or as pale as its ground."""

from __future__ import annotations

from dataclasses import dataclass

from tests.corpus.build import Page
from tests.corpus.golden import UNPARSED, Entry
from tests.corpus.make import case

SEEN = "issue B, list of grids: hidden cells; attack of 2026-11-27"
KEY = "s3_requests.received_new.natural_person"


@dataclass(frozen=True, slots=True)
class Look:
    """One cell of figures in its own markup, and what it must read as."""

    slug: str
    defect: str
    inner: str
    entry: Entry
    text: str = "12"
    attrs: str = ""


def _span(style: str) -> str:
    return f'1<span style="{style}">2</span>'


_LOOKS = (
    Look("look-block", "The second digit of a figure is a block of its own.", _span("display:block"), UNPARSED),
    Look("look-no-size", "A digit of size 0 stands behind a figure.", _span("font-size:0px"), 1, "1"),
    Look("look-clear", "A digit of opacity 0 stands behind a figure.", _span("opacity:0"), 1, "1"),
    Look("look-word-raised", "Word raises a digit (mso-text-raise).", _span("position:relative;top:-3.0pt;mso-text-raise:3.0pt"), UNPARSED),
    Look("look-superscript-style", "A digit is raised by vertical-align.", _span("vertical-align:super;font-size:8pt"), UNPARSED),
    Look("look-struck-style", "A digit is struck out by its style.", _span("text-decoration:line-through"), UNPARSED),
    Look("look-absolute", "A digit is laid over the page by position:absolute.", _span("position:absolute;left:0"), UNPARSED),
    Look("look-far-left", "A digit is pushed off the screen by text-indent.", _span("display:inline-block;text-indent:-9999px"), UNPARSED),
    Look("look-no-width", "A digit stands in a box of no width.", _span("display:inline-block;width:0;overflow:hidden"), UNPARSED),
    Look("look-word-hidden", "Word hides a digit in print, a browser shows it (mso-hide).", _span("mso-hide:all"), UNPARSED),
    Look("look-white", "A white digit stands behind a figure.", _span("color:#FFFFFF"), UNPARSED),
    Look("look-apart", "Two digits stand apart by a margin.", _span("margin-left:4em"), UNPARSED),
    Look("look-ruby", "A digit stands over a figure as its gloss.", "<ruby>1<rt>2</rt></ruby>", UNPARSED),
    Look("look-object", "Half of a figure is what an <object> shows in its stead.", "1<object>2</object>", UNPARSED),
    Look("look-drawn", "Half of a figure is drawn in SVG.", "1<svg><text>2</text></svg>", UNPARSED),
    Look("look-button", "The figure is the label of a button.", '<input type="button" value="12">', UNPARSED),
    Look("look-symbols", "The digits are set in Wingdings and show as signs.", '<font style="font-family:Wingdings">12</font>', UNPARSED),
    Look("look-white-font", "A whole figure is white on white.", '<font color="white">12</font>', UNPARSED),
    Look(
        "look-size-undone",
        "A cell of size 0 holds a figure of its own size.",
        '<span style="font-size:14px">12</span>',
        12,
        attrs=' style="font-size:0"',
    ),
    Look(
        "look-all-raised",
        "Word raises a whole figure by half a point.",
        '<span style="position:relative;top:-.5pt;mso-text-raise:.5pt">12</span>',
        12,
    ),
    Look("look-unseen-cell", "A cell of figures is invisible and keeps its place.", "12", None, attrs=' style="visibility:hidden"'),
    Look("look-struck-cell", "A whole cell of figures is struck out.", "12", UNPARSED, attrs=' style="text-decoration: line-through"'),
    Look("look-white-on-blue", "A figure is white on blue.", '<span style="color:#fff">12</span>', 12, attrs=' style="background:#1e5799"'),
)


def _register(look: Look) -> None:
    @case(look.slug, look.defect, SEEN)
    def _(p: Page) -> None:
        p.show(KEY, look.text, look.entry, look.inner)
        p.box(KEY).attrs = look.attrs


for _look in _LOOKS:
    _register(_look)


@case("look-struck-row", "A row of section 3 is struck out as a whole.", SEEN)
def _(p: Page) -> None:
    for box in p.figures("s3_requests.carried_in"):
        p.entries[box.key] = UNPARSED
        p.doubt("cell_unparsed", box.key)
    p.edits.append(
        lambda text: text.replace("<tr><td colspan=3>二、上年结转", '<tr style="text-decoration:line-through"><td colspan=3>二、上年结转')
    )


def _sheet(slug: str, defect: str, rule: str, inner: str, entry: Entry) -> None:
    @case(slug, defect, SEEN)
    def _(p: Page) -> None:
        p.head += f'<style type="text/css"><!-- {rule} --></style>'
        p.show(KEY, "12", entry, inner)


_INSIDE = '1<span class="odd">2</span>'
_sheet("sheet-hides-digit", "A style sheet hides a digit behind a figure.", "span.odd {display:none}", _INSIDE, UNPARSED)
_sheet("sheet-raises-digit", "Word's style sheet raises a footnote mark.", "p.a, span.odd\n\t{vertical-align:super;}", _INSIDE, UNPARSED)
_sheet("sheet-for-print", "A style sheet hides a digit on phones alone.", "@media (max-width:600px) {.odd {display:none}}", _INSIDE, 12)
