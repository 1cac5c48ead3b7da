"""Other file systems for tests: an S3 server that checks signatures, and a plain web server, both on loopback and of their own process."""

from __future__ import annotations

import functools
import http.server
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import fsspec
import pytest

KEYS = {
    "AWS_ACCESS_KEY_ID": "tester",
    "AWS_SECRET_ACCESS_KEY": "not-a-secret",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_DEFAULT_REGION": "us-east-1",
}


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def s3_server(folder: Path, *, conditional: bool = False) -> Iterator[dict[str, str]]:
    """nanio, an S3 server whose buckets are folders: the environment that leads clients to it. `folder`/bucket is a bucket.

    `conditional`: it refuses to write over what is there where a client asks for that, as S3 does and nanio alone does not.
    """
    port = _free_port()
    (folder / "bucket").mkdir(parents=True)
    environment = {**os.environ, "NANIO_ACCESS_KEY": KEYS["AWS_ACCESS_KEY_ID"], "NANIO_SECRET_KEY": KEYS["AWS_SECRET_ACCESS_KEY"]}
    command = [
        sys.executable,
        *(["-m", "nanio"] if not conditional else [str(Path(__file__).with_name("conditional_s3.py"))]),
        "serve",
        "--data-dir",
        str(folder),
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--log-level",
        "error",
    ]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _wait(port, server)
            yield {**KEYS, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}"}
        finally:
            server.terminate()


@contextmanager
def s3_bucket(folder: Path, monkeypatch: pytest.MonkeyPatch, *, conditional: bool = False) -> Iterator[Path]:
    """The same with its environment set for this process and those it starts: the folder of `s3://bucket`."""
    with s3_server(folder, conditional=conditional) as environment:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        fsspec.get_filesystem_class("s3").clear_instance_cache()
        yield folder / "bucket"
    fsspec.get_filesystem_class("s3").clear_instance_cache()


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert server.poll() is None, "the S3 server ended"
        time.sleep(0.05)
    raise AssertionError("the S3 server did not open its port")


class _Ranges(http.server.SimpleHTTPRequestHandler):
    """A web server that answers ranges, as those that releases are put on do."""

    asked: list[str]

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self.asked.append(self.path)
        span = self.headers.get("Range")
        path = Path(self.translate_path(self.path))
        if span is None or not path.is_file():
            super().do_GET()
            return
        first, last = span.removeprefix("bytes=").split("-")
        data = path.read_bytes()
        part = data[int(first) : int(last) + 1 if last else None]
        self.send_response(206)
        self.send_header("Content-Range", f"bytes {first}-{int(first) + len(part) - 1}/{len(data)}")
        self.send_header("Content-Length", str(len(part)))
        self.end_headers()
        self.wfile.write(part)


@contextmanager
def web_server(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """A web server of the files in `folder`: its address, and the paths that it is asked for."""
    asked: list[str] = []
    handler = functools.partial(type("Handler", (_Ranges,), {"asked": asked}), directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
    finally:
        server.shutdown()
        server.server_close()
