"""ASP.NET with `page=` in its addresses and no meta tags: numbers and a last page, nothing that says "next"."""

from portal_site import Site, report_body, titled

AGENCIES = ["西宁市城东区" + name for name in "财政局 教育局 民政局 审计局 司法局".split()]


def build(site: Site) -> None:
    for page in (1, 2, 3):
        rows = ""
        for n in range(2 * page - 2, min(2 * page, len(AGENCIES))):
            title = titled(AGENCIES[n], 2024)
            rows += f'<p><a href="InfoDetail.aspx?id={n}">{title}</a><span>2025-01-20</span></p>'
            inside = f'<div class="rightnav"><h1>{title}</h1><p class="sub-title">2025-01-20</p></div>'
            body = report_body(AGENCIES[n], 2024)
            site.page(f"/InfoDetail.aspx?id={n}", title, f'{inside}<div class="news-info">{body}</div>')
        pager = "".join(f'<a href="InfoPublic.aspx?cid=1019&pid=971&page={n}&kw=">{n}</a>' for n in (1, 2, 3))
        path = "/InfoPublic.aspx?cid=1019&pid=971" + (f"&page={page}&kw=" if page > 1 else "")
        site.page(path, "信息公开年报", f'<div class="info-list">{rows}</div><div class="pages">{pager}</div>')
