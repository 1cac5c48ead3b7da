"""An agency tree three levels deep, with links to other places' agencies that are not this column's."""

from portal_site import Site, li, titled

TREE = {"bm/": "部门", "xz/": "乡镇街道"}
LEAVES = {"bm/cz/": "财政局", "bm/jy/": "教育局", "xz/wwb/": "文武坝镇人民政府", "xz/xj/": "西江镇人民政府"}


def build(site: Site) -> None:
    root = "/hc/zfxxgk/nb/"
    foreign = (
        '<a href="/rj/zfxxgk/nb/cz/">瑞金市财政局</a><a href="http://www.other-county.test/nb/">于都县人民政府</a><a href="/">首页</a>'
    )
    site.page(root, "信息公开年报", foreign + "".join(f'<a href="./{path}">{name}</a>' for path, name in TREE.items()))
    for path in TREE:
        inside = "".join(f'<a href="/hc/zfxxgk/nb/{leaf}">{name}</a>' for leaf, name in LEAVES.items() if leaf.startswith(path))
        site.page(root + path, "信息公开年报", inside + foreign)
    for leaf, name in LEAVES.items():
        agency = f"会昌县{name}"
        rows = [li(f"./{year}/{year + 1}.html", titled(agency, year), f"{year + 1}-01-20") for year in (2023, 2024)]
        for year in (2023, 2024):
            site.report(f"{root}{leaf}{year}/{year + 1}.html", agency, year)
        rows.append(li("http://www.other-county.test/nb/9.html", titled("于都县财政局", 2024)))
        rows.append(li("/rj/zfxxgk/nb/cz/9.html", titled("瑞金市财政局", 2024)))
        rows.append(li(f"./{leaf.replace('/', '')}fz.html", "会昌县2024年法治政府建设年度报告"))
        rows.append(li(f"./{leaf.replace('/', '')}wz.html", "会昌县2024年政府网站工作年度报表"))
        site.page(root + leaf, "信息公开年报", f"<ul>{''.join(rows)}</ul>")
    site.report("/rj/zfxxgk/nb/cz/9.html", "瑞金市财政局", 2024)
