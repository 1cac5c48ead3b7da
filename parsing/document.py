"""The one shape every format is reduced to: paragraphs and grids in reading order."""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import attrgetter

# A table's caption and its unit, or its caption on two lines; longer paragraphs are prose.
_CAPTIONS = 2
_LONGEST_CAPTION = 40
# Behind such a line (附件：2020年度数据) all tables are the annex's, however far down.
_ANNEX = "附"


@dataclass(slots=True)
class Paragraph:
    """A line of text outside tables, white space as printed but stripped at both ends."""

    text: str


@dataclass(slots=True)
class GridCell:
    """One printed cell: its top-left place, its extent and its text (parts joined without separator).

    `confidence` is 0 to 1 for a text recognised in a picture, None for a text that was read. `doubt` says why such a text is not to be
    believed: two recognitions that differ.
    """

    row: int
    col: int
    rowspan: int
    colspan: int
    text: str
    confidence: float | None = None
    doubt: str = ""


@dataclass(slots=True)
class Grid:
    """A table with spans resolved. `flaws` are codes of problems met while building it (overlapping spans …).

    `caption`: the texts of the paragraphs right before it, the nearest last, as far as they are captions; before them the heading of
    the annex that it stands in.
    """

    n_rows: int
    n_cols: int
    cells: list[GridCell] = field(default_factory=list)
    flaws: list[str] = field(default_factory=list)
    caption: tuple[str, ...] = ()

    def rows(self) -> list[list[GridCell]]:
        """For each grid row the cells that cover it, left to right, cells spanning from above included."""
        rows: list[list[GridCell]] = [[] for _ in range(self.n_rows)]
        for cell in self.cells:
            for r in range(cell.row, min(cell.row + cell.rowspan, self.n_rows)):
                rows[r].append(cell)
        for row in rows:
            row.sort(key=attrgetter("col"))
        return rows


@dataclass(slots=True)
class Document:
    """Paragraphs and grids in reading order, and what the file says of itself.

    `titles`: candidates for the title, best first (`<title>`, ArticleTitle, h1). `meta`: the national meta tags
    (ArticleTitle, PubDate, ContentSource, ColumnName, ColumnType …) and `breadcrumb`. `images`: pictures in
    the body that could be a table. `flaws`: codes of problems with the whole file, and their detail.
    """

    blocks: list[Paragraph | Grid] = field(default_factory=list)
    format: str = "unknown"
    titles: list[str] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    images: int = 0
    flaws: list[tuple[str, str]] = field(default_factory=list)

    @property
    def paragraphs(self) -> list[str]:
        """The texts of the paragraphs, in order."""
        return [block.text for block in self.blocks if isinstance(block, Paragraph)]

    @property
    def grids(self) -> list[Grid]:
        """The grids, in order, each with its caption."""
        found: list[Grid] = []
        above: list[str] = []
        annex: tuple[str, ...] = ()
        for block in self.blocks:
            if isinstance(block, Paragraph):
                above.append(block.text)
                if block.text.startswith(_ANNEX) and len(block.text) <= _LONGEST_CAPTION:
                    annex = (block.text,)
            else:
                near = tuple(text for text in above[-_CAPTIONS:] if len(text) <= _LONGEST_CAPTION)
                block.caption = near if annex and annex[0] in near else annex + near
                above.clear()
                found.append(block)
        return found
