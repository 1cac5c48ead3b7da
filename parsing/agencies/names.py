"""The normal form of an agency's name, and of the name of a township-level unit inside it."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from parsing.agencies.tables import rows

_BRACKETED = re.compile(r"[(\[【〔〖<《][^()\[\]【】〔〕〖〗<>《》]*[)\]】〕〗>》]")
_NOISE = re.compile(r"[^0-9A-Za-z〇\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_YEAR = re.compile(r"^(19|20)[0-9]{2}年?度?|(19|20)[0-9]{2}年?度?$")
_SHORT_FORMS = (("管委会", "管理委员会"), ("高新区", "高新技术产业开发区"), ("经开区", "经济技术开发区"))

# Printed ending → ending in the register, first match wins. The register names the division, the report its office.
_UNIT_ENDINGS = (
    ("街道办事处筹备处", "街道"),
    ("街道办事处", "街道"),
    ("街道筹备处", "街道"),
    ("街道办", "街道"),
    ("街办事处", "街道"),
    ("街办", "街道"),
    ("地区办事处", "地区"),
    ("镇人民政府", "镇"),
    ("镇政府", "镇"),
    ("乡人民政府", "乡"),
    ("乡政府", "乡"),
    ("苏木人民政府", "苏木"),
    ("苏木政府", "苏木"),
    ("办事处", "街道"),
    ("街道", "街道"),
    ("街", "街道"),
    ("地区", "地区"),
    ("镇", "镇"),
    ("乡", "乡"),
    ("苏木", "苏木"),
)
_OTHER_TYPES = {"地区": ("乡", "镇", "街道"), "乡": ("地区", "镇"), "镇": ("地区",), "街道": ("街街道",)}
_NATIONALITIES = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|"
    "乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|京|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺|各"
)
_NATIONALITY = re.compile(rf"(?:(?:{_NATIONALITIES})族|蒙古|哈萨克|柯尔克孜|维吾尔|锡伯|塔吉克|达斡尔)+(?=自治|民族|乡|区|苏木)")


@cache
def _simplified() -> dict[int, str]:
    return {ord(c): row["simplified"] for row in rows("simplified.csv") for c in row["traditional"]}


def normalise(name: str) -> str:
    """`name` in NFKC and simplified characters, bare of white space, punctuation, years and bracketed additions, short forms in full."""
    text = unicodedata.normalize("NFKC", name).translate(_simplified())
    text = _NOISE.sub("", _BRACKETED.sub("", text)) or _NOISE.sub("", text)
    return written_out(_YEAR.sub("", text) or text)


def written_out(text: str) -> str:
    """`text` with the usual short forms of zones and their administrations in full."""
    for short, full in _SHORT_FORMS:
        text = text.replace(short, full)
    return text


def without_nationality(name: str) -> str:
    """大厂回族自治县 → 大厂自治县, 桶井土家族乡 → 桶井乡."""
    return _NATIONALITY.sub("", name).replace("民族乡", "乡")


def unit_key(text: str) -> str:
    """The township-level unit whose office is `text`, as the register writes it (小关街道办事处 → 小关街道); "" where it is none."""
    for printed, kept in _UNIT_ENDINGS:
        if text.endswith(printed):
            stem = text[: -len(printed)]
            return stem + kept if stem and "驻" not in stem and stem not in _BARE else ""
    return ""


def other_types(key: str) -> list[str]:
    """The names that the same unit may have in the register: a 地区 of Beijing is also a 乡 or 镇, 牛街办事处 is of 牛街街道."""
    for ending, others in _OTHER_TYPES.items():
        if key.endswith(ending):
            return [key[: -len(ending)] + other for other in others]
    return []


_BARE = frozenset({"区", "县", "市", "省", "旗", "人民政府", "政府", "各", "本"})
