"""What titles say: certain look-alikes, menus, and the fiscal years they name."""

from __future__ import annotations

import pytest

from crawler.titles import is_summary, kind, names_agency, names_group, years


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("小关街道办事处2021年政府信息公开工作年度报告", "report"),
        ("某某区财政局二〇二〇年信息公开年报", "report"),
        ("望京街道2022年政府信息公开工…", "report"),
        ("某某镇2017年年度报告", "report"),
        ("2023年政府网站工作年度报表", "lookalike"),
        ("某某区2022年法治政府建设年度报告", "lookalike"),
        ("某某局2023年度部门决算", "lookalike"),
        ("政府信息公开年报", "navigation"),
        ("【信息公开年度报告】", "navigation"),
        ("政府信息公开指南", "navigation"),
        ("更多>>", "navigation"),
        ("关于编制2022年政府信息公开工作年度报告的通知", "report"),
        ("区长调研", "other"),
    ],
)
def test_kind(title: str, expected: str) -> None:
    assert kind(title) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("甲局2021年政府信息公开年报", {2021}),
        ("高岭镇_2017年_政府信息公开", {2017}),
        ("甲局二〇二〇年年报", {2020}),
        ("甲局二○一九年度年报", {2019}),
        ("2008-2010年信息公开年报", {2008, 2010}),
        ("甲局信息公开年报", set()),
        ("编号1202145", set()),
    ],
)
def test_years(title: str, expected: set[int]) -> None:
    assert years(title) == expected


@pytest.mark.parametrize(
    "text", ["财政局", "建外街道", "文武坝镇人民政府", "区政府", "县人民政府办公室", "三里屯街道 办事处", "卫生健康委员会（疾控局）"]
)
def test_names_of_single_agencies(text: str) -> None:
    assert (names_agency(text), names_group(text)) == (True, False)


@pytest.mark.parametrize("text", ["乡镇", "街道办事处", "乡镇（街道）", "各镇街", "区直部门", "县政府部门", "市直单位"])
def test_names_of_kinds_of_agencies(text: str) -> None:
    assert (names_agency(text), names_group(text)) == (False, True)


@pytest.mark.parametrize("text", ["首页", "政府信息公开指南", "2024年", "财政局2024年政府信息公开工作年度报告"])
def test_other_texts_name_no_agency(text: str) -> None:
    assert (names_agency(text), names_group(text)) == (False, False)


def test_summaries() -> None:
    assert is_summary("清江浦区2024年政府信息公开年报汇总")
    assert is_summary("各镇街2024年政府信息公开工作年度报告")
    assert not is_summary("财政局2024年政府信息公开工作年度报告")
