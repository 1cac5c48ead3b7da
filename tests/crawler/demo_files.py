"""Makes the files that the demonstration portal offers (`crawler/demo/files`) from its data. Run by hand after the data changed:

    PYTHONPATH=tests/parsing python tests/crawler/demo_files.py

The `doc` needs LibreOffice (`soffice`), the pictures a Chinese font (`manimgx-fonts-cjk`); the others need nothing but the tools.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import rars
from made_pages import Td
from shown import lay_out
from test_archives import zipped
from test_zoo_office import by_library
from zoo.doc_bytes import Binary
from zoo.odt_xml import odt
from zoo.ofd_sheets import ofd
from zoo.pdf_sheets import Style, pdf
from zoo.placed import Block, Box, PlacedTable
from zoo.rtf_text import rtf
from zoo.sheets import xls, xlsx
from zoo.word_xml import docx

from crawler.demo.contents import contents
from crawler.demo.figures import HERE, DemoReport, reports
from crawler.demo.tables import Rows

FILES = HERE / "files"


def blocks(report: DemoReport) -> list[Block]:
    """The report with its title, as the writers of the zoo take it."""
    shown = [_table(block.rows) if block.kind == "table" else block.text for block in contents(report)]
    return [report.entry["title"], *shown]


def _cells(rows: Rows) -> list[list[Td]]:
    return [[Td((cell.text or "").replace("\n", ""), rowspan=cell.rowspan, colspan=cell.colspan) for cell in row] for row in rows]


def _table(rows: Rows) -> PlacedTable:
    places = lay_out(_cells(rows))
    boxes = tuple(Box(row, col, td.rowspan, td.colspan, td.text) for row, col, td in places)
    return PlacedTable(len(rows), max(box.col + box.colspan for box in boxes), boxes)


def word(given: list[Block]) -> bytes:
    """What LibreOffice makes of the docx."""
    with tempfile.TemporaryDirectory() as name:
        source = Path(name) / "a.docx"
        source.write_bytes(by_library(given))
        profile = f"-env:UserInstallation={(Path(name) / 'profile').as_uri()}"
        subprocess.run(["soffice", profile, "--headless", "--convert-to", "doc", "--outdir", name, str(source)], check=True)
        return (Path(name) / "a.doc").read_bytes()


def wps(given: list[Block]) -> bytes:
    """A Word binary that says WPS Office wrote it."""
    binary = Binary(streams={"WpsCustomData": b"WPS"})
    for block in given:
        if isinstance(block, PlacedTable):
            lines = [[Td(b.text, rowspan=b.rowspan, colspan=b.colspan) for b in block.boxes if b.row == row] for row in range(block.n_rows)]
            binary.table(lines)
        else:
            binary.paragraph(block)
    return binary.bytes()


def packed(name: str, given: list[Block], pack: Callable[[dict[str, bytes]], bytes]) -> bytes:
    """The report as docx in an archive, beside a note that is none."""
    note = "填表说明：空白单元格表示不适用。".encode("gbk")
    return pack({f"{name}.docx": docx(given), "填表说明.txt": note})


def rar(files: dict[str, bytes]) -> bytes:
    builder = rars.RarBuilder(format="rar29", solid=True)
    for name, data in files.items():
        builder.add_bytes(data, name)
    return bytes(builder.to_bytes())


def picture(block: Block) -> bytes:
    """A table as a picture of black and white."""
    from PIL import ImageOps
    from zoo.scans import Look, printed

    page = printed(["", block], Look())[0]
    box = ImageOps.invert(page).getbbox()
    assert box is not None
    left, top, right, bottom = box
    stream = io.BytesIO()
    page.crop((left - 20, top - 20, right + 20, bottom + 20)).convert("1", dither=0).save(stream, "PNG", optimize=True)
    return stream.getvalue()


WRITERS: dict[str, Callable[[str, list[Block]], bytes]] = {
    "docx": lambda _, given: by_library(given),
    "doc": lambda _, given: word(given),
    "wps": lambda _, given: wps(given),
    "rtf": lambda _, given: rtf(given),
    "odt": lambda _, given: odt(given),
    "pdf": lambda _, given: pdf(given, Style(size=8)),
    "ofd": lambda _, given: ofd(given, Style(size=8)),
    "xls": lambda _, given: xls(_tables(given)),
    "xlsx": lambda _, given: xlsx(_tables(given)),
    "zip": lambda name, given: packed(name, given, lambda files: zipped(files, "gbk")),
    "rar": lambda name, given: packed(name, given, rar),
}


def _tables(given: list[Block]) -> list[Block]:
    return [block for block in given if isinstance(block, PlacedTable)]


def main(wanted: list[str]) -> None:
    """Write the files whose suffix is wanted, all where none is named."""
    for report in reports():
        name = Path(report.entry.get("file", ""))
        suffix = name.suffix[1:]
        if not suffix or (wanted and suffix not in wanted):
            continue
        given = blocks(report)
        if suffix == "png":
            for number, table in enumerate(_tables(given), start=1):
                (FILES / f"{name.stem}-{number}.png").write_bytes(picture(table))
        else:
            (FILES / name).write_bytes(WRITERS[suffix](report.entry["title"], given))


if __name__ == "__main__":
    main(sys.argv[1:])
