"""Chinese and English labels of every code that no form defines. What a code means is said where it is made; here is how it reads."""

from __future__ import annotations

from typing import Final

Labels = dict[str, tuple[str, str]]

LABELS: Final[dict[str, Labels]] = {
    "outcome": {
        "parsed": ("已解析", "Parsed: every cell of the form is reported or blank"),
        "partial": ("部分解析", "Partial: a cell is missing, unparsed or in doubt"),
        "failed": ("解析失败", "Failed: no readable table, or the file could not be opened"),
        "unreadable": ("无法识读", "Unreadable: this version does not read this kind of file"),
        "blocked": ("被拦截", "Blocked: the portal refused the request"),
        "not_published_yet": ("尚未到期", "Not published yet: before its due date"),
        "overdue": ("逾期未见", "Overdue: not found after its due date"),
        "not_existing": ("机关不存在", "The agency did not exist in that year"),
        "withheld": ("不予发布", "Withheld from publication"),
    },
    "address_outcome": {
        "new": ("待抓取", "Listed, not fetched yet"),
        "fetched": ("已抓取", "Fetched"),
        "unchanged": ("未变化", "Fetched again, unchanged"),
        "revised": ("已修订", "Fetched again, changed"),
        "duplicate": ("重复", "The same report as at another address"),
        "superseded": ("已被替代", "Replaced by a later publication"),
        "not_a_report": ("非年度报告", "Not an annual report"),
        "robots": ("robots禁止", "The portal's robots.txt forbids it"),
        "blocked": ("被拦截", "The portal refused the request"),
        "soft_404": ("软404", "A page that says the content is gone"),
        "not_found": ("未找到", "The server says it does not exist"),
        "fetch_failed": ("抓取失败", "The server could not be reached or failed"),
        "offsite": ("站外地址", "On a host that is not the portal's"),
        "out_of_range": ("超出年度范围", "Outside the years asked for"),
        "gone": ("已撤下", "Listed before, no longer there"),
    },
    "status": {
        "parsed": ("已解析", "Every cell of the form is reported or blank"),
        "partial": ("部分解析", "A cell is missing, unparsed or in doubt"),
        "failed": ("解析失败", "A report without a readable table"),
        "not_a_report": ("非年度报告", "Something else than a report"),
    },
    "cell_status": {
        "reported": ("有数值", "The cell shows a figure"),
        "blank": ("空白", "The cell is blank"),
        "unparsed": ("未能识读", "The cell shows something that is not one figure"),
    },
    "check_status": {
        "pass": ("通过", "Both sides are equal"),
        "fail": ("不通过", "The sides differ"),
        "unknown": ("无法检验", "An operand is missing"),
    },
    "level": {
        "doubt": ("疑点", "It makes the report partial"),
        "note": ("备注", "Worth knowing"),
    },
    "report_scope": {
        "own": ("本机关", "The agency alone"),
        "aggregate": ("汇总", "A government for all its bodies"),
        "unknown": ("未知", "Unknown"),
    },
    "method": {
        "table": ("表格", "Read from markup or text"),
        "ocr": ("图像识别", "Read from a picture"),
    },
    "form": {
        "mixed": ("混合格式", "Tables of different forms in one report"),
        "unknown": ("未知格式", "No form that nianbao knows"),
        "stat2014": ("2014年统计表", "Statistics table of 2014"),
        "local2008": ("2008年地方表", "Local tables before 2014"),
    },
    "table": {
        "raw_s2": ("第二部分格式外的行列", "Section 2, rows and columns outside the form"),
        "raw_s3": ("第三部分格式外的行列", "Section 3, rows and columns outside the form"),
        "raw_s4": ("第四部分格式外的行列", "Section 4, rows and columns outside the form"),
    },
}

# Figures that reports state in prose beside those that the form asks for: code -> (zh, en, unit).
PROSE_FACTS: Final[dict[str, tuple[str, str, str]]] = {
    "requests_received": ("收到的政府信息公开申请", "Requests received", "件"),
    "requests_carried_in": ("上年结转的申请", "Requests carried over from the previous year", "件"),
    "requests_answered": ("办结的申请", "Requests answered", "件"),
    "reviews": ("行政复议", "Reviews", "件"),
    "suits": ("行政诉讼", "Lawsuits", "件"),
}

PROBLEM_ZH: Final[dict[str, str]] = {
    "cell_missing": "缺少单元格",
    "row_missing": "缺少行",
    "column_missing": "缺少列",
    "table_missing": "缺少表格",
    "cell_unparsed": "单元格不是单一数值",
    "cell_ambiguous": "单元格所属列不明",
    "cell_conflict": "同一单元格重复且不一致",
    "row_ragged": "行的单元格数与表头不符",
    "spans_unclear": "表头所跨列不明",
    "figure_remark": "数值旁有括注",
    "limit_exceeded": "超出读取限制",
    "local_cut": "表外数据过多，仅保留一部分",
    "label_ambiguous": "行列名称不明确",
    "label_duplicate": "行列名称重复",
    "grid_overlap": "合并单元格相互重叠",
    "form_conflict": "表内混有两种格式",
    "markup_broken": "页面残缺",
    "span_clamped": "合并单元格超出表格",
    "row_unknown": "格式外的行",
    "column_unknown": "格式外的列",
    "label_fuzzy": "近似匹配的名称",
    "table_repeated": "表格重复",
    "unit_printed": "印出的单位与格式不同",
    "year_missing": "未写明年度",
    "year_conflict": "年度前后不一",
    "agency_missing": "未写明机关",
    "agency_conflict": "机关名称前后不一",
    "section_missing": "缺少章节标题",
    "charset_wrong": "声明的字符集不符",
    "bytes_damaged": "字节损坏",
}

REASON_ZH: Final[dict[str, str]] = {
    "empty": "空文件",
    "no_table": "没有法定表格",
    "image_only": "表格为图片",
    "needs_extra": "需要安装附加组件",
    "unsupported_format": "暂不支持的文件类型",
    "too_large": "超出大小限制",
    "unreadable": "无法读取",
    "unknown_form": "未知表格格式",
    "lookalike": "名称相似的其他文件",
    "not_ogi_report": "不是信息公开年度报告",
    "error_page": "错误页面",
    "reader_error": "读取程序出错",
    "archive_damaged": "存档损坏",
    "agency_unknown": "机关不明",
    "not_listed": "栏目未列出",
    "reader_died": "读取超出时间或内存",
    "year_unknown": "年度不明",
}
