"""Files that only LibreOffice reads, where it is installed: Word 6 and 95, and damaged ones as far as it can repair them.

It runs confined (`sandbox.tools`) with a profile of its own, in which no macro runs and no link is followed, and writes a docx file, which
the reader of docx takes.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from parsing.document import Document
from parsing.errors import UnreadError
from parsing.files import FILE_READERS
from parsing.sandbox import run_reader
from parsing.sandbox.tools import find_tool, run_tool, seen_inside

_SECONDS = 60
_MEMORY = 4 << 30
# By whose rules the file is read: left to guess, LibreOffice takes what is damaged for plain text. The first is of Word 95 as well.
_WORD_6, _WORD_97 = "MS WinWord 6.0", "MS Word 97"
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link"><value>0</value></prop></item>
</oor:items>
"""


def read_word_95(data: bytes) -> Document:
    """Read a file of Word 6 or 95. Raises `UnreadError`: needs_extra where LibreOffice is not there, unreadable where it fails."""
    return _read(data, _WORD_6)


def repair_word(data: bytes) -> Document:
    """Read a damaged file of Word 97 or later as LibreOffice repairs it; its figures are in doubt. Raises `UnreadError` as above, and where
    nothing but words is left of it.
    """
    document = _read(data, _WORD_97)
    if not document.grids:
        raise UnreadError("unreadable", "LibreOffice finds no table in it")
    document.flaws.append(("repaired", "LibreOffice"))
    return document


def _read(data: bytes, rules: str) -> Document:
    soffice = find_tool("soffice", "libreoffice")
    if soffice is None:
        raise UnreadError("needs_extra", "LibreOffice and bubblewrap")
    with tempfile.TemporaryDirectory(prefix="nianbao-") as name:
        work = Path(name)
        (work / "profile/user").mkdir(parents=True)
        (work / "profile/user/registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        (work / "in.doc").write_bytes(data)
        run_tool(_command(soffice, work, rules), work, seconds=_SECONDS, memory=_MEMORY)
        written = work / "in.docx"
        if not written.is_file():
            raise UnreadError("unreadable", "LibreOffice does not read it either")
        read = run_reader(FILE_READERS["docx"], written.read_bytes())
    assert isinstance(read, Document)
    return read


def _command(soffice: str, work: Path, rules: str) -> list[str]:
    profile = f"-env:UserInstallation={(seen_inside(work) / 'profile').as_uri()}"
    options = ["--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo", f"--infilter={rules}"]
    return [soffice, profile, *options, "--convert-to", "docx:MS Word 2007 XML", "in.doc"]
