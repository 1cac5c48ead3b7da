"""What is said of figures that were recognised in a picture: that they were, and which of them the form's own sums do not bear out."""

from __future__ import annotations

from parsing.forms import FORMS, Identity
from parsing.problems import problem
from parsing.records import Cell, Check, Problem

_IDENTITIES: dict[tuple[str, str], Identity] = {
    (form.code, identity.code): identity for form in FORMS.values() for identity in form.identities
}


def recognition_problems(cells: list[Cell], checks: list[Check]) -> list[Problem]:
    """One note where any cell was recognised, and a doubt for each identity that fails over such cells.

    A failed identity of a page that was read is data: published reports do contradict themselves. Of a picture it may be a misreading.
    """
    sure = [cell.confidence for cell in cells if cell.method == "ocr" and cell.confidence is not None]
    if not sure:
        return []
    forms = {cell.table: cell.form for cell in cells if cell.method == "ocr"}
    problems = [problem("recognised", "page", f"{len(sure)} cells, the least sure at {min(sure):.2f}")]
    for check in checks:
        if check.status != "fail":
            continue
        for form in sorted(set(forms.values())):
            identity = _IDENTITIES.get((form, check.check))
            if identity and forms.get(identity.table) == form:
                where = f"{identity.table}.{'.' if identity.scope == 'col' else ''}{check.scope}"
                problems.append(problem("recognition_unproved", where, f"{check.check}, {check.left} against {check.right}"))
    return problems
