"""gkmlpt: a tree in a script, page 0 and page 1 alike, no page 2, bodies in script only, and one node that leaves the platform."""

import json

from loopback import Answer
from portal_site import Site, li, report_body, titled

AGENCIES = ["深圳市南山区财政局", "深圳市南山区教育局", "深圳市南山区民政局"]
NODES = [
    {"id": 101, "name": "政府信息公开指南", "children": [], "jump_url": "", "post_count": 1},
    {"id": 102, "name": "法定主动公开内容", "post_count": 0, "jump_url": "", "children": [
        {"id": 4433, "name": "政府信息公开年报", "children": [], "jump_url": "", "post_count": 3},
        {"id": 4434, "name": "街道信息公开年报", "children": [], "jump_url": "/zwgk/xxgknb/", "post_count": 0}]},
    {"id": 103, "name": "政府网站工作年度报表", "children": [], "jump_url": "", "post_count": 4},
]  # fmt: skip
CONFIG = "<script>window._CONFIG = {SID: '755041', %s};</script>"


def build(site: Site) -> None:
    tree = json.dumps(NODES, ensure_ascii=False)
    site.page("/gkmlpt/index", "政府信息公开平台", CONFIG % f"TREE: {tree}, SERVICE_AREA_ID: '1'")
    articles = []
    for n, agency in enumerate(AGENCIES, 4458330):
        path = f"/gkmlpt/content/4/4458/post_{n}.html"
        articles.append({"id": n, "title": titled(agency, 2024), "url": f"http://{site.host}{path}", "created_at": "2025-01-20 10:00:00"})
        detail = json.dumps({"content": report_body(agency, 2024)}, ensure_ascii=False).replace("<", "\\u003c")
        site.page(path, titled(agency, 2024), CONFIG % f"DETAIL: {detail}" + '<div class="article-content"></div>')
    answer = json.dumps({"classify": {"id": 4433, "post_count": "3"}, "articles": articles}, ensure_ascii=False)
    site.on("/gkmlpt/api/all/4433", lambda query, asked: answer if query["page"] in "01" else Answer(404))
    title = site.report("/zwgk/xxgknb/content/post_2147681.html", "深圳市南山区蛇口街道办事处", 2024)
    site.page("/zwgk/xxgknb/", "信息公开年报", f"<ul>{li('./content/post_2147681.html', title)}</ul>")
