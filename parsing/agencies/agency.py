"""The agency, and the kinds of agency with their labels and the scope of their reports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from parsing.records import Scope


@dataclass(frozen=True, slots=True)
class Agency:
    """Who published a report.

    `id` is stable ASCII and never reads as a number: `<6- or 9-digit code of its place>-<pinyin slug>`, or `x-<slug>` where
    the place is unknown or ambiguous. `place` is that code ("" if unknown) and `place_name` its name from the province down.
    `scope` is what its report covers. `note` says what was doubtful ("" if nothing): see `NOTES`.
    """

    id: str
    name: str
    kind: str
    place: str
    place_name: str
    scope: Scope
    note: str = ""


class Kind(NamedTuple):
    """A kind of agency for the codebook."""

    code: str
    zh: str
    en: str
    scope: Scope


NOTES = {
    "place_unknown": "The name does not say which place the agency belongs to, and nothing else does.",
    "place_ambiguous": "Several places fit the name; none was chosen.",
    "division_conflict": "The name says another place than the portal; the name was followed.",
    "unit_unlisted": "The township-level unit is not in the register of its place.",
    "empty_name": "The name is empty.",
}

_KINDS = (
    Kind("government", "人民政府（县级以上）", "government of a county or higher", "aggregate"),
    Kind("government_office", "人民政府办公厅（室）", "general office of a government", "own"),
    Kind("department", "工作部门", "department or bureau", "own"),
    Kind("subdistrict", "街道办事处", "subdistrict office", "own"),
    Kind("town", "镇人民政府", "town government", "own"),
    Kind("township", "乡（苏木）人民政府", "township government", "own"),
    Kind("area_office", "地区办事处", "area office", "own"),
    Kind("development_zone", "开发区、功能区", "development or other functional zone", "own"),
    Kind("public_institution", "事业单位", "public institution", "own"),
    Kind("mass_organization", "人民团体", "mass organisation", "own"),
    Kind("enterprise", "企业", "enterprise", "own"),
    Kind("unknown", "未知", "unknown", "unknown"),
)
_SCOPES: dict[str, Scope] = {kind.code: kind.scope for kind in _KINDS}


def kinds() -> list[Kind]:
    """Every kind with its Chinese and English label and the scope of its reports."""
    return list(_KINDS)


def scope_of(kind: str) -> Scope:
    """The scope of the reports of a kind: a government's covers all its departments, any other's only itself."""
    return _SCOPES[kind]
