"""The gates, as data: the code, the loudness, what is looked at, and what to do."""

from __future__ import annotations

from typing import Final

from output.gates import looks
from output.gates.model import Finding, Gate
from output.gates.survey import Survey

_REPARSE = "Run `nianbao reparse`, which makes the dataset anew from the archive."
_ACCEPT = (
    "Find out why and run `nianbao reparse`; where the loss is right, write a line `{what},AGENCY,YEAR,REASON` "
    "below `what,agency,year,reason` into accepted_losses.csv in the data directory."
)

GATES: Final = (
    Gate("empty", "stop", "Nothing to release", looks.empty, "Crawl a portal first, or name another directory by --data."),
    Gate("file_torn", "stop", "Files cannot be read", looks.torn, f"Look at the disk. {_REPARSE}"),
    Gate("schema_changed", "stop", "Files do not have the registered columns", looks.schema, _REPARSE),
    Gate("file_stray", "stop", "Something else lies in the dataset", looks.stray, "Move it away: readers would take it for data."),
    Gate("key_duplicated", "stop", "Keys are not unique", lambda survey: survey.duplicates, _REPARSE),
    Gate("code_unknown", "stop", "Values are no known codes", looks.unknown, _REPARSE),
    Gate("row_misplaced", "stop", "Rows belong to no report of their partition", lambda survey: survey.misplaced, _REPARSE),
    Gate("rows_lost", "stop", "Rows are missing or too many", lambda survey: survey.miscounted, _REPARSE),
    Gate("coverage_differs", "stop", "Coverage and reports contradict each other", lambda survey: survey.uncovered, _REPARSE),
    Gate("withheld_unknown", "stop", "withheld.csv names agencies that the dataset does not have", looks.withheld_in_vain,
         "Correct the ids (`nianbao coverage --format csv` lists them), or what shall be withheld is published."),
    Gate("partition_lost", "stop", "Fewer rows than in the last release", lambda survey: survey.losses,
         _ACCEPT.format(what="reports|cells")),
    Gate("coverage_shrunk", "stop", "Coverage is below the last release", looks.coverage_lost, _ACCEPT.format(what="coverage")),
    Gate("portal_stale", "stop", "Portals give nothing for the latest fiscal year, though they did for the year before", looks.stale,
         "Look whether they have a new column for the year and crawl again; where they really published nothing, write a line "
         "`portal,PORTAL,YEAR,REASON` below `what,agency,year,reason` into accepted_losses.csv in the data directory."),
    Gate("release_damaged", "stop", "Files of the last release are not what its index.json says", looks.release_damaged,
         "Restore them from a copy, or remove that release's directory, before another is compared with it."),
    Gate("fill_collapsed", "stop", "Tables hold far fewer figures than in the last release", looks.far_fewer_filled,
         f"Look at some reports with `nianbao show AGENCY YEAR`. {_REPARSE}"),
    Gate("fill_fell", "warn", "Tables hold fewer figures than in the last release", looks.fewer_filled,
         "Look at some reports with `nianbao show AGENCY YEAR`."),
    Gate("identities_fail", "warn", "Many identities do not hold", looks.identities,
         "Look at the reports (`checks` with status fail): a column read in the wrong place would show like this."),
    Gate("versions_mixed", "warn", "Several versions of nianbao read the reports", looks.versions, _REPARSE),
)  # fmt: skip


def judge(survey: Survey) -> list[Finding]:
    """Every gate that fires, in the order of the table."""
    return [finding for gate in GATES for finding in gate.judge(survey)]
