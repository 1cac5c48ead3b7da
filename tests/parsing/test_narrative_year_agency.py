"""Year and agency where the title is silent, and notes where sources disagree."""

from __future__ import annotations

import pytest

from parsing.document import Document, Grid, GridCell, Paragraph
from parsing.narrative import Narrative, narrate


def page(*paragraphs: str, titles: tuple[str, ...] = (), **meta: str) -> Document:
    return Document([Paragraph(text) for text in paragraphs], titles=list(titles), meta=meta)


def codes(narrative: Narrative) -> set[str]:
    return {found.code for found in narrative.problems if found.code != "section_missing"}


@pytest.mark.parametrize(
    "sentence",
    [
        "本报告所列数据的统计期限自2021年1月1日起至2021年12月31日止。",
        "本年度报告中所列数据统计期限从2021年1月1日到12月31日止。",
        "统计期限自202111日到20211231日止。",
        "数据统计期为２０２１年１月１日至１２月３１日。",
        "统计期限为二〇二一年1月1日至12月31日。",
        "统计时限：2021.1.1？不详。现公布我局2021年政府信息公开工作年度报告。",
        "现将我办2021年度政府信息公开情况报告如下：",
        "根据条例，由高楼镇人民政府编制的2021年度政府信息公开年度报告。",
    ],
)
def test_year_from_the_text(sentence: str) -> None:
    narrative = narrate(page("根据《条例》（2019年修订）编制。" + sentence, "一、总体情况", "2020年的工作已经结束。"))
    assert narrative.year == 2021


def test_year_that_section_one_speaks_of() -> None:
    text = "2021年，我街认真落实。2021年全年公开信息76条，比2020年多。"
    assert narrate(page("依据条例编制本报告。", "一、总体情况", text, "二、主动公开政府信息情况")).year == 2021


def test_publication_date_is_no_fiscal_year() -> None:
    narrative = narrate(
        page("小关街道政府信息公开工作年度报告", "发布日期：2022-01-06", "一、总体情况", "工作平稳。", PubDate="2022-01-06 10:00")
    )
    assert narrative.year is None
    assert codes(narrative) == {"year_missing"}
    assert narrative.published_on == "2022-01-06"


def test_title_and_period_that_differ_are_noted() -> None:
    narrative = narrate(page("某局2022年政府信息公开工作年度报告", "统计期限自2021年1月1日起至2021年12月31日止。"))
    assert narrative.year == 2022
    assert codes(narrative) == {"year_conflict"}


@pytest.mark.parametrize(
    ("opening", "name"),
    [
        ("本报告由重庆市永川区市场监督管理局依据条例编制。", "重庆市永川区市场监督管理局"),
        ("根据有关规定，现公布《和平县教育局2019年政府信息公开工作年度报告》。", "和平县教育局"),
        ("葫芦岛市市场监督管理局根据条例编制2021年政府信息公开工作年度报告。", "葫芦岛市市场监督管理局"),
        ("按照要求，编制了城厢区发展和改革局2021年度政府信息公开工作年度报告。", "城厢区发展和改革局"),
        ("本年报根据规定要求，由武进区湖塘镇人民政府编制的2018年度政府信息公开年度报告。", "武进区湖塘镇人民政府"),
        ("特向社会公布螺洋街道2021年度信息公开年度报告。", "螺洋街道"),
    ],
)
def test_agency_from_the_text(opening: str, name: str) -> None:
    assert narrate(page(opening, "一、总体情况", "平稳。")).agency_name == name


def test_agency_from_signoff_then_page_data_then_context() -> None:
    body = ("依据条例编制本报告。", "一、总体情况", "我街工作平稳。", "六、其他需要报告的事项", "无。")
    signed = narrate(page(*body, "小关街道办事处", "2022年1月6日", ContentSource="东湖街道"), {"agency_hint": "望京街道"})
    assert signed.agency_name == "小关街道办事处"
    assert "agency_conflict" in codes(signed)
    assert narrate(page(*body, ContentSource="东湖街道"), {"agency_hint": "望京街道"}).agency_name == "东湖街道"
    assert narrate(page(*body, ContentSource="朝阳区政府网"), {"agency_hint": "望京街道"}).agency_name == "望京街道"
    assert codes(narrate(page(*body))) == {"agency_missing", "year_missing"}


def test_generic_title_takes_the_agency_from_elsewhere() -> None:
    narrative = narrate(page("街道办事处2021年政府信息公开工作年度报告", "来源：迎宾路街道办事处 发布时间：2022-01-18 10:27 / 打印"))
    assert narrative.agency_name == "迎宾路街道办事处"
    assert narrative.published_on == "2022-01-18"


@pytest.mark.parametrize(
    ("title", "signed", "conflict"),
    [
        ("北京市朝阳区人民政府小关街道办事处", "小关街道办事处", False),
        ("朝阳区发展和改革委员会", "北京市朝阳区发改委", False),
        ("某市某镇", "某镇人民政府", False),
        ("朝阳区财政局", "朝阳区审计局", True),
        ("宿州市人民政府", "宿州市人民政府办公室", True),
        ("北京市朝阳区", "朝阳区小关街道办事处", True),
    ],
)
def test_conflict_of_names(title: str, signed: str, conflict: bool) -> None:
    lines = (f"{title}2021年政府信息公开工作年度报告", "一、总体情况", "平稳。", "六、其他需要报告的事项", "无。", signed, "2022年1月6日")
    narrative = narrate(page(*lines))
    assert narrative.agency_name == title
    assert ("agency_conflict" in codes(narrative)) is conflict


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("发布日期：2020-01-31", "2020-01-31"),
        ("日期:2015-03-30 10:35 来源:东湖街道 打印页面 关闭页面", "2015-03-30"),
        ("来源:南源街 发布时间: 2021年1月18日", "2021-01-18"),
        ("title 发布时间:2023/1/31 14:34:21", "2023-01-31"),
        ("更新时间：2020-01-31", None),
        ("打印时间：2020-01-31", None),
        ("发布日期：2020-13-31", None),
        ("2020-01-31", None),
    ],
)
def test_published_on(line: str, day: str | None) -> None:
    assert narrate(page("某局2019年政府信息公开工作年度报告", line)).published_on == day


def test_published_on_in_an_index_card_and_in_meta() -> None:
    cells = [GridCell(0, col, 1, 1, text) for col, text in enumerate(("索 引 号", "01425845-9", "发文日期", "2022-01-04"))]
    card = Document([Grid(1, 4, cells), Paragraph("宿城街道2021年政府信息公开工作年度报告")])
    assert narrate(card).published_on == "2022-01-04"
    assert narrate(page("发布日期：2020-01-31", PubDate="2020-02-01 08:00")).published_on == "2020-02-01"
