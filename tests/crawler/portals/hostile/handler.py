"""What stands between a crawler and a report: challenges, cookies, error pages and home pages that say 200, robots.txt, wrong articles."""

import gzip

from loopback import Answer, redirect
from portal_site import Site, li, titled

HOME = "<title>顺义区人民政府</title><a href='/gknb/'>信息公开年报</a>"


def build(site: Site, other: Site) -> None:
    agencies = [f"北京市顺义区{name}" for name in "财政局 教育局 民政局 审计局 司法局 统计局 水务局 体育局 园林绿化局 应急管理局".split()]
    site.text("/", HOME)
    other.bytes("/robots.txt", b"User-agent: *\nDisallow: /secret/", **{"Content-Type": "text/plain"})
    rows = [li(f"./{n}.html", titled(agency, 2024)) for n, agency in enumerate(agencies)]
    for path, agency in (("/secret/1.html", "北京市顺义区商务局"), ("/open/2.html", "北京市顺义区农业农村局")):
        rows.append(li(f"http://{other.host}{path}", other.report(path, agency, 2024)))
    site.page("/gknb/", "信息公开年报", f"<ul>{''.join(rows)}</ul>")
    for n, agency in enumerate(agencies):
        site.report(f"/real/{n}.html", agency, 2024)
    index = site.server.pages[site.host, "/gknb/"]
    real = {n: site.server.pages[site.host, f"/real/{n}.html"] for n in range(len(agencies))}
    site.bytes("/gknb/0.html", b"<script>$_ts=window['$_ts'];</script>", 412)
    site.bytes("/gknb/1.html", b"<html>checking</html>", 521)
    site.server.put(f"http://{site.host}/gknb/3.html", redirect("/"))
    site.text("/gknb/4.html", "<title>页面不存在</title><p>您访问的页面不存在</p>")
    seen: list[str] = []

    def cookie(query: dict[str, str], asked) -> Answer:
        return real[2] if "CT6T=1" in asked.headers.get("Cookie", "") else redirect("/gknb/2.html", **{"Set-Cookie": "CT6T=1; Path=/"})

    def burst(query: dict[str, str], asked) -> Answer:
        seen.append(asked.path)
        return index if seen.count(asked.path) == 1 else real[5]

    def robots(query: dict[str, str], asked) -> str:
        seen.clear()  # a run begins
        return "<html><body>Disallow: /</body></html>"

    site.on("/robots.txt", robots)
    site.on("/gknb/2.html", cookie)
    site.on("/gknb/5.html", burst)
    site.on("/gknb/6.html", lambda query, asked: real[6])
    site.text("/gknb/7.html", f"{HOME}{'<p>要闻</p>' * 300}")
    site.on("/gknb/8.html", lambda query, asked: real[6])
    site.bytes("/gknb/9.html", gzip.compress(real[9].body), **real[9].headers)
