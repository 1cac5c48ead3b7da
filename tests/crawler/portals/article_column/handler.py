"""The column's page is itself the report."""

from portal_site import Site


def build(site: Site) -> None:
    site.report("/col/col15863/index.html", "皋兰县人民政府", 2023, '<a href="/">首页</a><a href="/zn/">政府信息公开指南</a>{}')
