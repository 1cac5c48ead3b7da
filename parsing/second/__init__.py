"""The second reading: the tables of a page built again by other rules, where the first reading alone cannot be believed."""

from parsing.second.compare import Difference, differences, settle_differences
from parsing.second.damage import fails_shape, tags_broken
from parsing.second.grids import read_outline

__all__ = ["Difference", "differences", "fails_shape", "read_outline", "settle_differences", "tags_broken"]
