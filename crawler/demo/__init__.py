"""A small portal that the package ships and serves on loopback for `nianbao crawl demo`, with the answers known cell by cell.

Its agencies are named after those of one real district, but only 小关街道 FY2021 carries published figures; every other figure and
every sentence was made for this portal and says nothing about the agency of that name.
"""

from __future__ import annotations

from crawler.demo.figures import HERE
from crawler.demo.oracle import ExpectedReport, Listed, absent, expected, listed
from crawler.demo.server import Asked, DemoServer, serve

CATALOGUE = HERE / "portal.toml"

__all__ = ["CATALOGUE", "Asked", "DemoServer", "ExpectedReport", "Listed", "absent", "expected", "listed", "serve"]
