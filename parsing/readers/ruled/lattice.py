"""Ruling lines to tables: where lines cross there is a lattice, and places that no line parts are one cell."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from parsing.errors import TooLargeError
from parsing.readers.ruled.shapes import Box, Rule

# The densest page seen has 120 lines; a drawing of more is no table, and pairing them would cost too much.
MAX_RULES = 3_000
MAX_PLACES = 40_000
# An edge between two places is there when lines cover this share of it. Between the two bounds nobody can say.
_ABSENT, _HALF, _PRESENT = 0.25, 0.5, 0.75


@dataclass(frozen=True, slots=True)
class LatticeCell:
    """One cell of a lattice: its place, its extent in rows and columns, and its box on the page.

    `broken`: some line covers only part of an edge of it, or of one inside it, or the places that no line parts are no rectangle.
    """

    row: int
    col: int
    rowspan: int
    colspan: int
    box: Box
    broken: bool = False


@dataclass(slots=True)
class Lattice:
    """A table of ruling lines: the edges of its columns and rows, and its cells from top to bottom and left to right.

    `broken`: some cell is.
    """

    xs: list[float]
    ys: list[float]
    cells: list[LatticeCell]
    broken: bool = False

    @property
    def box(self) -> Box:
        """What the table covers."""
        return Box(self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])


def find_lattices(horizontal: Sequence[Rule], vertical: Sequence[Rule], tolerance: float) -> list[Lattice]:
    """The tables of one page, from top to bottom.

    `tolerance`: lines nearer than this to each other are one (double rulings, slivers), and ends nearer than this touch; in the unit of
    the rules, a third of the size of a digit. Lines that cross no other are left out (underlines). Sides left open are closed.
    A lattice of a single cell is a frame and no table. Raises `TooLargeError` beyond `MAX_RULES` lines or `MAX_PLACES` places.
    """
    across, down = merge_rules(horizontal, tolerance), merge_rules(vertical, tolerance)
    if len(across) + len(down) > MAX_RULES:
        raise TooLargeError(f"more than {MAX_RULES} ruling lines on a page")
    found = (_lattice(*part, tolerance) for part in _connected(across, down, tolerance))
    return sorted((lattice for lattice in found if lattice and len(lattice.cells) > 1), key=lambda lattice: (lattice.ys[0], lattice.xs[0]))


def merge_rules(rules: Sequence[Rule], tolerance: float) -> list[Rule]:
    """Rules with touching and dashed ones joined; shorter ones than two tolerances are left out.

    Only what lies in one line is joined here: lines of different tables may nearly do so.
    """
    merged: list[Rule] = []
    for band in _bands(sorted(rules, key=lambda rule: rule.at), tolerance / 5):
        at = sum(rule.at for rule in band) / len(band)
        band.sort(key=lambda rule: rule.start)
        start, end = band[0].start, band[0].end
        for rule in band:
            if rule.start > end + tolerance:
                merged.append(Rule(at, start, end))
                start, end = rule.start, rule.end
            start, end = min(start, rule.start), max(end, rule.end)
        merged.append(Rule(at, start, end))
    return [rule for rule in merged if rule.end - rule.start > 2 * tolerance]


def _bands(rules: Sequence[Rule], tolerance: float) -> Iterator[list[Rule]]:
    band: list[Rule] = []
    for rule in rules:
        if band and rule.at - band[0].at > tolerance:
            yield band
            band = []
        band.append(rule)
    if band:
        yield band


def _connected(across: list[Rule], down: list[Rule], tolerance: float) -> Iterator[tuple[list[Rule], list[Rule]]]:
    """The groups of lines that cross or touch one another, each with lines of both kinds."""
    places = [rule.at for rule in down]
    root = list(range(len(across) + len(down)))

    def find(node: int) -> int:
        while root[node] != node:
            root[node] = root[root[node]]
            node = root[node]
        return node

    for i, rule in enumerate(across):
        for j in range(bisect_left(places, rule.start - tolerance), bisect_right(places, rule.end + tolerance)):
            if down[j].start - tolerance <= rule.at <= down[j].end + tolerance:
                root[find(i)] = find(len(across) + j)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for node in range(len(root)):
        horizontal, vertical = groups.setdefault(find(node), ([], []))
        if node < len(across):
            horizontal.append(across[node])
        else:
            vertical.append(down[node - len(across)])
    return (group for group in groups.values() if all(group))


@dataclass(slots=True)
class _Frame:
    """Edges of columns and rows; `walls[i][r]` is the share of the edge xs[i] beside row r that lines cover, `floors[i][c]` alike."""

    xs: list[float]
    ys: list[float]
    walls: list[list[float]]
    floors: list[list[float]]

    def neighbours(self, row: int, col: int) -> Iterator[tuple[int, int]]:
        """The places beside one that no line parts from it."""
        if col + 2 < len(self.xs) and self.walls[col + 1][row] <= _HALF:
            yield row, col + 1
        if col and self.walls[col][row] <= _HALF:
            yield row, col - 1
        if row + 2 < len(self.ys) and self.floors[row + 1][col] <= _HALF:
            yield row + 1, col
        if row and self.floors[row][col] <= _HALF:
            yield row - 1, col

    def is_broken(self, rows: range, cols: range) -> bool:
        """Whether lines cover only part of some edge around or between these places; the sides of the table may be open."""
        walls = [self.walls[i][r] for i in range(max(1, cols.start), min(cols.stop + 1, len(self.xs) - 1)) for r in rows]
        floors = [self.floors[i][c] for i in range(max(1, rows.start), min(rows.stop + 1, len(self.ys) - 1)) for c in cols]
        return any(_ABSENT < share < _PRESENT for share in walls + floors)


def _lattice(across: list[Rule], down: list[Rule], tolerance: float) -> Lattice | None:
    xs = _edges([rule.at for rule in down], [(rule.start, rule.end) for rule in across], tolerance)
    ys = _edges([rule.at for rule in across], [(rule.start, rule.end) for rule in down], tolerance)
    if (len(xs) - 1) * (len(ys) - 1) > MAX_PLACES:
        raise TooLargeError(f"a table of more than {MAX_PLACES} places")
    if len(xs) < 2 or len(ys) < 2:
        return None
    frame = _without_idle_edges(_Frame(xs, ys, _covered(xs, ys, down, tolerance), _covered(ys, xs, across, tolerance)))
    cells = _cells(frame)
    return Lattice(frame.xs, frame.ys, cells, any(cell.broken for cell in cells))


def _edges(places: list[float], extents: list[tuple[float, float]], tolerance: float) -> list[float]:
    """The places of the lines, and where the lines across them end if a side is open."""
    edges: list[list[float]] = []
    for place in sorted(places):
        if not edges or place - edges[-1][0] > tolerance:
            edges.append([])
        edges[-1].append(place)
    first, last = min(start for start, _ in extents), max(end for _, end in extents)
    middles = [sum(edge) / len(edge) for edge in edges]
    left = [first] if middles[0] - first > 2 * tolerance else []
    right = [last] if last - middles[-1] > 2 * tolerance else []
    return left + middles + right


def _covered(edges: list[float], crossing: list[float], rules: list[Rule], tolerance: float) -> list[list[float]]:
    """For each edge and each stretch between two crossing edges: the share of it that lines cover."""
    shares = []
    for edge in edges:
        near = [rule for rule in rules if abs(rule.at - edge) <= tolerance]
        shares.append([_share(near, start, end, tolerance) for start, end in pairwise(crossing)])
    return shares


def _share(rules: list[Rule], start: float, end: float, tolerance: float) -> float:
    covered = sum(max(0.0, min(rule.end, end) - max(rule.start, start)) for rule in rules)
    # A line that ends short of its crossing by less than the tolerance reaches it.
    slack = min(2 * tolerance, (end - start) / 3) if covered > (end - start) / 2 else 0.0
    return min(1.0, (covered + slack) / (end - start))


def _without_idle_edges(frame: _Frame) -> _Frame:
    """Take out inner edges that part no two places (an underline that touches a wall)."""
    xs, ys = _used(frame.walls), _used(frame.floors)
    walls = [[min(frame.walls[i][a:b]) for a, b in pairwise(ys)] for i in xs]
    floors = [[min(frame.floors[i][a:b]) for a, b in pairwise(xs)] for i in ys]
    return _Frame([frame.xs[i] for i in xs], [frame.ys[i] for i in ys], walls, floors)


def _used(shares: list[list[float]]) -> list[int]:
    last = len(shares) - 1
    return [i for i, line in enumerate(shares) if i in {0, last} or any(share > _ABSENT for share in line)]


def _cells(frame: _Frame) -> list[LatticeCell]:
    """The cells in reading order; one that is no rectangle falls into its places."""
    xs, ys = frame.xs, frame.ys
    taken: set[tuple[int, int]] = set()
    cells: list[LatticeCell] = []
    for place in product(range(len(ys) - 1), range(len(xs) - 1)):
        if place in taken:
            continue
        region = _region(place, frame)
        taken |= region
        row, col = min(r for r, _ in region), min(c for _, c in region)
        bottom, right = max(r for r, _ in region) + 1, max(c for _, c in region) + 1
        whole = len(region) == (bottom - row) * (right - col)
        extents = [(row, col, bottom, right)] if whole else [(r, c, r + 1, c + 1) for r, c in region]
        for r, c, b, e in extents:
            broken = not whole or frame.is_broken(range(r, b), range(c, e))
            cells.append(LatticeCell(r, c, b - r, e - c, Box(xs[c], ys[r], xs[e], ys[b]), broken))
    return sorted(cells, key=lambda cell: (cell.row, cell.col))


def _region(place: tuple[int, int], frame: _Frame) -> set[tuple[int, int]]:
    region = {place}
    waiting = [place]
    while waiting:
        for neighbour in frame.neighbours(*waiting.pop()):
            if neighbour not in region:
                region.add(neighbour)
                waiting.append(neighbour)
    return region
