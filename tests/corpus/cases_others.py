"""Pages that are no report although they use its words, and pages that hold more than one."""

from __future__ import annotations

from dataclasses import replace

from tests.corpus.build import BANNER, NO_FEES, Box, Page, new_page, report_html, table
from tests.corpus.golden import Expected
from tests.corpus.make import case

LOOKALIKES = "forms/README.md section 7, look-alikes"
PORTALS = "portals/portals.md section {}"
_OFFICE = "绍兴市柯桥区民政局"


def _page(title: str, body: str) -> str:
    return f"<!DOCTYPE html>\n<html><head><meta charset=utf-8><title>{title}</title></head><body>{BANNER}\n<h1>{title}</h1>\n{body}\n</body></html>\n"


def _other(slug: str, defect: str, source: str, title: str, body: str, *, reason: str) -> None:
    @case(slug, defect, source)
    def _(p: Page) -> None:
        p.lone(_page(title, body), status="not_a_report", reason=reason)


_other(
    "other-website-table",
    "政府网站工作年度报表: the website's own statistics.",
    PORTALS.format("0, item 8"),
    "绍兴市柯桥区政府网站工作年度报表（2022年度）",
    table(
        [
            [Box("网站名称"), Box("柯桥区政府")],
            [Box("政府网站标识码"), Box("3306030001")],
            [Box("独立用户访问总量（单位：个）"), Box("90321")],
            [Box("信息发布总数（单位：条）"), Box("4403")],
        ]
    ),
    reason="lookalike",
)
_other(
    "other-rule-of-law",
    "法治政府建设年度报告.",
    LOOKALIKES,
    f"{_OFFICE}2022年法治政府建设年度报告",
    "<p>一、工作情况</p><p>全年开展执法检查20次，依法公开处罚结果。</p><p>二、存在的问题</p><p>人员不足。</p>",
    reason="lookalike",
)
_other(
    "other-guide",
    "公开指南 in the column of the reports.",
    "reports/quirks.md, page openings",
    f"{_OFFICE}政府信息公开指南",
    "<p>为便于公民获取信息，编制本指南。</p><p>一、公开范围</p><p>二、申请方式：来信、来访、网络。</p>",
    reason="lookalike",
)
_other(
    "other-reading",
    "年报解读: a reading of the report.",
    "reports/quirks.md, page openings",
    f"《{_OFFICE}2022年政府信息公开工作年度报告》解读",
    "<p>现对年度报告作如下解读：全年收到申请12件，均已答复。</p>",
    reason="lookalike",
)
_other(
    "other-rules-on-reports",
    "年度报告制度: rules on writing reports.",
    LOOKALIKES,
    "柯桥区政府信息公开工作年度报告制度",
    "<p>第一条 为规范年度报告的编制，制定本制度。</p><p>第二条 每年1月31日前公布上一年度报告。</p>",
    reason="lookalike",
)
_other(
    "other-circular",
    "A circular that orders the reports, with the empty form as its annex.",
    LOOKALIKES,
    "关于做好2022年度政府信息公开工作年度报告编制工作的通知",
    "<p>各单位：现将有关事项通知如下。一、统计期限为2022年1月1日至12月31日。二、1月20日前报送。</p>",
    reason="lookalike",
)
_other(
    "other-work-summary",
    "政务公开工作总结.",
    LOOKALIKES,
    f"{_OFFICE}2022年政务公开工作总结",
    "<p>今年以来，公开工作扎实推进，开展培训3次。</p>",
    reason="lookalike",
)
_other(
    "other-error-page",
    "A 404 page that answers 200.",
    PORTALS.format(6),
    "404",
    "<p>您访问的页面不存在或已被删除，5秒后返回首页。</p>",
    reason="error_page",
)
_other(
    "other-list",
    "The list of the column: titles of many reports.",
    PORTALS.format(7),
    "政府信息公开年报",
    "<ul>"
    + "".join(
        f'<li><a href="./t{n}.html">绍兴市柯桥区{name}2022年政府信息公开工作年度报告</a><span>2023-01-1{n}</span></li>'
        for n, name in enumerate(("财政局", "审计局", "民政局", "司法局"))
    )
    + "</ul>",
    reason="not_ogi_report",
)
_other(
    "other-enforcement-statistics",
    "行政执法统计年报: 行政许可, 行政处罚 and 行政强制 with figures, and no report.",
    LOOKALIKES,
    f"{_OFFICE}2022年行政执法统计年报",
    table([[Box("事项"), Box("数量（件）")], [Box("行政许可"), Box("120")], [Box("行政处罚"), Box("33")], [Box("行政强制"), Box("4")]]),
    reason="lookalike",
)
_other(
    "other-news",
    "News about a meeting on open government.",
    "reports/quirks.md, page openings",
    "全区召开政务公开工作推进会",
    "<p>会议要求各部门按时公布年度报告，全年受理申请210件。</p>",
    reason="lookalike",
)
_other(
    "other-home-page",
    "The portal's home page instead of the report.",
    PORTALS.format(6),
    "柯桥区人民政府",
    "<p>首页 要闻 政务公开 办事服务</p><p>政府信息公开年报</p>",
    reason="not_ogi_report",
)


