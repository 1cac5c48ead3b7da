"""What stands in the cells: one data entry a defect, printed in the cells of one row or in the cell named."""

from __future__ import annotations

from dataclasses import dataclass

from tests.corpus.build import Page
from tests.corpus.golden import UNPARSED, Entry
from tests.corpus.make import case

ISSUE_B = "issue B, list of figures"
CELLS = "forms/README.md section 7, cells"
QUIRKS = "reports/quirks.md item {}"
COUNT = "s3_requests.received_new.natural_person"
MONEY = "s2_20_8_fees.administrative_fees.fee_amount"
CHANGE = "s2_20_5_licensing.administrative_license.items_change"
DECISIONS = "s2_20_6_enforcement.administrative_penalty.decisions"
BOUGHT = "s2_20_9_procurement.centralized_procurement.amount"
REPEALED = "s2_20_1_documents.normative_documents.repealed"


@dataclass(frozen=True, slots=True)
class Shown:
    """A text in one cell and the entry it must read as; `inner`: its HTML."""

    slug: str
    defect: str
    source: str
    key: str
    text: str
    entry: Entry
    inner: str | None = None
    form: str = "fmt2021"
    note: str = ""


_SHOWN = (
    Shown("figure-plus-change", "+1036 under 本年增/减.", QUIRKS.format(4), CHANGE, "+1036", 1036, form="fmt2019"),
    Shown("figure-minus-change", "-10 under 本年增/减.", QUIRKS.format(4), CHANGE, "-10", -10, form="fmt2019"),
    Shown("figure-minus-twice", "--253 under 本年增/减.", QUIRKS.format(4), CHANGE, "--253", UNPARSED, form="fmt2019"),
    Shown("figure-change-dash", "- under 本年增/减.", QUIRKS.format(4), CHANGE, "-", None, form="fmt2019"),
    Shown("figure-negative-count", "-3 in a count that can have no minus.", ISSUE_B, COUNT, "-3", UNPARSED),
    Shown(
        "figure-yuan-in-cell",
        "251000元 where the header says 万元.",
        QUIRKS.format(4),
        MONEY,
        "251000元",
        [251000, "元"],
        note="unit_printed",
    ),
    Shown("figure-wan-in-cell", "103.3879万元.", QUIRKS.format(4), MONEY, "103.3879万元", 103.3879),
    Shown("figure-wan-procurement", "3.5万元 under 采购总金额.", ISSUE_B, BOUGHT, "3.5万元", [3.5, "万元"], form="fmt2019"),
    Shown("figure-yuan-symbol", "￥251000 with a currency sign.", ISSUE_B, MONEY, "￥251000", UNPARSED),
    Shown("figure-four-decimals", "59237.2449.", QUIRKS.format(4), MONEY, "59237.2449", 59237.2449),
    Shown("figure-money-thousands", "96,171.6.", QUIRKS.format(4), MONEY, "96,171.6", 96171.6),
    Shown("figure-european-comma", "3,5 in a cell of money.", ISSUE_B, MONEY, "3,5", UNPARSED),
    Shown("figure-money-in-count", "251000元 in a count.", ISSUE_B, COUNT, "251000元", UNPARSED),
    Shown("figure-remark", "22（其中修订16件）.", QUIRKS.format(4), REPEALED, "22（其中修订 16 件）", 22, note="figure_remark"),
)

for _one in _SHOWN:

    def _print(p: Page, one: Shown = _one) -> None:
        p.show(one.key, one.text, one.entry, one.inner)
        if one.note:
            p.note(one.note, one.key)

    case(_one.slug, _one.defect, _one.source, _one.form)(_print)


@dataclass(frozen=True, slots=True)
class Signs:
    """Texts of one kind in the first cells of section 3, each a text (or its HTML, where it starts with `<` or `&`) and its entry."""

    slug: str
    defect: str
    source: str
    texts: tuple[tuple[str, Entry], ...]


def _none(*texts: str, entry: Entry = UNPARSED) -> tuple[tuple[str, Entry], ...]:
    return tuple((text, entry) for text in texts)


_SIGNS = (
    Signs(
        "signs-for-nothing", "Slashes, dashes and 无 stand for nothing.", CELLS, _none("/", "-", "—", "——", "无", "\\", "－", entry=None)
    ),
    Signs(
        "spaces-for-nothing",
        "Blank cells in all their spellings: nothing, nbsp, an empty o:p, an nbsp escaped twice.",
        QUIRKS.format(3),
        _none("", "&nbsp;", "&nbsp", "&#160;&#12288;", "<p><span><o:p> </o:p></span></p>", "&amp;nbsp;", "<br>", entry=None),
    ),
    Signs(
        "words-for-nothing",
        "Words that may mean nothing or not: 不涉及, 暂无, 见附件.",
        ISSUE_B,
        _none("不涉及", "暂无", "详见附件", "同上", "未统计"),
    ),
    Signs(
        "footnote-marks",
        "Figures with footnote marks, and a second figure in brackets.",
        ISSUE_B,
        _none("3①", "3*", "3[1]", "3（2）", "3※", "<b>3</b><sup>1</sup>"),
    ),
    Signs(
        "vague-figures", "Percents, ranges, fractions, sums, about.", ISSUE_B, _none("50%", "约30", "100余", "3-5", "3/5", "3+2", "近20")
    ),
    Signs(
        "broken-numbers",
        "Numbers that are none: 007, 3.5 件, 1.208, 12,08, 12., twenty digits.",
        ISSUE_B,
        _none("007", "3.5", "1.208", "12,08", "12.", "12345678901234567890", "10²"),
    ),
    Signs(
        "typing-errors",
        "Letters for digits and what spreadsheets leave behind.",
        ISSUE_B,
        _none("1O", "l2", "1E+05", "#REF!", "#####", "?", "总计"),
    ),
    Signs("dates-as-figures", "Dates in cells of figures.", ISSUE_B, _none("2021年3月", "2021.3", "2021-03", "3月", "44562天")),
)
for _kind in _SIGNS:

    def _fill(p: Page, kind: Signs = _kind) -> None:
        for box, (text, entry) in zip(p.figures("s3_requests"), kind.texts, strict=False):
            p.show(box.key, text, entry, text if text[:1] in ("<", "&") else None)

    case(_kind.slug, _kind.defect, _kind.source)(_fill)


