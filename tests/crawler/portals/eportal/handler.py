"""Eportal: pages by `/eportal/ui`, links that only run scripts, articles in numbered folders."""

from portal_site import Site, li, titled

AGENCIES = ["北京市平谷区" + name for name in "财政局 教育局 民政局 审计局 司法局".split()]
MODULE = "0123456789abcdef0123456789abcdef"


def build(site: Site) -> None:
    rows = [li(f"/pgqrmzf/zwxxgk/gknb/5593{n}/index.html", titled(agency, 2024)) for n, agency in enumerate(AGENCIES)]
    for n, agency in enumerate(AGENCIES):
        site.report(f"/pgqrmzf/zwxxgk/gknb/5593{n}/index.html", agency, 2024)

    def shown(page: int) -> str:
        pager = f'<a href="javascript:next(2)">下一页</a><span>{page}/3 跳转</span>'
        script = (
            f"<script>var pageId='559300'; var moduleId='{MODULE}'; queryArticleByCondition(this,'/eportal/ui?pageId=559300');</script>"
        )
        return f"<html><body><ul>{''.join(rows[2 * page - 2 : 2 * page])}</ul>{pager}{script}</body></html>"

    site.text("/pgqrmzf/zwxxgk/gknb/index.html", shown(1))
    site.on("/eportal/ui", lambda query, asked: shown(int(query["currentPage"]) if query["moduleId"] == MODULE else 1))
