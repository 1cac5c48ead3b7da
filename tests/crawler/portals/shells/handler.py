"""Shell pages: scripts and refreshes before the column, a frame around the list, and a shell before a report; two lead astray."""

from portal_site import Site, li, titled

AGENCIES = ["北京市石景山区财政局", "北京市石景山区教育局", "北京市石景山区民政局", "北京市石景山区审计局"]


def build(site: Site) -> None:
    site.text("/gongkai/", "<script>window.location.href='./gknb/';</script>")
    site.text("/gongkai/gknb/", '<html><meta http-equiv="refresh" content="0; url=./shell/"></html>')
    site.text("/gongkai/gknb/shell/", "<script>location.replace('../list/')</script>")
    frames = (
        '<iframe src="/tree.jsp?area=1"></iframe><iframe src="./frame.html"></iframe><iframe src="//www.elsewhere.test/x.html"></iframe>'
    )
    site.page("/gongkai/gknb/list/", "信息公开年报", frames)
    rows = [li(f"../{n}.html", titled(agency, 2024)) for n, agency in enumerate(AGENCIES)]
    site.page("/gongkai/gknb/list/frame.html", "信息公开年报", f"<ul>{''.join(rows)}</ul>")
    site.text("/gongkai/gknb/0.html", "<html><title>正在跳转</title><script>top.location = '/gongkai/real/0.html'</script></html>")
    site.report("/gongkai/real/0.html", AGENCIES[0], 2024)
    site.report("/gongkai/gknb/1.html", AGENCIES[1], 2024, '<script>function go(){ location.href = "/search/"; }</script>{}')
    site.text("/gongkai/gknb/2.html", "<script>location.href='http://www.elsewhere.test/2.html'</script>")
    for n, target in enumerate(("s1", "s2", "s3", "s4")):
        site.text(f"/gongkai/gknb/{'3' if n == 0 else f's{n}'}.html", f"<script>location.replace('{target}.html')</script>")
    site.report("/gongkai/gknb/s4.html", AGENCIES[3], 2024)