@case("changes-in-signs", "本年增/减 with full-width, mathematical and spaced minus, an arrow and words.", ISSUE_B, "fmt2019")
def _(p: Page) -> None:
    cells = [box.key for box in p.figures("s2_") if box.key.endswith("items_change")]
    for key, (text, entry) in zip(cells, (("－8", -8), ("−8", -8), ("- 8", -8), ("↓3", UNPARSED), ("减少2", UNPARSED)), strict=True):
        p.show(key, text, entry)


@case("blank-organisations", "The five columns of organisations hold only a space in every row.", QUIRKS.format(3))
def _(p: Page) -> None:
    for box in p.figures("s3_requests"):
        if ".org_" in box.key:
            p.show(box.key, "", None, "<p><o:p> </o:p></p>")


@case("blank-totals", "总计 is empty in eleven rows that have figures.", QUIRKS.format(3), "fmt2019")
def _(p: Page) -> None:
    for box in [box for box in p.figures("s3_requests.") if box.key.endswith(".total")][2:13]:
        p.show(box.key, "", None, "&nbsp;")


@case("blank-but-totals", "All cells but the totals are empty.", QUIRKS.format(3))
def _(p: Page) -> None:
    for box in p.figures("s3_requests"):
        if not box.key.endswith(".total"):
            p.show(box.key, "", None)


@case("blank-for-zero", "Zeros are left blank everywhere.", QUIRKS.format(3))
def _(p: Page) -> None:
    for box in p.figures():
        if box.text == "0":
            p.show(box.key, "", None)


@case("dash-for-zero", "Zeros are printed as dashes.", CELLS)
def _(p: Page) -> None:
    for box in p.figures():
        if box.text == "0":
            p.show(box.key, "-", None)


@case("totals-left-at-zero", "The totals of section 4 are left at the template's 0.", QUIRKS.format(2))
def _(p: Page) -> None:
    for block in ("review", "suit_direct", "suit_after_review"):
        p.show(f"s4_remedies.{block}.total", "0", 0)


@case("totals-do-not-add-up", "总计 of three rows and the total of the outcomes do not add up.", QUIRKS.format(2))
def _(p: Page) -> None:
    for cell in ("received_new.total", "granted_full.total", "results_total.org_other"):
        key = f"s3_requests.{cell}"
        p.show(key, str(p.entries[key] + 10), p.entries[key] + 10)


@case("stock-in-a-flow-column", "处理决定数量 is last year's items plus the change.", QUIRKS.format(10), "fmt2019")
def _(p: Page) -> None:
    for table in ("s2_20_5_licensing.administrative_license", "s2_20_6_enforcement.administrative_penalty"):
        stock = p.entries[f"{table}.items_prev_year"] + p.entries[f"{table}.items_change"]
        p.show(f"{table}.decisions", str(stock), stock)


@case("disclosed-total-zero", "87 documents made, and a disclosed total of 0.", QUIRKS.format(10), "fmt2019")
def _(p: Page) -> None:
    p.show("s2_20_1_documents.normative_documents.newly_made", "87", 87)
    p.show("s2_20_1_documents.normative_documents.disclosed_total", "0", 0)


@case("figure-one-column-left", "+22 stands one column to the left, under 上一年项目数量.", QUIRKS.format(10), "fmt2019")
def _(p: Page) -> None:
    p.show("s2_20_6_enforcement.administrative_penalty.items_prev_year", "+22", 22)
    p.show("s2_20_6_enforcement.administrative_penalty.items_change", "", None)


@case("figures-all-full-width", "Every figure of the page is in full-width digits.", CELLS)
def _(p: Page) -> None:
    wide = str.maketrans("0123456789.", "０１２３４５６７８９．")
    for box in p.figures():
        box.text = box.text.translate(wide)


@case("all-blank", "A template nobody filled in: every cell is empty.", QUIRKS.format(14))
def _(p: Page) -> None:
    for box in p.figures():
        p.show(box.key, "", None)


@case("all-zero", "Every figure is 0.", "forms/README.md section 6")
def _(p: Page) -> None:
    for box in p.figures():
        p.show(box.key, "0", 0)
