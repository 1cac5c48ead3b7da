"""Title, agency, year, headings, sentences and sign-off, on pages whose tables are whole."""

from __future__ import annotations

from dataclasses import dataclass

from tests.corpus.build import Page
from tests.corpus.make import case

OPENINGS = "reports/quirks.md, page openings"
TITLES = "forms/README.md section 7, titles"
HEADS = "forms/README.md section 7, headings"
_PLACE, _OFFICE, _YEAR = "宿迁市宿豫区", "宿迁市宿豫区水利局", 2022


@dataclass(frozen=True, slots=True)
class Titled:
    """A title in another spelling, printed as <title> and <h1>, and what it says; `printed`: the title without the spaces that only spread it."""

    slug: str
    defect: str
    source: str
    title: str
    agency: str = _OFFICE
    scope: str = "own"
    printed: str = ""


_TITLED = (
    Titled("title-year-first", "2022年X政府信息公开工作年度报告.", TITLES, f"2022年{_OFFICE}政府信息公开工作年度报告"),
    Titled("title-without-work", "X2022年政府信息公开年度报告.", TITLES, f"{_OFFICE}2022年政府信息公开年度报告"),
    Titled("title-affairs", "X2022年政务信息公开年度报告.", TITLES, f"{_OFFICE}2022年政务信息公开年度报告"),
    Titled("title-short", "2022年X信息公开年报.", TITLES, f"2022年{_OFFICE}信息公开年报"),
    Titled("title-of-the-work", "X2022年政府信息公开工作的年度报告.", TITLES, f"{_OFFICE}2022年政府信息公开工作的年度报告"),
    Titled("title-open-government", "X2022年政府政务公开年报.", TITLES, f"{_OFFICE}2022年政府政务公开年报"),
    Titled(
        "title-year-spaced",
        "X 2022 年政府信息公开工作年度报告.",
        TITLES,
        f"{_OFFICE} 2022 年政府信息公开工作年度报告",
        printed=f"{_OFFICE}2022年政府信息公开工作年度报告",
    ),
    Titled("title-fiscal-year", "X2022年度政府信息公开工作年度报告.", OPENINGS, f"{_OFFICE}2022年度政府信息公开工作年度报告"),
    Titled("title-work-report", "X2022年政府信息公开工作报告.", OPENINGS, f"{_OFFICE}2022年政府信息公开工作报告"),
    Titled("title-picture-version", "…（图片版）.", TITLES, f"{_OFFICE}2022年政府信息公开工作年度报告（图片版）"),
    Titled("title-corrected", "…（更正）.", TITLES, f"{_OFFICE}2022年政府信息公开工作年度报告（更正）"),
    Titled("title-about", "关于公布X2022年政府信息公开工作年度报告.", TITLES, f"关于公布{_OFFICE}2022年政府信息公开工作年度报告"),
    Titled("title-in-book-marks", "《X2022年政府信息公开工作年度报告》.", TITLES, f"《{_OFFICE}2022年政府信息公开工作年度报告》"),
    Titled("title-chinese-year", "二〇二二年.", TITLES, f"{_OFFICE}二〇二二年政府信息公开工作年度报告"),
    Titled(
        "title-underscores",
        "高岭镇_2022年_政府信息公开工作年度报告.",
        "portals/portals.md section 7",
        "高岭镇_2022年_政府信息公开工作年度报告",
        "高岭镇",
    ),
    Titled(
        "title-office-of-government",
        "The office, not the government: …人民政府办公室.",
        "design, agencies",
        f"{_PLACE}人民政府办公室2022年政府信息公开工作年度报告",
        f"{_PLACE}人民政府办公室",
    ),
    Titled(
        "title-government",
        "A district government reports for all its bodies.",
        "design, report_scope",
        f"{_PLACE}人民政府2022年政府信息公开工作年度报告",
        f"{_PLACE}人民政府",
        "aggregate",
    ),
    Titled(
        "title-bureau-without-parent",
        "市场监督管理局2022年…: the bureau without its place.",
        OPENINGS,
        "市场监督管理局2022年政府信息公开工作年度报告",
        "市场监督管理局",
    ),
)

