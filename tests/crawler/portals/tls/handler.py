"""One portal on hosts as they speak: https alone, TLS of old servers, http that sends everybody to https, https that is only written down."""

from loopback import Answer, Asked, redirect
from portal_site import Site, li, titled

AGENCIES = ["武汉市江岸区" + name for name in "财政局 教育局 民政局 审计局 司法局 统计局 水务局 商务局".split()]


def build(*sites: Site) -> None:
    secure, old, moved, _ = sites
    for number, site in enumerate(sites):
        rows = []
        for agency in AGENCIES[2 * number : 2 * number + 2]:
            path = f"/gknb/{AGENCIES.index(agency)}.html"
            rows.append(li(f".{path[5:]}", site.report(path, agency, 2024)))
        site.page("/gknb/", "信息公开年报", f"<ul>{''.join(rows)}</ul>")
    secure.secure()
    secure.before(lambda asked: None if asked.scheme == "https" else Answer(403))
    old.secure(old=True)
    moved.secure()
    moved.before(lambda asked: to_https(asked) if asked.scheme == "http" else None)
    # A report of the secure host is listed under its plain address, too.
    listed = (
        secure.server.pages[secure.host, "/gknb/"]
        .body.decode()
        .replace("</ul>", li(f"http://{secure.host}/gknb/0.html", titled(AGENCIES[0], 2024)) + "</ul>")
    )
    secure.text("/gknb/", listed)


def to_https(asked: Asked) -> Answer:
    return redirect(f"https://{asked.host}{asked.path}", 301)
