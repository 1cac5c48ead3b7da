"""The four tables in one file each: agencies, coverage, codes, revisions."""

from __future__ import annotations

from output.schema.model import Column, Table
from output.schema.partitioned import AGENCY, YEAR

AGENCIES = Table(
    "agencies",
    "机关名录",
    "Agencies",
    "One row an agency that published, or should have published, a report.",
    ("agency",),
    (
        AGENCY,
        Column("name", "string", "机关名称", "Name", "Normal form of the agency's name.", "register of agencies", required=True),
        Column("kind", "string", "机关类别", "Kind", "government, department, subdistrict, town …; see codes.", "name", required=True),
        Column(
            "place", "string", "区划代码", "Place", "GB/T 2260 or township code of its place; null where unknown.", "NBS division codes"
        ),
        Column("place_name", "string", "区划名称", "Place name", "Name of its place; null where unknown.", "NBS division codes"),
        Column("names", "strings", "出现过的名称", "Names seen", "Every spelling that reports print, sorted.", "reports"),
        Column("first_year", "int64", "首个年度", "First year", "First fiscal year with a report.", "reports"),
        Column("last_year", "int64", "最近年度", "Last year", "Latest fiscal year with a report.", "reports"),
        Column(
            "valid_from",
            "date",
            "设立日期",
            "Valid from",
            "Day of the first yearly list of places that has it; null where the oldest does.",
            "register of agencies",
        ),
        Column(
            "valid_to",
            "date",
            "撤销日期",
            "Valid to",
            "Day of the last yearly list of places that has it; null while it is listed.",
            "register of agencies",
        ),
        Column(
            "successor",
            "string",
            "承继机关",
            "Successor",
            "Id of the agency that took over, where known.",
            "register of agencies",
            warning="Series of different agencies are never joined; decide for yourself whether the two compare.",
        ),
    ),
)

COVERAGE = Table(
    "coverage",
    "覆盖情况",
    "Coverage",
    "One row for each agency and year: what came of its report, and why there is none.",
    ("agency", "year"),
    (
        AGENCY,
        YEAR,
        Column("outcome", "string", "结果", "Outcome", "parsed, partial, failed, overdue …; see codes.", "ledger", required=True),
        Column("reason", "string", "原因", "Reason", "Why the outcome is not parsed, as a code; see codes.", "ledger"),
        Column("detail", "string", "详情", "Detail", "What the reason leaves open: a number, a name, a date.", "ledger"),
        Column("url", "string", "网址", "Address", "Address of the report, where one is known.", "ledger"),
        Column("report_id", "string", "报告编号", "Report id", "The report in `reports`, where there is one.", "dataset"),
    ),
)

CODES = Table(
    "codes",
    "代码表",
    "Codes",
    "Every code that the other tables use, with its Chinese and English label and its unit.",
    ("kind", "form", "table", "code"),
    (
        Column(
            "kind", "string", "代码类别", "Kind of code", "form, table, row, col, fact, check, soft_check, outcome, reason …", required=True
        ),
        Column("form", "string", "格式", "Form", "The form that the code belongs to; null for codes of no form."),
        Column("table", "string", "表", "Table", "The table that a row, column or check belongs to."),
        Column("code", "string", "代码", "Code", "The code.", required=True),
        Column("parent", "string", "上级", "Parent", "The heading that a row or column stands under."),
        Column("position", "int64", "次序", "Position", "Place among its kind as the form prints it, from 1.", required=True),
        Column(
            "heading", "bool", "仅为标题", "Heading", "True for a row or column that only groups others and has no cells.", required=True
        ),
        Column("label_zh", "string", "中文名称", "Chinese label", "As the form prints it.", "form", required=True),
        Column("label_en", "string", "英文名称", "English label", "Translation, or the sentence of a problem or reason.", required=True),
        Column("unit", "string", "单位", "Unit", "Unit of the figures, where the code fixes one.", "form"),
        Column("source", "string", "依据", "Source", "The rule that the code comes from, or what an indicator is made of."),
        Column("warning", "string", "使用提示", "Warning", "What a user of the code must mind; null for nothing."),
    ),
)

REVISIONS = Table(
    "revisions",
    "修订记录",
    "Revisions",
    "One row for each publication of a report, the latest and those that it replaced.",
    ("report_id",),
    (
        Column("report_id", "string", "报告编号", "Report id", "Names one revision of one report.", required=True),
        AGENCY,
        YEAR,
        Column("report_scope", "string", "报告范围", "Scope", "own, aggregate or unknown.", required=True),
        Column("revision", "int64", "版次", "Revision", "1 for the first publication; a re-publication counts on.", required=True),
        Column("latest", "bool", "是否最新", "Latest", "True for the revision that the dataset holds.", required=True),
        Column("status", "string", "解析状态", "Status", "parsed, partial or failed.", "parse contract", required=True),
        Column("title", "string", "标题", "Title", "Title as the page prints it.", "page"),
        Column("url", "string", "网址", "Address", "Address as first listed.", "list page", required=True),
        Column("sha256", "string", "摘要", "SHA-256", "Digest of the bytes that were read.", "archive", required=True),
        Column("fetched_at", "timestamp", "抓取时间", "Fetched at", "First capture of this revision, UTC.", "WARC date", required=True),
        Column("list_date", "date", "列表日期", "List date", "Date beside the entry in the list.", "list page"),
        Column("published_on", "date", "发布日期", "Published on", "Date of publication that the page states.", "page"),
    ),
)

REGISTERS = (AGENCIES, COVERAGE, CODES, REVISIONS)
