"""The table that only releases hold: what changed since the release before. It is made by output.release.changes."""

from __future__ import annotations

from output.schema.model import Column, Table
from output.schema.partitioned import AGENCY, YEAR

_OF_A_CELL = "null for a report"

CHANGES = Table(
    "changes",
    "变更记录",
    "Changes",
    "One row for each report and cell that was added, changed or removed since the last release; a first release has no such table. The "
    "cells of a report that was added or removed as a whole are not listed singly.",
    ("agency", "year", "report_scope", "table", "row", "col"),
    (
        AGENCY,
        YEAR,
        Column("report_scope", "string", "报告范围", "Scope", "own, aggregate or unknown.", "reports", required=True),
        Column("kind", "string", "对象", "Kind", "report or cell; kind change_kind of codes.", required=True),
        Column("change", "string", "变更", "Change", "ADD, MOD or DEL; kind change of codes.", "comparison of two releases", required=True),
        Column(
            "cause",
            "string",
            "原因",
            "Cause",
            "source (the page is another than before), reading (the same bytes, read otherwise), withheld or accepted; kind change_cause "
            "of codes.",
            "digest and revision of the report; withheld.csv, accepted_losses.csv",
            required=True,
            warning="A change whose cause is reading is nianbao's, not the agency's.",
        ),
        Column("detail", "string", "详情", "Detail", "The columns that differ, or the reason that was written for a loss."),
        Column("table", "string", "表", "Table", f"Code of the cell's table; {_OF_A_CELL}.", "cells"),
        Column("row", "string", "行", "Row", f"Code of the cell's row; {_OF_A_CELL}.", "cells"),
        Column("col", "string", "列", "Column", f"Code of the cell's column; {_OF_A_CELL}.", "cells"),
        Column("old_value", "float64", "原数值", "Old value", f"The figure in the last release; {_OF_A_CELL}.", "cells"),
        Column("new_value", "float64", "新数值", "New value", f"The figure in this release; {_OF_A_CELL}.", "cells"),
        Column("old_status", "string", "原状态", "Old status", "Status of the cell or report in the last release.", "cells, reports"),
        Column("new_status", "string", "新状态", "New status", "Status of the cell or report in this release.", "cells, reports"),
        Column("old_report_id", "string", "原报告编号", "Old report id", "The report in the last release.", "reports"),
        Column("new_report_id", "string", "新报告编号", "New report id", "The report in this release.", "reports"),
    ),
)

RELEASED = (CHANGES,)
