"""The verdicts of a built file as rows and as a table for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.claims.queries import query_rows
from pipeline.domain.evidence import EvidenceKind
from pipeline.domain.verdict import Direction, VerdictWord
from pipeline.store.publish import open_build


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """One judged body of evidence."""

    claim_id: str
    statement: str
    claimed: str  # as printed, points
    label: str
    kind: EvidenceKind
    estimate: float | None  # points
    low: float | None
    high: float | None
    verdict: VerdictWord
    direction: Direction | None
    reason: str
    n_cells: int
    n_cells_needed: int


def verdict_rows(path: Path) -> list[VerdictRow]:
    """Every verdict of the file at `path`, by claim, kind and label.

    Raises:
        StoreError: the file is missing, damaged, of another schema, or none of ours.
    """
    with open_build(path) as connection:
        rows = query_rows(connection, "verdict_rows")
    return [
        VerdictRow(
            **row
            | {
                "kind": EvidenceKind(row["kind"]),
                "verdict": VerdictWord(row["verdict"]),
                "direction": Direction(row["direction"]) if row["direction"] else None,
            }
        )
        for row in rows
    ]


def print_verdicts(rows: Sequence[VerdictRow], console: Console) -> None:
    """Draw the rows as one table; texts are shown as they are, markup in them is not obeyed."""
    table = Table(show_lines=True)
    for heading in ("claim", "claimed", "evidence", "estimate [interval]", "verdict", "why", "cells"):
        table.add_column(heading)
    for row in rows:
        direction = f" ({row.direction.value})" if row.direction else ""
        cells = (
            row.claim_id,
            row.claimed,
            f"{row.kind.value}: {row.label}",
            _estimate(row),
            f"{row.verdict.symbol} {row.verdict.value}{direction}",
            row.reason,
            f"{row.n_cells} of {row.n_cells_needed}",
        )
        table.add_row(*(Text(cell) for cell in cells))
    console.print(table)


def _estimate(row: VerdictRow) -> str:
    if row.estimate is None:
        return "–"
    if row.low is None or row.high is None:
        return f"{row.estimate:+.2f}"
    return f"{row.estimate:+.2f} [{row.low:+.2f}, {row.high:+.2f}]"
