"""Releases before the validators of others, each in an environment of its own (`make validators`)."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from made_dataset import make_dataset

from output.dataset import write_table
from output.release import build_release

REPOSITORY = Path(__file__).resolve().parents[2]
ENVIRONMENTS = REPOSITORY / ".venv/validators"
SHARE = float(os.environ.get("NIANBAO_SLOW_SHARE", "1"))

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    subprocess.run(["make", "validators"], cwd=REPOSITORY, check=True)
    data = tmp_path_factory.mktemp("data")
    make_dataset(data, max(4, int(60 * SHARE)), range(2018, 2023))
    build_release(data, data / "releases")
    make_dataset(data, max(5, int(60 * SHARE) + 1), range(2018, 2023))  # one more agency, so that there are changes
    add_silent_agency(data)
    return build_release(data, data / "releases").path


def add_silent_agency(data: Path) -> None:
    """One of which nothing was ever found, as there is one among 4,000: its first and last year are missing whole numbers."""
    known = pq.read_table(data / "dataset/agencies.parquet").to_pylist()
    silent = known[0] | {"agency": "x-wurenju", "name": "无人局", "names": ["无人局"], "first_year": None, "last_year": None}
    write_table(data / "dataset", "agencies", [*known, silent])


def run(environment: str, *command: str, folder: Path) -> str:
    program = ENVIRONMENTS / environment / "bin" / command[0]
    done = subprocess.run([program, *command[1:]], cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_frictionless_finds_the_package_valid_and_a_changed_byte(released: Path) -> None:
    run("descriptions", "frictionless", "validate", "datapackage.json", folder=released)
    path = released / "csv/problems.csv.gz"
    whole = path.read_bytes()
    path.write_bytes(whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:])
    with pytest.raises(AssertionError):
        run("descriptions", "frictionless", "validate", "datapackage.json", folder=released)
    path.write_bytes(whole)


def test_mlcroissant_validates_and_loads_what_is_described(released: Path) -> None:
    said = run("descriptions", "mlcroissant", "validate", "--jsonld", "croissant.json", folder=released)
    assert "error" not in said.lower()
    for name in ("cells", "panel", "coverage", "agencies"):
        rows = run(
            "descriptions", "mlcroissant", "load", "--jsonld", "croissant.json", "--record_set", name, "--num_records", "3", folder=released
        )
        assert rows.count(f"'{name}/agency': b'") == 3


def test_cffconvert_finds_the_citation_valid(released: Path) -> None:
    assert "valid" in run("citation", "cffconvert", "--validate", "-i", "CITATION.cff", folder=released)
