"""The directory that the documents are run in."""

from __future__ import annotations

import urllib.request
from pathlib import Path

import pytest
from run_nianbao import run_nianbao


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory as after `make demo` and a release, with a page to parse."""
    from crawler.demo import expected, serve

    home = tmp_path_factory.mktemp("docs")
    run_nianbao(["crawl", "demo", "--data", "data"], home)
    run_nianbao(["release", "--data", "data"], home)
    url = next(report.url for report in expected() if report.status == "parsed")
    with serve() as server:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({"http": f"http://{server.address}"}))
        (home / "report.html").write_bytes(opener.open(url).read())
    return home
