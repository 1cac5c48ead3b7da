"""The documents are run: every Python block and every `$ nianbao` line, against the demonstration dataset."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from run_nianbao import run_nianbao

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "README.zh.md", *sorted((ROOT / "docs").glob("*.md"))]
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
_LINK = re.compile(r"\]\((?!https?://)([^)#]+)?(#[^)]+)?\)")

BLOCKS = [(path.name, kind, text) for path in DOCUMENTS for kind, text in _BLOCK.findall(path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    for target, anchor in _LINK.findall(document.read_text(encoding="utf-8")):
        path = (document.parent / target) if target else document
        assert path.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.*)$", path.read_text(encoding="utf-8"), re.M)
            slugs = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
            assert anchor[1:] in slugs, anchor


@pytest.mark.parametrize(("document", "code"), [(name, text) for name, kind, text in BLOCKS if kind == "python"])
def test_python_blocks_run(document: str, code: str, workspace: Path) -> None:
    environment = {**os.environ, "PYTHONUTF8": "1"}
    done = subprocess.run([sys.executable, "-c", code], cwd=workspace, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{document}: {done.stderr}"
    assert done.stdout.strip()


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
@pytest.mark.parametrize("block", [text for _, kind, text in BLOCKS if kind == "r" and "library(arrow)" not in text])
def test_r_blocks_run(block: str, workspace: Path) -> None:
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    done = subprocess.run(["Rscript", "-e", block], cwd=workspace, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Share of concluded requests refused 不予公开率" in done.stdout


@pytest.mark.parametrize(("document", "block"), [(name, text) for name, kind, text in BLOCKS if kind == "console"])
def test_printed_samples_are_true(document: str, block: str, workspace: Path) -> None:
    """`...` stands for any lines, `…` for any rest of a line; everything else is printed exactly so."""
    command, *lines = block.splitlines()
    assert command.startswith("$ nianbao "), document
    printed = run_nianbao(command.split()[2:], workspace)
    pattern = "\n".join(_pattern(line) for line in lines)
    squeezed = "\n".join(line.rstrip() for line in printed.splitlines())
    assert re.match(pattern, squeezed), printed


def _pattern(line: str) -> str:
    if line.strip() == "...":
        return r"(?:.*\n)*?.*"
    return r".*".join(re.escape(part) for part in line.rstrip().split("…"))


@pytest.mark.parametrize(("document", "block"), [(name, text) for name, kind, text in BLOCKS if kind == "toml"])
def test_catalogue_samples_are_valid(document: str, block: str, tmp_path: Path) -> None:
    (tmp_path / "my.toml").write_text(block, encoding="utf-8")
    assert "no faults" in run_nianbao(["portals", "check", "--catalogue", "my.toml"], tmp_path)


@pytest.mark.parametrize(("document", "block"), [(name, text) for name, kind, text in BLOCKS if kind == "sh"])
def test_commands_exist(document: str, block: str) -> None:
    """Commands that need a public host or a cluster are not run, but they and their options exist."""
    for line in block.splitlines():
        words = line.split("#")[0].split()
        if words[:1] == ["make"]:
            assert re.search(rf"^{words[1]}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
        elif words[:1] == ["nianbao"]:
            help_text = run_nianbao([*(word for word in words[1:3] if word.isalpha()), "--help"], ROOT)
            assert all(option in help_text for option in words if option.startswith("-")), line
