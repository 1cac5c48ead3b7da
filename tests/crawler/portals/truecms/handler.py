"""Hanweb truecms: JSONP around a data store, two records at most whatever is asked for."""

import json

from loopback import Answer
from portal_site import Site, li, titled

AGENCIES = ["南通市通州区" + name for name in "财政局 教育局 民政局 审计局 司法局".split()]
INTERFACE = "/truecms/messageController/getMessage.do"


def build(site: Site) -> None:
    rows = [li(f"/tzsrmzf/gknb/content/{n:032x}.html", titled(agency, 2024)) for n, agency in enumerate(AGENCIES)]
    for n, agency in enumerate(AGENCIES):
        site.report(f"/tzsrmzf/gknb/content/{n:032x}.html", agency, 2024)
    script = f'<script>getList("{INTERFACE}?startrecord=1&amp;endrecord=20&amp;perpage=20&amp;columnId=92aa", "#list");</script>'
    site.page("/tzsrmzf/gknb/gknb.html", "信息公开年报", f"<ul id='list'></ul>{script}")

    def message(query: dict[str, str], asked) -> str | Answer:
        if "Referer" not in asked.headers or query["columnId"] != "92aa":
            return Answer(404)
        first = int(query["startrecord"])
        records = "".join(f"<record><![CDATA[{row}]]></record>" for row in rows[first - 1 : first + 1])
        store = f"<datastore><totalrecord>{len(rows)}</totalrecord><recordset>{records}</recordset></datastore>"
        return f"{query['callback']}({json.dumps({'result': store}, ensure_ascii=False)})"

    site.on(INTERFACE, message)
