"""Who published a report: from a printed name to a stable id, kind, place and report scope."""

from parsing.agencies.agency import NOTES, Agency, Kind, kinds
from parsing.agencies.existence import Existence, existence, units
from parsing.agencies.identify import identify

__all__ = ["NOTES", "Agency", "Existence", "Kind", "existence", "identify", "kinds", "units"]
