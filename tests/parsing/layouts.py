"""Pages in every layout that portals print, built from what each cell means: the meaning of a figure is known and never read back.

A figure carries the key that its author meant (`Td.code`), or none where it is another year's, a subtotal, a serial number. Builders choose
at random how labels, headers, extra columns and extra rows are arranged; `damage` then breaks single cells and leaves the meanings alone.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from made_pages import Key, Row, Rows, Td, render_rows

from parsing.forms import FORMS, Form, Line, Table

HEADING = "-"
WIDTHS = {"three": 3, "two": 2, "one": 1}  # columns of labels in section 3
PAST = ("上年", "上年度", "去年", "2019年", "去年同期", "上年数")


@dataclass(slots=True)
class Made:
    """Tables with what stands before each, the figure meant by each key, and what was done."""

    form: str
    tables: list[tuple[list[str], Rows]] = field(default_factory=list)
    meant: dict[Key, str] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)


class Maker:
    """Builds the tables of one report; figures of its own are unique, those of nobody are seven digits long."""

    def __init__(self, form: str, rng: random.Random, base: int = 0) -> None:
        self.rng = rng
        self.made = Made(form)
        self._next = base + 1
        self._zero = rng.random() < 0.3

    def chance(self, share: float, what: str) -> bool:
        """Whether to do something, noted where it is done."""
        if self.rng.random() < share:
            self.made.done.append(what)
            return True
        return False

    def pick(self, *ways: str) -> str:
        """One of several ways, noted."""
        way = self.rng.choice(ways)
        self.made.done.append(way)
        return way

    def figure(self, key: Key, **spans: int) -> Td:
        """The cell of a figure that is the form's."""
        if self._zero and self.rng.random() < 0.6:
            text = "0"
        else:
            self._next += self.rng.randrange(1, 9)
            text = str(self._next)
        if self.rng.random() < 0.02:
            text = ""
        self.made.meant[key] = text
        return Td(text, "figure", ".".join(key), **spans)

    def nobody(self, **spans: int) -> Td:
        """The cell of a figure that belongs to no cell of the form; blank at times."""
        return Td("" if self.rng.random() < 0.1 else str(self.rng.randrange(7_000_000, 8_000_000)), "figure", "", **spans)

    def past(self) -> str:
        return self.rng.choice(PAST)


@dataclass(slots=True)
class Column:
    """A column of a header: its texts from top to bottom with what they share, and how its figures are made."""

    heads: tuple[str, ...]
    cell: Callable[[str], Td]  # of a row's code


def head_rows(columns: list[Column], depth: int, corner: list[Td], *, cut: bool = True) -> Rows:
    """Header rows: equal neighbouring texts of a level are one cell, a short path reaches down to the last row."""
    rows: Rows = [[] for _ in range(depth)]
    rows[0] += corner
    for level in range(depth):
        place = 0
        while place < len(columns):
            heads = columns[place].heads
            if level >= len(heads):
                place += 1
                continue
            end = place + 1
            last = level == len(heads) - 1
            while cut and end < len(columns) and columns[end].heads[: level + 1] == heads[: level + 1] and not last:
                end += 1
            rows[level].append(Td(heads[level], "col", rowspan=depth - level if last else 1, colspan=end - place))
            place = end
    return rows


# ---------------------------------------------------------------- section 3


def requests(maker: Maker, form: Form) -> Rows:
    """Section 3 in one of its arrangements."""
    table = form.table("s3_requests")
    columns = _with_years(maker, _request_columns(maker, table))
    labels = maker.pick("three", "three", "one", "two")
    serial, unit, remark, years = (maker.chance(0.12, f"s3: {what}") for what in ("serial", "unit", "remark", "years"))
    if unit:
        columns.insert(0, Column(("单位",), lambda _: Td("件")))
    if remark:
        columns.append(Column((maker.rng.choice(["备注", "说明"]),), lambda _: Td(maker.rng.choice(["", "", "见附注", "12"]))))
    depth = max(len(c.heads) for c in columns)
    corner = [*([Td("序号", rowspan=depth)] if serial else []), Td("项目", rowspan=depth, colspan=WIDTHS[labels])]
    corner += [Td("年度", rowspan=depth)] if years else []
    rows = head_rows(columns, depth, corner)
    for number, (cells, code) in enumerate(_request_labels(maker, table, labels), 1):
        front = [Td(str(number)), *cells] if serial else cells
        rows += _lines(maker, front, code, columns, years=years)
    if maker.chance(0.15, "s3: a note below"):
        rows.append([Td("注：含上年结转3件。", colspan=sum(td.colspan for td in rows[0]))])
    return rows


