"""The commands of those who publish: `check` and `release`. Heavy imports wait until a command runs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from parsing.echo import echo

if TYPE_CHECKING:
    from output.gates import Finding
    from output.gates.previous import Previous
    from output.release import Released

_FOLDER = click.Path(file_okay=False, path_type=Path)
_DATA = click.option("--data", type=_FOLDER, default=Path("data"), show_default=True, help="The data directory.")


@click.command()
@_DATA
@click.option("--against", type=_FOLDER, help="The release, or the folder of releases, to compare with; default DATA/releases.")
def check(data: Path, against: Path | None) -> None:
    """Put the dataset before the quality gates of a release. Exit code 1 where one of level stop fires."""
    from output.gates import judge
    from output.gates.check import survey_data
    from output.locks import reading_lock
    from output.progress import set_up_logging, stages_shown
    from output.show import plain_console
    from output.source import require_dataset

    console = plain_console(err=True)
    set_up_logging(console, "INFO")
    require_dataset(data)
    with reading_lock(data), stages_shown(console, "nianbao.check") as progress:
        survey = survey_data(data, _previous(data, against), progress)
    findings = judge(survey)
    echo(f"{survey.rows['reports']} reports, {survey.rows['cells']} cells, {survey.rows['coverage']} agency-years.")
    _print(findings)
    raise SystemExit(1 if any(finding.level == "stop" for finding in findings) else 0)


def _previous(data: Path, against: Path | None) -> Previous | None:
    from output.gates.previous import Previous, last_release

    if against is None:
        return last_release(data / "releases")
    return last_release(against) or Previous(against)


@click.command()
@_DATA
@click.option("--out", metavar="DIR|ADDRESS", help="Where releases lie; default DATA/releases. At an address (s3://…) a copy is put.")
@click.option("--version", metavar="YYYY.M.N", help="The version; default the month of the newest capture and the next number.")
@click.option("--partitioned", is_flag=True, help="Add the layout by agency and year.")
@click.option("--duckdb", is_flag=True, help="Add a DuckDB file, outside the checksums.")
def release(data: Path, out: str | None, version: str | None, partitioned: bool, duckdb: bool) -> None:
    """Publish the dataset as a release: built beside, judged by the quality gates, and moved into place whole."""
    from output.errors import ReleaseError
    from output.progress import set_up_logging, stages_shown
    from output.release import Options
    from output.release.remote import publish_release
    from output.show import plain_console

    console = plain_console(err=True)
    set_up_logging(console, "INFO")
    try:
        with stages_shown(console, "nianbao.release") as progress:
            made = publish_release(data, out, Options(version, partitioned, duckdb), progress)
    except ReleaseError as error:
        _print(error.findings)
        raise
    _print(made.findings)
    echo(_summary(made))


def _summary(made: Released) -> str:
    if not made.new:
        return f"Nothing is new since {made.version}: no release was made."
    rows = made.about.rows if made.about else {}
    return f"Released {made.version}: {rows.get('reports', 0)} reports, {rows.get('cells', 0)} cells, in {made.path}."


def _print(findings: Sequence[Finding]) -> None:
    for finding in findings:
        echo(f"{finding.level}  {finding.gate}: {finding.sentence}")
    if not findings:
        echo("All quality gates pass.")


COMMANDS: list[click.Command] = [check, release]
