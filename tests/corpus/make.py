"""Write every page of `cases_*.py` with its golden record: `python -m tests.corpus make [SLUG…]`. What is committed is what is tested."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from tests.corpus.build import Page, new_page
from tests.corpus.golden import PAGES, Golden

Damage = Callable[[Page], None]
_MODULES = ("tables", "rows", "spans", "cells", "looks", "labels", "figures", "forms", "periods", "text", "sections", "files", "others")


@dataclass(frozen=True, slots=True)
class Case:
    """One defect: where it was seen, the form it is shown on, and the function that damages a clean page."""

    slug: str
    defect: str
    source: str
    form: str
    damage: Damage


CASES: dict[str, Case] = {}


def case(slug: str, defect: str, source: str, form: str = "fmt2021") -> Callable[[Damage], Damage]:
    """Register the decorated function. Raises ValueError on a slug that is taken."""

    def register(damage: Damage) -> Damage:
        if slug in CASES:
            raise ValueError(f"two cases are called {slug}")
        CASES[slug] = Case(slug, defect, source, form, damage)
        return damage

    return register


def cases() -> dict[str, Case]:
    """All cases by slug."""
    for module in _MODULES:
        import_module(f"tests.corpus.cases_{module}")
    return CASES


def made(one: Case) -> tuple[str, bytes, Golden]:
    """The file name, the bytes and the golden record of a case."""
    page = new_page(one.slug, one.form)
    one.damage(page)
    return one.slug + page.suffix, page.encode(page.text()), page.golden(one.defect, one.source)


def write(slugs: tuple[str, ...] = ()) -> Iterator[Path]:
    """Write the pages and golden records of these cases, of all when none is named."""
    for slug, one in cases().items():
        if not slugs or slug in slugs:
            name, data, golden = made(one)
            (PAGES / name).write_bytes(data)
            golden.save(PAGES / f"{slug}.json")
            yield PAGES / name
