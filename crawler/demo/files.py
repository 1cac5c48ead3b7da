"""The reports that the portal offers as files: what is served where, how a page leads to it, and what reading it needs.

The files in `files/` were made from the data of this package by `tests/crawler/demo_files.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath
from typing import Any, Final

from crawler.demo.figures import HERE, DemoReport

# Suffix of a file in `files/` -> its format as `nianbao.parse` names it, and the extra that reads it.
FORMATS: Final = {
    "docx": ("docx", ""),
    "doc": ("doc", "doc"),
    "wps": ("wps", "doc"),
    "rtf": ("rtf", ""),
    "odt": ("odt", ""),
    "pdf": ("pdf", "pdf"),
    "ofd": ("ofd", ""),
    "xls": ("xls", "xls"),
    "xlsx": ("xlsx", "xls"),
    "zip": ("docx", ""),
    "rar": ("docx", "rar"),
    "png": ("image", "ocr"),
}
_TYPES: Final = {"pdf": "application/pdf", "png": "image/png", "doc": "application/msword"}


@dataclass(frozen=True, slots=True)
class Offered:
    """One file: its path on the portal, its bytes, the headers it is sent with."""

    path: str
    body: bytes
    content_type: str
    disposition: str | None = None


def offer(report: DemoReport) -> str:
    """`link`, `download` (a script that names the file in a header), `viewer`, `annex` (tables alone), `pictures`; "" for a whole page."""
    return str(report.entry.get("offer", ""))


def text_on_page(report: DemoReport) -> bool:
    """Whether the page carries the narrative."""
    return offer(report) not in ("link", "download", "viewer")


def offered(report: DemoReport, folder: str) -> list[Offered]:
    """The files of a report; `folder` is where the portal keeps those of its page."""
    entry, how = report.entry, offer(report)
    found = []
    for number, name in enumerate(_names(entry) if how else (), start=1):
        suffix = entry.get("suffix", PurePosixPath(name).suffix[1:])
        path = f"/download/{entry['id']}" if how == "download" else f"{folder}P0{entry['id']}{number}.{suffix}"
        # As Java servers write it: the bytes of the name in GBK, undeclared.
        header = f'attachment; filename="{entry["title"]}.{suffix}"'.encode("gbk").decode("latin-1")
        kind = _TYPES.get(suffix, "application/octet-stream")
        found.append(Offered(path, _bytes(name), kind, header if how == "download" else None))
    return found


def way(report: DemoReport, files: Sequence[Offered]) -> str:
    """The markup that leads to the files; for `pictures` one image a file, in the order of the tables."""
    how, paths = offer(report), [file.path for file in files]
    if how == "viewer":
        return f'<p><iframe src="/js/pdf/viewer.html?file={paths[0]}" width="100%" height="900"></iframe></p>'
    if how == "pictures":
        return "\n".join(f'<p align="center"><img src="{path}" width="900"></p>' for path in paths)
    label = {"link": report.entry["title"], "download": "点击下载", "annex": "年度报告附表"}[how]
    return f'<p>附件：<a href="{paths[0]}">{label}</a></p>'


def _names(entry: dict[str, Any]) -> list[str]:
    """`a.png` may stand for `a-1.png`, `a-2.png`, one for each table."""
    name = PurePosixPath(entry["file"])
    several = sorted(path.name for path in (HERE / "files").glob(f"{name.stem}-[0-9]{name.suffix}"))
    return several or [name.name]


@cache
def _bytes(name: str) -> bytes:
    return (HERE / "files" / name).read_bytes()
