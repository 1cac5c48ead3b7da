"""Epoint: keys in the site's own script, lists posted as JSON, pages counted from 1 by a server that takes 0 for 1."""

import json

from loopback import Answer
from portal_site import Site, titled

AGENCIES = [
    "徐州市鼓楼区" + name
    for name in "财政局 教育局 民政局 审计局 司法局 统计局 住房和城乡建设局 城市管理局 商务局 农业农村局 卫生健康委员会 退役军人事务局 应急管理局 市场监督管理局 行政审批局 信访局 医疗保障局 发展和改革委员会 科学技术局 人力资源和社会保障局 文化体育和旅游局 水务局".split()
]
API = "/EWB-FRONT/rest/lightfrontaction/getgovinfolist"


def build(site: Site) -> None:
    script = '<script src="/js/webBuilderCommon.js"></script>'
    site.page("/dynamic/zwgk/govInfoPub.html?categorynum=003002008&deptcode=", "信息公开年报", f'{script}<ul id="list"></ul>')
    site.text("/js/webBuilderCommon.js", "var siteInfo={siteGuid:'7eb5f7f1-9041-43ad-8e13-8fcb82ea831a',projectName:'/EWB-FRONT'};")
    rows = []
    for n, agency in enumerate(AGENCIES):
        path = f"/gknb/{n:08x}-0000-4000-8000-000000000000.html"
        rows.append(
            {"title": titled(agency, 2024)[:12] + "…", "realtitle": titled(agency, 2024), "infourl": path, "infodate": "2025-01-20"}
        )
        site.report(path, agency, 2024, '<div id="ivs_content">{}</div>')

    def listed(query: dict[str, str], asked) -> str | Answer:
        body = json.loads(asked.body)
        if body["siteGuid"][:8] != "7eb5f7f1" or body["categorynum"] != "003002008" or "json" not in asked.headers["Content-Type"]:
            return Answer(403)
        page, size = max(int(body["pageIndex"]), 1), int(body["pageSize"])
        return json.dumps({"custom": {"total": len(rows), "data": rows[size * page - size : size * page]}}, ensure_ascii=False)

    site.on(API, listed)
