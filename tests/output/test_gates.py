"""Broken data directories: each stops the release with a sentence that says what to do, and what was published stays as it was."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from made_dataset import make_dataset
from test_dataset import digests

from output.commands_release import check
from output.errors import ReleaseError
from output.files import encode
from output.gates import GATES, Finding, judge
from output.gates.check import survey_data
from output.gates.previous import last_release
from output.gates.survey import checks_by_report
from output.load import read_table
from output.release import build_release
from output.schema import TABLES

YEARS = range(2020, 2023)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory of two portals with its first release."""
    data = tmp_path_factory.mktemp("sound")
    make_dataset(data, 33, YEARS, seed=6)
    build_release(data, data / "releases")
    return data


@pytest.fixture
def data(sound: Path, tmp_path: Path) -> Path:
    return shutil.copytree(sound, tmp_path / "data", symlinks=True)


def partition(data: Path, table: str, year: int = 2021) -> Path:
    """The file of the first agency that has a parsed report."""
    coverage = read_table("coverage", data).to_pylist()
    agency = next(row["agency"] for row in coverage if row["outcome"] == "parsed" and row["year"] == year)
    return data / f"dataset/{table}/agency={agency}/year={year}/part-0.parquet"


def rewrite(path: Path, change: Callable[[pa.Table], pa.Table]) -> None:
    rows = pq.read_table(path, partitioning=None)
    path.write_bytes(encode(change(rows), small=True))


def register(data: Path, name: str, change: Callable[[pa.Table], pa.Table]) -> None:
    rewrite(data / f"dataset/{name}.parquet", change)


def with_column(name: str, value: str, where: Callable[[pa.Table], pa.ChunkedArray]) -> Callable[[pa.Table], pa.Table]:
    def change(rows: pa.Table) -> pa.Table:
        at = rows.schema.get_field_index(name)
        return rows.set_column(at, rows.schema.field(at), pc.if_else(where(rows), value, rows[name]))

    return change


def lost_partition(data: Path) -> None:
    for table in ("reports", "cells", "checks", "facts"):
        shutil.rmtree(partition(data, table).parent)


def lost_partition_and_its_coverage(data: Path) -> None:
    agency = partition(data, "reports").parent.parent.name.removeprefix("agency=")
    lost_partition(data)
    gone = with_column("outcome", "overdue", lambda rows: pc.and_(pc.equal(rows["agency"], agency), pc.equal(rows["year"], 2021)))

    def change(rows: pa.Table) -> pa.Table:
        rows = gone(rows)
        at = rows.schema.get_field_index("report_id")
        none = pc.if_else(pc.equal(rows["outcome"], "overdue"), pa.scalar(None, pa.string()), rows["report_id"])
        return rows.set_column(at, rows.schema.field(at), none)

    register(data, "coverage", change)


def lost_cells(data: Path) -> None:
    partition(data, "cells").unlink()


def miscounted_checks(data: Path) -> None:
    def change(rows: pa.Table) -> pa.Table:
        at = rows.schema.get_field_index("soft_checks_failed")
        return rows.set_column(at, rows.schema.field(at), pc.add(rows["soft_checks_failed"], 1))

    rewrite(partition(data, "reports"), change)


def duplicated_key(data: Path) -> None:
    rewrite(partition(data, "cells"), lambda rows: pa.concat_tables([rows, rows.slice(0, 1)]))


def unknown_code(data: Path) -> None:
    rewrite(partition(data, "cells"), with_column("row", "granted_fully", lambda rows: pc.equal(rows["row"], "granted_full")))


def shrunken_coverage(data: Path) -> None:
    register(data, "coverage", lambda rows: rows.filter(pc.not_equal(rows["outcome"], "overdue")))


def torn_file(data: Path) -> None:
    path = partition(data, "checks")
    path.write_bytes(path.read_bytes()[:-20])


