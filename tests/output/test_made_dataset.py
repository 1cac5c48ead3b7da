from __future__ import annotations

from pathlib import Path

from made_dataset import make_dataset
from test_dataset import digests

from output.load import load


def test_a_made_dataset_is_the_same_for_the_same_seed_and_holds_what_real_ones_do(tmp_path: Path) -> None:
    for name in ("a", "b"):
        make_dataset(tmp_path / name, 60, range(2018, 2023), seed=1)
    assert digests(tmp_path / "a") == digests(tmp_path / "b")
    reports, coverage = load("reports", tmp_path / "a"), load("coverage", tmp_path / "a")
    assert len(coverage) == 300
    assert {"stat2014", "fmt2019", "fmt2021", "mixed"} <= set(reports["form"])
    assert {"parsed", "partial", "failed", "unreadable", "overdue"} <= set(coverage["outcome"])
    assert set(coverage["report_id"].dropna()) == set(reports["report_id"])
    assert set(load("cells", tmp_path / "a")["status"]) == {"reported", "blank", "unparsed"}
    assert set(load("checks", tmp_path / "a")["status"]) == {"pass", "fail", "unknown"}
    revisions = load("revisions", tmp_path / "a")
    assert set(revisions.loc[revisions["latest"], "report_id"]) == set(reports["report_id"])
    assert (~revisions["latest"]).any()
