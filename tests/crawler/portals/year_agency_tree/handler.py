"""Years, then groups of agencies, then a numbered folder for each report, as an eportal tree has them."""

from portal_site import Site, li, titled

AGENCIES = {"18273645": "北京市大兴区兴丰街道办事处", "18273646": "北京市大兴区清源街道办事处"}


def build(site: Site) -> None:
    root = "/bjsdxqrmzf/zwfw/zfxxgk/dxqzf69/"
    site.page(root, "信息公开年报", "".join(f'<a href="{root}{year}n/index.html">{year}年</a>' for year in (2022, 2023)))
    for year in (2022, 2023):
        site.page(f"{root}{year}n/index.html", f"{year}年", f'<a href="{root}{year}n/xzjd/index.html">镇街</a>')
        rows = []
        for number, agency in AGENCIES.items():
            path = f"{root}{year}n/xzjd/{number}{year}/index.html"
            rows.append(li(path, titled(agency, year), f"{year + 1}-01-20"))
            site.report(path, agency, year)
        site.page(f"{root}{year}n/xzjd/index.html", "镇街", f"<ul>{''.join(rows)}</ul>")
