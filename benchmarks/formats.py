"""Reports as files: bytes to the whole record by us, and to tables or text by others, one table a format.

The files are those of the demonstration portal. Peers that are not among the tools are left out where they are not installed:
`pip install odfpy pdfplumber striprtf xlrd`, LibreOffice as `soffice`.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from shutil import which

import psutil

from benchmarks.measure import Table, interleave
from crawler.demo.figures import HERE
from parsing import parse

RUNS = 5
FILES = 20
_OURS = "nianbao.parse, the whole record"
# Kind -> the file, and how many are enough where one takes seconds.
KINDS = {
    "docx": ("aoyuncun-2021.docx", FILES),
    "doc": ("aoyuncun-2019.doc", FILES),
    "wps": ("aoyuncun-2020.wps", FILES),
    "odt": ("aoyuncun-2022.odt", FILES),
    "rtf": ("jiuxianqiao-2019.rtf", FILES),
    "xlsx": ("jiuxianqiao-2021.xlsx", FILES),
    "xls": ("jiuxianqiao-2020.xls", FILES),
    "pdf": ("laiguangying-2019.pdf", 5),
    "ofd": ("laiguangying-2020.ofd", FILES),
    "zip": ("jiuxianqiao-2022.zip", FILES),
    "rar": ("laiguangying-2022.rar", FILES),
    "image": ("laiguangying-2021-2.png", 1),
}


def by_python_docx(data: bytes) -> object:
    """Every cell of every row, merged ones once."""
    from docx import Document

    tables = Document(io.BytesIO(data)).tables
    return [[{cell._tc: cell.text for cell in row.cells} for row in table.rows] for table in tables]


def by_odfpy(data: bytes) -> object:
    """The text of every cell."""
    from odf import table, teletype
    from odf.opendocument import load

    return [teletype.extractText(cell) for cell in load(io.BytesIO(data)).getElementsByType(table.TableCell)]


def by_striprtf(data: bytes) -> object:
    """The text alone, without its cells."""
    from striprtf.striprtf import rtf_to_text

    return rtf_to_text(data.decode("latin-1"), encoding="gbk", errors="replace")


def by_openpyxl(data: bytes) -> object:
    """Every value."""
    import openpyxl

    return [list(sheet.values) for sheet in openpyxl.load_workbook(io.BytesIO(data), data_only=True)]


def by_xlrd(data: bytes) -> object:
    """Every value."""
    import xlrd

    return [sheet.row_values(row) for sheet in xlrd.open_workbook(file_contents=data).sheets() for row in range(sheet.nrows)]


def by_pdfplumber(data: bytes) -> object:
    """The tables of every page, not joined."""
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as pdf:
        return [page.extract_tables() for page in pdf.pages]


def by_pdfminer(data: bytes) -> object:
    """The text alone, without its cells."""
    from pdfminer.high_level import extract_text

    return extract_text(io.BytesIO(data))


def by_rapidocr(data: bytes) -> object:
    """The lines of the picture, recognised once, without its cells."""
    global _engine  # noqa: PLW0603 - its models are loaded once, as ours are
    from rapidocr import RapidOCR

    _engine = _engine or RapidOCR()
    return _engine(data)


_engine = None
# Kind -> peer -> how, and the module that it needs.
PEERS: dict[str, dict[str, tuple[Callable[[bytes], object], str]]] = {
    "docx": {"python-docx, cells": (by_python_docx, "docx")},
    "odt": {"odfpy, cells": (by_odfpy, "odf")},
    "rtf": {"striprtf, text": (by_striprtf, "striprtf")},
    "xlsx": {"openpyxl, values": (by_openpyxl, "openpyxl")},
    "xls": {"xlrd, values": (by_xlrd, "xlrd")},
    "pdf": {"pdfplumber, tables": (by_pdfplumber, "pdfplumber"), "pdfminer.six, text": (by_pdfminer, "pdfminer")},
    "image": {"RapidOCR, lines": (by_rapidocr, "rapidocr")},
}
_BY_OFFICE = ("doc",)


def tables(runs: int | None, pages: int | None) -> list[Table]:
    """One table for each kind of file; `pages` is the number of files a round."""
    return [_table(kind, runs or RUNS, pages) for kind in KINDS]


def _table(kind: str, runs: int, pages: int | None) -> Table:
    name, most = KINDS[kind]
    count = min(pages or most, most)
    data = (HERE / "files" / name).read_bytes()
    assert parse(data)[0].cells
    found = {peer: how for peer, (how, module) in PEERS.get(kind, {}).items() if find_spec(module)}
    tasks = {peer: partial(_cost, how, data, count) for peer, how in {_OURS: parse, **found}.items()}
    if kind in _BY_OFFICE and which("soffice"):
        tasks["LibreOffice to HTML, all in one start"] = partial(_by_office, data, count)
    ways = interleave(tasks, runs)
    for way in ways:
        way.peaks = {"": _peak(kind, way.name)} if way.name in {_OURS, *found} else {}
    return Table(f"Reading {kind}, {len(data) / 1024:.0f} KB, the same file {count} times a round", "file", ways)


def _cost(how: Callable[[bytes], object], data: bytes, count: int) -> float:
    """Milliseconds of CPU a file, of this process and of the one that reads for it."""
    start = _cpu()
    for _ in range(count):
        how(data)
    return (_cpu() - start) * 1000 / count


def _cpu() -> float:
    here = psutil.Process()
    times = [process.cpu_times() for process in (here, *here.children(recursive=True))]
    return sum(time.user + time.system for time in times)


def _by_office(data: bytes, count: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        names = [f"{number}.doc" for number in range(count)]
        for name in names:
            (Path(folder) / name).write_bytes(data)
        command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "html", *names]
        before = psutil.Process().cpu_times()
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        after = psutil.Process().cpu_times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return spent * 1000 / count


_PEAK = """
import psutil, re, sys
from pathlib import Path
from benchmarks import formats
formats.once(sys.argv[1], sys.argv[2])
here = psutil.Process()
sizes = [re.search(r"VmHWM:\\s+(\\d+)", Path(f"/proc/{p.pid}/status").read_text()) for p in (here, *here.children())]
print(max(int(size[1]) for size in sizes) / 1024)
"""


def once(kind: str, way: str) -> None:
    """Read the file of a kind once, in one of the ways."""
    data = (HERE / "files" / KINDS[kind][0]).read_bytes()
    parse(data) if way == _OURS else PEERS[kind][way][0](data)


def _peak(kind: str, way: str) -> float:
    """Peak memory in MB of a fresh process that reads one file, or of the child that reads it for that process (Linux)."""
    done = subprocess.run([sys.executable, "-c", _PEAK, kind, way], capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])
