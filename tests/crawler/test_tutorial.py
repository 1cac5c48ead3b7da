"""docs/adding-a-family.md, followed to the letter in a copy of the project."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from loopback import ROOT

_FILE = re.compile(r"^`([\w/.]+)`:\n\n```\w+\n(.*?)^```$", re.M | re.S)
_CATALOGUE = re.compile(r"^```toml\n(.*?)^```$", re.M | re.S)
_CHANGE = re.compile(r"^--- (\S+)\n((?:(?!---)[-+].*\n)+)", re.M)


def test_the_tutorial_adds_a_family_and_a_portal(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "adding-a-family.md").read_text("utf-8")
    ignore = shutil.ignore_patterns("__pycache__", "portals")
    for folder in ("crawler", "parsing", "output"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "tests" / "crawler", tmp_path / "tests" / "crawler", ignore=ignore)
    for name in ("nianbao.py", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    files = dict(_FILE.findall(text))
    files["tests/crawler/portals/blocks/portal.toml"] = _CATALOGUE.search(text)[1]
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, "utf-8")
    changes = _CHANGE.findall(text)
    for name, lines in changes:
        old, new = ("".join(f"{line[1:]}\n" for line in lines.splitlines() if line[0] == sign) for sign in "-+")
        source = (tmp_path / name).read_text("utf-8")
        assert source.count(old) == 1, f"{name} no longer holds {old!r} once"
        (tmp_path / name).write_text(source.replace(old, new), "utf-8")

    command = [sys.executable, "-m", "pytest", "-q", "-m", "not slow", "-p", "no:cacheprovider", "tests/crawler/test_portals.py"]
    environment = {**os.environ, "PORTALS": "blocks", "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    assert len(files) == 4
    assert len(changes) == 3
    assert done.returncode == 0, done.stdout[-4000:]
    assert "5 passed" in done.stdout
