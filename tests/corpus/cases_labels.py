"""Labels damaged in the source or worded otherwise: one data entry a defect, a function where more than one cell changes."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.corpus.build import Box, Page
from tests.corpus.golden import UNPARSED
from tests.corpus.make import case

QUIRKS_7 = "reports/quirks.md item 7"
VARIANTS = "forms/README.md section 7"
ISSUE_B = "issue B, list of labels"
_ROW = "s3_requests.{}"


@dataclass(frozen=True, slots=True)
class Printed:
    """Labels printed otherwise: cell key to text; `html`: the texts are HTML. The figures stay what they are."""

    slug: str
    defect: str
    source: str
    labels: dict[str, str]
    form: str = "fmt2021"
    html: bool = False
    notes: tuple[str, ...] = field(default=())


_PRINTED = (
    Printed(
        "label-three-characters-lost",
        "2.其他法律行政止公开: three characters are missing.",
        QUIRKS_7,
        {"s3_requests.refused_law_prohibits": "2.其他法律行政止公开"},
        notes=("label_fuzzy s3_requests.refused_law_prohibits",),
    ),
    Printed("label-space-in-article", "第二十条 第（一）项 with a space.", QUIRKS_7, {"s2_20_1_documents": "第二十条 第（一）项"}),
    Printed(
        "label-space-in-words",
        "Spaces inside labels: 反复 申请, 重 新出具.",
        QUIRKS_7,
        {
            "s3_requests.not_processed_excessive_repeat": "4.无正当理由大量反复 申请",
            "s3_requests.not_processed_confirm_or_reissue": "5.要求行政机关确认或重 新出具已获取信息",
        },
    ),
    Printed("label-spread-group", "三 、本 年 度办 理 结果.", QUIRKS_7, {"s3_requests.results": "三 、本 年 度办 理 结果"}),
    Printed(
        "label-enumeration-comma",
        "1、 instead of 1.",
        QUIRKS_7,
        {
            f"s3_requests.{row}": f"{n}、{zh}"
            for n, (row, zh) in enumerate(
                [("refused_state_secret", "属于国家秘密"), ("refused_law_prohibits", "其他法律行政法规禁止公开")], 1
            )
        },
    ),
    Printed(
        "label-2019-name-in-2021", "规范性文件 in the form of 2021.", QUIRKS_7, {"s2_20_1_documents.normative_documents": "规范性文件"}
    ),
    Printed("label-change-cut", "本年增/ with the second word lost.", QUIRKS_7, {"s2_20_5_licensing..items_change": "本年增/"}, "fmt2019"),
    Printed(
        "label-change-explained",
        "本年增/减 with a filling rule whose words are scattered.",
        QUIRKS_7,
        {"s2_20_6_enforcement..items_change": "本年增/减（事项 数广减用负 值表示）"},
        "fmt2019",
    ),
    Printed(
        "label-half-width-brackets",
        "(三) in half-width brackets.",
        VARIANTS,
        {"s3_requests.refused": "(三)不予公开", "s3_requests.unavailable": "(四)无法提供", "s3_requests.results_total": "(七)总计"},
    ),
    Printed(
        "label-comma-in-other",
        "“，” instead of “、” inside （六）1 and 2.",
        VARIANTS,
        {
            "s3_requests.other_correction_overdue": "1.申请人无正当理由逾期不补正，行政机关不再处理其政府信息公开申请",
            "s3_requests.other_fee_unpaid": "2.申请人逾期未按收费通知要求缴纳费用，行政机关不再处理其政府信息公开申请",
        },
    ),
    Printed(
        "label-with-filling-rule",
        "Wuhan prints its filling rules inside the labels.",
        VARIANTS,
        {
            "s2_20_1_documents.normative_documents": "规范性文件（含决定、通告、意见、通知等文种，不含内部管理文件）",
            "s2_20_5_licensing..items_prev_year": "上一年项目数量（指事项数，不是办件数）",
            "s2_20_5_licensing..decisions": "处理决定数量（指办件量）",
        },
        "fmt2019",
    ),
    Printed(
        "label-new-br-made", "本年新<br>制作数量.", VARIANTS, {"s2_20_1_documents..newly_made": "本年新<br>制作数量"}, "fmt2019", html=True
    ),
    Printed(
        "label-columns-broken",
        "商业<br>企业, 科研<br>机构, 结果<br>纠正.",
        VARIANTS,
        {
            "s3_requests..org_commercial": "商业<br>企业",
            "s3_requests..org_research": "科研<br>机构",
            "s4_remedies.review..corrected": "结果<br>纠正",
        },
        html=True,
    ),
    Printed(
        "label-corner-other-spelling",
        "钩稽 for 勾稽 in the corner cell.",
        VARIANTS,
        {"s3_requests": "（本列数据的钩稽关系为：第一项加第二项之和，等于第三项加第四项之和）"},
    ),
    Printed(
        "label-no-numerals",
        "The labels carry no numerals.",
        ISSUE_B,
        {
            "s3_requests.received_new": "本年新收政府信息公开申请数量",
            "s3_requests.carried_in": "上年结转政府信息公开申请数量",
            "s3_requests.granted_full": "予以公开",
            "s3_requests.refused": "不予公开",
            "s3_requests.refused_state_secret": "属于国家秘密",
            "s3_requests.other_misc": "其他",
            "s3_requests.results_total": "总计",
            "s3_requests.carried_out": "结转下年度继续办理",
        },
    ),
    Printed(
        "label-straight-quotes",
        '危及"三安全一稳定" in straight quotes.',
        ISSUE_B,
        {"s3_requests.refused_three_securities_one_stability": '3.危及"三安全一稳定"'},
    ),
    Printed(
        "label-other-numerals",
        "Numerals are full-width, circled, or begin again.",
        ISSUE_B,
        {
            "s3_requests.refused_state_secret": "１．属于国家秘密",
            "s3_requests.refused_law_prohibits": "②其他法律行政法规禁止公开",
            "s3_requests.refused_internal_affairs": "3.属于三类内部事务信息",
        },
    ),
    Printed(
        "label-two-characters-swapped",
        "保护第三方合法权益 with two characters swapped.",
        QUIRKS_7,
        {"s3_requests.refused_third_party_rights": "4.保护第三方合法益权"},
    ),
    Printed(
        "label-one-character-wrong",
        "行政执法案巻: a character of another script.",
        QUIRKS_7,
        {"s3_requests.refused_enforcement_file": "7.属于行政执法案巻"},
    ),
    Printed(
        "label-with-unit",
        "行政许可（件）: the unit in the row label.",
        ISSUE_B,
        {"s2_20_5_licensing.administrative_license": "行政许可（件）"},
    ),
    Printed(
        "label-other-as-it",
        "其它 instead of 其他, 合计 instead of 总计.",
        ISSUE_B,
        {
            "s3_requests..org_other": "其它",
            "s3_requests..total": "合计",
            "s3_requests.other_misc": "3.其它",
            "s3_requests.other": "（六）其它处理",
        },
    ),
    Printed(
        "label-total-spread",
        "（七）总 计 and 总　计 spread by spaces.",
        ISSUE_B,
        {"s3_requests.results_total": "（七）总 计", "s3_requests..total": "总　计"},
    ),
    Printed(
        "label-result-row-short",
        "三、本年办理结果 without 度.",
        VARIANTS,
        {"s3_requests.results": "三、本年办理结果", "s3_requests.carried_out": "四、结转下年继续办理"},
    ),
    Printed(
        "label-license-decisions-short",
        "处理决定数量 without 本年.",
        VARIANTS,
        {"s2_20_5_licensing..decisions": "处理决定数量", "s2_20_6_enforcement..decisions": "处理决定数量"},
    ),
    Printed(
        "label-laws-separated",
        "2.其他法律、行政法规禁止公开.",
        ISSUE_B,
        {"s3_requests.refused_law_prohibits": "2.其他法律、行政法规禁止公开"},
    ),
    Printed(
        "label-remedies-long",
        "行政复议情况 and 行政诉讼情况 as heads of section 4.",
        ISSUE_B,
        {"s4_remedies.review": "行政复议情况", "s4_remedies.suit": "行政诉讼情况"},
    ),
    Printed("label-person-as-citizen", "公民 instead of 自然人.", ISSUE_B, {"s3_requests..natural_person": "公民"}),
)

for _one in _PRINTED:

    def _print(p: Page, one: Printed = _one) -> None:
        for key, text in one.labels.items():
            box = p.box(key)
            box.text, box.inner = text, text if one.html else None
        p.expected.notes += one.notes

    case(_one.slug, _one.defect, _one.source, _one.form)(_print)


@case("label-fees-in-yuan", "本年收费金额（单位：元): the column's unit is the yuan.", "forms/README.md section 9")
def _(p: Page) -> None:
    p.box("s2_20_8_fees..fee_amount").text = "本年收费金额（单位：元）"
    key = "s2_20_8_fees.administrative_fees.fee_amount"
    p.show(key, "251000", [251000, "元"])
    p.note("unit_printed", key)


@case("label-procurement-in-wan", "采购总金额(万元,保留四位小数).", "reports/quirks.md item 4", "fmt2019")
def _(p: Page) -> None:
    p.box("s2_20_9_procurement..amount").text = "采购总金额(万元,保留四位小数)"
    p.show("s2_20_9_procurement.centralized_procurement.amount", "59237.2449", [59237.2449, "万元"])


@case("label-procurement-in-yuan", "采购总金额（单位：元） over two lines.", "reports/quirks.md item 4", "fmt2019")
def _(p: Page) -> None:
    p.box("s2_20_9_procurement..amount").inner = "采购总金额<br>（单位：元）"
    p.show("s2_20_9_procurement.centralized_procurement.amount", "96,171.6", [96171.6, "元"])


@case("label-new-and-new", "本年新制作数量 and 本年新公开数量 are both cut to 本年新.", VARIANTS, "fmt2019")
def _(p: Page) -> None:
    for col in ("newly_made", "newly_disclosed"):
        p.box(f"s2_20_1_documents..{col}").text = "本年新"
        p.drop(*(f"s2_20_1_documents.{row}.{col}" for row in ("rules", "normative_documents")))
        p.doubt("column_missing", f"s2_20_1_documents..{col}")


@case(
    "label-in-traditional-script", "Two labels are in traditional script, as mirrored pages print them.", "reports/quirks.md, page openings"
)
def _(p: Page) -> None:
    p.box("s3_requests.received_new").text = "一、本年新收政府信息公開申請數量"
    p.box("s3_requests.granted_partial").text = "（二）部分公開（區分處理的，只計這一情形，不計其他情形）"


@case("label-row-cut-short", "1.申请人无正当理由逾期不补正 has lost its second half.", VARIANTS)
def _(p: Page) -> None:
    p.box("s3_requests.other_correction_overdue").text = "1.申请人无正当理由逾期不补正"


@case("label-swapped-rows", "The labels 1.信访举报投诉类申请 and 2.重复申请 have changed places.", "issue B: headers and labels decide")
def _(p: Page) -> None:
    one, two = (p.box(f"s3_requests.not_processed_{row}") for row in ("petition_complaint", "duplicate"))
    one.text, two.text = "1.重复申请", "2.信访举报投诉类申请"
    for first, second in zip(
        p.figures("s3_requests.not_processed_petition"), p.figures("s3_requests.not_processed_duplicate"), strict=True
    ):
        p.entries[first.key], p.entries[second.key] = p.entries[second.key], p.entries[first.key]


@case("label-swapped-columns", "The headers 商业企业 and 科研机构 have changed places.", "issue B: headers and labels decide")
def _(p: Page) -> None:
    one, two = p.box("s3_requests..org_commercial"), p.box("s3_requests..org_research")
    one.text, two.text = two.text, one.text
    for row in p.sheet(3)[3:]:
        first, second = row[-6].key, row[-5].key
        p.entries[first], p.entries[second] = p.entries[second], p.entries[first]


@case("label-two-headers-alike", "商业企业 heads two columns, 科研机构 none.", ISSUE_B)
def _(p: Page) -> None:
    p.box("s3_requests..org_research").text = "商业企业"
    for row in p.sheet(3)[3:]:
        first, second = row[-6], row[-5]
        if p.entries[first.key] != p.entries[second.key]:
            p.entries[first.key] = UNPARSED
            p.doubt("cell_conflict", first.key)
        p.drop(second.key)
    p.doubt("column_missing", "s3_requests..org_research")


@case("label-negated", "不属于国家秘密: one character turns the label into another one.", "issue B: fuzzy match must be unambiguous")
def _(p: Page) -> None:
    p.box("s3_requests.refused_state_secret").text = "1.不属于国家秘密"
    for box in p.figures("s3_requests.refused_state_secret"):
        p.drop(box.key)
    p.doubt("row_missing", "s3_requests.refused_state_secret")


@case("label-missing-on-a-row", "A row of figures has lost its label.", ISSUE_B)
def _(p: Page) -> None:
    p.box("s3_requests.refused_state_secret").text = ""
    for box in p.figures("s3_requests.refused_state_secret"):
        p.drop(box.key)
    p.doubt("row_missing", "s3_requests.refused_state_secret")


@case("label-header-empty", "One header cell of section 3 is empty.", ISSUE_B)
def _(p: Page) -> None:
    p.box("s3_requests..org_research").text = ""
    p.drop(*[key for key in p.entries if key.endswith(".org_research")])
    p.doubt("column_missing", "s3_requests..org_research")


@case("label-first-half-year", "A row 1-6月新收… with the half year's figures stands below 本年新收.", "issue B: bounded fuzzy match")
def _(p: Page) -> None:
    sheet, at = p.place("s3_requests.received_new")
    sheet.insert(at + 1, [Box("其中：1-6月新收政府信息公开申请数量", cols=3), *(Box("1") for _ in range(7))])
