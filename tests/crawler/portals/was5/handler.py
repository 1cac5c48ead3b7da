"""TRS WAS5: answers that look like script and are no JSON."""

from portal_site import Site, titled

AGENCIES = ["福州市鼓楼区" + name for name in "财政局 教育局 民政局".split()]
SEARCH = "/was5/web/search?channelid=290792&templet=&sortfield=-docreltime&classsql=chnlid%3D5727&prepage=2&page=1"


def build(site: Site) -> None:
    site.page("/zwgk/gknb/", "信息公开年报", f'<ul></ul><script>$.get("{SEARCH}", show);</script>')
    for n, agency in enumerate(AGENCIES):
        site.report(f"/zwgk/gknb/202501/t20250120_{n}.htm", agency, 2024)

    def search(query: dict[str, str], asked) -> str:
        page = int(query["page"])
        assert query["classsql"] == "chnlid=5727"
        rows = ""
        for n in range(2 * page - 2, min(2 * page, len(AGENCIES))):
            url = f"http://{site.host}/zwgk/gknb/202501/t20250120_{n}.htm"
            rows += f"{{url:###pypy###{url}###pypy###,title:'{titled(AGENCIES[n], 2024)}',time:###pypy###2025-01-20###pypy###,}},"
        return f"{{count:{len(AGENCIES)},docs:[{rows}]}}"

    site.on("/was5/web/search", search)
