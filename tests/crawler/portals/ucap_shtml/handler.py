"""UCAP, static: six arguments counted from 1, with the portal's own total; `?page=` is ignored."""

from portal_site import Site, li, titled

AGENCIES = ["哈尔滨市道里区财政局", "哈尔滨市道里区教育局", "哈尔滨市道里区兆麟街道办事处", "哈尔滨市道里区共乐街道办事处"]
META = '<meta name="channelid" content="0123456789abcdef0123456789abcdef">'


def build(site: Site) -> None:
    rows = []
    for n, agency in enumerate(AGENCIES, 1):
        rows.append(li(f"/dl/202501/{n:032x}.shtml", titled(agency, 2024)))
        site.report(f"/dl/202501/{n:032x}.shtml", agency, 2024, "<UCAPCONTENT>{}</UCAPCONTENT>")
    for page in (1, 2):
        call = f"<script>createPageHTML('page_div', 2, {page}, 'list', 'shtml', 4);</script>"
        inside = f"<ul>{''.join(rows[2 * page - 2 : 2 * page])}</ul>{call}"
        site.page("/dl/gknb/list.shtml" if page == 1 else f"/dl/gknb/list_{page}.shtml", "信息公开年报", inside, META)
