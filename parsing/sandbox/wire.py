"""Documents and archive members as bytes between the child and its keeper: JSON and raw bytes, nothing that could be executed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, BinaryIO

from parsing.document import Document, Grid, GridCell, Paragraph

MAX_HEADER = 256 << 20


@dataclass(frozen=True, slots=True)
class Member:
    """One file inside an archive: its name as shown there, made printable, and its bytes. The name is never used as a path.

    `reason`: why there are no bytes, a code of `problems.REASONS`.
    """

    name: str
    data: bytes
    reason: str = ""


def send(stream: BinaryIO, header: dict[str, Any], *blobs: bytes) -> None:
    """Write one message: its header with the sizes of the blobs that follow it."""
    text = json.dumps({**header, "blobs": [len(blob) for blob in blobs]}).encode()
    stream.write(len(text).to_bytes(8, "big") + text)
    for blob in blobs:
        stream.write(blob)
    stream.flush()


def receive(stream: BinaryIO) -> tuple[dict[str, Any], list[bytes]]:
    """Read one message. Raises EOFError when the stream ends inside it or before it, ValueError when it is none."""
    size = int.from_bytes(_exactly(stream, 8), "big")
    if size > MAX_HEADER:
        raise ValueError(f"a header of {size} bytes")
    header = json.loads(_exactly(stream, size))
    return header, [_exactly(stream, length) for length in header.pop("blobs")]


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data


def pack(document: Document) -> dict[str, Any]:
    """A document as plain lists."""
    return {
        "blocks": [_pack_block(block) for block in document.blocks],
        "titles": document.titles,
        "meta": document.meta,
        "images": document.images,
        "flaws": document.flaws,
    }


def unpack(packed: dict[str, Any]) -> Document:
    """The inverse of `pack`. The format is the caller's to set."""
    flaws = [(str(code), str(detail)) for code, detail in packed["flaws"]]
    blocks = [_unpack_block(block) for block in packed["blocks"]]
    return Document(blocks, titles=packed["titles"], meta=packed["meta"], images=packed["images"], flaws=flaws)


def _pack_block(block: Paragraph | Grid) -> Any:
    if isinstance(block, Paragraph):
        return block.text
    cells = [[getattr(cell, name) for name in GridCell.__slots__] for cell in block.cells]
    return [block.n_rows, block.n_cols, cells, block.flaws]


def _unpack_block(packed: Any) -> Paragraph | Grid:
    if isinstance(packed, str):
        return Paragraph(packed)
    n_rows, n_cols, cells, flaws = packed
    return Grid(n_rows, n_cols, [GridCell(*cell) for cell in cells], flaws)
