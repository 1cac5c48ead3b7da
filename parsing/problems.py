"""Every code and its sentence, once: problems inside a report, and the reasons a report or an address ends with."""

from __future__ import annotations

from parsing.records import Level, Problem

# code -> (level, English sentence; `{detail}` is filled in by the caller)
PROBLEMS: dict[str, tuple[Level, str]] = {
    "cell_missing": ("doubt", "The page does not carry this cell of the form."),
    "row_missing": ("doubt", "The page does not carry this row of the form."),
    "column_missing": ("doubt", "The page does not carry this column of the form."),
    "table_missing": ("doubt", "The page does not carry this table of the form."),
    "cell_unparsed": ("doubt", "The cell holds something that is not one figure: {detail}"),
    "cell_ambiguous": ("doubt", "It cannot be told which column this figure stands under: {detail}"),
    "cell_conflict": ("doubt", "The cell is printed more than once with different content: {detail}"),
    "row_ragged": (
        "doubt",
        "The row has another number of cells than its header; figures that may have slipped to another column are left out: {detail}",
    ),
    "label_ambiguous": ("doubt", "A label of the form cannot be told with certainty: {detail}"),
    "label_duplicate": ("doubt", "The same label stands on more than one row or column: {detail}"),
    "grid_overlap": ("doubt", "Cells of this table overlap: its spans contradict each other."),
    "spans_cut": ("doubt", "Cells of this table span more rows than their group of rows has, and are cut there: its figures are left out."),
    "spans_unclear": ("doubt", "The text does not show which columns a header covers."),
    "form_unverified": ("note", "The row list of this form is not verified; rows that the page does not print are not counted as missing."),
    "form_conflict": ("doubt", "The table mixes labels of two forms: {detail}"),
    "markup_broken": ("doubt", "The page ends inside a table or is damaged: {detail}"),
    "readings_differ": ("doubt", "Two ways to repair the damaged markup show this cell differently: {detail}"),
    "span_clamped": ("note", "A span larger than its table was cut to the table."),
    "row_unknown": ("note", "A row that is not of the form is kept under its printed label: {detail}"),
    "column_unknown": ("note", "A column that is not of the form is kept under its printed label: {detail}"),
    "local_cut": ("note", "There are more cells under labels that are not of the form than are kept: {detail}"),
    "label_fuzzy": ("note", "A damaged label was matched to the only label of the form close to it: {detail}"),
    "figure_remark": ("note", "A remark stands in brackets beside the figure; raw keeps it: {detail}"),
    "table_repeated": ("note", "The same table is printed more than once with equal content."),
    "unit_printed": ("note", "The unit is printed in the cell or header and differs from the form: {detail}"),
    "embedded": ("note", "The tables stand in content that the page carries without showing it: {detail}"),
    "attachment": ("note", "The page links a file that most likely is the report: {detail}"),
    "year_missing": ("doubt", "The fiscal year is stated nowhere in title, text or context."),
    "year_conflict": ("note", "Title and text state different fiscal years: {detail}"),
    "agency_missing": ("doubt", "The agency is named nowhere in title, text or context."),
    "agency_conflict": ("note", "Title, sign-off and page data name different agencies: {detail}"),
    "section_missing": ("note", "A section of the form has no heading on the page: {detail}"),
    "limit_exceeded": ("doubt", "The file exceeds a limit and was not read: {detail}"),
    "charset_wrong": ("note", "The declared charset does not fit the bytes; another was used: {detail}"),
    "bytes_damaged": ("doubt", "Some bytes cannot be decoded in any charset tried; figures beside them are in doubt."),
}

# reason -> English sentence that says what it means and what can be done
REASONS: dict[str, str] = {
    "empty": "The file is empty.",
    "no_table": "The report has no table that carries the statutory form.",
    "image_only": "The tables are pictures; install nianbao[ocr] once it is available, the archive keeps the bytes.",
    "attachment_only": "The report, or its tables, stand in a file behind a link; the problem `attachment` names it.",
    "needs_extra": "Reading this kind of file needs an extra that is not installed.",
    "unsupported_format": "This version of nianbao does not read this kind of file; the archive keeps the bytes for reparse.",
    "too_large": "The file exceeds the limits on bytes, tags, cells or nesting.",
    "unreadable": "The bytes cannot be read as the kind of file they claim to be.",
    "unknown_form": "Tables were found, but none of a form that nianbao knows.",
    "lookalike": "The page uses the words of a report but is another kind of document.",
    "not_ogi_report": "The page shows no evidence of an annual report on open government information.",
    "error_page": "The page is an error page or a notice that the content is gone.",
    "reader_died": "The reader was stopped because it used too much time or memory on this file.",
    "reader_error": "The reader stopped with an error of its own on this file; please report it, the archive keeps the bytes for reparse.",
    "archive_damaged": "The archive no longer holds the bytes that were fetched; restore the archive file from a copy.",
    "not_listed": "No list of the portal carries a report of this agency for this year.",
    "not_yet_founded": "The agency did not exist yet in this year, by the register of places.",
    "abolished": "The agency no longer existed in this year, by the register of places; the detail names what it goes on in.",
    "agency_unknown": "The agency cannot be told, so the report has no place in the dataset.",
    "year_unknown": "The report's fiscal year cannot be told, so it has no place in the dataset.",
    "dns": "The host's name does not resolve; see whether the portal moved.",
    "connection_refused": "The host refuses connections.",
    "connection_failed": "The connection broke before an answer came; the next run tries again.",
    "timeout": "The host did not answer in time; the next run tries again.",
    "truncated": "The answer ended before its announced length; the next run tries again.",
    "bad_address": "The address is none that can be fetched.",
    "tls": "No TLS connection came about, neither in the usual way nor in the one kept for old servers, nor plain HTTP in its place.",
    "http_status": "The host answered with an error; the detail is its HTTP status.",
    "forbidden": "The host refuses this crawler; ask its operator.",
    "challenge": "A browser check stands before the page; it is recorded and never solved.",
    "backing_off": "The host refused this crawler in earlier requests and is left alone until the day that the detail names.",
    "rate_limited": "The host asks for fewer requests; lengthen the delay of the portal.",
    "cookie_loop": "The address redirects to itself without end.",
    "redirect_loop": "The address redirects too many times.",
    "redirected_home": "The address redirects to the home page: the report is no longer there.",
    "home_page": "The host answered with its home page in place of the report, twice; the report is no longer there.",
    "wrong_page": "The host answered with another page than the list names, twice; see in a browser whether the link is right.",
    "redirected_offsite": "The address redirects to a host that is not the portal's; name it under hosts if it belongs there.",
    "other_host": "The address lies on a host that is not the portal's; name it under hosts if it belongs there.",
    "link_not_allowed": "The address does not fit the portal's link_allow.",
    "other_year": "The title names a fiscal year that was not asked for.",
    "private_address": "The host's name leads to a loopback, private or reserved address.",
    "robots_forbidden": "The host's robots.txt forbids the address.",
    "robots_unreachable": "The host's robots.txt could not be had, so nothing of the host may be fetched (RFC 9309).",
    "disk_full": "The disk or its quota is full; free some space and run the same command again, what was saved is safe.",
    "unexpected": "An error of nianbao itself; please report it with the log.",
}


def problem(code: str, where: str, detail: str = "") -> Problem:
    """A `Problem` with its level and sentence from the one list. Raises KeyError for a code that is not listed."""
    level, sentence = PROBLEMS[code]
    return Problem(code, level, sentence.format(detail=detail), where)
