"""The vocabularies of the ledger, once: how an address and an agency-year can end, and what an address can be."""

from __future__ import annotations

from typing import Final

# An `attachment` is a file of a report page; its `list_url` is that page.
KINDS: Final = ("list", "report", "attachment", "robots", "other")

ADDRESS_OUTCOMES: Final = (
    "new",
    "fetched",
    "unchanged",
    "revised",
    "duplicate",
    "superseded",
    "not_a_report",
    "robots",
    "blocked",
    "soft_404",
    "not_found",
    "fetch_failed",
    "offsite",
    "out_of_range",
    "gone",
)

# What the content of an address says, found out by the build; a fetch that brings the same bytes leaves it alone.
CONTENT_OUTCOMES: Final = ("duplicate", "superseded", "not_a_report")

# The body is in the archive; whatever the build said of it may be said anew.
ARCHIVED_OUTCOMES: Final = ("fetched", "unchanged", "revised", *CONTENT_OUTCOMES)

AGENCY_YEAR_OUTCOMES: Final = (
    "parsed",
    "partial",
    "failed",
    "unreadable",
    "blocked",
    "not_published_yet",
    "overdue",
    "not_existing",
    "withheld",
)

REPORT_STATUSES: Final = ("parsed", "partial", "failed", "not_a_report")
