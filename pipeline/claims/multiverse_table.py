"""The multiverse of one claim as text for the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import Any

import duckdb
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.claims.multiverse import COLUMNS
from pipeline.claims.queries import query_rows
from pipeline.domain.verdict import Direction

_MARKS = {True: "holds", False: "no", None: "no interval"}


def print_multiverse(connection: duckdb.DuckDBPyConnection, claim_id: str, console: Console) -> bool:
    """Draw every definition of a claim with its gain, body by body; false where nothing is stored on that claim."""
    rows = query_rows(connection, "multiverse_rows", claim_id=claim_id)
    if not rows:
        console.print(Text(f"{claim_id}: no definition has scores, or no claim about a gain has this id."))
        return False
    console.print(Text(f"{claim_id}: {rows[0]['statement']}", "bold"))
    for _, group in groupby(rows, key=lambda row: row["evidence_id"]):
        members = list(group)
        console.print(Text(f"\n{members[0]['label']}", "bold"))
        console.print(Text(f"  {summary(members)}"))
        console.print(_table(members))
    return True


def summary(rows: Sequence[dict[str, Any]]) -> str:
    """ "holds in 3 of 12 definitions; direction: agrees 7, undecided 5" for the rows of one body of evidence."""
    n_holding = sum(row["holds"] is True for row in rows)
    counts = Counter(row["direction"] for row in rows)
    directions = [f"{word.value} {counts[word.value]}" for word in Direction if counts[word.value]]
    without = f"; no interval in {counts[None]}" if counts[None] else ""
    said = ", ".join(directions) or "of none known"
    return f"holds in {n_holding} of {len(rows)} definitions; direction: {said}{without}"


def _table(rows: Sequence[dict[str, Any]]) -> Table:
    """Columns in which all definitions are alike stand in the caption."""
    varied = [name for name in COLUMNS if len({row[name] for row in rows}) > 1]
    alike = [f"{name.replace('_', ' ')} {rows[0][name]}" for name in COLUMNS if name not in varied]
    table = Table(caption=f"the same for all: {', '.join(alike)}" if alike else None)
    for name in (*varied, "gain", "interval", "cells", "holds", "direction"):
        table.add_column(name.replace("_", " "))
    for row in rows:
        has = row["low"] is not None
        table.add_row(
            *(str(row[name]) for name in varied),
            f"{row['mean_gain']:+.2f}",
            f"{row['low']:+.2f} to {row['high']:+.2f}" if has else "-",
            str(row["n_cells"]),
            _MARKS[row["holds"]],
            row["direction"] or "-",
        )
    return table
