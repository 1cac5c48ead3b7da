"""Lonsun: an agency a column, lists by label, and one agency that has published nothing."""

from portal_site import Site, li, titled

AGENCIES = {"6615904": "屯溪区财政局", "6615905": "屯溪区昱东街道办事处", "6615906": "屯溪区老街街道办事处"}
YEARS = {"6615904": [2024, 2023, 2022], "6615905": [2024], "6615906": []}
LABEL = "/site/label/8888"


def build(site: Site) -> None:
    links = "".join(f'<a href="/public/column/{n}?type=4&catId=6718734&action=list">{name}</a>' for n, name in AGENCIES.items())
    rows = {n: [] for n in AGENCIES}
    for organ, years in YEARS.items():
        for year in years:
            agency = f"黄山市{AGENCIES[organ]}"
            rows[organ].append(li(f"/public/{organ}/{year}1.html", titled(agency, year), f"{year + 1}-01-20"))
            site.report(f"/public/{organ}/{year}1.html", agency, year, '<div class="gzk-article">{}</div>')

    def column(organ: str):
        query = f"IsAjax=1&dataType=html&labelName=publicInfoList&siteId=6793339&pageSize=2&pageIndex=1&organId={organ}&catId=6718734&file=/c2/x"
        script = f'<script>$("#list").load("{LABEL}?{query}", {{pageCount:{-(-len(rows[organ]) // 2)}}});</script>'
        return lambda query, asked: f"<html><body>{links}<div id='list'></div>{script}</body></html>"

    for organ in AGENCIES:
        site.on(f"/public/column/{organ}", column(organ))

    def label(query: dict[str, str], asked) -> str:
        page = int(query["pageIndex"])
        return "".join(rows[query["organId"]][2 * page - 2 : 2 * page]) or "暂无相关信息"

    site.on(LABEL, label)
