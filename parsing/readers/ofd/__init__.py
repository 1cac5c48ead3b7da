"""OFD (GB/T 33190-2016), a zip of XML pages, to a `Document`: the same way as PDF once its objects are painted."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from parsing.document import Document
from parsing.errors import TooLargeError, UnreadError
from parsing.readers.ofd.objects import POINTS, Painter
from parsing.readers.packed import Package, attribute, local, read_xml
from parsing.readers.ruled.page import read_sheet
from parsing.readers.ruled.painted import Painted
from parsing.readers.ruled.shapes import Box
from parsing.readers.ruled.sheets import join_sheets
from parsing.readers.ruled.upright import PageShown, show

MAX_PAGES = 200
MAX_GLYPHS = 1_000_000


def read_ofd(data: bytes) -> Document:
    """Read an OFD file: its pages with their templates and annotations.

    A page that is a picture is named (`page_unread`). Raises `UnreadError`: `image_only` where no page has a text of its own, `empty`,
    `encrypted`, `unreadable` (a part that is damaged or not there, an XML document type, a path out of the package); `TooLargeError`.
    """
    package = Package(data)
    shown = [page for source in _documents(package) for page in source.pages()]
    if not any(page.has_text for page in shown):
        raise UnreadError("image_only" if any(page.has_ink for page in shown) else "empty")
    document = Document(blocks=join_sheets([read_sheet(page.ink) for page in shown]))
    pictures = [number for number, page in enumerate(shown, 1) if page.is_picture]
    document.flaws = [("page_unread", f"page {number} is a picture") for number in pictures]
    document.images = len(pictures) + sum(page.large_pictures for page in shown if not page.is_picture)
    return document


def _documents(package: Package) -> Iterator[_Source]:
    root = read_xml(package.read("OFD.xml"))
    places = [(element.text or "").strip() for element in root.iter() if local(element) == "DocRoot"]
    if not places:
        raise UnreadError("unreadable", "OFD.xml names no document")
    for place in places:
        name = _resolve("", place)
        yield _Source(package, posixpath.dirname(name), read_xml(package.read(name)))


def _resolve(folder: str, place: str) -> str:
    """The name of a part from a place that is relative to `folder`, or absolute. Raises `UnreadError` where it leaves the package."""
    place = place.replace("\\", "/")
    name = posixpath.normpath(place.lstrip("/") if place.startswith("/") else posixpath.join(folder, place))
    if name.startswith(".."):
        raise UnreadError("unreadable", f"a path that leaves the package: {place[:80]}")
    return name


@dataclass(slots=True)
class _Source:
    """One document of the file: its folder, its root element, and what its pages share."""

    package: Package
    folder: str
    root: etree._Element
    _templates: dict[str, etree._Element] = field(default_factory=dict)

    def pages(self) -> Iterator[PageShown]:
        """The pages in order. Raises `TooLargeError` beyond the limits."""
        pages = [element for element in self.root.iter() if local(element) == "Page" and attribute(element, "BaseLoc")]
        if len(pages) > MAX_PAGES:
            raise TooLargeError(f"{len(pages)} pages, at most {MAX_PAGES} are read")
        annotations = self._annotations()
        glyphs = 0
        for element in pages:
            painted, crop = self._page(element, annotations.get(attribute(element, "ID"), []))
            glyphs += len(painted.glyphs)
            if glyphs > MAX_GLYPHS:
                raise TooLargeError(f"more than {MAX_GLYPHS} characters")
            yield show(painted, crop)

    def _page(self, element: etree._Element, annotations: list[etree._Element]) -> tuple[Painted, Box]:
        page = self._part(attribute(element, "BaseLoc"))
        area = _area(page) or _area(self.root)
        if area is None:
            raise UnreadError("unreadable", "a page without a size")
        painter = Painter(area[1] + area[3])
        below = [template for template in self._used_templates(page) if attribute(template, "ZOrder") != "Foreground"]
        above = [template for template in self._used_templates(page) if attribute(template, "ZOrder") == "Foreground"]
        for template in below:
            painter.paint(self._template(attribute(template, "TemplateID")))
        painter.paint(page)
        for template in above:
            painter.paint(self._template(attribute(template, "TemplateID")))
        for annotation in annotations:
            painter.paint_annotation(annotation)
        x, y, wide, high = area
        height = y + high
        return painter.painted, Box(x * POINTS, (height - y - high) * POINTS, (x + wide) * POINTS, (height - y) * POINTS)

    def _part(self, place: str, folder: str | None = None) -> etree._Element:
        return read_xml(self.package.read(_resolve(self.folder if folder is None else folder, place)))

    @staticmethod
    def _used_templates(page: etree._Element) -> list[etree._Element]:
        return [element for element in page if local(element) == "Template"]

    def _template(self, number: str) -> etree._Element:
        if number not in self._templates:
            found = [element for element in self.root.iter() if local(element) == "TemplatePage" and attribute(element, "ID") == number]
            if not found:
                raise UnreadError("unreadable", f"no template page {number}")
            self._templates[number] = self._part(attribute(found[0], "BaseLoc"))
        return self._templates[number]

    def _annotations(self) -> dict[str, list[etree._Element]]:
        """The annotations of each page by its ID."""
        found: dict[str, list[etree._Element]] = {}
        for place in [element for element in self.root if local(element) == "Annotations" and (element.text or "").strip()]:
            name = _resolve(self.folder, (place.text or "").strip())
            folder = posixpath.dirname(name)
            for page in [element for element in read_xml(self.package.read(name)) if local(element) == "Page"]:
                for file in [element for element in page if local(element) == "FileLoc"]:
                    part = self._part((file.text or "").strip(), folder)
                    found.setdefault(attribute(page, "PageID"), []).extend(one for one in part if local(one) == "Annot")
        return found


def _area(element: etree._Element) -> tuple[float, float, float, float] | None:
    """The size of a page in millimetres: x, y, width, height of what is shown."""
    text = next((one.text for one in element.iter() if local(one) == "PhysicalBox"), "")
    if not text:
        return None
    try:
        x, y, wide, high = map(float, text.split())
    except ValueError:
        raise UnreadError("unreadable", f"a page of the size {text[:40]!r}") from None
    return x, y, wide, high
