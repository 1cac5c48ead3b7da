"""What titles say: certain look-alikes, menus, and the fiscal years they name."""

from __future__ import annotations

import pytest

from crawler.titles import kind, years


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
