"""Readers that misbehave, for the child process to survive."""

from __future__ import annotations

import ctypes
import os
import socket
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path

from parsing.document import Document, Grid, GridCell, Paragraph
from parsing.readers.archive import read_rar
from parsing.sandbox import Member


def echo(data: bytes) -> Document:
    text = data.decode()
    grid = Grid(1, 2, [GridCell(0, 0, 1, 2, text, 0.5, "7|1")], ["grid_overlap"])
    return Document([Paragraph(text), grid], "docx", ["t"], {"m": "1"}, 2, [("page_unread", "3")])


def members(data: bytes) -> list[Member]:
    return [Member("附件.doc", data), Member("b", b"")]


def hang(data: bytes) -> Document:
    while True:
        pass


def crash(data: bytes) -> Document:
    ctypes.string_at(0)
    return Document()


def vanish(data: bytes) -> Document:
    os._exit(0)


def swell(data: bytes) -> Document:
    return Document([Paragraph(str(len(bytearray(1 << 30))))])


def write(data: bytes) -> Document:
    Path(os.fsdecode(data) + ".new").write_bytes(b"")
    return Document()


def remove(data: bytes) -> Document:
    Path(os.fsdecode(data)).unlink()
    return Document()


def connect(data: bytes) -> Document:
    socket.create_connection(("127.0.0.1", 9), timeout=1)
    return Document()


def resolve(data: bytes) -> Document:
    socket.getaddrinfo("localhost", 80)
    return Document()


def start_program(data: bytes) -> Document:
    subprocess.run(["true"], check=True)
    return Document()


def import_nothing(data: bytes) -> Document:
    import_module("no_such_module_at_all")
    return Document()


def chatter(data: bytes) -> Document:
    print("loading …")  # noqa: T201
    os.write(1, b"native noise")
    return Document()


def fail(data: bytes) -> Document:
    raise KeyError("x")


def pid(data: bytes) -> Document:
    time.sleep(0)
    return Document([Paragraph(str(os.getpid()))])


def read_rar_without_library(data: bytes) -> list[Member]:
    sys.modules["rars"] = None  # type: ignore[assignment]  # as if it were not installed
    return read_rar(data)


def read_workbook_without_library(data: bytes) -> Document:
    sys.modules["python_calamine"] = None  # type: ignore[assignment]
    from parsing.readers.sheet import read_xlsx

    return read_xlsx(data)
