"""A column that moved to another host, one whose address now shows the home page, and one that still stands."""

from loopback import redirect
from portal_site import Site, li, titled


def build(site: Site, new: Site) -> None:
    home = '<a href="/zwgk/">政务公开</a><a href="/zwgk/new/">信息公开年报</a><ul><li><a href="/news/1.html">要闻</a></li></ul>'
    for path in ("/", "/zwgk/old/"):
        site.page(path, "门头沟区人民政府", home)
    site.server.put(f"http://{site.host}/zwgk/gknb/", redirect(f"http://{new.host}/gknb/", 301))
    title = new.report("/gknb/202501/t20250120_1.html", "北京市门头沟区大峪街道办事处", 2024)
    new.page(
        "/gknb/",
        "信息公开年报",
        f"<ul>{li('./202501/t20250120_1.html', title)}{li('//www.foreign.test/1.html', titled('别处', 2024))}</ul>",
    )