def flipped_bit(data: Path) -> None:
    path = partition(data, "cells")
    content = bytearray(path.read_bytes())
    column = pq.read_metadata(path).row_group(0).column(5)
    content[column.data_page_offset + column.total_compressed_size // 2] ^= 1
    path.write_bytes(content)


def torn_register(data: Path) -> None:
    (data / "dataset/codes.parquet").write_bytes(b"PAR1")


def changed_schema(data: Path) -> None:
    rewrite(partition(data, "cells"), lambda rows: rows.drop_columns(["unit"]))


def changed_type(data: Path) -> None:
    path = partition(data, "facts")
    rows = pq.read_table(path, partitioning=None)
    at = rows.schema.get_field_index("value")
    path.write_bytes(encode(rows.set_column(at, pa.field("value", pa.int64()), rows["value"].cast(pa.int64())), small=True))


def older_schema(data: Path) -> None:
    rewrite(partition(data, "cells"), lambda rows: rows.replace_schema_metadata({"schema_version": "1"}))


def stale_portal(data: Path) -> None:
    """A further fiscal year is due, and one of the two portals lists none of it."""
    coverage = read_table("coverage", data)
    agencies = sorted(set(coverage["agency"].to_pylist()))
    silent = [agency for agency in agencies if agency.startswith("110101")]
    rows = [{"agency": agency, "year": 2023, "outcome": "overdue" if agency in silent else "parsed"} for agency in agencies]
    told = [{**row, "report_id": f"{row['agency']}.2023.own.r1" if row["outcome"] == "parsed" else None} for row in rows]
    more = pa.Table.from_pylist(told, TABLES["coverage"].full_schema)
    register(
        data,
        "coverage",
        lambda rows: pa.concat_tables([rows.cast(more.schema), more]).sort_by([("agency", "ascending"), ("year", "ascending")]),
    )


def stale_portal_by_the_last_run(data: Path) -> None:
    for stamp, code in (("20230501T000000Z", "stale_portal"), ("20230502T000000Z", "fewer_listed")):
        portal = "110101" if code == "stale_portal" else "110102"
        folder = data / f"runs/{stamp}"
        folder.mkdir(parents=True)
        finding = {"level": "warn", "code": code, "portal": portal, "sentence": "no report of fiscal year 2022 is listed."}
        (folder / "run.json").write_text(json.dumps({"portals": {portal: {}}, "findings": [finding]}), encoding="utf-8")


def foreign_file(data: Path) -> None:
    (partition(data, "cells").parent / "part-0 (copy).csv").write_text("x", encoding="utf-8")


def damaged_release(data: Path) -> None:
    path = data / "releases/latest/parquet/cells/cells-2021.parquet"
    path.write_bytes(path.read_bytes() + b"x")


def withheld_typo(data: Path) -> None:
    (data / "withheld.csv").write_text("agency,year,reason\n110101-caizhenju,2021,by request\n", encoding="utf-8")


BROKEN = {
    lost_partition: ("coverage_differs", "nianbao reparse"),
    lost_partition_and_its_coverage: ("partition_lost", "accepted_losses.csv"),
    lost_cells: ("rows_lost", "nianbao reparse"),
    miscounted_checks: ("rows_lost", "nianbao reparse"),
    duplicated_key: ("key_duplicated", "nianbao reparse"),
    unknown_code: ("code_unknown", "nianbao reparse"),
    shrunken_coverage: ("coverage_shrunk", "accepted_losses.csv"),
    torn_file: ("file_torn", "nianbao reparse"),
    flipped_bit: ("file_torn", "Look at the disk"),
    torn_register: ("file_torn", "nianbao reparse"),
    changed_schema: ("schema_changed", "nianbao reparse"),
    changed_type: ("schema_changed", "nianbao reparse"),
    older_schema: ("schema_changed", "nianbao reparse"),
    stale_portal: ("portal_stale", "crawl again"),
    stale_portal_by_the_last_run: ("portal_stale", "crawl again"),
    foreign_file: ("file_stray", "Move it away"),
    damaged_release: ("release_damaged", "Restore"),
    withheld_typo: ("withheld_unknown", "Correct the ids"),
}


@pytest.mark.parametrize("breaking", BROKEN, ids=lambda breaking: breaking.__name__)
def test_a_broken_data_directory_stops_the_release(data: Path, breaking: Callable[[Path], None]) -> None:
    gate, remedy = BROKEN[breaking]
    breaking(data)
    before = digests(data / "releases")
    with pytest.raises(ReleaseError) as stopped:
        build_release(data, data / "releases")
    found = {finding.gate: finding for finding in stopped.value.findings}
    assert found[gate].level == "stop"
    assert remedy in found[gate].sentence
    after = digests(data / "releases")
    report = json.loads((data / "releases/failed.json").read_text(encoding="utf-8"))
    assert found[gate].sentence in [finding["sentence"] for finding in report["findings"]]
    assert {name: digest for name, digest in after.items() if name != "failed.json"} == before
    assert (data / "releases/latest").readlink() == Path("2023.2.0")
    assert stopped.value.exit_code == 1


def gates_of(data: Path) -> dict[str, Finding]:
    return {finding.gate: finding for finding in judge(survey_data(data, last_release(data / "releases")))}


def test_a_sound_directory_passes(data: Path) -> None:
    assert gates_of(data) == {}


@pytest.mark.parametrize(
    "breaking", [duplicated_key, unknown_code, torn_file, lost_cells, miscounted_checks], ids=lambda breaking: breaking.__name__
)
def test_a_gate_names_what_it_found(data: Path, breaking: Callable[[Path], None]) -> None:
    breaking(data)
    agency = partition(data, "reports").parent.parent.name.removeprefix("agency=")
    assert agency in gates_of(data)[BROKEN[breaking][0]].sentence


def test_check_prints_each_finding_and_ends_with_one_where_a_stop_fired(data: Path) -> None:
    well = CliRunner().invoke(check, ["--data", str(data)])
    assert (well.exit_code, "All quality gates pass." in well.output) == (0, True)
    unknown_code(data)
    ill = CliRunner().invoke(check, ["--data", str(data)])
    assert ill.exit_code == 1
    assert (
        "stop  code_unknown: Values are no known codes: cells.row fmt2021 s3_requests granted_fully (7 rows, as of 110101-caizhengju 2021)."
        in ill.output
    )


def test_a_loss_with_a_written_reason_is_released_and_told(data: Path) -> None:
    lost_partition_and_its_coverage(data)
    agency = partition(data, "reports", 2022).parent.parent.name.removeprefix("agency=")
    lost = json.loads(json.dumps(gates_of(data)["partition_lost"].sentence)).split(": ")[1].split()[2]
    assert lost != ""
    lines = [f"*,{lost},2021,The report was another agency's."]
    (data / "accepted_losses.csv").write_text("\n".join(["what,agency,year,reason", *lines]) + "\n", encoding="utf-8")
    assert not {"partition_lost", "coverage_shrunk"} & set(gates_of(data)), agency
    made = build_release(data, data / "releases")
    assert made.version == "2023.2.1"
    assert "The report was another agency's." in (made.path / "CHANGES.md").read_text(encoding="utf-8")
    deleted = pq.read_table(made.path / "parquet/changes.parquet").to_pylist()
    assert [(row["change"], row["cause"], row["agency"], row["detail"]) for row in deleted] == [
        ("DEL", "accepted", lost, "The report was another agency's.")
    ]


def test_a_stale_portal_with_a_written_reason_is_released(data: Path) -> None:
    stale_portal_by_the_last_run(data)
    (data / "accepted_losses.csv").write_text("what,agency,year,reason\nportal,110101,2022,It published on paper.\n", encoding="utf-8")
    assert gates_of(data) == {}


def test_a_misread_year_hides_no_stale_portal(data: Path) -> None:
    stale_portal(data)
    far = pa.Table.from_pylist([{"agency": "110101-caizhengju", "year": 2099, "outcome": "parsed"}], TABLES["coverage"].full_schema)
    register(data, "coverage", lambda rows: pa.concat_tables([rows.cast(far.schema), far]))
    assert "110101 2023" in gates_of(data)["portal_stale"].sentence


def recount(checks: Path) -> None:
    """What the reports beside a file of checks say of them."""
    counted = checks_by_report(pq.read_table(checks, partitioning=None))

    def change(rows: pa.Table) -> pa.Table:
        for name, kind in (("checks_failed", (False, "fail")), ("checks_unknown", (False, "unknown"))):
            at = rows.schema.get_field_index(name)
            counts = [counted[report_id, *kind] for report_id in rows["report_id"].to_pylist()]
            rows = rows.set_column(at, rows.schema.field(at), pa.array(counts, pa.int64()))
        return rows

    rewrite(Path(str(checks).replace("/checks/", "/reports/")), change)


def test_many_failed_identities_warn(data: Path) -> None:
    for path in (data / "dataset/checks").rglob("*.parquet"):
        rewrite(path, with_column("status", "fail", lambda rows: pc.equal(rows["check"], "I4")))
        recount(path)
    found = gates_of(data)
    assert {gate: finding.level for gate, finding in found.items()} == {"identities_fail": "warn"}
    assert "I4 fails in" in found["identities_fail"].sentence


def test_fewer_figures_warn_and_far_fewer_stop(data: Path) -> None:
    for column, value, gate, level in (("col", "other", "fill_fell", "warn"), ("table", "s4_remedies", "fill_collapsed", "stop")):
        for path in (data / "dataset/cells").rglob("*.parquet"):
            rewrite(path, with_column("status", "unparsed", lambda rows: pc.and_(remedies(rows), pc.equal(rows[column], value))))  # noqa: B023
        assert gates_of(data)[gate].level == level


def remedies(rows: pa.Table) -> pa.ChunkedArray:
    return pc.equal(rows["table"], "s4_remedies")


def test_every_gate_says_what_is_wrong_and_what_to_do() -> None:
    assert len({gate.code for gate in GATES}) == len(GATES)
    for gate in GATES:
        assert gate.level in {"stop", "warn"}
        assert gate.do.endswith(".")
