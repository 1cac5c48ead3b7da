"""What modifiers say of characters: whether they are shown at all, and what they are besides letters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from parsing.readers.doc.sprms import Sprm, read_sprms
from parsing.readers.html_sight import MARKS
from parsing.readers.word_styles import moved

_RAISED = {1: MARKS["sup"], 2: MARKS["sub"]}
# Values of a switch that follow the style, or go against it ([MS-DOC] 2.9.334, ToggleOperand).
_AS_STYLE, _AGAINST_STYLE = 0x80, 0x81


@dataclass(frozen=True, slots=True)
class Look:
    """What is said of a run of characters; None where nothing is.

    `hidden` and `struck` are operands of switches; `moved` is the mark of a run that stands off its line. `remover`: somebody is said to
    have deleted the characters. `special`: they stand for something else (fields, pictures, symbols). `picture`: where in the Data stream
    it lies.
    """

    hidden: int | None = None
    struck: int | None = None
    raised: str | None = None
    moved: str | None = None
    style: int = 0x0A  # the default character style, which says nothing
    deleted: bool | None = None
    remover: bool = False
    special: bool = False
    symbol: bool = False
    data: bool = False
    picture: int | None = None

    def over(self, base: Look) -> Look:
        """The same look with what `base` says where it says nothing."""
        return replace(
            self,
            hidden=_switch(self.hidden, bool(base.hidden)),
            struck=_switch(self.struck, bool(base.struck)),
            raised=base.raised if self.raised is None else self.raised,
            moved=base.moved if self.moved is None else self.moved,
        )

    @property
    def shown(self) -> bool:
        """Whether the characters are printed."""
        return not (self.hidden or self.deleted)

    @property
    def torn(self) -> bool:
        """Whether it is said who deleted the characters, but not that they are deleted: what said so is lost."""
        return self.remover and self.deleted is None

    @property
    def mark(self) -> str:
        """The sign that keeps a figure in this run from being one."""
        return MARKS["s"] if self.struck else self.raised or self.moved or ""


PLAIN = Look()


def _switch(operand: int | None, styled: bool) -> bool:
    return styled if operand in (None, _AS_STYLE) else not styled if operand == _AGAINST_STYLE else bool(operand)


def look_of(grpprl: bytes, more: Iterable[Sprm] = ()) -> Look:
    """The look of characters with these modifiers, and then `more` of them."""
    said: dict[str, int | str | bool | None] = {}
    for code, operand in (*read_sprms(grpprl), *more):
        if code == _PLAIN_AGAIN:
            said.clear()
        elif (name := _NAMES.get(code)) is not None:
            said[name] = _value(name, operand)
    return Look(**said) if said else PLAIN  # type: ignore[arg-type]


def combined(own: Look, paragraph: Look, character: Look) -> Look:
    """The look of a run in a paragraph of one style, under a style of characters; the two switch each other off."""
    styles = Look(
        bool(paragraph.hidden) != bool(character.hidden),
        bool(paragraph.struck) != bool(character.struck),
        paragraph.raised if character.raised is None else character.raised,
        paragraph.moved if character.moved is None else character.moved,
    )
    return own.over(styles)


_PLAIN_AGAIN = 0x2A33
_NAMES = {
    0x0800: "deleted", 0x4863: "remover", 0x6864: "remover", 0x083C: "hidden", 0x0837: "struck", 0x2A53: "struck", 0x2A48: "raised",
    0x4845: "moved",
    0x4A30: "style", 0x0855: "special", 0x6A09: "symbol", 0x0806: "data", 0x6A03: "picture",
}  # fmt: skip


def _value(name: str, operand: bytes) -> int | str | bool | None:
    if name in ("hidden", "struck"):
        return operand[0]
    if name == "raised":
        return _RAISED.get(operand[0], "")
    if name == "moved":
        return moved(int.from_bytes(operand, "little", signed=True))
    return int.from_bytes(operand, "little") if name in ("style", "picture") else name in ("symbol", "remover") or bool(operand[0])
