"""Sections by their words, and where the text of a report ends."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsing.document import Document, Grid, GridCell, Paragraph
from parsing.narrative import Narrative, narrate
from parsing.readers.html import read_markup
from parsing.readers.text import read_plain
from parsing.recognise import recognise

SHARED = Path(__file__).resolve().parents[2].parent / "shared"

HEADINGS = {
    1: [
        "一、总体情况",
        "一、总体概述",
        "一、概述",
        "1、总体情况",
        "总体情况",
        "一、2021年政府信息公开工作总体情况",
        "第一部分 总体情况",
        "一、基本情况",
        "一 、 总 体 情 况",
    ],
    2: [
        "二、主动公开政府信息情况",
        "2、 主动公开政府信息情况",
        "二、行政机关主动公开政府信息情况",
        "二.主动公开政府信息的情况",
        "主动公开政府信息情况",
        "二、主动公开情况",
    ],
    3: [
        "三、收到和处理政府信息公开申请情况",
        "３．收到和处理政府信息公开申请情况",
        "收到和处理政府信息公开申请情况：",
        "三、依申请公开政府信息办理情况",
        "三、收到处理政府信息公开申请情况",
    ],
    4: [
        "四、政府信息公开行政复议、行政诉讼情况",
        "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况",
        "四、政府信息公开行政复议行政诉讼情况",
        "四、政府信息公开行政复议和行政诉讼情况",
        "四、因政府信息公开工作被申请行政复议和提起行政诉讼情况",
        "政府信息公开行政复议及行政诉讼情况",
    ],
    5: [
        "五、存在的主要问题及改进情况",
        "五、政府信息公开工作存在的主要问题及改进情况",
        "五、存在问题及改进情况",
        "五、存在的主要问题和改进措施",
        "五、存在的主要问题及整改措施",
        "存在的主要问题及改进情况",
        "五、存在的主要问题、改进情况",
    ],
    6: [
        "六、其他需要报告的事项",
        "六、其他需要汇报事项",
        "六、需要报告的其他事项",
        "五、其他需要报告的事项",
        "其它需要报告的事项。",
        "六、其他事项",
        "6.其他需要报告的事项",
    ],
}


def page(*texts: str | None) -> Document:
    """A page of paragraphs; None is a table."""
    return Document([Grid(1, 1, [GridCell(0, 0, 1, 1, "0")]) if text is None else Paragraph(text) for text in texts])


def outline(narrative: Narrative) -> list[tuple[int, str]]:
    return [(section.number, section.text) for section in narrative.sections]


@pytest.mark.parametrize(("number", "heading"), [(number, heading) for number, found in HEADINGS.items() for heading in found])
def test_heading_variants(number: int, heading: str) -> None:
    sections = narrate(page("某局2021年政府信息公开工作年度报告", heading, "这里是正文。")).sections
    assert [(section.number, section.heading, section.text) for section in sections] == [
        (number, " ".join(heading.split()), "这里是正文。")
    ]


@pytest.mark.parametrize(
    "line",
    [
        "全文包括总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况、其他需要报告的事项等六部分。",
        "（一）主动公开政府信息情况",
        "(二)依申请公开情况",
        "一是存在问题较多。",
        "主动公开情况",
        "1.依申请公开。规范流程。",
        "我局存在的主要问题及改进情况将另行报告",
    ],
)
def test_what_is_no_heading(line: str) -> None:
    narrative = narrate(page("一、总体情况", "正文。", line, "二、主动公开政府信息情况"))
    assert outline(narrative) == [(1, f"正文。\n{line}"), (2, "")]


def test_whole_report_with_tables_and_signoff_and_chrome() -> None:
    narrative = narrate(
        page(
            "首页 > 年报",
            "依据条例编制本报告。",
            "一、总体情况",
            "（一）主动公开",
            "甲。",
            "2、 主动公开政府信息情况",
            None,
            "3、 收到和处理政府信息公开申请情况",
            None,
            "注：含上年度结转数量。",
            "四、政府信息公开行政复议、行政诉讼情况",
            None,
            "五、存在的主要问题及改进情况",
            "乙。",
            "丙。",
            "六、其他需要报告的事项",
            "丁。",
            "小 关 街 道 办 事 处",
            "2022 年 1 月 6 日",
            "【打印】【关闭】",
            "上一篇：没有了",
            "版权所有：某区人民政府",
        )
    )
    assert outline(narrative) == [
        (1, "（一）主动公开\n甲。"),
        (2, ""),
        (3, "注：含上年度结转数量。"),
        (4, ""),
        (5, "乙。\n丙。"),
        (6, "丁。"),
    ]
    assert (narrative.signed_by, narrative.signed_on) == ("小关街道办事处", "2022-01-06")


@pytest.mark.parametrize(
    ("closing", "name", "day"),
    [
        (("小关街道办事处", "2022年1月6日"), "小关街道办事处", "2022-01-06"),
        (("小关街道办事处 2022年1月6日",), "小关街道办事处", "2022-01-06"),
        (("小关街道办事处", "二〇二二年一月六日"), "小关街道办事处", "2022-01-06"),
        (("某县人民政府办公室（盖章）", "二○二二年十二月三十一日"), "某县人民政府办公室", "2022-12-31"),
        (("小关街道办事处", "2022-01-06"), "小关街道办事处", "2022-01-06"),
        (("小关街道办事处", "2022年2月30日"), "小关街道办事处", None),
        (("2022年1月6日",), None, "2022-01-06"),
        (("小关街道办事处",), "小关街道办事处", None),
        (("小关街道办事处", "2022年1月6日", "附件：统计表.xlsx"), "小关街道办事处", "2022-01-06"),
        ((), None, None),
    ],
)
def test_signoff(closing: tuple[str, ...], name: str | None, day: str | None) -> None:
    narrative = narrate(page("五、存在的主要问题及改进情况", "甲。", "六、其他需要报告的事项", "乙。", *closing, "打印本页"))
    assert (narrative.signed_by, narrative.signed_on) == (name, day)
    assert outline(narrative)[-1] == (6, "乙。")


def test_restarted_numbering_goes_by_words() -> None:
    narrative = narrate(
        page(
            "一、总体情况", "甲。", "二、存在的主要问题及改进情况", "乙。", "某区科委", "2025年1月20日",
            "一、主动公开政府信息情况", None, "二、收到和处理政府信息公开申请情况", None, "五、其他需要报告的事项", "无",
        )
    )  # fmt: skip
    assert outline(narrative) == [(1, "甲。"), (5, "乙。"), (2, ""), (3, ""), (6, "无")]
    assert (narrative.signed_by, narrative.signed_on) == ("某区科委", "2025-01-20")


def test_contents_page_is_no_section() -> None:
    names = ["一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况"]
    narrative = narrate(page("目录", *names, "某局按照条例编制。", names[0], "甲。", names[1], None, names[2], "乙。"))
    assert outline(narrative) == [(1, "甲。"), (2, ""), (3, "乙。")]


def test_heading_on_the_line_of_its_text_and_over_two_lines() -> None:
    narrative = narrate(
        page(
            "一、总体情况。2021年，工作平稳推进，" + "各项任务按期完成，" * 6,
            "四、政府信息公开行政复议、",
            "行政诉讼情况",
            None,
            "五、",
            "存在的主要问题及改进情况",
            "乙。",
        )
    )
    assert [(section.number, section.heading) for section in narrative.sections] == [
        (1, "一、总体情况"), (4, "四、政府信息公开行政复议、行政诉讼情况"), (5, "五、存在的主要问题及改进情况"),
    ]  # fmt: skip
    assert narrative.sections[0].text.startswith("2021年，工作")
    assert outline(narrative)[1:] == [(4, ""), (5, "乙。")]


def test_missing_section_is_noted_by_number() -> None:
    narrative = narrate(page("某局2021年政府信息公开工作年度报告", "一、总体情况", "甲。", "六、其他需要报告的事项", "无。"))
    assert [found.where for found in narrative.problems if found.code == "section_missing"] == [
        "section:2",
        "section:3",
        "section:4",
        "section:5",
    ]


PIECES = st.sampled_from(
    [
        "一、",
        "总体情况",
        "2021年",
        "政府信息公开",
        "年度报告",
        "（",
        "）",
        "：",
        "\n",
        "\u3000",
        "小关街道办事处",
        "2022年1月6日",
        "件",
        "收到",
        "申请",
        "0",
        "９９９",
        "。",
        "_",
        ">",
        "《",
        "零",
        "万元",
    ]
)
TEXT = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=14).map("".join))


@settings(max_examples=150, deadline=None)
@given(st.lists(TEXT, max_size=12), st.lists(TEXT, max_size=3), st.dictionaries(st.sampled_from(["title", "agency_hint"]), TEXT))
def test_never_raises_and_keeps_printed_text(paragraphs: list[str], titles: list[str], context: dict[str, str]) -> None:
    document = Document([Paragraph(text) for text in paragraphs], titles=titles)
    narrative = narrate(document, context)
    assert recognise(document, narrative, has_form_table=False)[0] in ("report", "not_a_report")
    for section in narrative.sections:
        assert all(part in "\n".join(paragraphs) for part in section.text.split("\n"))


def _read(file: str) -> Document:
    text = (SHARED / "reports" / file).read_bytes().decode("utf-8")
    return read_markup(text) if file.endswith(".html") else read_plain(text)


@pytest.mark.skipif(not (SHARED / "reports").exists(), reason="the real reports are not here")
@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("xiaoguan-2021.txt", ("北京市朝阳区人民政府小关街道办事处", 2021, "小关街道办事处", "2022-01-06", None)),
        ("shanghai-go-2019.html", ("上海市人民政府办公厅", 2019, None, None, "2020-01-31")),
    ],
)
def test_real_reports(file: str, expected: tuple[str, int, str | None, str | None, str | None]) -> None:
    narrative = narrate(_read(file))
    assert (narrative.agency_name, narrative.year, narrative.signed_by, narrative.signed_on, narrative.published_on) == expected
    assert [section.number for section in narrative.sections] == [1, 2, 3, 4, 5, 6]
    assert not narrative.problems


def test_a_date_of_the_site_is_no_signoff() -> None:
    for line in ("2022-01-06", "发布时间：2022年1月6日", "来源：小关街道办事处 2022-01-06"):
        narrative = narrate(page("五、存在的主要问题及改进情况", "甲。", "六、其他需要报告的事项", "乙。", line))
        assert (narrative.signed_by, narrative.signed_on) == (None, None)


def test_a_long_page_is_read_within_bounds() -> None:
    headings = ["一、总体情况", "二、主动公开政府信息情况"] * 20_000
    narrative = narrate(page("某局2021年政府信息公开工作年度报告", *headings, "2021年收到政府信息公开申请2件。" * 50_000))
    assert narrative.year == 2021
    assert len(narrative.sections) == 2