def _with_years(maker: Maker, columns: list[Column]) -> list[Column]:
    """The columns as they are, under 申请人情况, or with last year's beside them."""
    past = maker.past()
    if maker.chance(0.1, "s3: last year in a band of its own"):
        this = maker.rng.choice(["本年", "2021年", "本年度"])
        mine = [Column((this, *c.heads), c.cell) for c in columns]
        return [*mine, *(Column((past, *c.heads), lambda _: maker.nobody()) for c in columns)]
    if maker.chance(0.1, "s3: each column in two, this year and last"):
        halves = ((Column((*c.heads, "本年"), c.cell), Column((*c.heads, past), lambda _: maker.nobody())) for c in columns)
        return [half for pair in halves for half in pair]
    if maker.chance(0.5, "s3: 申请人情况"):
        return [Column(("申请人情况", *c.heads), c.cell) for c in columns]
    return columns


def _lines(maker: Maker, cells: list[Td], code: str, columns: list[Column], *, years: bool) -> Rows:
    """The printed row of a label; with `years`, a row for this year and one for the last under it."""
    if not years:
        return [[*cells, *(_value(column, code) for column in columns)]]
    for td in cells:
        td.rowspan *= 2
    past = HEADING if code == HEADING else ""
    upper = [*cells, Td("本年"), *(_value(column, code) for column in columns)]
    return [upper, [Td(maker.past()), *(_value(column, past) for column in columns)]]


def _value(column: Column, code: str) -> Td:
    return Td("", "figure") if code == HEADING else column.cell(code)


def _request_columns(maker: Maker, table: Table) -> list[Column]:
    rng = maker.rng
    first, *inner, last = table.leaf_cols

    def of(line: Line) -> Callable[[str], Td]:
        return lambda code: maker.figure((table.code, code, line.code)) if code else maker.nobody()

    band = rng.choice(["法人或其他组织", "法人和其他组织"])
    organisations = [Column((band, line.zh), of(line)) for line in inner]
    if maker.chance(0.3, "s3: organisations permuted"):
        rng.shuffle(organisations)
    if maker.chance(0.15, "s3: 小计 of organisations"):
        organisations.insert(rng.randrange(6), Column((band, "小计"), lambda _: maker.nobody()))
    if maker.chance(0.1, "s3: no band"):
        organisations = [Column(c.heads[1:], c.cell) for c in organisations]
    groups = [[Column((first.zh,), of(first))], organisations, [Column((last.zh,), of(last))]]
    if maker.chance(0.15, "s3: groups permuted"):
        rng.shuffle(groups)
    if maker.chance(0.12, "s3: one more column"):
        label = rng.choice(["上年总计", "上年", "2019年", "小计", "占比", "去年同期", "累计", "其他"])
        groups.insert(rng.randrange(4), [Column((label,), lambda _: maker.nobody())])
    return [column for group in groups for column in group]


def _request_labels(maker: Maker, table: Table, labels: str) -> Iterator[tuple[list[Td], str]]:
    """For each printed row its label cells, and the code of the row ("" for one that is nobody's, `HEADING` for one without figures)."""
    for code in ("received_new", "carried_in"):
        yield [_row_label(table, code, colspan=WIDTHS[labels])], code
    results = _results(maker, table)
    zh = {line.code: line.zh for line in table.rows}
    outer = [Td(zh["results"], "group", rowspan=sum(len(rows) for _, rows in results))] if labels == "three" else []
    for parent, rows in results:
        if labels == "one" and parent != "results":
            yield [Td(zh[parent], "group")], HEADING
        for place, (text, code) in enumerate(rows):
            group = [Td(zh[parent], "group", rowspan=len(rows))] if labels != "one" and parent != "results" and not place else []
            width = 2 if labels != "one" and parent == "results" else 1
            yield [*outer, *group, Td(text, "row", colspan=width)], code
            outer = []
    yield [_row_label(table, "carried_out", colspan=WIDTHS[labels])], "carried_out"


