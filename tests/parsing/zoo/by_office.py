"""Specimens written as docx and converted by LibreOffice, where that is installed."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

from zoo.doc_reports import Specimen
from zoo.doc_xml import to_docx


def converted(zoo: Mapping[str, Specimen], names: Iterable[str], folder: Path, target: str) -> dict[str, bytes]:
    """The named specimens in another format, converted in one start of LibreOffice; `target` as its `--convert-to` takes it."""
    stems = {name: f"d{number}" for number, name in enumerate(names)}
    for name, stem in stems.items():
        (folder / f"{stem}.docx").write_bytes(to_docx(zoo[name].blocks, zoo[name].look))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--norestore", "--convert-to", target, "--outdir", str(folder)]
    subprocess.run([*command, *(str(folder / f"{stem}.docx") for stem in stems.values())], check=True, capture_output=True, timeout=280)
    kind = target.partition(":")[0]
    return {name: (folder / f"{stem}.{kind}").read_bytes() for name, stem in stems.items()}
