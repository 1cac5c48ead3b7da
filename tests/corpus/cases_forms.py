"""Which form a table is in: mixed forms, the lists of 2014 and before, tables of something else."""

from __future__ import annotations

from parsing.forms import FORMS, Line
from tests.corpus.build import BANNER, Box, Page, blocks, figures, remedies, requests, table
from tests.corpus.golden import Entry, Expected
from tests.corpus.make import case

_FMT2019, _FMT2021 = FORMS["fmt2019"], FORMS["fmt2021"]
QUIRKS_1 = "reports/quirks.md item 1"


def _mix(p: Page, second: str, third: str, fourth: str) -> None:
    """Print each section in a form of its own."""
    p.entries = {}
    for number, form, build in ((2, second, None), (3, third, requests), (4, fourth, remedies)):
        drawn = figures(form, p.rng)
        keep = {key: value for key, value in drawn.items() if key.startswith(f"s{number}")}
        p.entries |= keep
        p.parts[number].sheets = (
            [[row for sheet in blocks(FORMS[form], drawn) for row in sheet]] if build is None else [build(FORMS[form], drawn)]
        )
        p.expected.forms |= {key.partition(".")[0]: form for key in keep}
    p.expected.form = "mixed"


@case("mixed-2021-and-2019", "Section 2 in the form of 2021, section 3 in that of 2019 (Hongze FY2023).", QUIRKS_1)
def _(p: Page) -> None:
    _mix(p, "fmt2021", "fmt2019", "fmt2019")


@case("mixed-2019-and-2021", "Section 2 in the form of 2019, section 3 in that of 2021.", QUIRKS_1)
def _(p: Page) -> None:
    _mix(p, "fmt2019", "fmt2021", "fmt2021")


@case("form-of-2019-in-2022", "The whole report of FY2022 is in the form of 2019.", "forms/README.md section 0 note 3", "fmt2019")
def _(p: Page) -> None:
    _retitle(p, 2022)


@case("form-of-2021-in-2020", "A late report of FY2020 is in the form of 2021.", "forms/README.md section 0 note 3")
def _(p: Page) -> None:
    _retitle(p, 2020)


def _retitle(p: Page, year: int) -> None:
    p.titles = [title.replace(str(p.year), str(year)) for title in p.titles]
    p.expected.title, p.expected.year = p.titles[0], year


@case("procurement-kept-in-2021", "A report in the form of 2021 goes on printing 政府集中采购 of 2019.", QUIRKS_1)
def _(p: Page) -> None:
    drawn = figures("fmt2019", p.rng)
    p.sheet(2).extend(blocks(_FMT2019, drawn)[-1])
    p.entries |= {key: value for key, value in drawn.items() if key.startswith("s2_20_9")}
    p.expected.form = "mixed"
    p.expected.forms = {key.partition(".")[0]: "fmt2021" for key in p.entries} | {"s2_20_9_procurement": "fmt2019"}


@case("other-heading-row-filled", "（六）其他处理 of 2021 prints figures of its own beside its three rows.", "forms/README.md section 3")
def _(p: Page) -> None:
    sheet, at = p.place("s3_requests.other")
    p.box("s3_requests.other").rows += 1
    p.box("s3_requests.results").rows += 1
    group = sheet[at].pop(0)
    sheet.insert(at, [group, Box("小计"), *(Box("9") for _ in range(7))])


def _list_page(p: Page, form: str, rows: list[list[str]], entries: dict[str, Entry], year: int) -> None:
    """A report of before 2019 with one table, its header the first of `rows`."""
    title = f"{p.agency}{year}年政府信息公开工作年度报告"
    sheet = [[Box(text) for text in row] for row in rows]
    text = "\n".join(f"<p>{text}</p>" for text in ("一、概述", "本年度公开工作平稳。", "二、主动公开情况", "重点信息均已上网。", "附表"))
    p.body = f"<!DOCTYPE html>\n<html><head><meta charset=utf-8><title>{title}</title></head><body>{BANNER}\n<h1>{title}</h1>\n{text}\n{table(sheet)}\n</body></html>"
    p.entries = entries
    p.expected = Expected(form=form, title=title, agency_name=p.agency, year=year, report_scope="own", sections=[1, 2])
    p.expected.notes = [f"form_unverified {FORMS[form].tables[0].code}"]


