"""A page as it was scanned, turned until its lines are level."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from parsing.readers.ruled.shapes import Box
from parsing.readers.scan.engine import detect, recognise
from parsing.readers.scan.shapes import Image, Mask, cut

_STEEPEST = 6.0  # degrees; a sheet that lies more askew is laid again by whoever scans it
_COARSE_WIDTH, _FINE_WIDTH = 800, 1600
_WHITE = (255, 255, 255)
_LONG = 3.0
# Lines tried, how much of each in heights of a line, and how sure a character of them is on average when they are the right way up.
_SAMPLE, _MUCH, _WELL = 5, 12, 0.8


def ink(gray: Image, span: int = 41) -> Mask:
    """Where a grey picture is darker than the paper around it: shadows and yellowed paper are no ink. `span`: pixels around, odd."""
    return cv2.adaptiveThreshold(gray, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, span, 18)


def stand_up(page: Image) -> tuple[Image, Mask, list[Box]]:
    """The page (H x W x 3) upright, with its lines of text level, where it shows what was scanned, and where lines of text stand."""
    level, sheet = _level(page)
    texts = detect(level)
    if _lies(texts):
        level, sheet = _level(cv2.rotate(page, cv2.ROTATE_90_CLOCKWISE))
        texts = detect(level)
    if _hangs(level, texts):
        level, sheet = cv2.rotate(level, cv2.ROTATE_180), cv2.rotate(sheet, cv2.ROTATE_180)
        texts = detect(level)
    return level, sheet, texts


def _lies(texts: list[Box]) -> bool:
    """Whether most lines run from top to bottom; a single figure tells nothing."""
    long = [box for box in texts if max(box.x1 - box.x0, box.bottom - box.top) > _LONG * min(box.x1 - box.x0, box.bottom - box.top)]
    return 2 * sum(box.bottom - box.top > box.x1 - box.x0 for box in long) > len(long)


def _hangs(page: Image, texts: list[Box]) -> bool:
    """Whether the longest lines are read much better upside down."""
    longest = sorted(texts, key=lambda box: box.x0 - box.x1)[:_SAMPLE]
    lines = [cut(page, replace(box, x1=min(box.x1, box.x0 + _MUCH * (box.bottom - box.top)))) for box in longest]
    if not lines or _read_well(lines) > _WELL:
        return False
    return _read_well([cv2.rotate(line, cv2.ROTATE_180) for line in lines]) > _WELL


def _read_well(lines: list[Image]) -> float:
    return float(np.mean([line.usual for line in recognise(lines)]))


def _level(page: Image) -> tuple[Image, Mask]:
    """The page turned by the angle at which its rows of ink stand out most from the gaps between them, and where it shows what it did."""
    angle = _angle(ink(cv2.cvtColor(page, cv2.COLOR_BGR2GRAY)))
    sheet = np.full(page.shape[:2], 255, np.uint8)
    if abs(angle) < 0.03:
        return page, sheet
    return _turned(page, angle, cv2.INTER_CUBIC, _WHITE), _turned(sheet, angle, cv2.INTER_NEAREST, 0)


def _angle(mask: Mask) -> float:
    coarse = _best(_shrunk(mask, _COARSE_WIDTH), np.arange(-_STEEPEST, _STEEPEST + 0.1, 0.25))
    return _best(_shrunk(mask, _FINE_WIDTH), np.arange(coarse - 0.3, coarse + 0.31, 0.05))


def _shrunk(mask: Mask, width: int) -> Mask:
    scale = min(1.0, width / mask.shape[1])
    return cv2.resize(mask, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)


def _best(mask: Mask, angles: np.ndarray) -> float:
    return float(max(angles, key=lambda angle: _contrast(_turned(mask, float(angle), cv2.INTER_LINEAR, 0))))


def _contrast(mask: Mask) -> float:
    rows = mask.sum(axis=1, dtype=np.float64)
    return float(((rows[1:] - rows[:-1]) ** 2).sum())


def _turned(picture: Image, angle: float, how: int, border: int | tuple[int, int, int]) -> Image:
    height, width = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    return cv2.warpAffine(picture, turn, (width, height), flags=how, borderMode=cv2.BORDER_CONSTANT, borderValue=border)
