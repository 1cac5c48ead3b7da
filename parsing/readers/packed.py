"""Zip files read with limits, in memory alone: the container of docx, odt, xlsx and ofd, and the archive of several files."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO

from lxml import etree

from parsing.errors import TooLargeError, UnreadError

# A report of a district has some dozens of parts; an archive of a whole government some hundreds of files.
MAX_MEMBERS = 2_000
MAX_TOTAL = 128 << 20
MAX_MEMBER = 64 << 20
# Deflate reaches 1032 to 1; the XML of an empty table 60 to 1. Only what is large enough to hurt is held to it.
MAX_RATIO = 250
_SMALL = 4 << 20
_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = 0x1
_DOCTYPES = tuple("<!DOCTYPE".encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be"))


class Package:
    """A zip file and what it has given so far: its members, each read whole, its CRC verified, within the limits."""

    def __init__(self, data: bytes) -> None:
        """Raises `UnreadError` (encrypted, unreadable) or `TooLargeError`. An OLE file in place of a package is an encrypted one."""
        if data.startswith(_OLE):
            raise UnreadError("encrypted")
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
            raise UnreadError("unreadable", f"not a whole zip file: {error}") from error
        self._left = MAX_TOTAL
        self.members: list[zipfile.ZipInfo] = [info for info in self._zip.infolist() if not info.is_dir()]
        if len(self.members) > MAX_MEMBERS:
            raise TooLargeError(f"{len(self.members)} files in the archive, at most {MAX_MEMBERS} are read")
        self._by_name: dict[str, list[zipfile.ZipInfo]] = {}
        for info in self.members:
            self._by_name.setdefault(info.filename.replace("\\", "/").lstrip("/").lower(), []).append(info)

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._by_name

    def read(self, name: str) -> bytes:
        """The bytes of a part. Raises `UnreadError` where it is not there, there twice or damaged, `TooLargeError` beyond the limits."""
        found = self._by_name.get(name.lstrip("/").lower(), [])
        if len(found) != 1:
            # Of two parts with one name, programs differ in which they show.
            raise UnreadError("unreadable", f"{len(found) or 'no'} parts {name}")
        return self.read_member(found[0])

    def read_member(self, info: zipfile.ZipInfo) -> bytes:
        """The bytes of a member; errors as `read`. What it declares is not believed: reading stops at the limits."""
        if info.flag_bits & _ENCRYPTED:
            raise UnreadError("encrypted")
        limit = min(MAX_MEMBER, self._left, max(_SMALL, info.compress_size * MAX_RATIO))
        if info.file_size > limit:
            raise TooLargeError(f"{info.file_size} bytes behind {info.compress_size} in the archive")
        try:
            with self._zip.open(info) as stream:
                data = stream.read(limit + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
            raise UnreadError("unreadable", f"a damaged part of the archive: {error}"[:200]) from error
        if len(data) > limit or len(data) != info.file_size:
            raise UnreadError("unreadable", "a part of another size than the archive says")
        self._left -= len(data)
        return data


def read_xml(data: bytes) -> etree._Element:
    """The root of an XML file that declares nothing of its own: no document type, so neither entities nor outside files.

    Raises `UnreadError`, also where elements nest deeper than 256 or a text is longer than 10 MB (libxml2's limits).
    """
    if any(mark in data for mark in _DOCTYPES):
        raise UnreadError("unreadable", "the XML declares a document type, which could name entities or outside files")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadError("unreadable", f"damaged XML: {error}"[:200]) from error
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr]  # lxml-stubs
        raise UnreadError("unreadable", "the XML declares a document type, which could name entities or outside files")
    return root


def local(element: etree._Element) -> str:
    """The name of an element without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: etree._Element | None, name: str) -> str:
    """An attribute by its name without namespace; "" where there is none."""
    if element is not None:
        for key, value in element.attrib.items():
            if str(key).rpartition("}")[2] == name:
                return str(value)
    return ""
