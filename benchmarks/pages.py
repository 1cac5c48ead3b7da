"""Synthetic report pages of about 90 KB: statutory tables in Word-paste markup, a narrative, and the chrome of a portal."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html import escape
from itertools import islice

from crawler.demo.figures import DemoReport, Form, forms
from crawler.demo.tables import Printed, Rows, proactive, remedies, requests
from parsing.agencies.register import register
from parsing.agencies.tables import rows

YEARS = (2025, 2024, 2023, 2022, 2021)
CHARSETS = {"UTF-8": "utf-8", "GBK": "gbk"}
_MUNICIPALITIES = ("11", "12", "31", "50")
_FONT = "font-family:仿宋_GB2312;font-size:12.0pt;color:black"
_LATIN = "font-size:12.0pt"
_BORDERS = "border:solid windowtext 1.0pt;padding:0cm 5.4pt"
_SENTENCES = (
    "{agency}按照条例要求，把主动公开、依申请公开和平台维护列入{year}年的工作安排。",
    "全年通过政府网站、公告栏和政务服务大厅发布各类信息{n}条，内容涉及民生保障、城市管理和公共服务。",
    "对收到的申请逐件登记、按期答复，答复前由两名工作人员核对，第{n}号文件规定了时限。",
    "针对更新不够及时的问题，将明确各科室的责任人，每季度检查一次，并组织{n}次学习。",
)


@dataclass(frozen=True, slots=True)
class Listed:
    """One synthetic report: its title as a list prints it and its page in either charset."""

    title: str
    agency: str
    year: int

    def page(self, charset: str = "utf-8", *, paragraphs: int = 10) -> bytes:
        """The page. `paragraphs` is the length of each of the long sections; 10 gives about 90 KB."""
        figures = random.Random(self.title)
        report = _report(self, figures)
        parts = [_prose(self, figures, paragraphs), *_tables(report), _prose(self, figures, paragraphs), _fees()]
        body = [_paragraph(_SENTENCES[0].format(agency=self.agency, year=self.year))]
        for heading, part in zip(forms()["fmt2021"].headings, parts, strict=True):
            body += [_paragraph(heading, "MsoHeading"), part]
        body += [_paragraph(self.agency, "MsoClosing"), _paragraph(f"{self.year + 1}年1月20日", "MsoClosing")]
        return _chrome(self, charset, "\n".join(body)).encode(charset)


@cache
def listed(count: int) -> tuple[Listed, ...]:
    """The first `count` of the synthetic reports: real townships and subdistricts, those of the municipalities first, five years each.

    Raises ValueError where the register has no more of them.
    """
    found = tuple(islice(_all(), count))
    if len(found) < count:
        raise ValueError(f"there are only {len(found)} synthetic reports")
    return found


def _all() -> Iterator[Listed]:
    known = register()
    for row in sorted(rows("register.csv"), key=lambda row: not row["code"].startswith(_MUNICIPALITIES)):
        code, name = row["code"], row["name"]
        if len(code) != 9 or row["last"] or not name.endswith(("街道", "镇", "乡")):
            continue
        place = known.place(code)
        if place is None or known.full_name(place).count(name) != 1:
            continue
        agency = known.full_name(place) + ("办事处" if name.endswith("街道") else "人民政府")
        for year in YEARS:
            yield Listed(f"{agency}{year}年政府信息公开工作年度报告", agency, year)


def _report(listed: Listed, figures: random.Random) -> DemoReport:
    form = forms()["fmt2021"]
    entry = {"form": "fmt2021", "year": listed.year, "proactive": "one"}
    return DemoReport(listed.agency, "", "street", "", "own", "", entry, dict(_cells(form, figures)))


def _cells(form: Form, figures: random.Random) -> Iterator[tuple[str, str]]:
    for block in form.proactive:
        for row, _ in block.rows:
            yield from ((f"{block.table}.{row}.{col}", str(figures.randrange(400))) for col, _ in block.columns)
    for row, *_ in form.requests:
        yield from ((f"s3_requests.{row}.{col}", str(figures.randrange(60))) for col, _ in form.columns)
    for block_code, _ in form.blocks:
        yield from ((f"s4_remedies.{block_code}.{col}", str(figures.randrange(9))) for col, _ in form.results)


def _tables(report: DemoReport) -> list[str]:
    return ["\n".join(map(_table, proactive(report))), _table(requests(report)), _table(remedies(report))]


def _table(rows_: Rows) -> str:
    lines = [f"<tr style='mso-yfti-irow:{n}'>{''.join(map(_cell, row))}</tr>" for n, row in enumerate(rows_)]
    return f'<table class="MsoNormalTable" border="0" cellspacing="0" style="border-collapse:collapse">{"".join(lines)}</table>'


def _cell(cell: Printed) -> str:
    spans = "".join(f' {name}="{n}"' for name, n in (("rowspan", cell.rowspan), ("colspan", cell.colspan)) if n > 1)
    text = escape(cell.text or "").replace("\n", "<br/>")
    inner = f'<span lang="EN-US" style="{_LATIN}">{text}<o:p></o:p></span>' if cell.figure else f'<span style="{_FONT}">{text}</span>'
    return f'<td width="71"{spans} style="{_BORDERS}"><p class="MsoNormal" align="center">{inner}</p></td>'


def _prose(listed: Listed, figures: random.Random, paragraphs: int) -> str:
    texts = (
        "".join(s.format(agency="本机关", year=listed.year, n=figures.randrange(2, 90)) for s in figures.sample(_SENTENCES, 3))
        for _ in range(paragraphs)
    )
    return "\n".join(map(_paragraph, texts))


def _fees() -> str:
    return _paragraph("本年度未发出收费通知，未收取信息处理费。")


def _paragraph(text: str, kind: str = "MsoNormal") -> str:
    half = len(text) // 2
    runs = "".join(f'<span style="{_FONT}">{escape(part)}</span>' for part in (text[:half], text[half:]) if part)
    return f'<p class="{kind}" style="text-indent:32.0pt;line-height:28.0pt">{runs}<span lang="EN-US"><o:p></o:p></span></p>'


def _chrome(listed: Listed, charset: str, body: str) -> str:
    menu = "".join(f'<li class="item-{n}"><a href="/zwgk/lm{n}/" title="栏目{n}" target="_blank">栏目{n}</a></li>' for n in range(90))
    style = "".join(f".item-{n} a{{color:#33{n % 90 + 10};padding:{n % 7}px 0 0 {n % 11}px;display:block}}\n" for n in range(40))
    script = "".join(f"var w{n}=window.setTimeout(function(){{if(a<{n}&&b>0){{load({n});}}}},{n}0);\n" for n in range(30))
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="{charset}"><title>{listed.title}_政府门户网站</title>\n'
        f'<meta name="ArticleTitle" content="{listed.title}"><meta name="PubDate" content="{listed.year + 1}-01-22 09:00">'
        f'<meta name="ColumnName" content="政府信息公开年报"><meta name="ContentSource" content="{listed.agency}">\n'
        f'<style type="text/css">\n{style}</style><script type="text/javascript">\n{script}</script></head>\n'
        f'<body><div class="header"><ul class="menu">{menu}</ul></div><div class="position">当前位置：首页 > 政府信息公开 > 年报</div>\n'
        f'<div class="article"><h1>{listed.title}</h1><div class="info">发布日期：{listed.year + 1}-01-22</div>\n'
        f'<div class="TRS_Editor">{body}</div><p>【打印】【关闭】</p></div>\n'
        f'<div class="footer"><ul>{menu}</ul>政府门户网站 版权所有</div></body></html>'
    )
