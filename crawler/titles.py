"""What a link's text says: an annual report, another document that shares the words, navigation, or nothing certain."""

from __future__ import annotations

import re
from typing import Literal

Kind = Literal["report", "lookalike", "navigation", "other"]

# Other documents under the same words (portals.md section 0.8). Only what is certain: the parser judges the rest by the page.
_LOOKALIKE = re.compile(
    r"政府网站(?:工作)?年度(?:工作)?(?:报表|报告)|网站(?:工作)?(?:监管)?年度报表|政务新媒体.{0,6}年度|法治政府建设|依法行政.{0,8}年度报告|部门[决预]算|[决预]算公开"
    r"|事业单位法人年度报告|统计年[报鉴]|住房公积金.{0,12}年度报告|企业信息公示|环境(?:状况|质量).{0,4}公报"
)
_REPORT = re.compile(r"信息公开.*(?:年度报告|年报|工作报告|报告|情况|…|\.\.\.)|(?:年度|年).{0,12}信息公开|政务公开.*(?:年度报告|年报)")
_DATED = re.compile(r"(?:\d{4}|[〇○零一二三四五六七八九]{4})[年_-].{0,40}(?:年报|年度报告|工作报告)")
# The column's own name, as menus, tabs and breadcrumbs print it: no year and no agency.
_NAVIGATION = re.compile(
    r"(?:政府)?(?:信息公开|公开)?(?:工作)?年度?(?:工作)?报告?|(?:政府)?信息公开(?:工作)?(?:指南|制度|目录|平台|专栏|规定|申请|意见箱)?|依申请公开|更多.*"
)
# The last words of an agency's name; a longer text is a title.
_AGENCY = re.compile(
    r".{1,28}(?:局|委|委员会|办|办公室|街道|办事处|镇|乡|苏木|政府|中心|管委会|园区|开发区|地区|公司|总队|支队|大队|分局|院|馆|银行)(?:[（(].{1,12}[)）])?"
)
_GROUP = re.compile(
    r"(?![省市县区州]?(?:人民)?政府$)(?:各级?|[省市县区州]级?直?属?|直属|政府|全[市县区])*(?:乡|镇|街道?|苏木|办事处|部门|单位|机构|委办局|委局办|政府|人民|工作|公开|信息|年报|[及、和/()（）])+"
)
_SUMMARY = re.compile(
    r"(?:年报|年度报告|报告).{0,8}(?:汇总|一览|链接|目录|集中公开|专栏)|(?:各(?:单位|部门|街道|乡镇|镇街)|汇总).{0,30}(?:年报|年度报告)"
)
_ORNAMENT = re.compile(r"[\[\]【】<>《》›»|·]")
_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)")
_HAN_YEAR = re.compile(r"[二贰]([〇○零ＯOo0][〇○零ＯOo0一二三四五六七八九][〇○零ＯOo0一二三四五六七八九])")
_HAN_DIGIT = {**dict.fromkeys("〇○零ＯOo0", "0"), **{han: str(i) for i, han in enumerate("一二三四五六七八九", 1)}}


def kind(title: str) -> Kind:
    """Tell by the title alone. `lookalike` and `navigation` are certain; `other` may still be a report in a confirmed column."""
    text = re.sub(r"\s+", "", title)
    if _LOOKALIKE.search(text):
        return "lookalike"
    if _NAVIGATION.fullmatch(_ORNAMENT.sub("", text)):
        return "navigation"
    return "report" if _REPORT.search(text) or _DATED.search(text) else "other"


def names_agency(text: str) -> bool:
    """Whether the text is the name of one agency and nothing else, as directories of agencies print it."""
    return _AGENCY.fullmatch(re.sub(r"\s+", "", text)) is not None and not names_group(text)


def names_group(text: str) -> bool:
    """Whether the text names a kind of agencies, such as 乡镇街道 or 区直部门, and no single one."""
    return _GROUP.fullmatch(re.sub(r"\s+", "", text)) is not None


def is_summary(title: str) -> bool:
    """Whether the title announces links to the reports of many agencies in the place of a report."""
    return _SUMMARY.search(re.sub(r"\s+", "", title)) is not None


def years(title: str) -> set[int]:
    """Every year from 2000 to 2049 that the title names, in Arabic or Chinese digits; empty when it names none."""
    found = {int(year) for year in _YEAR.findall(title)}
    found |= {int("2" + "".join(_HAN_DIGIT[han] for han in digits)) for digits in _HAN_YEAR.findall(title)}
    return {year for year in found if 2000 <= year < 2050}
