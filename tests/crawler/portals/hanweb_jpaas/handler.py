"""Hanweb jpaas: pages only by `paramJson` without blanks, and only to its own page's script."""

import json

from loopback import Answer
from portal_site import Site, li, titled

AGENCIES = [
    "温岭市" + name
    for name in "财政局 教育局 民政局 审计局 人民政府太平街道办事处 人民政府城东街道办事处 农业农村局 水利局 应急管理局 统计局 司法局 自然资源和规划局 交通运输局 商务局 公安局 信访局".split()
]
UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
QUERY = "{'parseType':'bulidstatic','webId':'3549','tplSetId':'zfHu','pageType':'column','tagId':'新闻列表','editType':'null','pageId':'1229187636'}"


def build(site: Site) -> None:
    rows = []
    for n, agency in enumerate(AGENCIES):
        rows.append(li(f"/art/2025/art_{n:032x}.html", titled(agency, 2024)))
        site.report(f"/art/2025/art_{n:032x}.html", agency, 2024, '<div id="con_con">{}</div>')
    site.page("/col/col1229187636/index.html", "信息公开年报", f'<script type="text/javascript" url="{UNIT}" queryData="{QUERY}"></script>')

    def unit(query: dict[str, str], asked) -> str | Answer:
        fits = asked.headers.get("Referer", "").endswith("/col1229187636/index.html") and "X-Requested-With" in asked.headers
        if not fits or " " in query.get("paramJson", " "):
            return Answer(403)
        page = int(json.loads(query["paramJson"])["pageNo"])
        markup = f'<ul>{"".join(rows[15 * page - 15 : 15 * page])}</ul><div count="{len(rows)}"></div>'
        return json.dumps({"success": True, "code": "200", "data": {"html": markup}}, ensure_ascii=False)

    site.on(UNIT, unit)
