"""From a cell's text to its figure: what is printed, or why it is no figure. Nothing is repaired or guessed."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from parsing.records import CellStatus

MONEY_UNITS = ("亿元", "千万元", "百万元", "万元", "千元", "元")
COUNT_UNITS = ("件次", "人次", "件", "项", "个", "条", "次", "宗", "份", "起", "人")

# 2**53 is the last integer that Parquet's float64 column holds exactly; fifteen digits stay below it.
MAX_DIGITS = 15

_BLANK = re.compile(r"[-/\\—–―─‐‑−ー一_]*|无|(?:&nbsp;)+")
_NUMBER = re.compile(r"(?P<sign>[+-]?)(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?P<fraction>\.\d+)?")
_REMARK = re.compile(r"\((?P<remark>[^()]*)\)$")
_MINUS = str.maketrans({"−": "-", "－": "-", "﹣": "-", "–": "-", "＋": "+", "﹢": "+", "，": ",", "﹐": ","})
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"))


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
    (本年增/减). Blank, dashes, slashes and 无 are blank (parse contract). A date, a footnote mark (`3①`), two figures on two lines,
    a negative or broken count is `unparsed` with its fault.
    """
    if text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS:
        return Figure("reported", int(text))
    lines = [line for line in (_squeeze(part) for part in text.split("\n")) if line]
    if len(lines) > 1 and sum(any(ch.isdigit() for ch in line) for line in lines) > 1:
        return _fault("several lines of figures")
    plain = "".join(lines)
    if _BLANK.fullmatch(plain):
        return BLANK
    if any(unicodedata.category(ch) == "No" for ch in plain):
        return _fault("a footnote mark stands beside the figure")
    return _read(unicodedata.normalize("NFKC", plain).translate(_MINUS), money=money, signed=signed)


def _squeeze(text: str) -> str:
    return "".join(text.translate(_INVISIBLE).split())


def _read(plain: str, *, money: bool, signed: bool) -> Figure:
    remark = ""
    if (found := _REMARK.search(plain)) and found.start() > 0:
        remark, plain = found["remark"], plain[: found.start()]
    if plain in ("零", "〇"):
        plain = "0"
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
    return "a second figure in brackets" if remark and remark.isdigit() else ""


def _value(match: re.Match[str]) -> int | float:
    number = match["sign"] + match["whole"].replace(",", "")
    if match["fraction"] and match["fraction"].strip(".0"):
        return float(number + match["fraction"])
    return int(number)