def _indicators(form: str, p: Page) -> list[tuple[Line, str]]:
    return [(row, "" if row.heading else str(p.rng.randrange(1, 900))) for row in FORMS[form].tables[0].rows]


def _entries(form: str, shown: list[tuple[Line, str]]) -> dict[str, Entry]:
    return {f"{FORMS[form].tables[0].code}.{row.code}.value": int(text) for row, text in shown if text}


@case("list-of-2014", "The table 政府信息公开情况统计表: 统计指标, 单位, 统计数.", "forms/README.md section 4")
def _(p: Page) -> None:
    shown = _indicators("stat2014", p)
    _list_page(
        p, "stat2014", [["统计指标", "单位", "统计数"], *[[r.zh, r.unit or "——", t] for r, t in shown]], _entries("stat2014", shown), 2016
    )


@case("list-of-2014-numbered", "The Anhui variant with 序号 and rows of its own.", "forms/README.md section 4")
def _(p: Page) -> None:
    shown = _indicators("stat2014", p)
    rows = [[str(n), r.zh, r.unit or "——", t] for n, (r, t) in enumerate(shown, 1)]
    rows.insert(4, ["", "3．招标采购信息数", "条", "17"])
    _list_page(p, "stat2014", [["序号", "统计指标", "单位", "统计数"], *rows], _entries("stat2014", shown), 2017)
    p.expected.raw = [["raw_stat2014", "3．招标采购信息数", "统计数", 17]]


@case(
    "list-of-2014-three-values",
    "The Anhui variant with the columns 区政府, 区直单位, 乡镇街道: none is the report's own figure.",
    "forms/README.md section 4",
)
def _(p: Page) -> None:
    shown = _indicators("stat2014", p)
    rows = [[r.zh, r.unit or "——", t, t and "3", t and "8"] for r, t in shown]
    _list_page(p, "stat2014", [["统计指标", "单位", "区政府", "区直单位", "乡镇街道"], *rows], {}, 2015)
    p.expected.status, p.expected.reason, p.expected.form, p.expected.notes = "failed", "unknown_form", "unknown", []


@case("list-of-2014-total-and-parts", "The columns 合计, 机关, 街道: which one is the report's?", "forms/README.md section 4")
def _(p: Page) -> None:
    shown = _indicators("stat2014", p)
    rows = [[r.zh, r.unit or "——", t, t and "3", t and "8"] for r, t in shown]
    _list_page(p, "stat2014", [["统计指标", "单位", "合计", "机关", "街道"], *rows], {}, 2015)
    p.expected.status, p.expected.reason, p.expected.form, p.expected.notes = "failed", "unknown_form", "unknown", []


@case("list-of-2014-short", "A short version: a third of the rows.", "forms/README.md section 4")
def _(p: Page) -> None:
    shown = [pair for at, pair in enumerate(_indicators("stat2014", p)) if at < 20]
    _list_page(p, "stat2014", [["指标名称", "计量单位", "数量"], *[[r.zh, r.unit, t] for r, t in shown]], _entries("stat2014", shown), 2014)


@case("list-of-2014-cumulative", "The Fujian family: 2015年度 beside 历年累计.", "forms/README.md section 5, family 2")
def _(p: Page) -> None:
    shown = _indicators("stat2014", p)
    rows = [[r.zh, r.unit, t, t and str(int(t) + 5000)] for r, t in shown]
    _list_page(p, "stat2014", [["统计指标", "单位", "2015年度", "历年累计"], *rows], _entries("stat2014", shown), 2015)


@case("list-of-2008-shanghai", "The Shanghai family with codes: 指标名称, 代码, 计量单位, 数量.", "forms/README.md section 5, family 1")
def _(p: Page) -> None:
    shown = _indicators("local2008", p)
    rows = [[r.zh, f"{n:02}", r.unit, t] for n, (r, t) in enumerate(shown, 1)]
    _list_page(p, "local2008", [["指标名称", "代码", "计量单位", "数量"], *rows], _entries("local2008", shown), 2011)


