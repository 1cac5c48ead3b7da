"""Charsets that headers and pages get wrong: GBK bytes as UTF-8 and as ISO-8859-1, a character of GB 18030 alone, UTF-8 with its mark."""

from portal_site import Site, li, report_body, titled

CASES = {
    "4028805a9ba62cae019bc0704cc111b1": ("北京市朝阳区财政局", "gbk", "utf-8", "gb2312"),
    "4028805a9ba62cae019bc0704cc111b2": ("北京市朝阳区教育局", "gbk", "ISO-8859-1", "utf-8"),
    "4028805a9ba62cae019bc0704cc111b3": ("北京市朝阳区民政局", "gb18030", "gb2312", "gb2312"),
    "4028805a9ba62cae019bc0704cc111b4": ("北京市朝阳区审计局", "utf-8-sig", "ISO-8859-1", "gb2312"),
}


def build(site: Site) -> None:
    rows = []
    for name, (agency, charset, header, meta) in CASES.items():
        title, char = titled(agency, 2024), "㛃" if charset == "gb18030" else ""
        rows.append(li(f"//{site.host}//zfxxgk/gknb/{name}.html", title))
        inside = f'<meta charset="{meta}"><title>{title}</title><h1>{title}</h1>{report_body(agency, 2024)}<p>{char}</p>'
        site.text(f"//zfxxgk/gknb/{name}.html", inside, charset, **{"Content-Type": f"text/html; charset={header}"})
    site.text(
        "/zfxxgk/gknb/", f"<title>信息公开年报</title><ul>{''.join(rows)}</ul>", "gbk", **{"Content-Type": "text/html; charset=utf-8"}
    )