@case("other-refresh-shell", "A page of 300 bytes that only refreshes to the list.", PORTALS.format(2))
def _(p: Page) -> None:
    p.lone('<html><head><meta http-equiv="refresh" content="0;url=./"></head><body></body></html>', status="not_a_report", reason="empty")


@case("other-white-space", "A file of spaces and line ends.", "issue A, hostile pages")
def _(p: Page) -> None:
    p.lone(" \r\n\t\n" * 40, status="failed", reason="empty")


def _second(p: Page, slug: str, agency: str, year: int) -> Expected:
    """Add a second report below the first one."""
    other = new_page(slug)
    title = f"{agency}{year}年政府信息公开工作年度报告"
    p.below.append(f"<h2>{title}</h2>\n{report_html(other)}")
    golden = other.golden("", "").reports[0]
    return replace(golden, title=title, agency_name=agency, year=year)


def _title(p: Page, agency: str, year: int, scope: str = "own") -> None:
    title = f"{agency}{year}年政府信息公开工作年度报告"
    p.titles = [title, title]
    p.expected.title, p.expected.agency_name, p.expected.year, p.expected.report_scope = title, agency, year, scope
    p.expected.facts = dict(NO_FEES)


@case("two-government-and-office", "The government's and its office's reports on one page.", "issue B, several reports on one page")
def _(p: Page) -> None:
    _title(p, "绍兴市柯桥区人民政府", 2022, "aggregate")
    p.more = [_second(p, "two-government-and-office-2", "绍兴市柯桥区人民政府办公室", 2022)]


@case("two-years", "The reports of two years on one page.", "issue B, several reports on one page")
def _(p: Page) -> None:
    _title(p, _OFFICE, 2022)
    p.more = [_second(p, "two-years-2", _OFFICE, 2021)]


@case("two-links-no-report", "Links to other years' reports stand above and below the report.", "issue B, several reports on one page")
def _(p: Page) -> None:
    _title(p, _OFFICE, 2022)
    links = "".join(f'<p><a href="./t{year}.html">{_OFFICE}{year}年政府信息公开工作年度报告</a></p>' for year in (2021, 2020))
    p.above, p.below = [links], [f"<p>上一篇：<a href='a.html'>{_OFFICE}2021年政府信息公开工作年度报告</a></p>", links]


@case(
    "two-related-titles-and-titles-inside",
    "The title is printed three times, once before the tables.",
    "issue B, several reports on one page",
)
def _(p: Page) -> None:
    _title(p, _OFFICE, 2022)
    p.opening = [p.titles[0], *p.opening]
    p.parts[2].paragraphs = [f"（附表：{p.titles[0]}）"]
