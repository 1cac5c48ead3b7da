"""index.html put together: frame, style, words, script and data, under a policy that lets nothing else act."""

from __future__ import annotations

import base64
import hashlib
import re
import tomllib
from collections.abc import Mapping
from html import escape
from importlib.resources import files
from typing import Any, Final

from output.page.script import as_json

_SCRIPTS: Final = (
    "core.js",
    "charts.js",
    "coverage.js",
    "overview.js",
    "agencies.js",
    "agency.js",
    "cells.js",
    "checks.js",
    "books.js",
    "start.js",
)
_MARK: Final = re.compile(r"\{\{(\w+)\}\}")


def recipes() -> list[dict[str, str]]:
    """How the release is read in other programs: `name` and `text` of each."""
    return [{**recipe, "text": recipe["text"].strip()} for recipe in tomllib.loads(_static("recipes.toml"))["recipe"]]


def _static(name: str) -> str:
    return (files("output.page") / "static" / name).read_text(encoding="utf-8")


def index_page(data: Mapping[str, Any]) -> bytes:
    """The page itself: its frame, style, words and script in one file, and `data` for the script to show."""
    style = _static("style.css")
    script = "(() => {\n'use strict';\n" + "".join(_static(name) for name in _SCRIPTS) + "})();\n"
    about = data["about"]
    texts = {
        "policy": _policy(style, script),
        "title": escape(f"{about.get('name', 'nianbao')} {about.get('version', '')}".strip()),
        "version": escape(str(about.get("version", ""))),
        "style": style,
        "script": script,
        "data": as_json(data),
        "texts": as_json(_texts()),
        "counts": _sentence(data),
        "files": "".join(f'<li><a href="{escape(path)}">{escape(path)}</a></li>' for path, _ in data["files"]),
    }
    # In one pass: what is put in is never looked at again.
    return _MARK.sub(lambda found: texts[found[1]], _static("index.html")).encode("utf-8", "replace")


def _texts() -> dict[str, list[str]]:
    """The words of the page in Chinese and English, by key: `texts.toml`."""
    return {f"{group}.{key}": pair for group, words in tomllib.loads(_static("texts.toml")).items() for key, pair in words.items()}


def _sentence(data: Mapping[str, Any]) -> str:
    years, agencies, reports = data["coverage"]["years"], len(data["agencies"]["id"]), data["counts"]["reports"]
    span = f"{years[0]}–{years[-1]}" if years else "–"
    return f"{agencies} 个机关，{reports} 份报告，{span} 年度 · {agencies} agencies, {reports} reports, fiscal years {span}"


def _policy(style: str, script: str) -> str:
    """The page runs its own script and what that loads beside it, has its own style, and asks nobody for anything.

    `strict-dynamic` lets the script load its parts wherever the folder lies, also from a file; browsers without it go by `'self'`.
    """
    return (
        f"default-src 'none'; script-src 'self' '{_digest(script)}' 'strict-dynamic'; style-src '{_digest(style)}'; img-src data:;"
        " base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
