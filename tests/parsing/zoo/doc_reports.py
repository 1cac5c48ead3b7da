"""Reports of known figures in varied shapes: what the documents of the zoo are made of, and what must be read from them."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from made_pages import Key, Page, Td, clean_page, random_figures
from zoo.doc_bytes import Binary, Run
from zoo.doc_xml import (
    Block,
    Look,
    Nest,
    Table,
    box,
    computed,
    deleted,
    hidden,
    inserted,
    run,
)

from parsing.records import Report


@dataclass(slots=True)
class Specimen:
    """A document and what it holds: for each report its form, its figures, and the year of its title. `status`: what each must be."""

    blocks: list[Block]
    reports: list[tuple[str, dict[Key, str], int]]
    look: Look = field(default_factory=Look)
    status: str = "parsed"


def report(
    seed: int, form: str = "fmt2021", *, one_table: bool = False, s3_form: str = "", year: int = 2022
) -> tuple[list[Block], Specimen]:
    """The blocks of a whole report, and a specimen of them."""
    rng = random.Random(seed)
    figures = random_figures(form, rng)
    if s3_form:
        other = {key: text for key, text in random_figures(s3_form, rng).items() if not key[0].startswith("s2")}
        figures = {key: text for key, text in figures.items() if key[0].startswith("s2")} | other
    page = clean_page(form, figures, one_table=one_table, s3_form=s3_form)
    blocks = _blocks(page, year)
    return blocks, Specimen(blocks, [(s3_form or form, figures, year)])


def _blocks(page: Page, year: int) -> list[Block]:
    blocks: list[Block] = [
        f"某某县民政局{year}年政府信息公开工作年度报告",
        "本报告根据《中华人民共和国政府信息公开条例》编制。",
        "一、总体情况",
        f"{year}年，我局认真做好政府信息公开工作。",
    ]
    for heading, rows in page.tables:
        blocks += [heading] if heading else [""]
        blocks.append(Table(rows))
    blocks += [
        "五、存在的主要问题及改进情况",
        "公开的及时性有待提高。",
        "六、其他需要报告的事项",
        "无其他需要报告的事项。",
        f"{year + 1}年1月20日",
    ]
    return blocks


def tables(blocks: list[Block]) -> list[Table]:
    return [block for block in blocks if isinstance(block, Table)]


def _figure_cells(table: Table) -> list[Td]:
    return [td for row in table.rows for td in row if td.kind == "figure"]


def _changed(seed: int, change: Callable[[list[Block], random.Random], None], **options: object) -> Specimen:
    blocks, specimen = report(seed, **options)  # type: ignore[arg-type]
    change(blocks, random.Random(seed))
    return specimen


def _rewrite(write: Callable[[str], str]) -> Callable[[list[Block], random.Random], None]:
    """Some figures of every table are written in another way that shows the same."""

    def change(blocks: list[Block], rng: random.Random) -> None:
        for table in tables(blocks):
            cells = _figure_cells(table)
            for td in rng.sample(cells, min(3, len(cells))):
                table.texts[id(td)] = write(td.text)

    return change


def _labels(write: Callable[[str], str]) -> Callable[[list[Block], random.Random], None]:
    def change(blocks: list[Block], rng: random.Random) -> None:
        for table in tables(blocks):
            for td in [td for row in table.rows for td in row if td.kind in ("row", "col")][::2]:
                table.texts[id(td)] = write(td.text)

    return change


def _split(*, repeat: bool) -> Callable[[list[Block], random.Random], None]:
    """The table of section 3 goes on in a second one behind a page break, with its header again or without."""

    def change(blocks: list[Block], rng: random.Random) -> None:
        whole = max(tables(blocks), key=lambda table: len(table.rows))
        rows, cut = whole.rows, rng.randrange(6, len(whole.rows) - 2)
        running = [td for number, row in enumerate(rows[:cut]) for td in row if number + td.rowspan > cut]
        left = {id(td): number + td.rowspan - cut for number, row in enumerate(rows) for td in row}
        rest = [[Td("", rowspan=left[id(td)], colspan=td.colspan) for td in running] + rows[cut], *rows[cut + 1 :]]
        head = [[Td(td.text, td.kind, td.code, td.value, td.rowspan, td.colspan) for td in row] for row in rows[:3]]
        for td in running:
            td.rowspan -= left[id(td)]
        whole.rows = rows[:cut]
        place = blocks.index(whole)
        blocks[place + 1 : place + 1] = ["", Table([*head, *rest] if repeat else rest)]

    return change


def _permute(blocks: list[Block], rng: random.Random) -> None:
    """The five columns of 法人或其他组织 stand in another order."""
    table = max(tables(blocks), key=lambda table: len(table.rows))
    order = rng.sample(range(5), 5)
    for row in table.rows[2:]:
        five = row[-6:-1] if len(row) > 5 else row[-5:]
        place = row.index(five[0])
        row[place : place + 5] = [five[number] for number in order]


def _remarks(blocks: list[Block], rng: random.Random) -> None:
    table = max(tables(blocks), key=lambda table: len(table.rows))
    table.rows[0].append(Td("备注", rowspan=3))
    for row in table.rows[3:]:
        row.append(Td(rng.choice(["", "无", "见说明"])))


def _subtotal(blocks: list[Block], rng: random.Random) -> None:
    table = max(tables(blocks), key=lambda table: len(table.rows))
    table.rows[1][1].colspan += 1
    table.rows[0][-1].colspan += 1
    table.rows[2].insert(5, Td("小计"))
    for row in table.rows[3:]:
        row.insert(len(row) - 1, Td(str(rng.randrange(10_000))))


def _local_row(blocks: list[Block], rng: random.Random) -> None:
    table = tables(blocks)[0]
    last = table.rows[3]
    table.rows.append([Td("其他主动公开文件"), *(Td(str(rng.randrange(99)), colspan=td.colspan) for td in last[1:])])


def _deleted_row(blocks: list[Block], rng: random.Random) -> None:
    for table in tables(blocks):
        if len(table.rows) > 5:
            copy = [Td(td.text, "other", "", None, 1, td.colspan) for td in table.rows[-1]]
            for td in copy[1:]:
                td.text = "77"
            table.rows.append(copy)
            table.deleted = frozenset([len(table.rows) - 1])
            for td in copy:
                table.texts[id(td)] = deleted(td.text)


def _blank(blocks: list[Block], rng: random.Random) -> None:
    for table in tables(blocks):
        for td in _figure_cells(table)[::4]:
            td.text = rng.choice(["", "-", "/", "——"])


def _nested(count: int) -> Callable[[list[Block], random.Random], None]:
    def change(blocks: list[Block], rng: random.Random) -> None:
        first = next(number for number, block in enumerate(blocks) if isinstance(block, Table))
        inner = blocks[first:-3]
        blocks[first:-3] = [Nest([inner, *([""] for _ in range(count - 1))])]

    return change


def _numbered(blocks: list[Block], rng: random.Random) -> None:
    for number, block in enumerate(blocks):
        if isinstance(block, str) and block[1:2] == "、":
            blocks[number] = ("numbered", block[2:])


def _title_in_box(blocks: list[Block], rng: random.Random) -> None:
    assert isinstance(blocks[0], str)
    blocks[0] = ("xml", box(blocks[0]))


def _adjacent(blocks: list[Block], rng: random.Random) -> None:
    blocks[:] = [block for block in blocks if block != ""]


def _one_above_the_other(blocks: list[Block], rng: random.Random) -> None:
    """All of section 3's group labels are printed on each row anew."""
    table = max(tables(blocks), key=lambda table: len(table.rows))
    for number, row in enumerate(list(table.rows)):
        for place, td in enumerate(row):
            if td.kind == "group" and td.rowspan > 1:
                for below in table.rows[number + 1 : number + td.rowspan]:
                    below.insert(place, Td(td.text, "group", td.code, colspan=td.colspan))
                td.rowspan = 1