@case("list-of-2008-period-and-year", "The Dingxi variant: 本期实际 beside 本年累计.", "forms/README.md section 5, family 1")
def _(p: Page) -> None:
    shown = _indicators("local2008", p)
    rows = [[r.zh, r.unit, t and "1", t] for r, t in shown]
    _list_page(p, "local2008", [["指标名称", "计量单位", "本期实际", "本年累计"], *rows], _entries("local2008", shown), 2012)


@case(
    "list-of-2008-other-codes",
    "The Dingxi variant numbers its refusals otherwise: labels tell, codes do not.",
    "forms/README.md section 5, family 1",
)
def _(p: Page) -> None:
    shown = _indicators("local2008", p)
    rows = [[r.zh, f"{(n * 7) % 56:02}", r.unit, t] for n, (r, t) in enumerate(shown, 1)]
    _list_page(p, "local2008", [["指标", "编号", "单位", "数值"], *rows], _entries("local2008", shown), 2010)


@case("prose-only", "A town's report of FY2018: prose and no table.", "forms/README.md section 4")
def _(p: Page) -> None:
    _list_page(p, "stat2014", [], {}, 2018)
    assert p.body is not None
    p.body = p.body[: p.body.index("<p>附表")] + "<p>三、依申请公开情况</p><p>全年共收到政府信息公开申请4件，均已答复。</p></body></html>"
    p.expected = Expected(
        "failed",
        "no_table",
        title=p.expected.title,
        agency_name=p.agency,
        year=2018,
        report_scope="own",
        sections=[1, 2, 3],
        facts={"requests_received": [4, "件"]},
    )


@case("table-of-a-form-unknown", "The report's one table is in no form that is known.", "forms/README.md section 6: a new national form")
def _(p: Page) -> None:
    for number in (2, 3, 4):
        p.parts[number].sheets = []
    p.parts[3].sheets = [[[Box("渠道"), Box("收到"), Box("办结")], [Box("线上"), Box("14"), Box("13")], [Box("线下"), Box("2"), Box("2")]]]
    p.entries, p.expected.form = {}, "unknown"
    p.expected.status, p.expected.reason = "failed", "unknown_form"


@case("summary-table-before", "A small table of key figures stands before the statutory ones.", "issue B, list of grids")
def _(p: Page) -> None:
    rows = [("新收申请", "999"), ("主动公开信息", "1234"), ("行政许可", "77"), ("行政处罚", "88")]
    p.parts[1].sheets = [[[Box("指标"), Box("数量")], *([Box(name), Box(value)] for name, value in rows)]]


@case("index-card-before", "An index card stands before the report.", "reports/quirks.md, page openings")
def _(p: Page) -> None:
    card = [
        ("索引号", "014314799/2024-00002"),
        ("分类", "信息公开年报"),
        ("发布机构", p.agency),
        ("发文日期", f"{p.year + 1}-01-12"),
        ("文号", "无"),
        ("时效", "有效"),
    ]
    p.above = [table([[Box(card[at][0]), Box(card[at][1]), Box(card[at + 1][0]), Box(card[at + 1][1])] for at in (0, 2, 4)])]


@case("departments-table-behind", "A table of the departments' requests follows section 4.", "issue B, list of grids")
def _(p: Page) -> None:
    head = [Box(text) for text in ("部门", "本年新收", "予以公开", "总计")]
    p.parts[6].sheets = [[head, *([Box(name), Box("3"), Box("2"), Box("5")] for name in ("办公室", "法制科", "信访科"))]]


@case(
    "last-years-report-behind", "Section 3 of last year's report follows as a comparison, under its own heading.", "issue B, list of grids"
)
def _(p: Page) -> None:
    past = figures("fmt2021", p.rng)
    p.parts[6].paragraphs.append("附：上一年度办理情况")
    p.parts[6].sheets = [requests(_FMT2021, past)]