for _one in _TITLED:

    def _title(p: Page, one: Titled = _one) -> None:
        p.titles = [one.title, one.title]
        _expect(p, one.printed or one.title, one.agency, one.scope)

    case(_one.slug, _one.defect, _one.source)(_title)


def _expect(p: Page, title: str | None, agency: str = _OFFICE, scope: str = "own", year: int | None = _YEAR) -> None:
    p.expected.title, p.expected.agency_name, p.expected.report_scope, p.expected.year = title, agency, scope, year


def usual(p: Page) -> str:
    """Give the page the usual title, which is returned."""
    title = f"{_OFFICE}2022年政府信息公开工作年度报告"
    p.titles = [title, title]
    _expect(p, title)
    return title


@case("title-only-in-head", "No title line: the text begins with 一、总体情况.", OPENINGS)
def _(p: Page) -> None:
    usual(p)
    p.titles[1], p.opening = "", []


@case("title-with-site-name", "<title> ends with the names of the column and the site.", OPENINGS)
def _(p: Page) -> None:
    title = usual(p)
    p.titles = [f"{title}_政府信息公开年报_宿豫区人民政府网站", ""]


@case("title-broken-in-two", "The title is broken over two paragraphs.", OPENINGS)
def _(p: Page) -> None:
    title = usual(p)
    p.titles = ["宿豫区人民政府门户网站", ""]
    p.above = [f"<p align=center>{title[:14]}</p><p align=center>{title[14:]}</p>"]


@case("title-in-ucap-element", "<title> is useless, ColumnName is 头部, the title stands in <ucaptitle>.", "reports/quirks.md item 15")
def _(p: Page) -> None:
    title = usual(p)
    p.head += '<meta name="ColumnName" content="头部"><meta name="ColumnType" content=""><title>头部</title>'
    p.titles = ["宿豫区人民政府", ""]
    p.above = [f"<ucaptitle>{title}</ucaptitle><publishtime>2023-01-18 09:12</publishtime>"]


@case("title-in-article-meta", "The title stands only in the meta tag ArticleTitle.", "portals/portals.md section 5")
def _(p: Page) -> None:
    title = usual(p)
    p.head += f'<meta name="ArticleTitle" content="{title}">'
    p.titles = ["", ""]


@case("title-generic-agency-in-signoff", "政府信息公开年报 names nobody; the sign-off does.", OPENINGS)
def _(p: Page) -> None:
    title = "2022年度政府信息公开年度报告"
    p.titles = [title, title]
    p.signoff = [_OFFICE, "2023年1月16日"]
    _expect(p, title)
    p.expected.signed_by, p.expected.signed_on = _OFFICE, "2023-01-16"


@case("agency-only-in-meta", "The agency stands only in the meta tag ContentSource.", OPENINGS)
def _(p: Page) -> None:
    title = "2022年政府信息公开工作年度报告"
    p.titles = [title, title]
    p.head += f'<meta name="ContentSource" content="{_OFFICE}">'
    _expect(p, title)


@case("agency-only-in-breadcrumb", "The agency stands only in the breadcrumb.", OPENINGS)
def _(p: Page) -> None:
    title = "2022年政府信息公开工作年度报告"
    p.titles = [title, title]
    p.above = [f"<p>您当前的位置：<a>首页</a> > <a>政务公开</a> > <a>{_OFFICE}</a> > <a>政府信息公开年报</a></p>"]
    _expect(p, title)


