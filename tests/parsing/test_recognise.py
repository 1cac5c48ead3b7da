"""What is a report, and what only uses its words."""

from __future__ import annotations

import pytest

from parsing.document import Document, Grid, GridCell, Paragraph
from parsing.narrative import narrate
from parsing.recognise import Verdict, recognise


def judge(*paragraphs: str, titles: tuple[str, ...] = (), cells: tuple[str, ...] = (), images: int = 0, form: bool = False) -> Verdict:
    blocks: list[Paragraph | Grid] = [Paragraph(text) for text in paragraphs]
    if cells:
        blocks.append(Grid(1, len(cells), [GridCell(0, col, 1, 1, text) for col, text in enumerate(cells)]))
    document = Document(blocks, titles=list(titles), images=images)
    return recognise(document, narrate(document), form)


BODY = ("一、总体情况", "甲。", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "五、存在的主要问题及改进情况", "乙。")


def test_form_tables_make_a_report_whatever_the_title() -> None:
    assert judge("第二十条第（一）项", titles=("某某网",), form=True) == ("report", None)
    assert judge(titles=("2021年政务公开工作总结",), form=True) == ("report", None)


def test_title_and_headings_without_tables_are_a_report() -> None:
    assert judge(*BODY, titles=("冲口街道2020年政府信息公开工作年度报告",)) == ("report", None)
    assert judge(*BODY) == ("report", None)
    assert judge("关于公布2021年政府信息公开工作年度报告的通知", *BODY, "四、政府信息公开行政复议、行政诉讼情况") == ("report", None)


def test_old_narrative_report() -> None:
    assert judge("东直门街道2016年政府信息公开工作年度报告", "本报告根据条例编制。", "一、概述", "全年公开信息20条。") == ("report", None)


@pytest.mark.parametrize(
    "title",
    [
        "2023年政府网站工作年度报表",
        "某区人民政府2023年法治政府建设年度报告",
        "蚌埠市2019年政务公开工作总结",
        "德阳市政府信息公开工作年度报告制度",
        "关于做好2021年度政府信息公开工作年度报告编制和公布工作的通知",
        "关于印发《政府信息公开工作年度报告格式》的通知",
        "北京市海淀区政府信息公开指南（2019年版）",
        "《莘县某镇2023年政府信息公开工作年度报告》解读",
        "某局召开2021年政府信息公开工作年度报告编制工作部署会",
        "某县2021年统计年报",
        "某局2021年度部门决算公开",
        "某区2022年住房公积金年度报告",
    ],
)
def test_lookalikes(title: str) -> None:
    assert judge(title, "为进一步做好有关工作，推进政府信息公开。", titles=(title + "_某区人民政府",)) == ("not_a_report", "lookalike")


def test_lookalikes_without_a_title() -> None:
    opening = "《某镇2023年政府信息公开工作年度报告》已经编制完成，现就年报内容进行如下解读。"
    assert judge(opening) == ("not_a_report", "lookalike")
    table = ("政府网站标识码", "3701000001", "独立用户访问总量", "1200")
    assert judge("信息公开年报", titles=("2024年信息公开年报",), cells=table) == ("not_a_report", "lookalike")


@pytest.mark.parametrize(
    "text",
    [
        "您访问的页面不存在或已被删除",
        "404 Not Found",
        "抱歉，页面未找到",
        "系统维护中，请稍后再试",
        "对不起，您访问的页面不存在！",
        "403 Forbidden",
    ],
)
def test_error_pages(text: str) -> None:
    assert judge(text, "返回首页") == ("not_a_report", "error_page")
    assert judge("返回首页", titles=(text,)) == ("not_a_report", "error_page")


def test_list_page_and_unrelated_news_and_nothing() -> None:
    listed = tuple(f"{name}2021年政府信息公开工作年度报告" for name in ("甲镇", "乙镇", "丙街道", "丁局"))
    assert judge("政府信息公开年报", *listed, titles=("政府信息公开年报",)) == ("not_a_report", "not_ogi_report")
    assert judge("全市召开经济工作大会。", titles=("经济形势向好",)) == ("not_a_report", "not_ogi_report")
    assert judge() == ("not_a_report", "empty")


def test_pictures_alone_are_not_called_something_else() -> None:
    assert judge(images=3) == ("report", None)
    assert judge("某局2021年政府信息公开工作年度报告（图片版）", images=3) == ("report", None)


def test_a_circular_named_in_the_basis_sentence_is_no_evidence_against() -> None:
    basis = "本报告依据《政府信息公开工作年度报告格式》编制。"
    assert judge(basis, "一、总体情况", "甲。", "二、主动公开政府信息情况", "六、其他需要报告的事项") == ("report", None)
