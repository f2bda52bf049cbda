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

from pipeline.claims.analyses.multiverse import COLUMNS
from pipeline.claims.queries import query_rows
from pipeline.domain.verdict import Direction

_MARKS = {True: "yes", False: "no", None: "-"}


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
    """One body's rows in a line, what they are about first.

    "Of 12 definitions on Mini-XTREME with mini, none of which is the claim's, it holds in 3; direction: same sign 7,
    cannot be told 5".
    """
    n_holding = sum(row["holds"] is True for row in rows)
    counts = Counter(row["direction"] for row in rows)
    directions = [f"{word.value} {counts[word.value]}" for word in Direction if counts[word.value]]
    without = f"; no interval in {counts[None]}" if counts[None] else ""
    said = ", ".join(directions) or "of none known"
    own = "none of which is the claim's" if rows[0]["is_other_scope"] else "the first of which is the claim's own"
    scope = f"{len(rows)} definitions on {rows[0]['benchmark']} with {rows[0]['encoder']}, {own}"
    n_open = sum(row["holds"] is None and row["direction"] is not None for row in rows)
    left = f"; not judged, of one training: {n_open}" if n_open else ""
    return f"Of {scope}, it holds in {n_holding}; direction: {said}{without}{left}"


_SHORT = {"as judged": "judged", "without": "no", "languages": "langs", "families": "fams", "headline": "head"}
_HEADS = {
    "english": "en",
    "qa_metric": "qa",
    "retrieval": "retr",
    "retrieval_layer": "layer",
    "macro_over": "over",
    "languages_seen": "seen",
}


def _table(rows: Sequence[dict[str, Any]]) -> Table:
    """Columns in which all definitions are alike stand in the caption; narrow enough for 80 characters."""
    varied = [name for name in COLUMNS if len({row[name] for row in rows}) > 1]
    alike = [f"{name.replace('_', ' ')} {rows[0][name]}" for name in COLUMNS if name not in varied]
    table = Table(box=None, padding=(0, 1, 0, 0), caption=f"the same for all: {', '.join(alike)}" if alike else None)
    for name in (*(_HEADS.get(name, name) for name in varied), "gain", "interval", "n", "holds", "direction"):
        table.add_column(name, no_wrap=True)
    for row in rows:
        table.add_row(
            *(_SHORT.get(row[name], row[name]) for name in varied),
            f"{row['mean_gain']:+.2f}",
            "-" if row["low"] is None else f"{row['low']:+.2f} to {row['high']:+.2f}",
            str(row["n_cells"]),
            _MARKS[row["holds"]],
            row["direction"] or "-",
        )
    return table
