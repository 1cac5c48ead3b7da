"""Hanweb's catalogue module: rows of all columns come mixed, and only this column's count."""

from portal_site import Site, li, titled

AGENCIES = ["盐城市大丰区财政局", "盐城市大丰区教育局", "盐城市大丰区民政局"]
FOREIGN = ["盐城市大丰区2024年工作要点", "盐城市大丰区财政局2024年预算说明"]


def build(site: Site) -> None:
    query = "standardXxgk=1&infotypeId=J001&area=014340374"
    script = f"<script>loadDynamic('/module/xxgk/search.jsp?{query}','div4','');</script>"
    frame = '<iframe src="/module/xxgk/tree.jsp?area=014340374&divid=div4"></iframe>'
    site.page("/col/col13008/index.html?number=J001", "信息公开年报", frame + script)
    pages: list[list[str]] = [[li(f"/art/2025/1/2/art_999_{n}.html", title, "2025-01-02") for n, title in enumerate(FOREIGN)], []]
    for n, agency in enumerate(AGENCIES):
        pages[n % 1 + 1 if n < 2 else 0].append(li(f"/art/2025/1/20/art_13008_{n}.html", titled(agency, 2024)))
        site.report(f"/art/2025/1/20/art_13008_{n}.html", agency, 2024)
    pages[0], pages[1] = pages[0][:2], pages[1] + pages[0][2:]

    def search(query: dict[str, str], asked) -> str:
        page = int(query["currpage"])
        assert (asked.method, query["area"]) == ("POST", "014340374")
        return f"<div><ul>{''.join(pages[page - 1]) if page < 3 else ''}</ul>共 <b>2</b> 页</div>"

    site.on("/module/xxgk/search.jsp", search)
