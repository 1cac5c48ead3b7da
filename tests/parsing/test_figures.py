"""What a cell's text is worth: every way a number is printed, and that nothing else becomes one."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsing.figures import MAX_DIGITS, read_figure

FULL_WIDTH = str.maketrans("0123456789,.+-", "０１２３４５６７８９，．＋－")
SPACES = st.sampled_from(["", " ", "\u00a0", "\u3000", "\n", "\t", "\u200b", "\ufeff"])


def styles(number: str) -> st.SearchStrategy[str]:
    whole, _, fraction = number.lstrip("+-").partition(".")
    sign = number[: len(number) - len(number.lstrip("+-"))]
    grouped = f"{int(whole):,}"
    tail = f".{fraction}" if fraction else ""
    return st.sampled_from(
        [
            number,
            sign + grouped + tail,
            sign + grouped.replace(",", " ") + tail,
            sign + grouped.replace(",", "，") + tail,
            number.translate(FULL_WIDTH),
        ]
    )


@given(st.integers(0, 10**MAX_DIGITS - 1).map(str).flatmap(lambda n: st.tuples(st.just(n), SPACES, styles(n), SPACES)))
def test_a_count_reads_back_however_it_is_printed(case: tuple[str, str, str, str]) -> None:
    number, before, printed, after = case
    figure = read_figure(before + printed + after)
    assert (figure.status, figure.value) == ("reported", int(number))


@given(
    st.tuples(st.sampled_from(["", "+", "-"]), st.integers(0, 10**8), st.integers(1, 9999)).flatmap(
        lambda t: st.tuples(st.just(f"{t[0]}{t[1]}.{t[2]:04d}"), styles(f"{t[0]}{t[1]}.{t[2]:04d}"))
    )
)
def test_money_reads_back_however_it_is_printed(case: tuple[str, str]) -> None:
    number, printed = case
    figure = read_figure(printed, money=True, signed=True)
    assert figure.status == "reported"
    assert figure.value == pytest.approx(float(Decimal(number)))


@given(st.text(max_size=12))
def test_nothing_else_becomes_a_value(text: str) -> None:
    figure = read_figure(text, money=True, signed=True)
    assert (figure.value is None) == (figure.status != "reported")
    assert bool(figure.fault) == (figure.status == "unparsed")
    if figure.status == "reported":
        assert any(char.isdigit() for char in text) or set(text.strip()) <= set(
            "零〇一二三四五六七八九十百\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"
        )


@pytest.mark.parametrize(
    "text", ["", " ", "\u00a0", "\u3000", "/", "／", "-", "－", "—", "——", "–", "--", "\\", "无", "&nbsp;", "\u200b", "_", "一一"]
)
def test_blank(text: str) -> None:
    assert read_figure(text).status == "blank"


@pytest.mark.parametrize(
    "text",
    [
        *(
            "3①",
            "3²",
            "3^1",
            "2021-01-06",
            "2021年",
            "2021.1.6",
            "12,34",
            "1,2345",
            "1/2",
            "约5",
            "5%",
            "5人左右",
            "一",
            "两",
            "壹",
            "见附件",
            "03",
        ),
        *(
            "3\n4",
            "3 4",
            "12 34",
            "1 2 3",
            "10(12)",
            "10（12件）",
            "(5)",
            "1.5",
            "1.234",
            "-8",
            "--3",
            "+-3",
            "1e5",
            "0x10",
            "5-6",
            "3~4",
            "5.",
            ".5",
        ),
        *("9" * 16, "∞", "NaN", "1，", "１．２３４", "3、", "(一)", "第3"),
    ],
)
def test_no_figure_of_a_count(text: str) -> None:
    figure = read_figure(text)
    assert (figure.status, figure.value) == ("unparsed", None)
    assert figure.fault


@pytest.mark.parametrize(
    ("text", "value", "unit", "remark"),
    [
        ("5件", 5, "件", ""),
        ("5 件", 5, "件", ""),
        ("5(件)", 5, "件", ""),
        ("22（其中修订 16 件）", 22, "", "其中修订16件"),
        ("55（含自然失效 29 件）", 55, "", "含自然失效29件"),
        ("+1036", 1036, "", ""),
        ("零", 0, "", ""),
        ("〇", 0, "", ""),
        ("二十三", 23, "", ""),
        ("一百零五", 105, "", ""),
        ("1.0", 1, "", ""),
        ("1,\n234", 1234, "", ""),
    ],
)
def test_counts_as_printed(text: str, value: int, unit: str, remark: str) -> None:
    figure = read_figure(text)
    assert (figure.status, figure.value, figure.unit, figure.remark) == ("reported", value, unit, remark)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("251000元", 251000, "元"),
        ("103.3879万元", 103.3879, "万元"),
        ("3.5 万元", 3.5, "万元"),
        ("96,171.6", 96171.6, ""),
        ("２.５亿元", 2.5, "亿元"),
    ],
)
def test_money_in_the_unit_printed(text: str, value: float, unit: str) -> None:
    figure = read_figure(text, money=True)
    assert (figure.status, figure.value, figure.unit) == ("reported", value, unit)


@pytest.mark.parametrize(("text", "value"), [("+19", 19), ("-8", -8), ("－8", -8), ("−8", -8), ("- 8", -8), ("–8", -8)])
def test_signs_of_a_change(text: str, value: int) -> None:
    assert read_figure(text, signed=True).value == value


def test_a_count_has_no_money_and_money_no_count() -> None:
    assert read_figure("251000元").status == "unparsed"
    assert read_figure("3件", money=True).status == "unparsed"
