"""Hanweb JCMS whose proxy honours `startrecord` only; the visible list is empty and one record is not closed."""

from portal_site import Site, li, titled

AGENCIES = ["盐城市盐都区" + name for name in "财政局 教育局 民政局 审计局 司法局 统计局 水务局 张庄街道办事处".split()]
PROXY = "/module/web/jpage/dataproxy.jsp"
QUERY = "page=1&appid=1&webid=149&path=/&columnid=1229063381&unitid=7123773&webname=x&permissiontype=0"
SIZE = 3


def build(site: Site) -> None:
    paths = [f"/art/2025/1/20/art_1229063381_{n}.html" for n in range(len(AGENCIES))]
    rows = [li(path, titled(agency, 2024)) for path, agency in zip(paths, AGENCIES, strict=True)]
    for path, agency in zip(paths, AGENCIES, strict=True):
        site.report(path, agency, 2024, '<div id="zoom"><!--ZJEG_RSS.content.begin-->{}<!--ZJEG_RSS.content.end--></div>')

    def store(first: int, last: int) -> str:
        records = [f"<record><![CDATA[{row}]]></record>" for row in rows[first - 1 : last]]
        records[-1:] = [record.removesuffix("]]></record>") for record in records[-1:]]
        group = f'<nextgroup><![CDATA[<a href="{PROXY}?{QUERY}"></a>]]></nextgroup>'
        return f"<datastore><totalrecord>{len(rows)}</totalrecord>{group}<recordset>{''.join(records)}</recordset></datastore>"

    script = f"<script>$('#7123773').jpage({{totalRecord:{len(rows)}, perPage:{SIZE}, proxyUrl:'{PROXY}'}})</script>"
    inside = f'<ul></ul><div id="7123773"><script type="text/xml">{store(1, SIZE)}</script></div>{script}'
    site.page("/col/col1229063381/index.html", "信息公开年报", inside)

    def proxy(query: dict[str, str], asked) -> str:
        return store(int(query.get("startrecord", 1)), int(query.get("endrecord", SIZE)))

    site.on(PROXY, proxy)
