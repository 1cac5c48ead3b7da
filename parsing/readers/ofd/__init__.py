"""OFD (GB/T 33190-2016), a zip of XML pages, to a `Document`: the same way as PDF once its objects are painted."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from lxml import etree

from parsing.document import Document
from parsing.errors import TooLargeError, UnreadError
from parsing.readers.ofd.objects import POINTS, Painter
from parsing.readers.packed import Package, attribute, local, read_xml
from parsing.readers.ruled.page import read_sheet
from parsing.readers.ruled.painted import Matrix, put
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
    pages = open_pages(data)
    if not any(page.shown.has_text for page in pages):
        raise UnreadError("image_only" if any(page.shown.has_ink for page in pages) else "empty")
    document = Document(blocks=join_sheets([read_sheet(page.shown.ink) for page in pages]))
    pictures = [number for number, page in enumerate(pages, 1) if page.shown.is_picture]
    document.flaws = [("page_unread", f"page {number} is a picture") for number in pictures]
    document.images = len(pictures) + sum(page.shown.large_pictures for page in pages if not page.shown.is_picture)
    return document


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture on a page: its box in points from the page's upper left corner, None where it lies askew, and what gives its bytes.

    `data` raises `UnreadError` where the file does not hold them.
    """

    box: Box | None
    data: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class OfdPage:
    """A page: what it shows as text and lines, how large it is in points, and the pictures on it."""

    shown: PageShown
    size: tuple[float, float]
    pictures: list[Picture]


def open_pages(data: bytes) -> list[OfdPage]:
    """The pages of an OFD file. Raises as `read_ofd`, but for files of pictures and empty ones."""
    return [page for source in _documents(Package(data)) for page in source.pages()]


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

    def pages(self) -> Iterator[OfdPage]:
        """The pages in order. Raises `TooLargeError` beyond the limits."""
        pages = [element for element in self.root.iter() if local(element) == "Page" and attribute(element, "BaseLoc")]
        if len(pages) > MAX_PAGES:
            raise TooLargeError(f"{len(pages)} pages, at most {MAX_PAGES} are read")
        annotations = self._annotations()
        glyphs = 0
        for element in pages:
            painter, crop = self._page(element, annotations.get(attribute(element, "ID"), []))
            glyphs += len(painter.painted.glyphs)
            if glyphs > MAX_GLYPHS:
                raise TooLargeError(f"more than {MAX_GLYPHS} characters")
            size = crop.x1 - crop.x0, crop.bottom - crop.top
            yield OfdPage(show(painter.painted, crop), size, [self._picture(*image, crop) for image in painter.images])

    def _picture(self, number: str, matrix: Matrix, crop: Box) -> Picture:
        (x0, y0), (x1, y1) = put(matrix, 0, 0), put(matrix, 1, 1)
        upright = not matrix[1] and not matrix[2] and x0 < x1 and y0 > y1
        box = Box(x0 - crop.x0, crop.bottom - y0, x1 - crop.x0, crop.bottom - y1) if upright else None
        return Picture(box, partial(self._media, number))

    def _media(self, number: str) -> bytes:
        """The bytes of a picture by its number. Raises `UnreadError` where the file does not hold it."""
        for place in [one for one in self.root.iter() if local(one) in {"PublicRes", "DocumentRes", "PageRes"}]:
            name = _resolve(self.folder, (place.text or "").strip())
            resources = read_xml(self.package.read(name))
            base = _resolve(posixpath.dirname(name), attribute(resources, "BaseLoc"))
            for media in [one for one in resources.iter() if local(one) == "MultiMedia" and attribute(one, "ID") == number]:
                file = next((one.text or "" for one in media if local(one) == "MediaFile"), "").strip()
                return self.package.read(_resolve(base, file))
        raise UnreadError("unreadable", f"no picture {number}")

    def _page(self, element: etree._Element, annotations: list[etree._Element]) -> tuple[Painter, Box]:
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
        return painter, Box(x * POINTS, (height - y - high) * POINTS, (x + wide) * POINTS, (height - y) * POINTS)

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
