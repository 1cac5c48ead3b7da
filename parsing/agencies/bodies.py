"""Bodies other than a government or a township's office: the normal form of their names, and what kind of body a name is."""

from __future__ import annotations

import re
from functools import cache

from parsing.agencies.tables import rows

_CONNECTORS = re.compile(r"(?<=.)[和与及](?!平|谐)(?=.)")
_FULL_ENDINGS = {"委": "委员会", "办": "办公室", "联": "联合会", "协": "协会"}
_ENDING = re.compile(r"(分局|支局|局|委员会|委|厅|办公室|办公厅|办|服务中心|中心|联合会|联|协会|协|总队|支队|大队|所|处|站|社)$")
_BRANCH = re.compile(r"^(.{2,}?)(?:局|委员会|委)(.{2,6}?)(分局|支局)$")
_PARTY = re.compile(r"[党团区县市省州旗纪工政法]委$")
_KIND_ENDINGS = {
    "mass_organization": "联合会 总工会 红十字会 科学技术协会 协会 学会 商会 文联",
    "public_institution": "中心 医院 保健院 学校 中学 小学 大学 学院 幼儿园 馆 院 所 站 台 园 基金会 合作社 联社 出版社 报社",
    "enterprise": "公司 集团 银行 厂",
    "development_zone": "开发区 园区 度假区 风景区 名胜区 示范区 保税区 保护区 合作区 试验区 实验区 管理区 新区 新城",
    "department": "局 委员会 委 厅 办公室 办公厅 办 部 署 总队 支队 大队 处 科 司 法院 检察院 兵团 海关 参事室 领导小组",
}
_ENDINGS = sorted(((e, kind) for kind, endings in _KIND_ENDINGS.items() for e in endings.split()), key=lambda pair: -len(pair[0]))
_ZONE_WORDS = re.compile(r"(开发区|园区|度假区|风景区|示范区|保税区|合作区|试验区|实验区|名胜区|新区|新城|管理区|生产建设兵团)")


@cache
def _stems() -> dict[str, str]:
    return {name: row["stem"] for row in rows("bodies.csv") for name in (body_key(row["stem"]), *row["short"].split("|")) if name}


def body_key(text: str) -> str:
    """`text` without its connectors (和, 与, 及), on which the spellings of one body differ."""
    return _CONNECTORS.sub("", text)


def normal_body(text: str) -> str:
    """A body's name with usual short forms written out: 发改委 and 发展改革委员会 → 发展和改革委员会.

    Neither 局 and 委员会 nor bodies of different years are taken for each other.
    """
    ending = _ENDING.search(text)
    if not ending or _PARTY.search(text):
        return text
    stem = text[: ending.start()]
    return _stems().get(body_key(stem), stem) + _FULL_ENDINGS.get(ending[0], ending[0])


def is_known_body(text: str) -> bool:
    """Whether `text` is a usual department: one whose name without its ending is in the table."""
    ending = _ENDING.search(text)
    return bool(ending and body_key(text[: ending.start()]) in _stems())


def is_of_zone(text: str) -> bool:
    """Whether `text` is a development zone, or a body of one."""
    return bool(_ZONE_WORDS.search(text))


def branch(text: str) -> tuple[str, str] | None:
    """The place and the normal name of a branch: 公安局朝阳分局 → (朝阳, 公安分局); None where `text` names none."""
    found = _BRANCH.match(text)
    return (found[2], found[1] + found[3]) if found else None


def body_kind(text: str) -> str:
    """The kind of the body called `text`, by its ending; `unknown` where no ending tells. A zone's 管理委员会 is the zone."""
    if text.endswith("管理委员会") and _ZONE_WORDS.search(text):
        return "development_zone"
    return next((kind for ending, kind in _ENDINGS if text.endswith(ending)), "unknown")