def specimens() -> dict[str, Specimen]:
    """Every shape by its name."""
    zoo: dict[str, Specimen] = {}
    for form in ("fmt2021", "fmt2019"):
        for name, look in LOOKS.items():
            specimen = report(len(zoo) + 1, form, one_table=len(zoo) % 2 == 0)[1]
            specimen.look = look
            zoo[f"{form} {name}"] = specimen
    for name, change in CHANGES.items():
        for number, form in enumerate(("fmt2021", "fmt2019")):
            zoo[f"{form} {name}"] = _changed(100 + len(zoo), change, form=form, one_table=bool(number))
    for name, change in DAMAGING.items():
        zoo[name] = _changed(200 + len(zoo), change)
        zoo[name].status = "partial"
    _, zoo["mixed"] = report(300, "fmt2021", s3_form="fmt2019")
    zoo["two years"] = _together(report(301, year=2021)[1], report(302, year=2022)[1])
    zoo["two forms"] = _together(report(303, "fmt2019", year=2020)[1], report(304, year=2021)[1])
    return zoo


def _together(*parts: Specimen) -> Specimen:
    return Specimen([block for part in parts for block in part.blocks], [one for part in parts for one in part.reports])


LOOKS = {
    "plain": Look(),
    "landscape": Look(landscape=True, font="仿宋", size=28),
    "small": Look(size=10, seed=3, keep_rows=True),
    "uneven columns": Look(seed=5, font="Times New Roman"),
    "cut runs": Look(cut=7, seed=11, repeat=True),
    "paragraphs in labels": Look(paragraphs=True, cut=2, font="黑体"),
    "large": Look(size=44, seed=13),
}
CHANGES: dict[str, Callable[[list[Block], random.Random], None]] = {
    "revised figures": _rewrite(lambda text: deleted("8") + inserted(text) + deleted("31")),
    "hidden text beside figures": _rewrite(lambda text: run(text, Look()) + hidden("5") + hidden("6", "Unseen")),
    "computed figures": _rewrite(lambda text: computed("=SUM(LEFT)", text)),
    "fields in labels": _labels(lambda text: computed('HYPERLINK "http://a.b/"', text)),
    "revised labels": _labels(lambda text: run(text[:2], Look()) + deleted("旧") + inserted(text[2:])),
    "goes on behind a page break": _split(repeat=False),
    "goes on with its header again": _split(repeat=True),
    "permuted columns": _permute,
    "a column of remarks": _remarks,
    "a local row": _local_row,
    "a deleted row": _deleted_row,
    "blank cells": _blank,
    "inside a layout table": _nested(1),
    "inside a layout table of two columns": _nested(2),
    "numbered headings": _numbered,
    "title in a text box": _title_in_box,
    "tables without a line between": _adjacent,
    "group labels on every row": _one_above_the_other,
    "a subtotal": _subtotal,
}
DAMAGING: dict[str, Callable[[list[Block], random.Random], None]] = {
    "raised digits": _rewrite(lambda text: run(text, Look()) + run("2", Look(), '<w:vertAlign w:val="superscript"/>')),
    "figures struck out": _rewrite(lambda text: run(text, Look(), "<w:strike/>")),
}


