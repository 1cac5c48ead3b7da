"""What lies in a zip or OLE container, told by the names of its parts. Only names are looked at, in the bytes themselves."""

from __future__ import annotations

import re
import struct
from itertools import islice

MAX_NAMES = 4_000
_END = b"PK\x05\x06"
_CENTRAL = b"PK\x01\x02"
_LOCAL = re.compile(rb"PK\x03\x04.{22}(..)..", re.S)
# The main part that a document of this kind must have, beside what all packages of its family have.
_PARTS = (("word/", "docx"), ("xl/", "xlsx"), ("ofd.xml", "ofd"))
# The first file of all must be `mimetype` (OpenDocument 1.3, part 2, 3.3). Behind it a plain archive may hold a whole document, stored.
_OPEN_DOCUMENT = re.compile(rb"PK\x03\x04.{22}\x08\x00..mimetype.{0,64}?application/vnd\.oasis\.opendocument\.(text)?", re.S)
_OTHER_PACKAGES = ("ppt/", "visio/")

_SECTOR_END = 0xFFFFFFFA  # from here on the numbers are marks, not sectors ([MS-CFB] 2.1)
_MAX_SECTORS = 4_096


def zip_kind(data: bytes) -> str:
    """docx, xlsx, odt, ofd, `unknown` for a package of another kind, or zip for an archive of files."""
    if opened := _OPEN_DOCUMENT.match(data):
        return "odt" if opened[1] else "unknown"
    names = [name.replace("\\", "/").lower() for name in islice(_zip_names(data), MAX_NAMES)]
    for part, kind in _PARTS:
        if any(name.startswith(part) and (kind != "ofd" or name == part) for name in names) and _is_package(names, kind):
            return kind
    return "unknown" if any(name.startswith(_OTHER_PACKAGES) for name in names) and _is_package(names, "") else "zip"


def _is_package(names: list[str], kind: str) -> bool:
    # An archive may hold a folder `word` full of reports.
    return kind == "ofd" or "[content_types].xml" in names or any(name in ("word/document.xml", "xl/workbook.xml") for name in names)


def _zip_names(data: bytes) -> list[str]:
    """The names in the central directory; those in front of the files where that is lost."""
    end = data.rfind(_END, max(0, len(data) - 66_000))
    at = struct.unpack_from("<I", data, end + 16)[0] if 0 <= end <= len(data) - 22 else len(data)
    names: list[str] = []
    while data[at : at + 4] == _CENTRAL and len(names) < MAX_NAMES and at + 46 <= len(data):
        length, extra, comment = struct.unpack_from("<HHH", data, at + 28)
        names.append(data[at + 46 : at + 46 + length].decode("latin-1"))
        at += 46 + length + extra + comment
    if names:
        return names
    found = islice(_LOCAL.finditer(data), MAX_NAMES)
    return [data[match.end() : match.end() + int.from_bytes(match[1], "little")].decode("latin-1") for match in found]


def ole_names(data: bytes) -> set[str]:
    """The names of the streams and storages at the root of an OLE file; empty where its directory cannot be followed ([MS-CFB])."""
    try:
        entries = _directory(data)
        return _siblings(entries, struct.unpack_from("<I", entries[0], 76)[0])
    except (struct.error, IndexError, ValueError):
        return set()


def _directory(data: bytes) -> list[bytes]:
    size = 1 << min(max(struct.unpack_from("<H", data, 30)[0], 9), 12)
    fat = struct.unpack_from("<109I", data, 76)
    per_sector = size // 4
    sectors: list[bytes] = []
    sector = struct.unpack_from("<I", data, 48)[0]
    while sector < _SECTOR_END and len(sectors) < _MAX_SECTORS:
        start = (sector + 1) * size
        sectors.append(data[start : start + size])
        table = fat[sector // per_sector] if sector // per_sector < len(fat) else _SECTOR_END
        if table >= _SECTOR_END:
            break
        sector = struct.unpack_from("<I", data, (table + 1) * size + sector % per_sector * 4)[0]
    whole = b"".join(sectors)
    return [whole[at : at + 128] for at in range(0, len(whole) - 127, 128)]


def _siblings(entries: list[bytes], first: int) -> set[str]:
    names, waiting, seen = set(), [first], set()
    while waiting:
        number = waiting.pop()
        if number in seen or number >= len(entries):
            continue
        seen.add(number)
        entry = entries[number]
        length = max(0, min(struct.unpack_from("<H", entry, 64)[0], 64) - 2)
        names.add(entry[:length].decode("utf-16-le", "replace"))
        waiting += struct.unpack_from("<II", entry, 68)
    return names


# The stream that makes an OLE file what it is, the first found decides. An encrypted package is named by the reader of packages.
_STREAMS = (
    ("EncryptedPackage", "docx"),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "unknown"),
    ("CONTENTS", "unknown"),
)


# What a file says of the program that wrote it stands behind the identifier of its properties ([MS-OLEPS] 3.1).
_PROPERTIES = bytes.fromhex("e0859ff2f94f6810ab9108002b27b3d9")
_PROPERTIES_SIZE = 4_096
_WPS = re.compile(rb"WPS |W\0P\0S\0 \0|Kingsoft|K\0i\0n\0g\0s\0o\0f\0t\0")
_WPS_STREAM = "WpsCustomData"


def ole_kind(data: bytes) -> str:
    """doc, wps where WPS Office wrote it, xls, docx for an encrypted package, `unknown` for other programs' files; doc where the directory
    is damaged.
    """
    names = ole_names(data)
    kind = next((kind for stream, kind in _STREAMS if stream in names), "doc")
    return "wps" if kind == "doc" and _is_of_wps(names, data) else kind


def _is_of_wps(names: set[str], data: bytes) -> bool:
    at = data.find(_PROPERTIES)
    return _WPS_STREAM in names or (at >= 0 and _WPS.search(data, at, at + _PROPERTIES_SIZE) is not None)
