"""Files of which pages are pictures, made of files of text: a PDF with some pages scanned, and an OFD file of pictures alone."""

from __future__ import annotations

import io
from collections.abc import Collection
from typing import Any

import numpy as np
import pypdfium2
from PIL import Image
from zoo.ofd_sheets import package
from zoo.scans import Wear, jpeg, worn

_NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
_A4 = "<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>"
_WEAR = Wear(skew=0.4, blur=0.5, noise=4)


def scans_of(pdf: bytes, dpi: int = 200) -> list[Image.Image]:
    """The pages of a PDF as a scanner sees them printed."""
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.render(scale=dpi / 72).to_pil() for page in document]
    return [worn(page, _WEAR, number) for number, page in enumerate(pages)]


def with_pictures(pdf: bytes, numbers: Collection[int]) -> bytes:
    """A PDF with these pages (from 0) scanned."""
    scans, stream = scans_of(pdf), io.BytesIO()
    with pypdfium2.PdfDocument(pdf) as source, pypdfium2.PdfDocument.new() as mixed:
        for number in range(len(source)):
            if number in numbers:
                _add(mixed, source[number].get_size(), scans[number])
            else:
                mixed.import_pages(source, [number])
        mixed.save(stream)
    return stream.getvalue()


def _add(document: Any, size: tuple[float, float], scan: Image.Image) -> None:
    page, picture = document.new_page(*size), pypdfium2.PdfImage.new(document)
    picture.load_jpeg(io.BytesIO(jpeg(scan, _WEAR)), inline=True)
    picture.set_matrix(pypdfium2.PdfMatrix().scale(*size))
    page.insert_obj(picture)
    page.gen_content()


def ofd_of_pictures(scans: list[Image.Image], strips: int = 1) -> bytes:
    """An OFD file of A4 pages, each a scan, cut into strips as scanners do."""
    parts: dict[str, Any] = {
        "OFD.xml": f"<ofd:OFD {_NS}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    }
    pages, media = [], []
    for page, scan in enumerate(scans):
        pages.append(f"<ofd:Page ID='{page}' BaseLoc='Pages/{page}.xml'/>")
        objects = ""
        for strip, piece in enumerate(np.array_split(np.asarray(scan), strips)):
            number, high = 100 * (page + 1) + strip, 297 / strips
            media.append(f"<ofd:MultiMedia ID='{number}' Type='Image'><ofd:MediaFile>{number}.jpg</ofd:MediaFile></ofd:MultiMedia>")
            parts[f"Doc_0/Res/{number}.jpg"] = jpeg(Image.fromarray(piece), _WEAR)
            objects += (
                f"<ofd:ImageObject ID='{number}0' ResourceID='{number}' Boundary='0 {strip * high} 210 {high}' CTM='210 0 0 {high} 0 0'/>"
            )
        parts[f"Doc_0/Pages/{page}.xml"] = (
            f"<ofd:Page {_NS}><ofd:Area>{_A4}</ofd:Area><ofd:Content><ofd:Layer ID='1'>{objects}</ofd:Layer></ofd:Content></ofd:Page>"
        )
    parts["Doc_0/DocumentRes.xml"] = f"<ofd:Res {_NS} BaseLoc='Res'><ofd:MultiMedias>{''.join(media)}</ofd:MultiMedias></ofd:Res>"
    parts["Doc_0/Document.xml"] = (
        f"<ofd:Document {_NS}><ofd:CommonData><ofd:PageArea>{_A4}</ofd:PageArea><ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>"
        f"</ofd:CommonData><ofd:Pages>{''.join(pages)}</ofd:Pages></ofd:Document>"
    )
    return package(parts)
