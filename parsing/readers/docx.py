"""docx, and the same document as one XML file (flat OPC, WordML 2003), to a `Document`."""

from __future__ import annotations

import posixpath
from base64 import b64decode
from typing import Protocol

from lxml import etree

from parsing.decode import decode
from parsing.document import Document, Paragraph
from parsing.errors import UnreadError
from parsing.kinds import READERS, text_kind
from parsing.readers.flow import Item, to_document
from parsing.readers.mhtml import page_part
from parsing.readers.odt import read_flat_text
from parsing.readers.packed import Package, attribute, local, read_xml
from parsing.readers.word_styles import Styles, child_of
from parsing.readers.wordml import WordBody

_MAIN = "word/document.xml"


class _Parts(Protocol):
    def __contains__(self, name: str) -> bool: ...

    def read(self, name: str) -> bytes: ...


def read_docx(data: bytes) -> Document:
    """Read a docx file. Raises `UnreadError` (encrypted, unreadable) and `TooLargeError`."""
    return _read_parts(Package(data))


def read_flat(data: bytes) -> Document:
    """Read a Word or OpenDocument text in one XML file. Raises `UnreadError`, also for other XML."""
    root = read_xml(data)
    name = local(root)
    if name == "package":
        return _read_parts(_FlatParts(root))
    if name == "wordDocument":
        body = child_of(root, "body")
        styles = Styles(child_of(root, "styles"))
        return _read_body(body, WordBody(styles, keeps_space=attribute(root, "space") == "preserve"))
    if name == "document" and (read := read_flat_text(root)):
        return read
    raise UnreadError("unreadable", f"an XML file of another kind: {name}")


def _read_parts(parts: _Parts) -> Document:
    main = _related(parts, "", "officeDocument") or _MAIN
    root = read_xml(parts.read(main))
    styles = _related(parts, main, "styles") or posixpath.join(posixpath.dirname(main), "styles.xml")
    imported = _Imported(parts, main)
    body = WordBody(Styles(read_xml(parts.read(styles)) if styles in parts else None), chunk=imported)
    document = _read_body(child_of(root, "body"), body)
    document.flaws += imported.flaws
    return document


def _read_body(element: etree._Element | None, body: WordBody) -> Document:
    if element is None:
        raise UnreadError("unreadable", "the main part is no Word document")
    content = body.content(element)
    return to_document(content, body.images)


def _related(parts: _Parts, source: str, kind: str, identifier: str = "") -> str:
    """The part that `source` names as its `kind`, or by its `identifier`; "" where it names none."""
    folder, _, name = source.rpartition("/")
    relations = posixpath.join(folder, "_rels", f"{name}.rels")
    if relations not in parts:
        return ""
    for relation in read_xml(parts.read(relations)):
        fits = attribute(relation, "Id") == identifier if identifier else attribute(relation, "Type").endswith("/" + kind)
        if fits and attribute(relation, "TargetMode") != "External":
            target = attribute(relation, "Target")
            return posixpath.normpath(target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target))
    return ""


class _Imported:
    """Files of another format that the document takes in whole (`altChunk`): web pages are read, others are named as a flaw."""

    def __init__(self, parts: _Parts, main: str) -> None:
        self.flaws: list[tuple[str, str]] = []
        self._parts = parts
        self._main = main

    def __call__(self, identifier: str) -> list[Item]:
        name = _related(self._parts, self._main, "aFChunk", identifier)
        data = self._parts.read(name) if name in self._parts else b""
        page = page_part(data) if data.lstrip()[:5].upper() == b"MIME-" else (data, None)
        decoded = decode(*page) if page else decode(b"")
        reader = READERS.get(text_kind(decoded)) if decoded.text and not data.startswith(b"PK") else None
        if reader is None:
            self.flaws.append(("page_unread", f"an imported file, {name or identifier}"))
            return []
        return [block.text if isinstance(block, Paragraph) else block for block in reader(decoded.text).blocks]


class _FlatParts:
    """The parts of a package that is one XML file (`pkg:part`)."""

    def __init__(self, root: etree._Element) -> None:
        self._parts = {attribute(part, "name").lstrip("/").lower(): part for part in root if local(part) == "part"}

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._parts

    def read(self, name: str) -> bytes:
        part = self._parts.get(name.lower())
        if part is None:
            raise UnreadError("unreadable", f"no part {name}")
        xml, binary = child_of(part, "xmlData"), child_of(part, "binaryData")
        if xml is not None and len(xml):
            return etree.tostring(xml[0])
        return b64decode("" if binary is None else binary.text or "")
