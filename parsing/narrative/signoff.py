"""The closing block: who signed, when, and where the report's own text ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parsing.narrative.names import is_office
from parsing.narrative.numerals import YEAR, iso_date
from parsing.narrative.text import Folded, Line

_PART = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_DAY = rf"{YEAR}[年./-]{_PART}(?:[月./-]{_PART}日?|月)"
_SEAL = r"(?:\(?(?:盖章|公章|章|印章|代章)\)?)?"
_DATE_LINE = re.compile(rf"[(]?(?:(?:落款|成文日期):)?{_DAY}[)]?{_SEAL}")
_ONE_LINE = re.compile(rf"(?P<name>.{{2,40}}?){_SEAL}[,:(]?{_DAY}[)]?{_SEAL}")
_SEAL_END = re.compile(rf"{_SEAL}$")
_CHROME = re.compile(
    r"[【\[(<|]*(?:我要|本页|全文)?(?:打印|关闭|收藏|分享|纠错|下载|返回|字[体号]|大中小|扫一扫|扫描二维码|相关(?:链接|文章|附件|信息|新闻|解读)|附件下载|上一[篇条页]|下一[篇条页]|前一篇|后一篇|"
    r"版权|(?:信息|文章|稿件)?来源:|作者:|(?:发布|更新|打印)(?:时间|日期|机构|单位):|主办|承办|协办|网站(?:地图|标识码|声明)|政府网站|联系我们|责任编辑|编辑:|浏览(?:次数|量)|访问量|点击|阅读|您访问的|温馨提示|友情链接|无障碍|技术支持|地址:|Copyright|©|首页)"
    r"|.{0,50}(?:ICP备|公网安备|版权所有|网站标识码)",
    re.I,
)
_MAX_CHROME = 120
_TAIL_LINES = 24


@dataclass(frozen=True, slots=True)
class SignOff:
    """The name as printed, the date as YYYY-MM-DD, and the lines (first, last) that hold them."""

    name: str | None
    day: str | None
    first: int
    last: int


def is_chrome(line: Line) -> bool:
    """Whether a line belongs to the site (打印, 关闭, 上一篇, 版权所有 …) and not to the report."""
    return len(line.folded) <= _MAX_CHROME and bool(_CHROME.match(line.folded))


def end_of_text(lines: Sequence[Line], after: int) -> int:
    """Index of the first line of site chrome behind line `after`; the number of lines if there is none."""
    return next((at for at in range(after + 1, len(lines)) if is_chrome(lines[at])), len(lines))


def find_signoff(lines: Sequence[Line], first: int, after: int, end: int) -> SignOff | None:
    """The block between line `after` (the last heading) and `end`; else a dated and named one below line `first`, the first heading."""
    for at in range(end - 1, max(after, end - 1 - _TAIL_LINES), -1):
        if found := _dated(lines, at, after):
            return found
    if found := _undated(lines, end - 1, after):
        return found
    for at in range(after, max(first, after - 4 * _TAIL_LINES), -1):
        found = _dated(lines, at, first)
        if found and found.name:
            return found
    return None


def _dated(lines: Sequence[Line], at: int, after: int) -> SignOff | None:
    folded = lines[at].folded
    if len(folded) > 80:
        return None
    if _DATE_LINE.fullmatch(folded):
        name = _name(lines[at - 1]) if at - 1 > after else None
        if name:
            return SignOff(name, iso_date(folded), at - 1, at)
        # A bare 2022-01-06 is as likely the date of the site.
        return SignOff(None, iso_date(folded), at, at) if "年" in folded else None
    whole = _ONE_LINE.fullmatch(folded)
    if whole and is_office(whole["name"]):
        name = Folded.of(lines[at].printed).slice(0, whole.end("name"))
        return SignOff(name, iso_date(folded), at, at)
    return None


def _undated(lines: Sequence[Line], at: int, after: int) -> SignOff | None:
    name = _name(lines[at]) if at > after + 1 else None
    return SignOff(name, None, at, at) if name else None


def _name(line: Line) -> str | None:
    if len(line.folded) > 44:
        return None
    bare = Folded.of(line.printed)
    end = len(bare.text) - len(found[0]) if (found := _SEAL_END.search(bare.text)) else len(bare.text)
    return bare.slice(0, end) if is_office(bare.text[:end]) else None
