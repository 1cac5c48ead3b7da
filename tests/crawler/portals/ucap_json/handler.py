"""UCAP, by its JSON interface alone: the page shows nothing, addresses have no scheme, times are numbers or texts."""

import json

from portal_site import Site, titled

AGENCIES = ["哈尔滨市香坊区财政局", "哈尔滨市香坊区教育局", "哈尔滨市香坊区审计局", "哈尔滨市香坊区民政局"]
CHANNEL = "f4771234567890abcdef1234567890ab"


def build(site: Site) -> None:
    rows = []
    for n, agency in enumerate(AGENCIES):
        url = f"//{site.host}/xf/c100028/c76615{n}/content.shtml"
        time = {"publishedTime": 1737338400000} if n % 2 else {"publishedTimeStr": "2025-01-20 10:00:00", "publishedTime": "1737338400000"}
        rows.append({"manuscriptId": f"{n}", "title": f"<em>{titled(agency, 2024)}</em>", "url": url, **time})
        site.report(f"/xf/c100028/c76615{n}/content.shtml", agency, 2024, '<div id="UCAP-CONTENT">{}</div>')
    site.page("/xf/gknb/xxgk_list.shtml", "信息公开年报", "<ul></ul>", f"<meta content='{CHANNEL}' name='channelid'>")

    def search(query: dict[str, str], asked) -> str:
        page = int(query["page"])
        data = {"page": page, "rows": 3, "total": len(rows), "results": rows[3 * page - 3 : 3 * page]}
        return json.dumps({"data": data}, ensure_ascii=False)

    site.on(f"/common/search/{CHANNEL}", search)