@case("agency-only-in-source-line", "来源：X 发布时间：… 浏览次数：- names the agency.", OPENINGS)
def _(p: Page) -> None:
    title = "2022年政府信息公开工作年度报告"
    p.titles = [title, title]
    p.above = [f"<p>来源：{_OFFICE} 发布时间：2023-01-18 10:27 浏览次数：- 打印 关闭</p>"]
    _expect(p, title)


@case("agency-only-in-the-list", "Page and text say 本单位; only the list names the agency.", OPENINGS)
def _(p: Page) -> None:
    title = "2022年政府信息公开工作年度报告"
    p.titles = [title, title]
    p.call = {"context": {"title": f"{_OFFICE}2022年政府信息公开工作年度报告", "agency_hint": _OFFICE}}
    p.expected.title, p.expected.agency_name, p.expected.report_scope, p.expected.year = (
        f"{_OFFICE}2022年政府信息公开工作年度报告",
        _OFFICE,
        "own",
        2022,
    )


@case("agency-nowhere", "Nobody is named anywhere.", OPENINGS)
def _(p: Page) -> None:
    title = "2022年政府信息公开工作年度报告"
    p.titles = [title, title]
    p.expected.title, p.expected.agency_name, p.expected.report_scope, p.expected.year = title, None, "unknown", 2022
    p.doubt("agency_missing", "agency")


@case("agency-title-and-signoff-differ", "The title names the bureau, the sign-off another one.", "issue B, text")
def _(p: Page) -> None:
    usual(p)
    p.signoff = ["宿迁市宿豫区农业农村局", "2023年1月16日"]
    p.expected.signed_by, p.expected.signed_on = p.signoff[0], "2023-01-16"
    p.note("agency_conflict", "agency")


@case("year-from-period-sentence", "No year in the title; 统计期限自2022年1月1日起，至2022年12月31日止.", "forms/README.md section 1")
def _(p: Page) -> None:
    title = f"{_OFFICE}政府信息公开工作年度报告"
    p.titles = [title, title]
    p.opening = ["本报告所列数据的统计期限自2022年1月1日起，至2022年12月31日止。"]
    _expect(p, title)


@case("year-with-lost-characters", "自202211日到20221231日: 年 and 月 are lost.", "reports/quirks.md item 12")
def _(p: Page) -> None:
    title = f"{_OFFICE}政府信息公开工作年度报告"
    p.titles = [title, title]
    p.opening = ["本报告所列数据的统计期限自202211日到20221231日。"]
    _expect(p, title)


@case("year-title-and-text-differ", "The title says 2022, the period in the text is that of last year's report.", "issue B, text")
def _(p: Page) -> None:
    usual(p)
    p.opening = ["统计期限自2021年1月1日起，至2021年12月31日止。"]
    p.note("year_conflict", "year")


@case("year-only-published", "Only the day of publication is printed: no fiscal year can be told.", "portals/portals.md section 0, item 4")
def _(p: Page) -> None:
    title = f"{_OFFICE}政府信息公开工作年度报告"
    p.titles = [title, title]
    p.head += '<meta name="PubDate" content="2023-01-18">'
    p.above = ["<p>发布时间：2023-01-18 14:34</p>"]
    _expect(p, title, year=None)
    p.doubt("year_missing", "year")


@case("year-published-much-later", "A report of FY2022 put on a new site in 2025.", "forms/README.md section 1")
def _(p: Page) -> None:
    usual(p)
    p.head += '<meta name="PubDate" content="2025-03-30 10:11">'
    p.call = {"url": "http://www.example.gov.cn/2025gknb/202503/t20250330_1.html"}


@case("year-of-law-in-opening", "The opening cites a regulation of 2019 and a circular of 2021.", "issue B, text")
def _(p: Page) -> None:
    title = f"{_OFFICE}政府信息公开工作年度报告"
    p.titles = [title, title]
    p.opening = ["依照2019年修订的条例和国办公开办函〔2021〕30号的格式，现将2022年度政府信息公开工作情况报告如下。"]
    _expect(p, title)
