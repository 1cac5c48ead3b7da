"""ASP.NET whose pager posts the form back: every page needs the view state of the page before it."""

from loopback import Answer
from portal_site import Site, li, titled

AGENCIES = ["西宁市城中区" + name for name in "财政局 教育局 民政局".split()]


def build(site: Site) -> None:
    for n, agency in enumerate(AGENCIES):
        site.report(f"/xxgk/{n}.html", agency, 2024)

    def listed(query: dict[str, str], asked) -> str | Answer:
        page = int(query.get("__EVENTARGUMENT") or 1)
        if page > 1 and (query.get("__VIEWSTATE"), query.get("__EVENTTARGET")) != (f"state{page - 1}/+=", "ctl00$Pager1"):
            return Answer(500)
        links = "".join(f"<a href=\"javascript:__doPostBack('ctl00$Pager1','{n}')\">{n}</a>" for n in (1, 2, 3))
        hidden = f'<input type="hidden" name="__VIEWSTATE" value="state{page}/+="><input type="hidden" name="__EVENTTARGET" value="">'
        form = f'<form method="post" action="List_wj.aspx?lmid=52">{hidden}{links}</form>'
        return f"<html><body><ul>{li(f'./{page - 1}.html', titled(AGENCIES[page - 1], 2024))}</ul>{form}</body></html>"

    site.on("/xxgk/List_wj.aspx", listed)
