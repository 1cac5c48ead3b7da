"""From a cell's text to its figure: what is printed, or why it is no figure. Nothing is repaired or guessed."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from parsing.records import CellStatus

MONEY_UNITS = ("亿元", "千万元", "百万元", "万元", "千元", "元")
COUNT_UNITS = ("件次", "人次", "件", "项", "个", "条", "次", "宗", "份", "起", "人")

# 2**53 is the last integer that Parquet's float64 column holds exactly; fifteen digits stay below it.
MAX_DIGITS = 15

_BLANK = re.compile(r"[-－﹣/／\\＼—–―─‐‑−ー_]*|一{2,}|无|(?:&nbsp;)+")
_NUMBER = re.compile(r"(?P<sign>[+-]?)(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?P<fraction>\.\d+)?")
_REMARK = re.compile(r"\((?P<remark>[^()]*)\)$")
_MINUS = str.maketrans({"−": "-", "－": "-", "﹣": "-", "–": "-", "＋": "+", "﹢": "+", "，": ",", "﹐": ","})
# `1 234` is one number; in `3 4` or `12 34` the space may as well stand between two.
_SPACED = re.compile(r"\d\s+\d")
_GROUPED = re.compile(r"\D*\d{1,3}(?:\s\d{3})+(?:\D.*)?")
_BROKEN = re.compile(r"(?<=\d[,.，．])\s*\n\s*(?=\d)")
_SHORT = 40
_NUMERALS = "零一二三四五六七八九"
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"))


def _numeral(number: int) -> str:
    """二十三, 一百零五: a number below 1000 as it is written in Chinese."""
    if number < 20:
        return _NUMERALS[number] if number < 10 else "十" + _NUMERALS[number - 10].replace("零", "")
    high, low = divmod(number, 100 if number >= 100 else 10)
    rest = "" if not low else _NUMERALS[low] if number < 100 else f"零{_NUMERALS[low]}" if low < 10 else ("一" * (low < 20)) + _numeral(low)
    return f"{_NUMERALS[high]}{'百' if number >= 100 else '十'}{rest}"


_CHINESE = {_numeral(number): str(number) for number in range(1000)} | {"〇": "0"}


@dataclass(frozen=True, slots=True)
class Figure:
    """What a cell shows. `unit` is "" unless the cell prints one; `remark` is a bracketed note beside the number; `fault` says
    why it is no figure.
    """

    status: CellStatus
    value: int | float | None = None
    unit: str = ""
    remark: str = ""
    fault: str = ""


BLANK = Figure("blank")


def _fault(why: str) -> Figure:
    return Figure("unparsed", fault=why)


def read_figure(text: str, *, money: bool = False, signed: bool = False) -> Figure:
    """Read one cell.

    `text`: the cell's text, block breaks as newlines. `money`: decimals and money units are expected. `signed`: a minus is meaningful
    (本年增/减). Blank, dashes, slashes and 无 are blank (parse contract). A date, a footnote mark (`3①`), two figures on two lines or
    apart, a negative or broken count, 一 alone (a dash, or the numeral) is `unparsed` with its fault.
    """
    return _remembered(text, money, signed) if len(text) <= _SHORT else _read_cell(text, money, signed)


def _read_cell(text: str, money: bool, signed: bool) -> Figure:
    if text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS and (text[0] != "0" or text == "0"):
        return Figure("reported", int(text))
    lines = [line for line in (_fold(part) for part in _BROKEN.sub("", text).split("\n")) if line]
    if len(lines) > 1 and sum(any(ch.isdigit() for ch in line) for line in lines) > 1:
        return _fault("several lines of figures")
    if any(_SPACED.search(line) and not _GROUPED.fullmatch(line) for line in lines):
        return _fault("figures with a space between them")
    plain = "".join("".join(lines).split())
    if _BLANK.fullmatch(plain):
        return BLANK
    if any(unicodedata.category(ch) == "No" for ch in plain):
        return _fault("a footnote mark stands beside the figure")
    return _read(unicodedata.normalize("NFKC", plain).translate(_MINUS), money=money, signed=signed)


_remembered = lru_cache(maxsize=8192)(_read_cell)


def _fold(text: str) -> str:
    return " ".join(text.translate(INVISIBLE).split())


def _read(plain: str, *, money: bool, signed: bool) -> Figure:
    remark = ""
    if (found := _REMARK.search(plain)) and found.start() > 0:
        remark, plain = found["remark"], plain[: found.start()]
    if plain == "一":
        return _fault("a dash or the numeral one")
    plain = _CHINESE.get(plain, plain)
    match = _NUMBER.match(plain)
    if match is None:
        return _fault("no figure")
    unit = plain[match.end() :]
    if remark in MONEY_UNITS + COUNT_UNITS and not unit:
        unit, remark = remark, ""
    fault = _unit_fault(unit, money) or _number_fault(match, money, signed) or _remark_fault(remark)
    if fault:
        return _fault(fault)
    return Figure("reported", _value(match), unit, remark)


def _unit_fault(unit: str, money: bool) -> str:
    if not unit or unit in (MONEY_UNITS if money else COUNT_UNITS):
        return ""
    return f"“{unit}” after the number"


def _number_fault(match: re.Match[str], money: bool, signed: bool) -> str:
    whole, fraction = match["whole"], match["fraction"]
    if len(whole) > 1 and whole[0] == "0":
        return "a number with leading zeros"
    if len(whole.replace(",", "")) > MAX_DIGITS:
        return "too many digits"
    if match["sign"] == "-" and not signed:
        return "a negative figure where none can be"
    if fraction and not money and fraction.strip(".0"):
        return "a fraction in a count"
    if fraction and not money and len(fraction) == 4:
        return "a point that may be a thousands separator"
    return ""


def _remark_fault(remark: str) -> str:
    return "a second figure in brackets" if remark and _NUMBER.fullmatch(remark.rstrip("%亿万千元" + "".join(COUNT_UNITS))) else ""


def _value(match: re.Match[str]) -> int | float:
    number = match["sign"] + match["whole"].replace(",", "")
    if match["fraction"] and match["fraction"].strip(".0"):
        return float(number + match["fraction"])
    return int(number)
