"""Which unit a figure is printed in, when the cell itself does not say: the row's label, the column's header, a caption above them."""

from __future__ import annotations

import re
from functools import lru_cache

from parsing.figures import COUNT_UNITS, MONEY_UNITS
from parsing.labels import squeeze

_END = r"(?=[,)、;]|$)"
_MONEY = re.compile(rf"({'|'.join(MONEY_UNITS)}){_END}")  # 本年收费金额（元）, 收费金额/万元, 单位：千元
_COUNT = re.compile(rf"(?:^|\(|单位:?)({'|'.join(COUNT_UNITS)}){_END}")
_CAPTION = re.compile(r"单位:")
_UNITS = frozenset(MONEY_UNITS + COUNT_UNITS)


@lru_cache(maxsize=4096)
def _unit(text: str, money: bool) -> str:
    found = (_MONEY if money else _COUNT).search(squeeze(text))
    return found[1] if found else ""


@lru_cache(maxsize=4096)
def printed_units(texts: tuple[str, ...], money: bool) -> tuple[str, ...]:
    """The distinct units of money, or of counts, that these labels name, in their order. Two of them leave a choice."""
    return tuple(dict.fromkeys(unit for text in texts if (unit := _unit(text, money))))


def is_unit(text: str) -> bool:
    """Whether a cell is nothing but a unit (the column 单位)."""
    return not text.isascii() and squeeze(text) in _UNITS


def is_caption(text: str) -> bool:
    """Whether a cell outside the header states the unit of what stands below it (`单位：万元`)."""
    return "位" in text and len(text) < 60 and _CAPTION.search(squeeze(text)) is not None
