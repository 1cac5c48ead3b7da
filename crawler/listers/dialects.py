"""The addresses of articles and files, in the dialects of portals.md section 1."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_ARTICLE = re.compile(
    "|".join((
        r"/\d{6}/t\d{8}_\d+\w*\.s?html?",  # TRS
        r"/art/\d{4}/(?:\d{1,2}/\d{1,2}/)?art_\w+\.html",  # Hanweb
        r"/[0-9a-f]{32}\.s?html?",  # UCAP, Chaoyang
        r"/content(?:/post)?_\d+\.s?html",  # TRS, Guangdong
        r"/post_\d+\.html",
        r"/c\d+/content\.s?html",  # older UCAP
        r"/pnidpv\d+\.html",  # Xicheng
        r"/info/\d+/\d+\.htm",  # VSB
        r"/c/\d{4}-\d{2}-\d{2}/\d+\.s?html",  # Kunming
        r"/public/\d+/\d+\.html",  # Lonsun
        r"/\d{5,}/index\.s?html?",  # numbered folders
        r"/columns/[0-9a-f-]{36}/\d{6}/\d{2}/[0-9a-f-]{36}\.html",  # Hebei
        r"\.(?:pdf|docx?|wps|ofd|rtf|xlsx?|zip|rar)",
    )).join(("(?:", ")$")),
    re.I,
)  # fmt: skip
_FILE = re.compile(r"\.(?:pdf|docx?|wps|ofd|rtf|xlsx?|zip|rar)(?:$|[?&])|/down(?:load)?(?:file)?\.jsp", re.I)
_FOLDER = re.compile(r"/(?:(?:index|list)\.(?:s?html?|jsp|aspx?))?$", re.I)


def is_article(url: str) -> bool:
    """Whether the address is one of an article or a file, by its path alone."""
    return _ARTICLE.search(urlsplit(url).path) is not None


def is_file(url: str) -> bool:
    """Whether the address is one of a document or an archive, a download by `download.jsp?…` included."""
    return _FILE.search(url) is not None


def is_folder(url: str) -> bool:
    """Whether the address is one of a directory: it ends with a slash or an index page, and is no article."""
    return _FOLDER.search(urlsplit(url).path) is not None and not is_article(url)