def _row_label(table: Table, code: str, colspan: int) -> Td:
    return Td(next(line.zh for line in table.rows if line.code == code), "row", colspan=colspan)


def _results(maker: Maker, table: Table) -> list[tuple[str, list[tuple[str, str]]]]:
    """The groups of 三、本年度办理结果, each with its rows, and rows among them that are nobody's."""
    subtotals, local = maker.chance(0.15, "s3: subtotal rows"), maker.chance(0.1, "s3: local rows")
    results = []
    for parent, lines in groupby((row for row in table.leaf_rows if row.parent), key=lambda row: row.parent):
        rows = [(line.zh, line.code) for line in lines]
        if parent != "results" and subtotals:
            rows.insert(maker.rng.choice([0, len(rows)]), (maker.rng.choice(["小计", "合计"]), ""))
        if parent != "results" and local:
            rows.append((maker.rng.choice(["其他情形（上年）", "其中：网上申请", "备注", "11.其他事项"]), ""))
        results.append((parent, rows))
    return results


# ---------------------------------------------------------------- section 4


def remedies(maker: Maker, form: Form) -> list[tuple[list[str], Rows]]:
    """Section 4 in one of its arrangements, as one table or as three."""
    table, rng = form.table("s4_remedies"), maker.rng
    zh = {line.code: line.zh for line in table.rows}
    outcomes = [(line.zh, line.code) for line in table.leaf_cols]
    if maker.chance(0.2, "s4: outcomes permuted"):
        rng.shuffle(outcomes)
    blocks = [line.code for line in table.leaf_rows]
    if maker.chance(0.15, "s4: blocks permuted"):
        rng.shuffle(blocks)

    def cell(block: str, outcome: str) -> Td:
        return maker.figure((table.code, block, outcome))

    def heads(block: str) -> tuple[str, ...]:
        return (zh["suit"], zh[block]) if block != "review" else (zh[block],)

    way = maker.pick("wide", "wide", "wide", "rows are blocks", "rows are outcomes", "a table a block")
    past = maker.past()
    if way == "rows are blocks":
        years = maker.chance(0.3, "s4: a row for each year")
        corner = [Td("类别", colspan=1 + years)]
        rows: Rows = [[*corner, *(Td(text, "col") for text, _ in outcomes)]]
        for block in blocks:
            label = Td(zh[block] if block == "review" or rng.random() < 0.8 else f"行政诉讼（{zh[block]}）", "row", rowspan=1 + years)
            own = [*([Td("本年")] if years else []), *(cell(block, code) for _, code in outcomes)]
            other = [Td(past), *(maker.nobody() for _ in outcomes)]
            rows += [[label, *own], other] if years else [[label, *own]]
        return [([], rows)]
    if way == "rows are outcomes":
        head = head_rows([Column(heads(block), lambda _: Td("")) for block in blocks], 2, [Td("结果", rowspan=2)])
        return [([], [*head, *([Td(text, "row"), *(cell(block, code) for block in blocks)] for text, code in outcomes)])]
    if way == "a table a block":
        tables: list[tuple[list[str], Rows]] = []
        for block in blocks:
            head = [[Td(zh[block], "col", colspan=5)], [Td(text, "col") for text, _ in outcomes]]
            tables.append(([], [*head, [cell(block, code) for _, code in outcomes]]))
        if maker.chance(0.25, "s4: last year's block behind"):
            head = [[Td(zh["review"], "col", colspan=5)], [Td(text, "col") for text, _ in outcomes]]
            tables.append(([f"附：{past}情况"], [*head, [maker.nobody() for _ in outcomes]]))
        return tables
    columns = [Column((*heads(block), text), lambda _, b=block, c=code: cell(b, c)) for block in blocks for text, code in outcomes]
    years = maker.chance(0.15, "s4: rows of two years")
    rows = head_rows(columns, 3, [Td("年度", rowspan=3)] if years else [])
    own = [column.cell("") for column in columns]
    if years:
        own, other = [Td(rng.choice(["本年", "2021年"])), *own], [Td(past), *(maker.nobody() for _ in columns)]
        rows += [own, other] if rng.random() < 0.7 else [other, own]
    else:
        rows.append(own)
    if maker.chance(0.12, "s4: last year's table behind"):
        again = head_rows(columns, 3, [])
        again.append([maker.nobody() for _ in columns])
        if rng.random() < 0.5:
            return [([], rows), ([], [[Td(f"{past}情况", colspan=15)], *again])]
        return [([], rows), ([f"{past}情况"], again)]
    return [([], rows)]


