"""What a portal says reaches a terminal or a log as text: no escape sequence of its own is obeyed, no word of it is markup."""

from __future__ import annotations

import json
import os
import pty
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from loopback import ROOT, Portal, command, html, serving

HOST = "www.a.test"
HOME = f"http://{HOST}/"
COLUMN = f"http://{HOST}/gknb/"
EVIL = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202e[red]"
# What may stand in what is piped on: no control character but line ends and tabs, nothing that turns a line around.
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]")
TITLE = f"北京市朝阳区{EVIL}环境保护局2021年政府信息公开工作年度报告"


@pytest.fixture(scope="module")
def portal():
    with serving(Portal()) as server:
        server.put(HOME, html(f'<a href="/gknb/">政府信息公开年报{EVIL}</a>'))
        entries = [f'<li><a href="./{n}.html">{TITLE}{n}</a><span>2022-01-20</span></li>' for n in range(3)]
        server.put(COLUMN, html(f"<title>政府信息公开年报{EVIL}</title>" + "".join(entries)))
        table = "<table><tr><td>本年制发件数</td></tr><tr><td>1</td></tr></table>"
        for n in range(2):
            server.put(f"{COLUMN}{n}.html", html(f"<h1>{TITLE}</h1><p>一、总体情况{EVIL}</p>{table}"))
        yield server


@pytest.fixture(scope="module")
def data(portal: Portal, tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("screen") / "data"
    for arguments in (["portals", "discover", HOME, *settings(portal)], ["crawl", COLUMN, *settings(portal)]):
        run = command(*arguments, "--data", str(data), data=data)
        assert run.code == 0, run.err
    return data


@pytest.fixture
def poisoned(data: Path) -> Path:
    with sqlite3.connect(data / "ledger.sqlite") as ledger:
        ledger.execute("UPDATE columns SET evidence = ?", (f"it is called {EVIL}",))
    return data


def settings(portal: Portal) -> list[str]:
    given = (f"NIANBAO_HOSTS={json.dumps({HOST: f'127.0.0.1:{portal.port}'})}", "DOWNLOAD_DELAY=0", "AUTOTHROTTLE_ENABLED=0")
    return [part for setting in given for part in ("-s", setting)]


def commands(portal: Portal) -> dict[str, list[str]]:
    return {
        "crawl": ["crawl", COLUMN, *settings(portal)],
        "probe": ["portals", "probe", HOME, *settings(portal)],
        "discover": ["portals", "discover", HOME, *settings(portal)],
        "found": ["portals", "list", "--found"],
        "reparse": ["reparse"],
        "coverage": ["coverage"],
        "audit": ["audit"],
        "check": ["check"],
        "doctor": ["doctor"],
        "show": ["show", "朝阳区生态环境局", "2021"],
    }


NAMES = list(commands(Portal()))


@pytest.mark.parametrize("name", NAMES)
def test_what_is_piped_on_holds_no_escape_sequence(portal: Portal, poisoned: Path, name: str) -> None:
    run = command(*commands(portal)[name], "--data", str(poisoned), data=poisoned)
    assert "Traceback" not in run.err
    assert not UNSEEN.search(run.out + run.err), UNSEEN.findall(run.out + run.err)
    if name in {"probe", "found"}:
        assert "[red]" in run.out


@pytest.mark.parametrize("name", NAMES)
def test_a_terminal_obeys_no_sequence_of_a_portal(portal: Portal, poisoned: Path, name: str) -> None:
    ours, theirs = pty.openpty()
    arguments = [sys.executable, "-m", "nianbao", *commands(portal)[name], "--data", str(poisoned)]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "400"}
    process = subprocess.Popen(arguments, env=env, cwd=poisoned.parent, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    seen = bytearray()
    try:
        while chunk := os.read(ours, 1 << 16):
            seen += chunk
    except OSError:  # Linux says so where the other end is closed
        pass
    process.wait(timeout=60)
    os.close(ours)
    text = seen.decode("utf-8", "replace")
    assert "Traceback" not in text
    for sequence in ("\x1b]0;", "\x1b[2J", "\x9b", "\u202e", "\x07"):
        assert sequence not in text
    if name in {"probe", "found"}:
        assert "[red]" in text
