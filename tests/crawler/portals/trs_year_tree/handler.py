"""A tree of years with suffixes nobody could compute; one year is missing, and folders are named after the year of publication."""

from portal_site import Site, li, titled

FOLDERS = {"gknb2023/": 2022, "2022n17/": 2021, "25jdbsc/": 2024}
AGENCIES = ["北京市密云区人民政府果园街道办事处", "北京市密云区密云镇人民政府"]


def build(site: Site) -> None:
    root = "/zfxxgk/zfxxgknb/"
    links = "".join(f'<a href="./{name}">{year + 1}年</a>' for name, year in FOLDERS.items())
    site.page(root, "年度报告", links + '<a href="../">上级</a><a href="/zfxxgk/other2021/">2021年公报</a><a href="./about/">说明</a>')
    for name, year in FOLDERS.items():
        rows = []
        for n, agency in enumerate(AGENCIES, 1):
            path = f"{year + 1}02/t{year + 1}0201_{n}.html"
            rows.append(li(f"./{path}", titled(agency, year), f"{year + 1}-02-01"))
            site.report(root + name + path, agency, year)
        site.page(root + name, "年度报告", f"<ul>{''.join(rows)}</ul><script>createPageHTML(1, 0, 'index', 'html');</script>")
