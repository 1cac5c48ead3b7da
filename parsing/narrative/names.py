"""What a printed agency name looks like, and when two of them mean the same office."""

from __future__ import annotations

import re

_SUFFIX = (
    "政府|办公室|办公厅|办事处|委员会|管委会|工委|党委|筹备处|管理处|局|厅|委|办|院|中心|街道|街|镇|乡|所|站|支队|总队|大队|公司|署|部|"
    "区|县|市|省|旗|盟|州|馆|社|集团|场|银行|学校|大学|园|组|室|科|会|处|地区"
)
_ORG = re.compile(rf"[^,。;:!?<>|/]{{1,38}}?(?:{_SUFFIX})(?:\([^()]{{1,20}}\))?")
# A pronoun, or a word of the title that names nobody.
_NOBODY = re.compile(
    r"(?:我|本|各|全|该|贵)(?:局|街|街道|镇|乡|县|区|市|省|办|委|院|厅|中心|处|级|机关|单位|行政机关|部门|委员会|办公室)|"
    r"(?:[省市县区乡镇]|全[省市县区])?(?:街道|街道办事处|办事处|人民政府|政府|办公室|办公厅|管委会|委员会|机关|单位|部门|乡镇|镇街|局)|本站|本站原创|原创|本级|年度|度|其他|其它|未知|管理员|系统"
)
_PORTAL = re.compile(r".*(?:网|网站|门户|平台|客户端|公众号|中国)")
# The province or prefecture before a county: one spelling has it, the other has the office in full.
_PARENT = re.compile(r"^(?:[^省市区县]{2,8}(?:省|市|自治区|自治州|地区|盟)(?=.{1,8}[市区县旗镇乡街]))+")
_SHORTER = (
    ("人民政府", ""),
    ("街道办事处", "街"),
    ("地区办事处", "地区"),
    ("办事处", ""),
    ("街道", "街"),
    ("委员会", "委"),
    ("办公室", "办"),
    ("办公厅", "办"),
    ("政府", ""),
)


def is_office(folded: str) -> bool:
    """Whether a folded text reads as the name of an office and as nothing else."""
    return bool(_ORG.fullmatch(folded)) and not is_nobody(folded)


def is_nobody(folded: str) -> bool:
    """Whether a folded name is empty, a pronoun (我局, 本机关) or a bare kind of office without a place or subject."""
    return not folded or bool(_NOBODY.fullmatch(folded))


def is_portal(folded: str) -> bool:
    """Whether a publisher is a website rather than an office."""
    return bool(_PORTAL.fullmatch(folded))


def _core(folded: str) -> str:
    for long, short in _SHORTER:
        folded = folded.replace(long, short)
    return folded


def same_office(one: str, other: str) -> bool:
    """Whether two folded names can be spellings of one office: one is the other with characters left out, and both end alike.

    `小关街道办事处` and `北京市朝阳区人民政府小关街道办事处` can be; a government and its office, or a district and its street, cannot.
    """
    a, b = _core(one), _core(other)
    if not a or a[-1] != b[-1:]:
        return False
    return _is_within(_PARENT.sub("", a), b) or _is_within(_PARENT.sub("", b), a)


def _is_within(short: str, long: str) -> bool:
    rest = iter(long)
    return all(char in rest for char in short)
