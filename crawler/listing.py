"""Prints the catalogue: a table on a terminal, one line of tab-separated fields a portal elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from sqlite3 import Row

from rich.table import Table

from crawler.catalogue import Portal
from output.show import plain_console
from parsing.echo import echo


def print_portals(portals: list[Portal]) -> None:
    """Print id, name, columns with family and layout, and whether anybody verified them."""
    rows = [(portal.id, portal.name, _columns(portal), portal.verified) for portal in portals]
    _print(("id", "name", "column", "verified"), rows)


def print_columns(data: Path) -> None:
    """Print what the ledger of a data directory knows of columns. Raises LedgerError (`no_ledger`, and what opening one raises)."""
    from crawler.ledger import Ledger, LedgerError
    from crawler.store import LEDGER_NAME

    path = data / LEDGER_NAME
    if not path.exists():
        raise LedgerError("no_ledger", f"{data} holds no ledger; crawl or discover first, or name the data directory by --data.")
    ledger = Ledger(path)
    try:
        rows = [
            (row["portal"], f"{row['url']} ({row['family']}, {row['layout']})", row["source"], row["found_at"][:10], _state(row))
            for row in ledger.rows("SELECT * FROM columns ORDER BY portal, url")
        ]
    finally:
        ledger.close()
    _print(("portal", "column", "from", "since", "state"), rows)


def _state(row: Row) -> str:
    if row["drift"]:
        return f"drifted {row['drifted_at'][:10]}: {row['drift']}"
    walked = f"{row['entries']} entries on {row['walked_at'][:10]}" if row["walked_at"] else "not walked yet"
    return f"{walked}; {row['evidence']}" if row["evidence"] else walked


def _print(headings: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    console = plain_console()
    if not console.is_terminal:
        for row in rows:
            echo("\t".join(" ".join(field.split()) for field in row))
        return
    table = Table(*headings)
    for row in rows:
        table.add_row(*row)
    console.print(table)


def _columns(portal: Portal) -> str:
    return "\n".join(f"{column.url} ({column.family}, {column.layout})" for column in portal.columns) or "-"
