"""The five tables that are partitioned by agency and year: one report, and everything it carries."""

from __future__ import annotations

from output.schema.model import Column, Table

AGENCY = Column(
    "agency", "string", "机关代码", "Agency id", "Stable ASCII id: division code and pinyin slug.", "register of agencies", required=True
)
YEAR = Column(
    "year", "int64", "报告年度", "Fiscal year", "The year that the report covers, not the year of its publication.", required=True
)

_REPORT_ID = Column(
    "report_id",
    "string",
    "报告编号",
    "Report id",
    "Names one revision of one report.",
    "<agency>.<year>.<report_scope>.r<revision>",
    required=True,
)
_FORM = Column(
    "form",
    "string",
    "格式",
    "Form",
    "Statutory form by its labels, told table by table; see codes.",
    "labels on the page",
    required=True,
    warning="Compare figures of two forms only where the crosswalk says exact or near; `panel` does.",
)


def _count(name: str, zh: str, en: str, description: str, unit: str) -> Column:
    return Column(name, "int64", zh, en, description, "counted from the report's records", required=True, unit=unit)


_SECTION_TITLES = (
    ("总体情况", "Overview"),
    ("主动公开政府信息情况", "Proactive disclosure"),
    ("收到和处理政府信息公开申请情况", "Requests received and handled"),
    ("政府信息公开行政复议、行政诉讼情况", "Reviews and litigation"),
    ("存在的主要问题及改进情况", "Problems and improvement"),
    ("其他需要报告的事项", "Other matters"),
)


def _sections() -> tuple[Column, ...]:
    return tuple(
        Column(
            f"section_{number}",
            "string",
            zh,
            en,
            f"Text of section {number}, paragraphs separated by a newline, without its tables. Null where the page has no such heading.",
            "headings told by their words",
        )
        for number, (zh, en) in enumerate(_SECTION_TITLES, start=1)
    )


REPORTS = Table(
    "reports",
    "报告",
    "Reports",
    "One row a report: the latest revision of each agency, year and scope that was parsed, partly parsed or failed.",
    ("report_id",),
    (
        _REPORT_ID,
        Column("agency_name", "string", "机关名称", "Agency name", "Name of the agency as the report prints it.", "title, else body"),
        Column("title", "string", "标题", "Title", "Title as the page prints it, without the site's name.", "page"),
        _FORM,
        Column(
            "report_scope",
            "string",
            "报告范围",
            "Scope",
            "own, aggregate (a government for all its bodies) or unknown.",
            required=True,
            warning="Never add an aggregate report to those of the bodies that it covers.",
        ),
        Column("status", "string", "解析状态", "Status", "parsed, partial or failed; see codes.", "parse contract", required=True),
        Column("reason", "string", "原因", "Reason", "Why a report failed, as a code; see codes."),
        Column(
            "format", "string", "文件格式", "File format", "Kind of file that was read: html, text, docx, pdf …", "bytes", required=True
        ),
        Column("member", "string", "包内文件", "Archive member", "Name inside the archive file, where the report came in one."),
        Column("url", "string", "网址", "Address", "Address as first listed, resolved, without fragment.", "list page", required=True),
        Column("sha256", "string", "摘要", "SHA-256", "Digest of the bytes that were read, in hexadecimal.", "archive", required=True),
        Column(
            "fetched_at",
            "timestamp",
            "抓取时间",
            "Fetched at",
            "First capture of this revision, whole seconds, UTC.",
            "WARC date",
            required=True,
        ),
        Column("published_on", "date", "发布日期", "Published on", "Date of publication that the page states.", "page"),
        Column("signed_on", "date", "落款日期", "Signed on", "Date under the report.", "sign-off"),
        Column("signed_by", "string", "落款", "Signed by", "Name under the report, as printed.", "sign-off"),
        Column("revision", "int64", "版次", "Revision", "1 for the first publication; a re-publication counts on.", required=True),
        Column("last_seen", "date", "最后可见", "Last seen", "Last day the report was listed; null while it still is.", "ledger"),
        *_sections(),
        _count("cells_reported", "有数值的单元格", "Cells reported", "Cells with a figure.", "个"),
        _count("cells_blank", "空白单元格", "Cells blank", "Cells that the page leaves blank.", "个"),
        _count("cells_unparsed", "未能识读的单元格", "Cells unparsed", "Cells that hold something that is not one figure.", "个"),
        _count("checks_failed", "未通过的勾稽关系", "Checks failed", "Accounting identities (I1-I4) that the figures contradict.", "项"),
        _count("checks_unknown", "无法检验的勾稽关系", "Checks unknown", "Accounting identities (I1-I4) with an operand missing.", "项"),
        _count("soft_checks_failed", "未通过的参考核对", "Soft checks failed", "Soft checks (I5-I12) that do not agree.", "项"),
        _count("doubts", "疑点", "Doubts", "Problems that put a figure or field in doubt.", "项"),
        _count("notes", "备注", "Notes", "Problems worth knowing that put nothing in doubt.", "项"),
        Column("parser_version", "string", "解析器版本", "Parser version", "Version of nianbao that read the report.", required=True),
    ),
    (AGENCY, YEAR),
)

