"""The command line as a user runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def run_nianbao(arguments: list[str], home: Path) -> str:
    """What `nianbao ARGUMENTS` prints in the directory `home`; it must end with 0."""
    environment = {**os.environ, "PYTHONUTF8": "1", "COLUMNS": "80"}
    command = [sys.executable, "-m", "nianbao", *arguments]
    done = subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
