"""Bytes to the pictures of pages: image files, and the pages of a scanned PDF at the resolution of its own pictures."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from io import BytesIO

import cv2
import numpy as np
import pypdfium2
import pypdfium2.raw
from PIL import Image as Pillow
from PIL import ImageOps

from parsing.errors import TooLargeError, UnreadError
from parsing.readers.scan.shapes import Image

# An A3 sheet at 600 dpi has 70 million pixels.
MAX_PIXELS = 80_000_000
# A page takes about ten seconds; the longest scanned report has a dozen.
MAX_PAGES = 30
# The shorter side of an A4 sheet at 300 dpi; more shows no more of a figure.
_SIDE = 2_500
_KINDS = ("JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP")
_POINTS = 72
_COARSEST, _FINEST, _USUAL = 72, 300, 200  # dpi

# The limit is checked here, before anything is unpacked, with a reason that says so.
Pillow.MAX_IMAGE_PIXELS = None


def pictures_of(data: bytes) -> Iterator[Image]:
    """The pages of an image file: each frame of a TIFF, the first picture of any other.

    Raises `TooLargeError` beyond `MAX_PIXELS` a page or `MAX_PAGES`, `UnreadError` (unreadable) where it is damaged.
    """
    try:
        with Pillow.open(BytesIO(data), formats=_KINDS) as picture:
            count = getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1
            _check(count, *picture.size)
            for number in range(count):
                if number:
                    picture.seek(number)
                    _check(count, *picture.size)
                yield _reduced(_flat(picture))
    except (OSError, SyntaxError, ValueError, EOFError, Pillow.DecompressionBombError) as error:
        if isinstance(error, (TooLargeError, UnreadError)):
            raise
        raise UnreadError("unreadable", f"{type(error).__name__}: {error}"[:200]) from error


def _check(pages: int, width: float, height: float) -> None:
    if pages > MAX_PAGES:
        raise TooLargeError(f"{pages} pages of pictures, at most {MAX_PAGES} are read")
    if width * height > MAX_PIXELS:
        raise TooLargeError(f"a picture of {round(width)} x {round(height)} pixels, at most {MAX_PIXELS} are read")


def _flat(picture: Pillow.Image) -> Image:
    """The picture as it is shown: turned as its EXIF says, on white where it is transparent, in blue, green, red."""
    upright = ImageOps.exif_transpose(picture)
    if upright.mode.startswith("I;16"):
        upright = upright.point(lambda value: value / 256).convert("L")
    if upright.has_transparency_data:
        upright = upright.convert("RGBA")
        ground = Pillow.new("RGBA", upright.size, "white")
        upright = Pillow.alpha_composite(ground, upright)
    return np.asarray(upright.convert("RGB"))[:, :, ::-1].copy()


def _reduced(picture: Image) -> Image:
    scale = _SIDE / min(picture.shape[:2])
    return picture if scale >= 1 else cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)


def pages_of_pdf(data: bytes, wanted: Collection[int] | None = None) -> Iterator[Image]:
    """The pages of a PDF as they look, all or those `wanted` (from 0).

    Raises `TooLargeError` beyond `MAX_PAGES`, `UnreadError` (encrypted, unreadable).
    """
    try:
        with pypdfium2.PdfDocument(data) as document:
            numbers = range(len(document)) if wanted is None else sorted(wanted)
            _check(len(numbers), 0, 0)
            for number in numbers:
                page = document[number]
                yield _reduced(_rendered(page))
                page.close()
    except pypdfium2.PdfiumError as error:
        raise UnreadError("encrypted" if "password" in str(error).lower() else "unreadable", str(error)[:200]) from error


def _rendered(page: pypdfium2.PdfPage) -> Image:
    width, height = page.get_size()
    most = math.sqrt(MAX_PIXELS / max(1.0, width * height))
    scale = min(_resolution(page) / _POINTS, most)
    return page.render(scale=scale).to_numpy()[:, :, :3].copy()


def _resolution(page: pypdfium2.PdfPage) -> float:
    """Dots per inch of the largest picture on the page: drawn finer it would only look as if it showed more."""
    found = [_USUAL]
    largest = 0.0
    for shown in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]):
        left, bottom, right, top = shown.get_bounds()
        pixels, _ = shown.get_px_size()
        area = abs((right - left) * (top - bottom))
        if area > largest and right - left >= 1:
            largest, found = area, [pixels / (right - left) * _POINTS]
    return float(min(_FINEST, max(_COARSEST, found[0])))
