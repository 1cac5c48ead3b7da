"""Whether a page is an annual report on open government information, by the evidence on it."""

from __future__ import annotations

import re
from typing import Literal

from parsing.document import Document
from parsing.narrative import Narrative
from parsing.narrative.text import Line, fold, lines_of
from parsing.narrative.title import read_title

Verdict = tuple[Literal["report", "not_a_report"], str | None]

_ERROR = re.compile(
    r"(?:页面|网页|内容|文件|信息|文章|链接|地址|资源)(?:未找到|不存在|已(?:被)?删除|丢失|已(?:经)?(?:下线|撤销|失效|过期))|访问(?:出错|过于频繁|受限|的页面.{0,6}(?:不存在|找不到))|"
    r"(?:无法|不能|找不到)(?:找到|访问|打开|显示)?(?:您|你)?(?:要|所|需要)?(?:访问|请求|查看|浏览)?的?(?:页面|网页|内容|资源)|系统(?:错误|维护|繁忙)|"
    r"(?:HTTP)?(?:错误|Error)?:?(?:40[0-9]|50[0-4])(?:错误|Error|-|NotFound|Forbidden|BadGateway|页面|$)|NotFound|Forbidden|ServiceUnavailable|BadGateway",
    re.I,
)
# Other documents that share the words (portals.md section 0, forms/README.md section 7).
_OTHER_KIND = re.compile(
    r"(?:网站|新媒体)(?:工作)?(?:监管)?年度(?:工作)?(?:报表|报告)|网站年报|法治(?:政府|建设)|依法行政|工作总结|工作要点|报告制度|制度(?:\(|》|$)|办法(?:\(|》|$)|公开指南|公开目录|"
    r"解读|图解|一图读懂|问答|[决预]算|统计(?:年报|年鉴|公报)|法人年报|年度报告书\(事业|公积金|绩效|审计报告|部署|培训|座谈|会议|召开|推进会|编制(?:工作)?(?:的)?(?:通知|要求|说明|培训|方案)|"
    r"(?:编制|编写|报送|做好|发布|公布|印发).{0,40}的?(?:通知|通报|函)(?:$|\()|格式(?:$|[>》】(])|汇总表|自查|考核|测评|评估"
)
_SHARED_WORDS = re.compile(r"公开|年报|年度(?:工作)?报[告表]|法治政府")
_OTHER_BODY = re.compile(r"(?:通知|部署)如下|(?:进行|作)(?:如下|以下)?解读|制定本(?:制度|办法|指南|规定)|编制本指南")
_OWN_BODY = re.compile(
    r"(?:编制|制作|撰写)(?:了)?(?:并公布|并发布)?(?:本|[^,。]{0,30}20\d\d年.{0,12})(?:年度)?(?:报告|年报|年度报告)|(?:公布|发布|公开|编制)[^,。]{0,40}(?:信息|政务)公开(?:工作)?(?:的)?(?:年度)?(?:工作)?(?:报告|年报)|"
    r"(?:本|年度)(?:年度)?(?:报告|年报)(?:是|由)?(?:依据|根据|按照)|(?:政府)?信息公开(?:工作)?情况报告如下|统计(?:期限|时限|期)"
)
_WEBSITE_TABLE = re.compile(r"独立用户访问总量|网站总访问量|政府网站标识码|信息发布总数|信息发布.?总数")
_MAX_ERROR_PAGE = 700
_OPENING_LINES = 16
_READ_LINES = 200
_CORE = {2, 3, 4}


def recognise(document: Document, narrative: Narrative, has_form_table: bool) -> Verdict:
    """`report`, or `not_a_report` with a code of `parsing.problems.REASONS`.

    `has_form_table`: a table of the statutory form was recognised; then it is a report whatever its title says. Without one, the title,
    the headings and the opening sentences decide; a page whose only content is pictures is taken for a report that cannot be read.
    """
    if has_form_table:
        return "report", None
    lines = lines_of(document, limit=_READ_LINES)
    if not lines and not document.grids:
        return ("report", None) if document.images else ("not_a_report", "empty")
    if _is_error_page(document, narrative, lines):
        return "not_a_report", "error_page"
    numbers = {section.number for section in narrative.sections}
    whole = len(numbers) >= 4 and len(numbers & _CORE) >= 2
    if not whole and _is_other_kind(document, narrative, lines):
        return "not_a_report", "lookalike"
    if whole or (not _is_list(lines) and _evidence(narrative, lines, numbers) >= 3):
        return "report", None
    return "not_a_report", "not_ogi_report"


def _is_error_page(document: Document, narrative: Narrative, lines: list[Line]) -> bool:
    if sum(len(line.folded) for line in lines) > _MAX_ERROR_PAGE or narrative.sections:
        return False
    return any(_ERROR.search(text) for text in (*map(fold, document.titles), *(line.folded for line in lines)))


def _is_other_kind(document: Document, narrative: Narrative, lines: list[Line]) -> bool:
    title = fold(narrative.title or "")
    opening = [line.folded for line in lines[:_OPENING_LINES]]
    if not any(_SHARED_WORDS.search(text) for text in (title, *opening)):
        return False
    if _OTHER_KIND.search(title):
        return True
    if not read_title(narrative.title or "").exact and any(_is_headline(text) and _OTHER_KIND.search(text) for text in opening[:4]):
        return True
    if any(_OTHER_BODY.search(text) for text in opening):
        return True
    return any(_WEBSITE_TABLE.search(fold(cell.text[:60])) for grid in document.grids[:3] for cell in grid.cells[:200])


def _is_headline(text: str) -> bool:
    # 依据《…年度报告格式》编制本报告 names another document without being one.
    return len(text) <= 60 and not re.search(r"[。,;]|根据|依据|按照|依照", text)


def _is_list(lines: list[Line]) -> bool:
    titles = {line.folded for line in lines if len(line.folded) <= 80 and _complete(line.printed)}
    return len(titles) >= 3


def _complete(printed: str) -> bool:
    title = read_title(printed)
    return title.exact and title.annual and bool(title.year and title.name)


def _evidence(narrative: Narrative, lines: list[Line], numbers: set[int]) -> int:
    title = read_title(narrative.title or "")
    points = 0
    if title.exact and title.annual:
        points += 3 if title.year and title.name else 2 if title.year or title.name else 1
    points += min(len(numbers), 3) if numbers & _CORE else min(len(numbers), 1)
    return points + any(_OWN_BODY.search(line.folded[:800]) for line in lines[:_OPENING_LINES])
