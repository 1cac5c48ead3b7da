"""What this installation can read and do."""

from __future__ import annotations

import platform
import shutil
import sys
from collections import defaultdict
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version

from packaging.requirements import Requirement

from crawler.doctor.line import Line
from parsing.sandbox.tools import find_tool
from parsing.version import VERSION

# What each extra is for; one that the project has and this does not name is listed all the same.
_FOR = {
    "doc": "Word 97-2003 files",
    "pdf": "PDF with text",
    "ocr": "scans and pictures",
    "rar": "rar archives",
    "xls": "workbooks",
    "cluster": "reparse on a Dask cluster",
    "duckdb": "release --duckdb",
    "s3": "data and releases on S3",
    "http": "releases over https",
}


def machine_lines() -> Iterator[Line]:
    """Versions, extras, programs."""
    yield Line("ok", "nianbao", f"{VERSION}, Python {platform.python_version()}, {platform.system()} {platform.machine()}")
    yield _encoding()
    yield from (_extra(name, needed) for name, needed in sorted(_extras().items()))
    yield _office()


def _encoding() -> Line:
    name = sys.getfilesystemencoding()
    if name.lower().replace("-", "") == "utf8":
        return Line("ok", "file names", "UTF-8")
    return Line("note", "file names", name, "Names of files in Chinese may not print: set LC_ALL=C.UTF-8 or PYTHONUTF8=1.")


def _extras() -> dict[str, list[Requirement]]:
    """The packages that each extra of the installed project asks for."""
    found: dict[str, list[Requirement]] = defaultdict(list)
    for text in requires("nianbao") or ():
        one = Requirement(text)
        for name in _names(one):
            found[name].append(one)
    return found


def _names(one: Requirement) -> list[str]:
    extras = str(one.marker).split("extra ==")[1:] if one.marker else []
    return [part.strip().strip("()").strip().strip("\"'") for part in extras]


def _extra(name: str, needed: list[Requirement]) -> Line:
    missing = [one.name for one in needed if not _is_there(one)]
    use = f" ({_FOR[name]})" if name in _FOR else ""
    if not missing:
        return Line("ok", f"extra {name}{use}", "installed")
    return Line("note", f"extra {name}{use}", f"{', '.join(missing)} not there, or too old", f"pip install 'nianbao[{name}]'")


def _is_there(one: Requirement) -> bool:
    try:
        return one.specifier.contains(version(one.name), prereleases=True)
    except PackageNotFoundError:
        return False


def _office() -> Line:
    about = "LibreOffice (Word 6/95, damaged Word files)"
    if find_tool("soffice", "libreoffice"):
        return Line("ok", about, "installed, and can be confined")
    if shutil.which("soffice") or shutil.which("libreoffice"):
        return Line("note", about, "installed, but nothing confines it, so it is not used", "Install bubblewrap (bwrap) and util-linux.")
    return Line("note", about, "not installed", "Install LibreOffice Writer and bubblewrap; without them such files are `needs_extra`.")
