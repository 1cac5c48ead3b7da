"""The harmonised panel: indicators over agencies and years across forms, what is missing with its reason. Pure: tables in, tables out."""

from __future__ import annotations

from output.panel.long import PANEL_INPUTS, PANEL_ROWS, panel_table
from output.panel.wide import wide_table

__all__ = ["PANEL_INPUTS", "PANEL_ROWS", "panel_table", "wide_table"]
