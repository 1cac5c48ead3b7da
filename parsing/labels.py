"""Printed labels to codes: normal form, declared aliases, then a bounded match of damaged labels that must be unambiguous."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz.distance import Levenshtein

from parsing.figures import COUNT_UNITS, INVISIBLE, MONEY_UNITS
from parsing.forms import GRID_FORMS, Axis, Line, Table

_NUMERAL = re.compile(r"(?:\(?[一二三四五六七八九十]{1,3}[)、.,:]|\([一二三四五六七八九十]{1,3}\)|\(?\d{1,2}[)、.,:])")
_BARE_NUMERAL = re.compile(r"^\d{1,2}(?=[^\W\d_])(?![年月日季至])")  # `1属于国家秘密`: the point was lost
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_PERIOD = re.compile(r"上一?(?:年|期)|去年|往年|前年|历年|累计|同期|20\d\d")  # 重复申请（上年） is another row; a filling rule is longer
_UNIT_BEHIND = re.compile(rf"[/:,](?:单位:?)?(?:{'|'.join(MONEY_UNITS + COUNT_UNITS)})$")
_NOT_WORD = re.compile(r"[\W_]+")
# 其它 for 其他, and the traditional script of mirrored pages (quirks.md, "Page openings").
_VARIANTS = str.maketrans(
    "钩它開數區處這計結轉辦屬國規護權內務類過執詢項無關機沒現補後確訪舉報訴復複請認獲費繳納續繼總業構會組織維糾審議訟經範製發廢決許罰強額減對購單",
    "勾他开数区处这计结转办属国规护权内务类过执询项无关机没现补后确访举报诉复复请认获费缴纳续继总业构会组织维纠审议讼经范制发废决许罚强额减对购单",
)
_FOOTNOTE = re.compile(r"\^[\[(]?[\w*]{1,2}[\])]?$")  # a raised mark behind the label (`readers.html_sight.MARKS`)

_LONGEST_PERIOD = 12

# A damaged label may differ in about three characters of twelve (`2.其他法律行政止公开`, Hongze FY2023), and no other may be near it.
_NEAR = 0.72
_APART = 0.12
_SHORTEST = 5
# Characters that turn a label into another one (去年新收, 其中：重复申请, 不属于…): a damaged label has neither lost nor gained one.
_TURNING = frozenset("不未无非没去上下前往历累月季半其另除含新旧增减0123456789")
_LABEL = 100  # longer texts are no labels, and not worth remembering


@dataclass(frozen=True, slots=True, eq=False)
class Label:
    """One meaning of a printed label: a row or column of a table, in the forms that have it. There is one object for each."""

    table: str
    axis: Axis
    code: str
    parent: str
    heading: bool
    forms: frozenset[str]


def squeeze(text: str) -> str:
    """NFKC without white space and invisible characters: the basis of all comparisons of labels."""
    return _squeezed(text) if len(text) <= _LABEL else _squeeze(text)


def _squeeze(text: str) -> str:
    return "".join((text if text.isascii() else unicodedata.normalize("NFKC", text.translate(INVISIBLE))).split())


_squeezed = lru_cache(maxsize=8192)(_squeeze)


def normal(text: str) -> str:
    """The normal form of a label: NFKC, no white space, no leading numeral, no punctuation, no footnote mark, 钩 as 勾."""
    plain = _FOOTNOTE.sub("", squeeze(text))
    return _NOT_WORD.sub("", _NUMERAL.sub("", plain, count=1) if _NUMERAL.match(plain) else plain).translate(_VARIANTS)


def without_remarks(text: str) -> str:
    """The normal form without what stands in brackets (Wuhan prints its filling rules inside the labels), or a unit behind it (`/元`)."""
    return normal(_UNIT_BEHIND.sub("", _BRACKETED.sub(_remark, squeeze(text))))


def _remark(bracketed: re.Match[str]) -> str:
    return bracketed[0] if len(bracketed[0]) <= _LONGEST_PERIOD and _PERIOD.search(bracketed[0]) else ""


def _build_index() -> dict[str, list[Label]]:
    found: dict[tuple[str, Axis, str], tuple[Line, set[str], set[str]]] = {}
    headings: dict[tuple[str, Axis, str], set[bool]] = {}
    for form in GRID_FORMS.values():
        for table in form.tables:
            for line in table.rows + table.cols:
                key = (table.code, line.axis, line.code)
                _, forms, spellings = found.setdefault(key, (line, set(), set()))
                forms.add(form.code)
                spellings.update(_spellings(line))
                headings.setdefault(key, set()).add(line.heading)
    index: dict[str, list[Label]] = {}
    for (table_code, axis, code), (line, forms, spellings) in found.items():
        # （六）其他处理 is a heading in one form and a row in the other: as a label it can be either.
        label = Label(table_code, axis, code, line.parent, headings[table_code, axis, code] == {True}, frozenset(forms))
        for spelling in spellings:
            index.setdefault(spelling, []).append(label)
    return index


@cache
def _spellings(line: Line) -> set[str]:
    texts = (line.zh, *line.aliases)
    return {normal(text) for text in texts} | {without_remarks(text) for text in texts}


_INDEX = _build_index()


@lru_cache(maxsize=8192)
def find(text: str) -> tuple[Label, ...]:
    """Every meaning that this printed label has in some form, exactly or by alias; empty when it is no label of a form."""
    if len(text) > 400:
        return ()
    return tuple(_INDEX.get(normal(text)) or _INDEX.get(without_remarks(text)) or ())


def nearest(text: str, table: Table, lines: Iterable[Line]) -> Line | None:
    """The one line of `lines` that a damaged label must be: near enough, and no other line of the table nearly as near. Else None."""
    wanted = normal(_BARE_NUMERAL.sub("", squeeze(text)))
    if not _SHORTEST <= len(wanted) <= 80:
        return None
    allowed = {line.code for line in lines}
    scores = sorted(((_similarity(wanted, line), line) for line in table.rows + table.cols), key=lambda s: -s[0])
    best, line = scores[0]
    rival = next((score for score, other in scores[1:] if other.code != line.code), 0.0)
    return line if best >= _NEAR and best - rival >= _APART and line.code in allowed else None


def _similarity(wanted: str, line: Line) -> float:
    turns = _turns(wanted)
    return max((Levenshtein.normalized_similarity(wanted, s) for s in _spellings(line) if _turns(s) == turns), default=0.0)


def _turns(label: str) -> list[str]:
    return sorted(char for char in label if char in _TURNING)