# ---------------------------------------------------------------- section 2


def documents(maker: Maker, form: Form) -> list[tuple[list[str], Rows]]:
    """Section 2 in one of its arrangements."""
    tables = [table for table in form.tables if table.section == 2]
    rng = maker.rng
    if maker.chance(0.15, "s2: blocks permuted"):
        rng.shuffle(tables)
    columns = {table.code: list(table.leaf_cols) for table in tables}
    for table in tables:
        if len(table.leaf_cols) > 1 and maker.chance(0.2, f"s2: columns of {table.code} permuted"):
            rng.shuffle(columns[table.code])
    extra = {table.code: _extra_columns(maker) for table in tables}
    wide = max(len(columns[code]) + len(extra[code]) for code in columns)
    sheets = [_block(maker, table, columns[table.code], extra[table.code], wide) for table in tables]
    if maker.chance(0.5, "s2: one table"):
        return [([], [row for sheet in sheets for row in sheet])]
    return [([], sheet) for sheet in sheets]


def _extra_columns(maker: Maker) -> list[tuple[int, str]]:
    """Columns that are not the form's: where they stand (0 is before the label) and their label."""
    found: list[tuple[int, str]] = []
    for share, label in ((0.06, "序号"), (0.06, "单位"), (0.06, "备注"), (0.08, "上年"), (0.05, "小计"), (0.05, "上年处理决定数量")):
        if maker.chance(share, f"s2: {label}"):
            found.append((0 if label == "序号" else maker.rng.randrange(1, 9), label))
    return found


def _block(maker: Maker, table: Table, cols: list[Line], extra: list[tuple[int, str]], wide: int) -> Rows:
    cells: list[tuple[str, Line | None]] = [(line.zh, line) for line in cols]
    for place, label in extra:
        if place:
            cells.insert(min(place - 1, len(cells)), (label, None))
    serial = any(not place for place, _ in extra)
    widths = [1] * len(cells)
    widths[-1] += wide - len(cells) - serial
    head = [Td("信息内容"), *(Td(text, "col", colspan=w) for (text, _), w in zip(cells, widths, strict=True))]
    if serial:
        head.insert(0, Td("序号"))
    rows: Rows = [head]
    if maker.chance(0.8, "s2: caption"):
        rows.insert(0, [Td(table.zh, colspan=wide + 1)])
    lines: list[Line | None] = list(table.leaf_rows)
    if maker.chance(0.1, "s2: a local row"):
        lines.insert(maker.rng.randrange(len(lines) + 1), None)
    for number, line in enumerate(lines, 1):
        row = [Td(line.zh if line else maker.rng.choice(["其他主动公开文件", "小计", "其中：上年", "行政许可（上年）"]), "row")]
        for (text, col), width in zip(cells, widths, strict=True):
            if text == "单位":
                row.append(Td("件", colspan=width))
            elif text == "备注":
                row.append(Td(maker.rng.choice(["", "无", "3"]), colspan=width))
            elif col is None or line is None:
                row.append(maker.nobody(colspan=width))
            else:
                row.append(maker.figure((table.code, line.code, col.code), colspan=width))
        rows.append([Td(str(number)), *row] if serial else row)
    return rows


# ---------------------------------------------------------------- the page


