"""What the documents of a release say about it, and the words that all of them share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

LICENCE: Final = ("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/", "Creative Commons Attribution 4.0 International")
AUTHOR: Final = "The nianbao project"
KEYWORDS: Final = (
    "open government information",
    "freedom of information",
    "transparency",
    "China",
    "local government",
    "panel data",
    "政府信息公开",
    "年度报告",
)


@dataclass(frozen=True, slots=True)
class About:
    """One release. `day`: of its newest capture, in UTC; there is no time of building, so that two builds are the same bytes.

    `rows`: by table; `files`: by table, as index.json lists them; `outcomes`: agency-years by year and outcome; `masked`: texts by table.
    """

    version: str
    previous: str | None
    built_from: str
    day: date
    program: str
    schema_version: int
    years: tuple[int, ...]
    rows: Mapping[str, int]
    files: Mapping[str, list[dict[str, Any]]]
    outcomes: Mapping[int, Mapping[str, int]]
    masked: Mapping[str, int]
    withheld: int
    fill: Mapping[str, float] = field(default_factory=dict)
    identities: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    @property
    def span(self) -> str:
        """The fiscal years, as `2019-2023`."""
        return f"{self.years[0]}-{self.years[-1]}" if len(self.years) > 1 else str(self.years[0])

    @property
    def title(self) -> str:
        """The title of the dataset in this release."""
        return f"nianbao: annual open-government-information reports of Chinese agencies, fiscal years {self.span}"

    @property
    def title_zh(self) -> str:
        """The same in Chinese."""
        return f"nianbao：政府信息公开工作年度报告数据（{self.span}年度）"

    @property
    def description(self) -> str:
        """One paragraph, for catalogues."""
        return (
            "Figures of the statutory annual reports (政府信息公开工作年度报告) in which Chinese government agencies account for open "
            f"government information, read from the published pages cell by cell: {self.rows['reports']:,} reports of "
            f"{self.rows['agencies']:,} agencies, fiscal years {self.span}, {self.rows['cells']:,} cells, with a harmonised panel of "
            "indicators. Every figure leads to its page; what is missing is listed with its reason. A figure is what the page says, "
            "contradictions included; a blank is null, never 0."
        )

    def totals(self) -> Counter[str]:
        """Agency-years by outcome."""
        return sum((Counter(found) for found in self.outcomes.values()), Counter())
