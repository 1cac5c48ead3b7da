"""TRS WCM: three static pages counted from 0, dates inside the links, a stub for the last, and a refresh behind it."""

from portal_site import Site, titled

AGENCIES = ["樟树市财政局", "樟树市公安局", "樟树市教育局", "樟树市淦阳街道办事处", "樟树市鹿江街道办事处", "樟树市民政局"]
COLUMN = "/zfxxgk/gknb/"
PAGER = """<script>function createPageHTML(_nPageCount, _nCurrIndex, _sPageName, _sPageExt){ if(_nPageCount<=1){ return; } }
createPageHTML(3, %d, "index", "html");</script>"""


def build(site: Site) -> None:
    rows = []
    for n, agency in enumerate(AGENCIES, 1001):
        title = titled(agency, 2024)
        rows.append(f'<li><a href="./202501/t20250120_{n}.html" title="{title}">{title[:14]}…<span>2025-01-20</span></a></li>')
        site.report(
            f"{COLUMN}202501/t20250120_{n}.html", agency, 2024, '<div class="view TRS_UEDITOR"><div class="TRS_Editor">{}</div></div>'
        )
    rows.append('<li><a href="./202501/t20250121_9.html">樟树市2024年政府网站工作年度报表<span>2025-01-21</span></a></li>')
    nav = '<a href="/">首页</a><a href="/zfxxgk/zn/">政府信息公开指南</a>'
    for number, part in enumerate((rows[:4], rows[4:])):
        name = f"index_{number}.html" if number else ""
        site.page(COLUMN + name, "政府信息公开年报", f"{nav}<ul>{''.join(part)}</ul>{PAGER % number}")
    site.text(COLUMN + "index_2.html", "<html><body>暂无内容</body></html>")
    site.text(COLUMN + "index_3.html", '<meta http-equiv="refresh" content="0;url=./">')
