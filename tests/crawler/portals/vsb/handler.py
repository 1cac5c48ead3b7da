"""VSB: eleven pages of one entry, numbered downwards; only the links tell them."""

from portal_site import Site, li, titled

NAMES = [
    "财政局",
    "教育局",
    "民政局",
    "审计局",
    "司法局",
    "统计局",
    "水务局",
    "信访局",
    "护国街道办事处",
    "大观街道办事处",
    "华山街道办事处",
]
META = '<meta name="ColumnType" content="信息公开年报">'
DOWNLOAD = "/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1632666717&wbfileid=00C2"


def build(site: Site) -> None:
    name = "五华区年报.pdf".encode("gbk").decode("latin-1")
    site.bytes(
        DOWNLOAD,
        b"%PDF-1.4 no page",
        **{"Content-Type": "application/octet-stream", "Content-Disposition": f'attachment; filename="{name}"'},
    )
    for n, name in enumerate(NAMES):
        agency, last = f"昆明市五华区{name}", len(NAMES) - 1
        site.report(f"/info/1057/{n}.htm", agency, 2024, '<div id="vsb_content_2"><div class="v_news_content">{}</div></div>')
        up = "" if n == 0 else "../"
        following = f"{up}zfxxgknb/{last - n}.htm"
        pager = '<span class="p_next_d p_fun_d">下页</span>'
        if n < last:
            pager = f'<span class="p_next p_fun"><a href="{following}">下页</a></span><span class="p_last p_fun"><a href="{up}zfxxgknb/1.htm">尾页</a></span>'
        pages = f'<span class="p_pages"><span class="p_no_d">{n + 1}</span>{pager}</span><span class="p_t">{n + 1}/{last + 1}</span>'
        path = "/zfxxgk/zfxxgknb.htm" if n == 0 else f"/zfxxgk/zfxxgknb/{last + 1 - n}.htm"
        row = li(f"../{up}info/1057/{n}.htm", titled(agency, 2024))
        if n == 0:
            row += li(DOWNLOAD, "昆明市五华区政务服务局2023年政府信息公开年度报告.pdf", "2024-01-20")
        site.page(path, "政府信息公开年报", f'<ul>{row}</ul><div class="pb_sys_common">{pages}</div>', META)
