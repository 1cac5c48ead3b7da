"""The two networks that ship inside the package rapidocr (PP-OCRv6 small): where text stands in a picture, and what a line of it says.

They are run by onnxruntime directly. The package's own front end makes directories, downloads what it misses and logs to the screen, none
of which a confined process may do; and it gives the mean of a line's certainties, where a figure is as sure as its least sure digit.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnxruntime

from parsing.readers.ruled.shapes import Box
from parsing.readers.scan.shapes import Image

_DETECTION, _RECOGNITION = "PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx"
# The longest side that detection sees, in pixels, a multiple of the 32 that the network asks for.
_DETECTION_SIDE = 1984
# Values of the package's own configuration (rapidocr/config.yaml, Det): above `_INK` a pixel is text, above `_SURE` on average a line is.
_INK, _SURE, _GROW = 0.3, 0.5, 1.6
_HEIGHT = 48
# Narrower lines are padded to this width in pixels: half of what the package pads to, at which figures are read alike for half of the cost.
LEAST_WIDTH = 160
# A batch is so many pixels wide in all: wider ones take more memory and no less time.
_BATCH_WIDTH = 1_600
_WIDEST = 3_200


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a line says and how sure its least sure character is, 0 to 1, and a character of it on average; 0 where there is none."""

    text: str
    confidence: float
    usual: float = 0.0


@cache
def _session(name: str) -> Any:
    found = find_spec("rapidocr")
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError("rapidocr", name="rapidocr")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_mem_pattern = False  # every batch has a shape of its own
    options.log_severity_level = 4
    path = Path(found.submodule_search_locations[0]) / "models" / name
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


@cache
def _characters() -> list[str]:
    return ["", *_session(_RECOGNITION).get_modelmeta().custom_metadata_map["character"].splitlines(), " "]


@cache
def _forgetting() -> Any:
    """Lets go of the memory of a run: a page is detected at once, which takes half a gigabyte."""
    options = onnxruntime.RunOptions()
    options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
    return options


def _run(name: str, pixels: Image) -> Any:
    session = _session(name)
    return session.run(None, {session.get_inputs()[0].name: pixels}, _forgetting() if name == _DETECTION else None)[0]


def detect(page: Image) -> list[Box]:
    """The lines of text on an upright page (H x W x 3, BGR, 8 bit), each as its box in pixels of the page; in no order."""
    height, width = page.shape[:2]
    scale = min(1.0, _DETECTION_SIDE / max(height, width))
    size = (max(32, round(width * scale / 32) * 32), max(32, round(height * scale / 32) * 32))
    small = cv2.resize(page, size, interpolation=cv2.INTER_AREA)
    likely = _run(_DETECTION, _normalised(small)[None])[0, 0]
    mask = cv2.dilate((likely > _INK).astype(np.uint8), np.ones((2, 2), np.uint8))
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    boxes = (cv2.boundingRect(outline) for outline in outlines)
    across, down = width / size[0], height / size[1]
    found = []
    for x, y, w, h in boxes:
        part = mask[y : y + h, x : x + w] > 0
        if min(w, h) >= 3 and likely[y : y + h, x : x + w][part].mean() >= _SURE:
            grow = w * h * _GROW / (2 * (w + h))
            left, top, right, bottom = x - grow, y - grow, x + w + grow, y + h + grow
            found.append(Box(max(0.0, left * across), max(0.0, top * down), min(width, right * across), min(height, bottom * down)))
    return found


def recognise(lines: list[Image], least_width: int = LEAST_WIDTH) -> list[Recognised]:
    """What each picture of one line (H x W x 3, 8 bit) says, in NFKC. `least_width` in pixels of the network, where a line is 48 high."""
    widths = [min(_WIDEST, max(1, round(line.shape[1] * _HEIGHT / line.shape[0]))) for line in lines]
    order = sorted(range(len(lines)), key=widths.__getitem__)
    result = [Recognised("", 0.0)] * len(lines)
    while order:
        count = 1
        while count < len(order) and (count + 1) * max(least_width, widths[order[count]]) <= _BATCH_WIDTH:
            count += 1
        batch, order = order[:count], order[count:]
        full = max(least_width, widths[batch[-1]])
        pixels = np.zeros((count, 3, _HEIGHT, full), np.float32)
        for place, number in enumerate(batch):
            resized = cv2.resize(lines[number], (widths[number], _HEIGHT), interpolation=cv2.INTER_LINEAR)
            pixels[place, :, :, : widths[number]] = _normalised(resized)
        for number, likely in zip(batch, _run(_RECOGNITION, pixels), strict=True):
            result[number] = _decoded(likely)
    return result


def _normalised(picture: Image) -> Any:
    return (picture.astype(np.float32).transpose(2, 0, 1) / 255 - 0.5) / 0.5


def _decoded(likely: Any) -> Recognised:
    """The likeliest character at each step, repetitions and blanks (number 0) left out: CTC's greedy reading."""
    best = likely.argmax(axis=1)
    kept = np.flatnonzero((best != 0) & np.concatenate(([True], best[1:] != best[:-1])))
    if not len(kept):
        return Recognised("", 0.0)
    text = "".join(_characters()[best[step]] for step in kept)
    sure = likely[kept, best[kept]]
    return Recognised(unicodedata.normalize("NFKC", text).strip(), float(sure.min()), float(sure.mean()))
