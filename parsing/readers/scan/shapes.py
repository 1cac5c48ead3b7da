"""Shorthands for the arrays of numpy that the steps of reading a picture hand on, and what boxes share."""

from __future__ import annotations

from typing import Any

from parsing.readers.ruled.shapes import Box

# H x W x 3 (blue, green, red) or H x W (grey), 8 bit; a mask is H x W, 0 or 255.
Image = Any
Mask = Any


def overlap(one: Box, other: Box) -> tuple[float, float]:
    """How far two boxes overlap across and down, 0 where they do not."""
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    return max(0.0, across), max(0.0, down)


def cut(picture: Image, box: Box) -> Image:
    """The part of a picture in a box, at least one pixel of it."""
    height, width = picture.shape[:2]
    left, top = min(max(0, round(box.x0)), width - 1), min(max(0, round(box.top)), height - 1)
    return picture[top : max(top + 1, round(box.bottom)), left : max(left + 1, round(box.x1))]
