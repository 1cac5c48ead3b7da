"""An interface that only the catalogue knows: a form posted, and addresses made from an id."""

import json

from portal_site import Site, titled

AGENCIES = ["长沙市岳麓区" + name for name in "财政局 教育局 民政局".split()]


def build(site: Site) -> None:
    site.page("/zfxxgk/gknb/", "信息公开年报", "<div id='app'></div>")
    for n, agency in enumerate(AGENCIES):
        site.report(f"/zfxxgk/gknb/{n}/detail.html", agency, 2024)
    results = [{"id": n, "name": {"full": titled(agency, 2024)}, "at": 1737338400} for n, agency in enumerate(AGENCIES)]

    def search(query: dict[str, str], asked) -> str:
        page = int(query["page"])
        assert query["datas[0][key]"] == "status"
        return json.dumps({"data": {"results": results[2 * page - 2 : 2 * page], "total": "3"}})

    site.on("/search/common/search/77", search)
