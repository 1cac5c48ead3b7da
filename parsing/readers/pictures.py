"""Which pictures of a page can be a table: large ones in the text, not icons, QR codes, badges and banners."""

from __future__ import annotations

import re
from collections.abc import Mapping

_FURNITURE = re.compile(
    r"logo|icon|ico[_./-]|\.ico\b|\.svg\b|qr|ewm|erweima|二维码|weixin|wechat|weibo|share|fenxiang|分享|banner|arrow|btn|button|close|print|打印"
    r"|search|spacer|blank|loading|avatar|beian|gongan|备案|jiucuo|zhaocuo|纠错|dzjg|党政机关|适老|无障碍|wza|nav|menu|footer|header|/(?:images|img|skin|css|theme)/",
    re.I,
)
_PIXELS = re.compile(r"\s*(\d{1,5})(?:px)?\s*$", re.I)
_STYLE_WIDTH = re.compile(r"(?<![\w-])width\s*:\s*(\d{1,5})(?:\.\d+)?px", re.I)
_STYLE_HEIGHT = re.compile(r"(?<![\w-])height\s*:\s*(\d{1,5})(?:\.\d+)?px", re.I)
# A table of fifteen columns cannot be read below this width, nor one of two rows below this height.
_LEAST_WIDTH, _LEAST_HEIGHT = 200, 60
_LEAST_DATA = 4_000


def can_be_table(attributes: Mapping[str, str | None]) -> bool:
    """Whether an `<img>` with these attributes may show a table. Sizes it states decide; else its address and texts."""
    values = {name: value or "" for name, value in attributes.items()}
    width = _pixels(values.get("width", ""), values.get("style", ""), _STYLE_WIDTH)
    height = _pixels(values.get("height", ""), values.get("style", ""), _STYLE_HEIGHT)
    if width is not None or height is not None:
        return (width is None or width >= _LEAST_WIDTH) and (height is None or height >= _LEAST_HEIGHT)
    source = values.get("src", "")
    if source.startswith("data:"):
        return len(source) >= _LEAST_DATA
    words = (source[:500], values.get("alt", ""), values.get("class", ""), values.get("id", ""))
    return bool(source) and not _FURNITURE.search(" ".join(words))


def _pixels(attribute: str, style: str, pattern: re.Pattern[str]) -> int | None:
    found = _PIXELS.match(attribute) or pattern.search(style)
    return int(found[1]) if found else None
