"""Addresses: what makes two of them one, and which host and port they belong to."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urldefrag, urljoin, urlsplit, urlunsplit

_DEFAULT_PORTS = {"http": 80, "https": 443}
_SLASHES = re.compile(r"/{2,}")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")


def resolve(base: str, href: str) -> str | None:
    """`href` as found on the page `base`, absolute and without fragment; None when it is no http(s) address."""
    try:
        url = urldefrag(urljoin(base, href.strip())).url
        parts = urlsplit(url)
        usable = parts.scheme in _DEFAULT_PORTS and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return url if usable else None


@lru_cache(maxsize=256)  # one request asks a dozen times
def authority(url: str) -> str:
    """`host` or `host:port` in lower case; the default port of the scheme is left out, so http and https of one host are one."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    host = f"[{host}]" if ":" in host else host
    if parts.port is None or parts.port == _DEFAULT_PORTS.get(parts.scheme):
        return host
    return f"{host}:{parts.port}"


def hostname(host: str) -> str:
    """The host of `host` or `host:port`, without the brackets of an IPv6 address."""
    return urlsplit(f"//{host}").hostname or ""


def identity(url: str) -> str:
    """The same string for spellings of one address: no scheme, no doubled slashes in the path, no fragment (portals.md section 1)."""
    parts = urlsplit(url)
    return urlunsplit(("", authority(url), _SLASHES.sub("/", parts.path) or "/", parts.query, ""))


def folder(url: str) -> str:
    """The path of the directory that the page `url` stands in, with a slash at its end."""
    path = _SLASHES.sub("/", urlsplit(url).path) or "/"
    return path[: path.rfind("/") + 1]


def portal_id(url: str) -> str:
    """The id of a portal that is known by an address only: `x-` and a slug of its host (and port, where it has one)."""
    return "x-" + _NOT_SLUG.sub("-", authority(url)).strip("-")