CELLS = Table(
    "cells",
    "单元格",
    "Cells",
    "The long table: one row a cell that the page carries. Rows and columns that are not the form's stand in raw_s2, raw_s3, raw_s4.",
    ("report_id", "table", "row", "col"),
    (
        _REPORT_ID,
        _FORM,
        Column("table", "string", "表", "Table", "Code of the table; see codes.", "form", required=True),
        Column("row", "string", "行", "Row", "Code of the row; the printed label in raw tables.", "form", required=True),
        Column("col", "string", "列", "Column", "Code of the column; the printed label in raw tables.", "form", required=True),
        Column(
            "value",
            "float64",
            "数值",
            "Value",
            "The figure as printed, in `unit`. Null where blank or unparsed, never 0 for a blank.",
            "page",
            warning="Published figures contradict themselves: see checks. A figure in doubt is named in problems.",
        ),
        Column(
            "unit",
            "string",
            "单位",
            "Unit",
            "Unit of `value`: the printed one where the page prints one.",
            "page, else form",
            required=True,
            warning="Money of one column may stand in 元 and in 万元.",
        ),
        Column("raw", "string", "原文", "Raw text", "The cell's text as the page has it.", "page", required=True),
        Column("status", "string", "单元格状态", "Status", "reported, blank or unparsed.", "parse contract", required=True),
        Column("method", "string", "识读方式", "Method", "table (from markup or text) or ocr (from a picture).", required=True),
        Column("confidence", "float64", "置信度", "Confidence", "0 to 1 for figures read from pictures; null for all others.", "OCR"),
    ),
    (AGENCY, YEAR),
)

CHECKS = Table(
    "checks",
    "勾稽关系",
    "Checks",
    "One row for each accounting identity (I1-I4) or soft check (I5-I12) tested on one scope of a report. A failed one is data, no error.",
    ("report_id", "check", "scope"),
    (
        _REPORT_ID,
        Column("check", "string", "勾稽关系", "Check", "I1 to I12; kinds check and soft_check of codes.", "form", required=True),
        Column(
            "scope",
            "string",
            "检验范围",
            "Scope",
            "What was tested: column (I1, I2, I6), row (I3, I5, I7, I12), block (I4) or fact (I8-I11).",
            "form",
            required=True,
        ),
        Column("status", "string", "结果", "Status", "pass, fail, or unknown where an operand is missing.", required=True),
        Column("left", "float64", "左边", "Left side", "Sum of the left side; null where an operand is missing."),
        Column("right", "float64", "右边", "Right side", "Sum of the right side; null where an operand is missing."),
    ),
    (AGENCY, YEAR),
)

FACTS = Table(
    "facts",
    "文中数据",
    "Facts",
    "One row a figure that the report states in prose.",
    ("report_id", "fact"),
    (
        _REPORT_ID,
        Column("fact", "string", "数据项", "Fact", "Code of what is stated; see codes.", "form", required=True),
        Column(
            "value",
            "float64",
            "数值",
            "Value",
            "The figure, in `unit`.",
            "page",
            warning="Prose is read only where a sentence is plain: no row does not mean that the report says nothing.",
        ),
        Column("unit", "string", "单位", "Unit", "Unit of `value`, as printed.", required=True),
        Column("text", "string", "原句", "Sentence", "The sentence it stands in.", "page", required=True),
    ),
    (AGENCY, YEAR),
)

PROBLEMS = Table(
    "problems",
    "疑点与备注",
    "Problems",
    "One row for each thing that is in doubt or worth knowing about a report.",
    ("report_id", "code", "where"),
    (
        _REPORT_ID,
        Column("code", "string", "代码", "Code", "Code of the problem; see codes.", required=True),
        Column("level", "string", "级别", "Level", "doubt (it makes the report partial) or note.", required=True),
        Column(
            "where",
            "string",
            "位置",
            "Where",
            "table, table.row, table..col, table.row.col, section:n, page, agency or year.",
            required=True,
        ),
        Column("message", "string", "说明", "Message", "What is wrong, in a sentence.", required=True),
    ),
    (AGENCY, YEAR),
)

PARTITIONED = (REPORTS, CELLS, CHECKS, FACTS, PROBLEMS)
