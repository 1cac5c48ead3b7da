"""Figures stated in prose, each with its sentence. Where a sentence is not plain, or two of them differ, there is no fact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from parsing.narrative.fees import read_fees
from parsing.narrative.requests import read_requests
from parsing.narrative.sentences import runs_together, sentences
from parsing.records import Fact, Section

_MAX_TEXT = 60_000


def find_facts(sections: Sequence[Section], year: int | None) -> list[Fact]:
    """The facts of sections 1, 3 and 4 on requests, reviews and suits, and of section 6 on fees (国办函〔2020〕109号).

    `year`: the fiscal year; figures of other years are left out. Codes: requests_received, requests_carried_in, requests_answered, reviews,
    suits, fee_notices_issued (件); fee_notices_amount, fee_collected_amount (元, or the unit printed).
    """
    return _agreed(
        chain(
            (fact for text in _texts(sections, {1, 3, 4}) for sentence in sentences(text) for fact in read_requests(sentence, year)),
            (fact for text in _texts(sections, {6}) for sentence in sentences(text) for fact in read_fees(sentence, year)),
        )
    )


def _texts(sections: Sequence[Section], numbers: set[int]) -> Iterator[str]:
    return (section.text[:_MAX_TEXT] for section in sections if section.number in numbers)


def _agreed(facts: Iterable[Fact]) -> list[Fact]:
    first: dict[str, Fact] = {}
    disputed: set[str] = set()
    for fact in facts:
        if fact.value is not None and runs_together(fact.value, fact.text):
            disputed.add(fact.fact)
        known = first.setdefault(fact.fact, fact)
        if (known.value, known.unit) != (fact.value, fact.unit):
            disputed.add(fact.fact)
    return [fact for code, fact in first.items() if code not in disputed]
