"""The two derived tables: the harmonised panel, long and wide. They are made from the dataset's tables, by output.panel."""

from __future__ import annotations

from output.schema.indicators import INDICATORS, Indicator
from output.schema.model import Column, Table
from output.schema.partitioned import AGENCY, YEAR

_CHAIN = "Series of different agencies are never joined here; decide for yourself whether the two compare."

_SCOPE = Column(
    "report_scope",
    "string",
    "报告范围",
    "Scope",
    "own, aggregate (a government for all its bodies) or unknown; unknown where there is no report.",
    "reports",
    required=True,
    warning="Never add an aggregate report to those of the bodies that it covers.",
)
_REPORT = Column("report_id", "string", "报告编号", "Report id", "Report that the row is read from; null where there is none.", "reports")
_STATUS = "reported, blank, unparsed, not_carried, not_comparable, undefined or no_report; see codes."
_SUCCESSION = (
    Column(
        "successor",
        "string",
        "承继机关",
        "Successor",
        "Id of the agency that this one goes on as, where known.",
        "register of agencies",
        warning=_CHAIN,
    ),
    Column(
        "predecessors",
        "string",
        "被承继机关",
        "Predecessors",
        "Ids of the agencies that went on as this one, separated by a space.",
        "register of agencies",
        warning=_CHAIN,
    ),
)

PANEL = Table(
    "panel",
    "面板数据",
    "Panel",
    "Harmonised indicators: one row an agency, year, scope and indicator, those without a figure included.",
    ("agency", "year", "report_scope", "indicator"),
    (
        AGENCY,
        YEAR,
        _SCOPE,
        Column("indicator", "string", "指标", "Indicator", "Code of the indicator; kind indicator of codes.", "crosswalk", required=True),
        Column(
            "value",
            "float64",
            "数值",
            "Value",
            "The figure in `unit`; a sum only where every part is reported. Null where missing, never 0 for it.",
            "cells, facts",
        ),
        Column("unit", "string", "单位", "Unit", "件, 万元, or 1 for a rate.", "crosswalk", required=True),
        Column(
            "unit_printed",
            "string",
            "原文单位",
            "Printed unit",
            "Unit that the page prints, else the form's; null for rates and without a figure.",
            "page, else form",
        ),
        Column("form", "string", "格式", "Form", "Form of the table that the figure stands in, else the report's; null for no report."),
        Column(
            "match",
            "string",
            "可比程度",
            "Match",
            "exact or near: how well this form's figure matches the indicator. Null where it does not compare.",
            "crosswalk",
            warning="Do not read a change between an exact and a near figure as a change of practice.",
        ),
        Column("status", "string", "状态", "Status", _STATUS, required=True),
        Column(
            "reason",
            "string",
            "原因",
            "Reason",
            "Why there is no report (outcome or reason of coverage), or why a rate is undefined; null else.",
            "coverage",
        ),
        Column(
            "doubt",
            "bool",
            "存疑",
            "Doubt",
            "True where `problems` has a doubt about a part of this figure.",
            "problems",
            required=True,
        ),
        Column(
            "checks_failed",
            "string",
            "未通过的勾稽关系",
            "Checks failed",
            "Identities (I1-I4) that a part of this figure is in and that do not hold, separated by a space; null for none.",
            "checks",
        ),
        Column("numerator", "float64", "分子", "Numerator", "Numerator of a rate; null for other indicators.", "crosswalk"),
        Column("denominator", "float64", "分母", "Denominator", "Denominator of a rate; null for other indicators.", "crosswalk"),
        _REPORT,
        *_SUCCESSION,
    ),
    derived=True,
)


def _wide(indicator: Indicator) -> Column:
    unit = "" if indicator.numerator else indicator.unit
    return Column(
        indicator.code,
        "float64",
        indicator.zh,
        indicator.en,
        f"{indicator.en}. Null where missing; `panel` says why.",
        indicator.rule,
        unit=unit,
        warning=indicator.warning,
    )


PANEL_WIDE = Table(
    "panel_wide",
    "面板数据（宽表）",
    "Panel, wide",
    "The same with one row an agency, year and scope and one column an indicator. Why a figure is missing stands in `panel`.",
    ("agency", "year", "report_scope"),
    (
        AGENCY,
        Column("agency_name", "string", "机关名称", "Agency name", "Normal form of the agency's name.", "register of agencies"),
        YEAR,
        _SCOPE,
        Column("form", "string", "格式", "Form", "The report's form; mixed where its tables follow two.", "reports"),
        Column("status", "string", "解析状态", "Status", "parsed, partial or failed; no_report where there is none.", required=True),
        Column("reason", "string", "原因", "Reason", "Why there is no report, or why it failed.", "coverage, reports"),
        _REPORT,
        *_SUCCESSION,
        *(_wide(indicator) for indicator in INDICATORS.values()),
    ),
    derived=True,
)

DERIVED = (PANEL, PANEL_WIDE)
