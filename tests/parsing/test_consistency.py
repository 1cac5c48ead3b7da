"""Soft checks inside one report: what the prose says beside what the tables show."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import Any

from crawler.demo.articles import body
from crawler.demo.figures import reports
from parsing import parse
from parsing.forms import FORMS
from parsing.forms.soft import SOFT
from parsing.records import Report

FEES = "本年度发出收费通知1件，通知金额380元，实际收取380元。"
OVERVIEW = "本年新收政府信息公开申请15件"


def read(*swaps: tuple[str, str], **cells: str | None) -> Report:
    """The demonstration report of 朝阳区财政局 FY2022 with texts and cells (`row__col` of section 3) exchanged, as the reader reads it."""
    made = next(r for r in reports() if r.agency_id == "110105-caizhengju" and r.year == 2022)
    changed = {f"s3_requests.{name.replace('__', '.')}": text for name, text in cells.items()}
    assert set(changed) <= set(made.cells)
    page = body(replace(made, cells=made.cells | changed))
    for old, new in swaps:
        assert old in page
        page = page.replace(old, new)
    title = made.entry["title"]
    (report,) = parse(f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{page}</body></html>".encode())
    return report


def soft(report: Report) -> dict[str, tuple[str, Any, Any]]:
    found = [check for check in report.checks if check.check in SOFT]
    assert len({(check.check, check.scope) for check in found}) == len(found)
    return {f"{check.check}.{check.scope}": (check.status, check.left, check.right) for check in found}


def test_a_report_that_agrees_passes_and_silence_gives_no_row() -> None:
    report = read()
    assert report.status == "parsed"
    assert soft(report) == {
        "I8.fee_notices_issued": ("pass", 0, 1),
        "I9.requests_received": ("pass", 15, 15),
        "I11.fee_collected_amount": ("pass", 380, 380),
    }
    assert soft(read((FEES, "没有需要另外说明的事项。"), (OVERVIEW, "本年办理政府信息公开申请若干"))) == {}


def test_prose_of_another_scope_fails_and_leaves_the_report_parsed() -> None:
    report = read((OVERVIEW, "本年新收政府信息公开申请17件"))
    assert soft(report)["I9.requests_received"] == ("fail", 17, 15)
    assert (report.status, report.reason) == ("parsed", None)


def test_reviews_and_suits_are_those_of_both_ways_to_court() -> None:
    said = soft(read((OVERVIEW, f"全年发生政府信息公开行政复议9件，行政诉讼0件。{OVERVIEW}")))
    shown = {cell.key: cell.value for cell in read().cells}
    suits = shown["s4_remedies.suit_direct.total"] + shown["s4_remedies.suit_after_review.total"]  # type: ignore[operator]
    assert said["I10.reviews"] == ("fail", 9, shown["s4_remedies.review.total"])
    assert said["I10.suits"][1:] == (0, suits)


def test_an_unpaid_fee_without_a_notice_may_be_last_years() -> None:
    none = (FEES, FEES.replace("1件", "0件"))
    assert soft(read(none, other_fee_unpaid__total="1"))["I8.fee_notices_issued"] == ("unknown", 1, 0)
    assert soft(read(other_fee_unpaid__total="1"))["I8.fee_notices_issued"] == ("pass", 1, 1)
    assert soft(read(none))["I8.fee_notices_issued"] == ("pass", 0, 0)


def test_amounts_are_compared_in_yuan_whatever_unit_is_printed() -> None:
    more = soft(read((FEES, FEES.replace("收取380元", "收取0.05万元"))))
    assert more["I11.fee_collected_amount"] == ("fail", 500, 380)
    less = soft(read((FEES, FEES.replace("金额380元", "金额1.1万元"))))
    assert less["I11.fee_collected_amount"] == ("pass", 380, 11000)


def test_a_blank_cell_makes_it_unknown() -> None:
    said = (OVERVIEW.replace("15", "None"), OVERVIEW)
    assert soft(read(said, received_new__total=None))["I9.requests_received"] == ("unknown", 15, None)


def test_a_page_that_is_no_report_has_no_checks() -> None:
    (report,) = parse("<html><body><h1>关于收取处理费的通知</h1><p>发出收费通知1件，金额1元，实际收取2元。</p></body></html>".encode())
    assert (report.status, report.checks) == ("not_a_report", [])


def test_every_operand_is_a_cell_of_a_form_or_a_fact_and_no_line_is_left_out() -> None:
    cells = {".".join(key) for key in chain.from_iterable(form.keys() for form in FORMS.values())}
    facts = {"requests_received", "reviews", "suits"} | {fact.code for form in FORMS.values() for fact in form.facts}
    for check in SOFT.values():
        assert all(text for text in (check.zh, check.en))
        for comparison in check.comparisons:
            operands = (*comparison.left, *comparison.right, *comparison.either)
            names = {operand.name.split(":")[-1] for operand in operands}
            assert names <= cells | facts, check.code
    table = [FORMS[code].table("s3_requests") for code in ("fmt2019", "fmt2021")]
    scopes = {code: {comparison.scope for comparison in check.comparisons} for code, check in SOFT.items()}
    assert scopes["I12"] == {row.code for t in table for row in t.leaf_rows}
    assert scopes["I6"] == {col.code for col in table[0].leaf_cols}
    items = {key.split(".")[1] for key in cells if key.endswith(".items_change")}
    assert scopes["I7"] == items
    kinds = {"row": {key.split(".")[1] for key in cells}, "col": {key.split(".")[2] for key in cells}, "fact": facts}
    assert all(scopes[code] <= kinds[check.scope] for code, check in SOFT.items())
