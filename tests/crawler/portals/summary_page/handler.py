"""One article of a year links everybody's reports, two of them as files; the words around it are no reports."""

from portal_site import Site, li

AGENCIES = {"1": "财政局", "2": "教育局"}


def build(site: Site) -> None:
    site.page("/col/wzxxgknb/", "年报", f"<ul>{li('../../art/2025/sum.html', '清江浦区2024年政府信息公开年报汇总')}</ul>")
    links = "".join(f'<p><a href="/art/2025/1/20/art_1_{n}.html">清江浦区{name}</a></p>' for n, name in AGENCIES.items())
    links += '<p><a href="./P020250120531707335660.pdf">清江浦区民政局</a></p><p><a href="./files/a.docx">清江浦区审计局</a></p>'
    links += '<a href="/">首页</a><a href="/art/2025/1/20/art_2_9.html">上一篇：召开大会</a><a href="/map.html">网站地图</a>'
    site.page("/art/2025/sum.html", "清江浦区2024年政府信息公开年报汇总", links)
    for n, name in AGENCIES.items():
        site.report(f"/art/2025/1/20/art_1_{n}.html", f"淮安市清江浦区{name}", 2024)
    for name, kind in (("P020250120531707335660.pdf", "application/pdf"), ("files/a.docx", "application/octet-stream")):
        site.bytes(f"/art/2025/{name}", b"%PDF-1.4 no page", **{"Content-Type": kind})
