"""Bytes to text: the charset that the bytes obey, not the one that somebody declared."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field

# Portals label GBK pages utf-8, and Apache's default ISO-8859-1 labels anything (portals.md section 6): neither is ever believed unread.
_NEVER = {"iso8859-1", "cp1252", "latin-1", "ascii"}
_GB = {"gb2312", "gbk", "gb18030", "cp936", "hz"}
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_META = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,30})|<\?xml[^>]{0,80}encoding=["']([A-Za-z0-9_.:-]{2,30})""", re.I
)
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]+)", re.I)
_META_WINDOW = 16_384
# Words of any Chinese report: a UTF-8 page with one bad byte is often valid GB18030, and then has none of them.
_COMMON = ("信息", "公开", "政府", "的", "年")


@dataclass(slots=True)
class Decoded:
    """Text, the charset used, and flaws: codes of `parsing.problems` with their detail."""

    text: str
    charset: str
    flaws: list[tuple[str, str]] = field(default_factory=list)


def _canonical(name: str) -> str | None:
    try:
        canonical = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    return "gb18030" if canonical in _GB else canonical


def declared_charset(data: bytes, content_type: str | None) -> str | None:
    """The charset named by the Content-Type header, else by a meta tag or XML declaration near the start; None when there is none."""
    header = _HEADER.search(content_type or "")
    if header:
        return header[1].lower()
    meta = _META.search(data, 0, _META_WINDOW)
    return (meta[1] or meta[2]).decode("ascii").lower() if meta else None


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """Decode strictly: byte order mark, then the declared charset, UTF-8 and GB18030 in turn; the first that fits every byte.

    `declared`: a charset name or a whole Content-Type value. Where none fits, the one with fewest undecodable bytes is used and the
    text carries U+FFFD for them, with flaw `bytes_damaged`. Never raises.
    """
    header = f"charset={declared}" if declared and not {"=", "/"} & set(declared) else declared
    named = declared_charset(data, header)
    for bom, charset in _BOMS:
        if data.startswith(bom):
            return _strict(data, charset) or _damaged(data, [charset])
    if guess := _utf16_without_bom(data):
        return _strict(data, guess) or _damaged(data, [guess])
    canonical = _canonical(named) if named else None
    candidates = [c for c in (canonical,) if c and c not in _NEVER]
    candidates += [c for c in ("utf-8", "gb18030") if c not in candidates]
    for charset in candidates:
        decoded = _strict(data, charset)
        if decoded and charset == "gb18030" and (words := _words_in_utf8(data)) and _sense(decoded.text) < words:
            return _damaged(data, ["utf-8"])
        if decoded:
            if canonical and charset != canonical and not data.isascii():
                decoded.flaws.append(("charset_wrong", f"{named} declared, {charset} fits"))
            return decoded
    return _damaged(data, candidates)


def _sense(text: str) -> int:
    return sum(text.count(word) for word in _COMMON)


def _words_in_utf8(data: bytes) -> int:
    return sum(data.count(word.encode()) for word in _COMMON)


def _strict(data: bytes, charset: str) -> Decoded | None:
    try:
        return Decoded(data.decode(charset), charset)
    except UnicodeDecodeError:
        return None


def _utf16_without_bom(data: bytes) -> str | None:
    """UTF-16 shows as `<` followed by NUL: no HTML text in another charset starts so."""
    head = data[:64].lstrip(b" \t\r\n")
    if head.startswith(b"<\x00"):
        return "utf-16-le"
    return "utf-16-be" if head.startswith(b"\x00<") else None


def _damaged(data: bytes, candidates: list[str]) -> Decoded:
    texts = {charset: data.decode(charset, "replace") for charset in candidates}
    charset = max(texts, key=lambda c: (_sense(texts[c]), -texts[c].count("\ufffd")))
    return Decoded(texts[charset], charset, [("bytes_damaged", f"{texts[charset].count(chr(0xFFFD))} places in {charset}")])
