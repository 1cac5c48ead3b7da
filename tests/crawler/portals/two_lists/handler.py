"""Two lists on one page, each with a pager of its own; and look-alikes between them."""

from portal_site import Site, li, titled

LISTS = {"in_list": ["宁都县财政局", "宁都县教育局", "宁都县民政局"], "in_zfnb": ["宁都县人民政府", "宁都县人民政府办公室"]}


def build(site: Site) -> None:
    parts: dict[str, list[str]] = {}
    for box, agencies in LISTS.items():
        parts[box] = []
        for n, agency in enumerate(agencies):
            parts[box].append(li(f"./202501/{box}{n}.shtml", titled(agency, 2024)))
            site.report(f"/nd/gknb/202501/{box}{n}.shtml", agency, 2024)
    parts["in_list"].insert(1, li("./202501/wz.shtml", "宁都县2024年政府网站工作年度报表"))
    pagers = {
        "in_list": "createPageHTML('p1', 2, {n}, 'list', 'shtml', 4);",
        "in_zfnb": "createPageHTML('p2', 2, {n}, 'zfnb', 'shtml', 2);",
    }
    half = {"in_list": 2, "in_zfnb": 1}
    both = [f'<ul id="{box}">{"".join(rows[: half[box]])}</ul><script>{pagers[box].format(n=1)}</script>' for box, rows in parts.items()]
    site.page("/nd/gknb/list.shtml", "信息公开年报", "".join(both))
    for box, name in (("in_list", "list_2"), ("in_zfnb", "zfnb_2")):
        rest = "".join(parts[box][half[box] :])
        site.page(f"/nd/gknb/{name}.shtml", "信息公开年报", f"<ul>{rest}</ul><script>{pagers[box].format(n=2)}</script>")