def report(maker: Maker) -> Made:
    """The tables of a whole report."""
    form = FORMS[maker.made.form]
    other = FORMS["fmt2019" if form.code == "fmt2021" and maker.chance(0.1, "sections 3 and 4 of 2019") else form.code]
    second = documents(maker, form)
    third = requests(maker, other)
    fourth = remedies(maker, other)
    pieces = [(["二、主动公开政府信息情况"], second), (["三、收到和处理政府信息公开申请情况"], [([], third)])]
    pieces.append((["四、政府信息公开行政复议、行政诉讼情况"], fourth))
    for heading, tables in pieces:
        for place, (above, rows) in enumerate(tables):
            maker.made.tables.append(([*(heading if not place else []), *above], rows))
    return maker.made


# ---------------------------------------------------------------- damage


def damage(made: Made, rng: random.Random) -> None:
    """Break a cell or two, of two tables: what each figure means stays as it was.

    Two damages of one table can make up for each other, and the page then shows each figure in its place: a cell lost and one doubled in
    a row (seed 20263511), a blank in a row and in its header (20264150).
    """
    left = list(range(len(made.tables)))
    for _ in range(min(len(left), rng.choice([1, 1, 2]))):
        number = left.pop(rng.randrange(len(left)))
        row = rng.choice(made.tables[number][1])
        if row:
            place = rng.randrange(len(row))
            how = rng.choice(DAMAGES)
            made.done.append(f"{how.__name__} at {row[place].text[:12]!r}")
            how(made, number, row, place, rng)


def drop(_made: Made, _number: int, row: Row, place: int, _rng: random.Random) -> None:
    del row[place]


def double(_made: Made, _number: int, row: Row, place: int, _rng: random.Random) -> None:
    if row[-1].text:  # else the blank cell alone stands out, and the page shows every figure where it stands
        row.insert(place, copy.copy(row[place]))


def blank_before(_made: Made, _number: int, row: Row, place: int, _rng: random.Random) -> None:
    row.insert(place, Td("", "other"))


def blank_behind(_made: Made, _number: int, row: Row, _place: int, _rng: random.Random) -> None:
    row.append(Td("", "other"))


def colspan(_made: Made, _number: int, row: Row, place: int, rng: random.Random) -> None:
    row[place].colspan = max(1, row[place].colspan + rng.choice([1, -1, 2]))


def rowspan(_made: Made, _number: int, row: Row, place: int, rng: random.Random) -> None:
    row[place].rowspan = max(1, row[place].rowspan + rng.choice([1, -1, 2]))


def drop_row(made: Made, number: int, row: Row, _place: int, _rng: random.Random) -> None:
    made.tables[number][1].remove(row)


def empty_row(made: Made, number: int, row: Row, _place: int, _rng: random.Random) -> None:
    rows = made.tables[number][1]
    rows.insert(rows.index(row), [Td("", colspan=max(1, sum(cell.colspan for cell in row)))])


def note(_made: Made, _number: int, row: Row, place: int, _rng: random.Random) -> None:
    row[place].text += "①" if row[place].kind == "figure" else "（注1）"


def split(made: Made, number: int, row: Row, _place: int, _rng: random.Random) -> None:
    above, rows = made.tables[number]
    at = rows.index(row)
    made.tables[number : number + 1] = [(above, rows[:at]), ([], rows[at:])] if at else [(above, rows)]


DAMAGES = (drop, drop, double, blank_before, blank_behind, colspan, colspan, rowspan, rowspan, drop_row, empty_row, note, split)


def render_made(made: Made, title: str = "某某街道办事处2021年政府信息公开工作年度报告") -> str:
    """The page as HTML."""
    body = [f"<h1>{title}</h1>", "<p>一、总体情况</p><p>全年工作平稳。</p>"]
    for above, rows in made.tables:
        body += [*(f"<p>{text}</p>" for text in above), render_rows(rows)]
    body.append("<p>五、存在的主要问题及改进情况</p><p>无。</p><p>六、其他需要报告的事项</p><p>无。</p>")
    return "<!DOCTYPE html><html><head><meta charset=utf-8></head><body>" + "\n".join(body) + "</body></html>"
