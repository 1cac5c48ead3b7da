"""Titles in their many spellings give the agency as printed and the fiscal year."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from parsing.document import Document, Paragraph
from parsing.narrative import narrate
from parsing.narrative.title import read_title

SHARED = Path(__file__).resolve().parents[2].parent / "shared"

# printed, agency as printed, year, title without the words of the site (None: as printed)
TITLES: list[tuple[str, str | None, int | None, str | None]] = [
    ("北京市朝阳区人民政府小关街道办事处2021年政府信息公开工作年度报告", "北京市朝阳区人民政府小关街道办事处", 2021, None),
    ("2019年上海市人民政府办公厅政府信息公开工作年度报告", "上海市人民政府办公厅", 2019, None),
    ("2022年上海市政府信息公开工作年度报告", "上海市", 2022, None),
    ("宿迁市2017年政府信息公开年度报告", "宿迁市", 2017, None),
    ("2018年东湖街道信息公开年报", "东湖街道", 2018, None),
    ("东湖街道2020年政府信息公开工作的年度报告", "东湖街道", 2020, None),
    ("东湖街道政务信息公开2019年度报告", "东湖街道", 2019, None),
    ("某某镇政府政务公开2016年年报", "某某镇政府", 2016, None),
    ("河包镇2015年政府政务公开年报", "河包镇政府", 2015, None),
    ("宿迁市 2025 年政府信息公开工作年度报告", "宿迁市", 2025, "宿迁市2025年政府信息公开工作年度报告"),
    ("北 京 市 某 某 局 2023 年政府信息公开工作年度报告", "北京市某某局", 2023, "北京市某某局2023年政府信息公开工作年度报告"),
    (
        "北京市大兴区兴丰街道办事处 2016 年度 政府信息公开工作年度报告",
        "北京市大兴区兴丰街道办事处",
        2016,
        "北京市大兴区兴丰街道办事处2016年度政府信息公开工作年度报告",
    ),
    ("二〇二一年小关街道办事处政府信息公开年报", "小关街道办事处", 2021, None),
    ("小关街道办事处二○二二年度政府信息公开工作年度报告", "小关街道办事处", 2022, None),
    ("二零一九年小关街道政府信息公开年报", "小关街道", 2019, None),
    ("２０２１年度小关街道办事处政务公开年报", "小关街道办事处", 2021, None),
    ("朝阳区财政局2021年政府信息公开工作年度报告（更正）", "朝阳区财政局", 2021, None),
    ("朝阳区财政局2021年政府信息公开工作年度报告(修订版)", "朝阳区财政局", 2021, None),
    ("朝阳区财政局2021年政府信息公开工作年度报告（图片版）", "朝阳区财政局", 2021, None),
    ("朝阳区财政局政府信息公开工作年度报告（2021年度）", "朝阳区财政局", 2021, None),
    ("朝阳区财政局2021年政府信息公开工作年度报告.pdf", "朝阳区财政局", 2021, None),
    ("2021年政府信息公开工作年度报告（朝阳区财政局）", "朝阳区财政局", 2021, None),
    ("朝阳区财政局2021年政府信息公开工作年度报告_北京市朝阳区人民政府", "朝阳区财政局", 2021, "朝阳区财政局2021年政府信息公开工作年度报告"),
    ("朝阳区财政局2021年政府信息公开工作年度报告-政府信息公开年报", "朝阳区财政局", 2021, "朝阳区财政局2021年政府信息公开工作年度报告"),
    (
        "朝阳区财政局2021年政府信息公开工作年度报告 - 政府信息公开年报 - 某某网",
        "朝阳区财政局",
        2021,
        "朝阳区财政局2021年政府信息公开工作年度报告",
    ),
    ("朝阳区财政局2021年政府信息公开工作年度报告｜朝阳区", "朝阳区财政局", 2021, "朝阳区财政局2021年政府信息公开工作年度报告"),
    ("朝阳区财政局2021年政府信息公开工作年度报告 北京市朝阳区人民政府", "朝阳区财政局", 2021, "朝阳区财政局2021年政府信息公开工作年度报告"),
    ("北京市朝阳区人民政府-朝阳区财政局2021年政府信息公开工作年度报告", "朝阳区财政局", 2021, "朝阳区财政局2021年政府信息公开工作年度报告"),
    ("首页 > 政府信息公开 > 小关街道2019年政府信息公开年度报告", "小关街道", 2019, "小关街道2019年政府信息公开年度报告"),
    ("高岭镇_2017年_政府信息公开工作年度报告", "高岭镇", 2017, None),
    ("某区外事办公室政府信息公开工作2022年度报告", "某区外事办公室", 2022, None),
    ("荣成市上庄镇人民政府信息公开2022年年报", "荣成市上庄镇人民政府", 2022, None),
    ("湖里区人民政府信息公开年度报告（2018年）", "湖里区人民政府", 2018, None),
    ("北京市朝阳区政府信息和政务公开工作2020年度报告", "北京市朝阳区", 2020, None),
    ("某市政府信息公开和政务公开2020年工作报告", "某市", 2020, None),
    ("某县卫生健康局2020年度政府信息公开工作报告", "某县卫生健康局", 2020, None),
    ("某县卫生健康局2020年度政府信息公开工作情况报告", "某县卫生健康局", 2020, None),
    ("某区政务服务管理局2023年政府信息公开年度工作报告", "某区政务服务管理局", 2023, None),
    ("关于公布《小关街道2021年政府信息公开工作年度报告》的公告", "小关街道", 2021, None),
    ("《小关街道2021年政府信息公开工作年度报告》", "小关街道", 2021, None),
    ("1、小关街道2021年政府信息公开工作年度报告", "小关街道", 2021, None),
    ("附件1：小关街道2021年政府信息公开工作年度报告", "小关街道", 2021, "小关街道2021年政府信息公开工作年度报告"),
    ("标题：小关街道2021年政府信息公开工作年度报告", "小关街道", 2021, "小关街道2021年政府信息公开工作年度报告"),
    ("2021年度某经济技术开发区管委会（本级）政府信息公开工作年度报告", "某经济技术开发区管委会（本级）", 2021, None),
    ("中共某区委员会2021年政府信息公开工作年度报告", "中共某区委员会", 2021, None),
    ("河包镇政府信息公开工作年度报告", "河包镇", None, None),
    ("2023年度政府信息公开年度报告", None, 2023, None),
    ("政府信息公开年报", None, None, None),
    ("小关街道2021年政府信息公开工作年度报告（2022年1月6日）", "小关街道", 2021, None),
    ("小关街道2021政府信息公开年报", "小关街道", 2021, None),
    ("蓬江區發展和改革局2024年度政府信息公開工作年度報告", "蓬江區發展和改革局", 2024, None),
]


@pytest.mark.parametrize(("printed", "agency", "year", "title"), TITLES)
def test_title_gives_agency_and_year(printed: str, agency: str | None, year: int | None, title: str | None) -> None:
    narrative = narrate(Document(titles=[printed]))
    assert (narrative.title, narrative.agency_name, narrative.year) == (title or printed, agency, year)


def _real_titles() -> list[tuple[str, str]]:
    file = SHARED / "portals" / "real_pages.tsv"
    if not file.exists():
        return []
    with file.open(encoding="utf-8", newline="") as rows:
        found = [(row["title"], row["year"]) for row in csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE) if row["title"]]
    return [(title, year) for title, year in found if "报告" in title or "報告" in title]


@pytest.mark.skipif(not _real_titles(), reason="the collection of real pages is not here")
def test_real_titles_are_read_whole() -> None:
    for printed, year in _real_titles():
        title = read_title(printed)
        assert title.exact, printed
        assert str(title.year) == year, printed
        if not printed.startswith("2023年度政府信息公开"):
            assert title.name, printed
            assert title.name in printed
            assert not any(word in title.name for word in ("20", "公开", "公開", "报告", "年度")), printed


def page(*paragraphs: str, **fields: object) -> Document:
    return Document([Paragraph(text) for text in paragraphs], **fields)  # type: ignore[arg-type]


def test_title_broken_over_lines_is_joined() -> None:
    for lines in (
        ("惠阳区政务服务数据管理局2019年政府", "信息公开工作年度报告"),
        ("宿州市人民政府2016年", "政府信息公开工作年度报告"),
        ("故城县教育局", "2020年政府信息公开工作年度报告"),
        ("某市某区人民政府某某街道", "办事处2023年政府信息公开工作年度报告"),
    ):
        narrative = narrate(page(*lines, "一、总体情况", "本年工作平稳。"))
        assert narrative.title == "".join(lines)
        assert narrative.agency_name == "".join(lines).split("20")[0]


def test_the_fullest_title_wins() -> None:
    full = "盐城市某局2021年政府信息公开工作年度报告"
    assert narrate(page(full, titles=["政府信息公开年报"])).title == full
    assert narrate(page("某局2021年政府信息公开工作年度报告", titles=[full])).title == full
    assert narrate(page(full, titles=["某局2021年政府信息公开工作年度报告_某网"])).title == full


def test_list_title_serves_where_the_page_has_none() -> None:
    narrative = narrate(page("一、总体情况", "我局认真落实。"), {"title": "杨凌示范区审计局2022年政府信息公开工作年度报告"})
    assert (narrative.agency_name, narrative.year) == ("杨凌示范区审计局", 2022)


def test_title_of_another_document_is_still_the_title() -> None:
    assert narrate(page(titles=["蚌埠市2019年政务公开工作总结_蚌埠市人民政府"])).title == "蚌埠市2019年政务公开工作总结"


def test_a_line_that_mentions_another_report_is_no_title() -> None:
    for line in ("《德阳市政府信息公开工作年度报告制度》", "分类 信息公开年报 其他 报告"):
        narrative = narrate(page(line, "一、总体情况", "我局认真落实。"), {"title": "中江县某局2022年政府信息公开工作年度报告"})
        assert narrative.agency_name == "中江县某局"


def test_a_date_above_the_title_is_no_part_of_it() -> None:
    narrative = narrate(page("发布日期:2024-02-19", "2023年度政府信息公开年度报告", "发文机构:札达县人民政府"))
    assert (narrative.title, narrative.year, narrative.agency_name) == ("2023年度政府信息公开年度报告", 2023, "札达县人民政府")