def complaints(reports: list[Report], specimen: Specimen) -> list[str]:
    """What is wrong about the reports read from a specimen."""
    if len(reports) != len(specimen.reports):
        return [f"{len(reports)} reports"]
    found: list[str] = []
    for read, (_, figures, year) in zip(reports, specimen.reports, strict=True):
        found += [f"{read.status} {read.reason}"] * (read.status != specimen.status)
        found += [f"year {read.year}"] * (read.year != year)
        found += [f"name {read.agency_name}"] * (read.agency_name != "某某县民政局")
        numbers = [section.number for section in read.sections]
        found += [f"sections {numbers}"] * (numbers != [1, 2, 3, 4, 5, 6])
        found += _wrong_cells(read, figures, specimen)
    return found


def _wrong_cells(read: Report, figures: dict[Key, str], specimen: Specimen) -> list[str]:
    texts = _printed(specimen) if len(specimen.reports) == 1 else {}
    have = {(cell.table, cell.row, cell.col): cell for cell in read.cells if not cell.table.startswith("raw_")}
    wrong = []
    for key in figures.keys() | have.keys():
        cell = have.get(key)
        expected = texts.get(key, _value(figures.get(key, "?")))
        if cell is None or (cell.value != expected and (read.status == "parsed" or cell.value is not None)):
            wrong.append(f"{key}: {cell and (cell.value, cell.raw)}, printed {expected}")
    return wrong[:5]


def _printed(specimen: Specimen) -> dict[Key, float | int | None]:
    """The figures that a change has made blank."""
    blanks: dict[Key, float | int | None] = {}
    (_, figures, _) = specimen.reports[0]
    place = iter(figures)
    cells = [td for table in _all_tables(specimen.blocks) for td in _figure_cells(table)]
    if any(td.text in ("", "-", "/", "——") for td in cells) and len(cells) == len(figures):
        for td, key in zip(cells, place, strict=True):
            if td.text in ("", "-", "/", "——"):
                blanks[key] = None
    return blanks


def _all_tables(blocks: list[Block]) -> list[Table]:
    return [table for block in blocks for table in ([block] if isinstance(block, Table) else _inner(block))]


def _inner(block: Block) -> list[Table]:
    return [table for cell in block.cells for table in _all_tables(cell)] if isinstance(block, Nest) else []


def _value(text: str) -> float | int | None:
    plain = text.strip().lstrip("+")
    return float(plain) if "." in plain else int(plain)


def whole(specimen: Specimen, *, huge: bool = False, narrow: bool = False, shuffled: bool = False) -> Binary:
    """A specimen as a binary: rows defined in the Data stream, letters and digits of one byte, the last of the text stored first."""
    binary = Binary(shuffled=shuffled)
    for block in specimen.blocks:
        if isinstance(block, Table):
            binary.table(block.rows, huge=huge)
        elif isinstance(block, str):
            binary.paragraph([Run(char, wide=not char.isascii()) for char in block] if narrow else block)
    return binary
