"""zip and rar archives: the files in them that may be reports, by names made printable. Nothing is ever written to a path.

A name that leads out of the archive, and a link, are refused (`unsafe_name`): what they would do elsewhere is nothing a report needs.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from parsing.errors import TooLargeError, UnreadError
from parsing.file_names import climbs_out, decoded, printable
from parsing.readers.packed import MAX_MEMBER, MAX_MEMBERS, MAX_TOTAL, Package
from parsing.sandbox import Member

# What no report is, by its name alone: programs, parts of web pages, sound and film, and what systems leave behind.
_NO_DOCUMENT = frozenset(
    (
        "exe dll com bat cmd msi scr sh ps1 vbs jar apk css js map json ico svg woff woff2 ttf otf eot lnk url ini db tmp log bak"
        " mp3 wav mp4 avi mov wmv flv mkv ds_store py pyc class"
    ).split()
)
_LEFT_BEHIND = re.compile(r"(?:^|/)(?:__MACOSX/|\._|\.DS_Store$|Thumbs\.db$|~\$|\.~)", re.I)
_UTF8_NAME = 0x800
# A symbolic link by the mode that Unix archivers store ([APPNOTE] 4.4.15, upper 16 bits).
_LINK, _TYPE = 0o120000, 0o170000


def read_zip(data: bytes) -> list[Member]:
    """The documents in a zip file. Raises `UnreadError` (encrypted, unreadable) and `TooLargeError`."""
    package = Package(data)
    members = []
    for info in package.members:
        name = _zip_name(info)
        if climbs_out(name) or (info.external_attr >> 16) & _TYPE == _LINK:
            members.append(_refused(name))
        elif _may_be_report(name):
            members.append(_member(package, info, printable(name)))
    return _kept(members, len(package.members))


def _member(package: Package, info: zipfile.ZipInfo, name: str) -> Member:
    try:
        return Member(name, package.read_member(info))
    except UnreadError as error:
        if error.reason == "encrypted":
            raise
        return Member(name, b"", error.reason)


def _zip_name(info: zipfile.ZipInfo) -> str:
    """The name in Unicode: flagged UTF-8, unflagged UTF-8, or the GBK of Chinese Windows. zipfile has read the unflagged as cp437."""
    if info.flag_bits & _UTF8_NAME:
        return info.orig_filename
    return decoded(info.orig_filename.encode("cp437", "replace"))


def read_rar(data: bytes) -> list[Member]:
    """The documents in a rar file of any version, solid ones too. Errors as `read_zip`.

    Decoded by `rars` (Rust, in this process): the usual tools would have to be started, and to write files.
    """
    import rars

    options = rars.ReadOptions(
        max_member_output_bytes=MAX_MEMBER,
        max_total_output_bytes=MAX_TOTAL,
        max_reader_workspace_bytes=512 << 20,
        rar50_dictionary_size_limit=256 << 20,
        max_header_count=MAX_MEMBERS * 4,
    )
    try:
        archive = rars.RarFile.from_bytes(data, options=options)
        infos = [info for info in archive.infolist() if not info.is_dir()]
        if len(infos) > MAX_MEMBERS:
            raise TooLargeError(f"{len(infos)} files in the archive, at most {MAX_MEMBERS} are read")
        return _kept([*_read_all(archive, infos, options)], len(infos))
    except rars.PasswordRequired as error:
        raise UnreadError("encrypted") from error
    except rars.Error as error:
        raise UnreadError("unreadable", f"a damaged rar file: {error}"[:200]) from error


def _read_all(archive: Any, infos: list[Any], options: Any) -> Iterator[Member]:
    """The members that may be reports, all at once; one by one where some are damaged, or links, which have no bytes."""
    import rars

    named = [(info, _rar_name(info)) for info in infos]
    yield from (_refused(name) for _, name in named if climbs_out(name))
    wanted = [(info, name) for info, name in named if _may_be_report(name) and not climbs_out(name)]
    try:
        read = archive.read_many([info for info, _ in wanted], options=options)
        yield from (Member(printable(name), blob) for (_, name), blob in zip(wanted, read, strict=True))
    except rars.PasswordRequired:
        raise
    except (rars.Error, KeyError):
        for info, name in wanted:
            try:
                yield Member(printable(name), archive.read(info, options=options))
            except rars.Error:
                yield Member(printable(name), b"", "unreadable")
            except KeyError:
                yield _refused(name)  # a link


def _rar_name(info: Any) -> str:
    """Before rar 5 a name stands in the charset of its writer, with a Unicode form behind a zero byte where it needs one."""
    raw: bytes = info.orig_filename_bytes
    return str(info.filename) if b"\0" in raw else decoded(raw)


def _may_be_report(name: str) -> bool:
    plain = name.replace("\\", "/")
    return not _LEFT_BEHIND.search(plain) and PurePosixPath(plain).suffix.lower().lstrip(".") not in _NO_DOCUMENT


def _refused(name: str) -> Member:
    return Member(printable(name), b"", "unsafe_name")


def _kept(members: list[Member], total: int) -> list[Member]:
    if total and not members:
        raise UnreadError("unsupported_format", f"none of the {total} files in the archive can be a report")
    return members
