"""Which links lead towards the annual-report column, and which pages say that they are it."""

from __future__ import annotations

import pytest

from crawler import clues
from crawler.clues import ARTICLE, CALLED, FRAME, GATE, NAMED, SIDE_GATE, declares, leads

PAGE = "http://www.a.test/zwgk/"
TAG = '<META content="信息公开年报" NAME="ColumnType">'


@pytest.mark.parametrize(
    ("link", "rank"),
    [
        ('<a href="/c1/">政府信息公开年报</a>', CALLED),
        ('<a href="/c1/" title="政府信息公开工作年度报告">政府信息公开工作…</a>', CALLED),
        ('<a href="/c1/">【 年度报告 】</a>', CALLED),
        ('<a href="/c1/">朝阳区政府信息公开年报</a>', CALLED),
        ('<a href="/c1/">政务公开年报</a>', CALLED),
        ('<a href="/zfxxgk/zfxxgknb82/">更多</a>', NAMED),
        ('<a href="/zwgk/gknb/index.shtml">公示</a>', NAMED),
        ('<a href="/zwgk/xxgkndbg.htm">公示</a>', NAMED),
        ('<a href="/zwgk/jdbsczfxxgkgzndbg/">街道</a>', NAMED),
        ('<a href="/gk/2021zfxxgknb/">年度</a>', NAMED),
        ('<a href="/module/xxgk/xxgkAnnualReport.jsp?area=11&fbtime=2022">查看</a>', NAMED),
        ('<a href="/nb/">宁波</a>', GATE),
        ('<a href="/c1/">部门信息公开目录</a>', SIDE_GATE),
        ('<a href="/zfxxgk/">法定主动公开内容</a>', GATE),
        ('<a href="/gkmlpt/index">平台</a>', GATE),
        ('<a href="/zwgk/">政务公开</a>', SIDE_GATE),
        ('<a href="/202501/t20250120_1.html">甲区2024年政府信息公开工作年度报告</a>', ARTICLE),
        ('<a href="/202501/t20250120_1.html">政府信息公开年报</a>', ARTICLE),
        ('<iframe src="/list/frame.html"></iframe>', FRAME),
        ('<a href="/c1/">政府网站工作年度报表</a>', None),
        ('<a href="/c1/">法治政府建设年度报告</a>', None),
        ('<a href="/c1/report.pdf">政府信息公开年报</a>', None),
        ('<a href="/c1/">统计年鉴</a>', None),
        ('<a href="/news/">要闻</a>', None),
    ],
)
def test_rank_of_a_link(link: str, rank: int | None) -> None:
    assert [lead.rank for lead in leads(f"<p>{link}</p>", PAGE, 1)] == ([] if rank is None else [rank])


def test_the_column_declares_itself_and_its_articles_do_not() -> None:
    assert declares(f"<head>{TAG}</head>")
    assert declares('<meta name="ColumnType" content="概况信息,信息公开年报">')
    assert not declares('<meta name="ColumnType" content="工作动态">')
    assert not declares(f'<head>{TAG}<meta name="ArticleTitle" content="2024年报告"></head>')


def test_a_report_s_page_names_its_column_whatever_that_is_called() -> None:
    crumbs = '<a href="/">首页</a><a href="/gs/">公示栏</a>'
    article = f'<head>{TAG}<meta name="ColumnName" content="公示栏"><meta name="ArticleTitle" content="报告"></head>{crumbs}'
    assert [(lead.url, lead.rank) for lead in leads(article, PAGE, 1)] == [("http://www.a.test/gs/", clues.CALLED)]
