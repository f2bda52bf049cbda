"""The verdicts of a built file as rows and as text for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pipeline.claims.queries import query_rows
from pipeline.claims.verdicts.reasons import compared_words, quantity_words
from pipeline.domain.claim import Comparator
from pipeline.domain.evidence import EvidenceKind
from pipeline.domain.verdict import Direction, VerdictWord
from pipeline.store.publish import open_build


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """One judged body of evidence."""

    claim_id: str
    statement: str
    claimed: str  # as printed
    comparator: Comparator
    unit: str  # of the claim and the estimate
    label: str
    profile: str | None  # of measured evidence
    kind: EvidenceKind
    estimate: float | None
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
                "comparator": Comparator(row["comparator"]),
                "verdict": VerdictWord(row["verdict"]),
                "direction": Direction(row["direction"]) if row["direction"] else None,
            }
        )
        for row in rows
    ]


def print_verdicts(rows: Sequence[VerdictRow], console: Console) -> None:
    """Draw the rows claim by claim, the reason of each verdict below it; markup in texts is shown, not obeyed."""
    for claim_id, group in groupby(rows, key=lambda row: row.claim_id):
        members = list(group)
        console.print()
        console.print(Text(f"{claim_id}: claimed {claimed(members[0])}", "bold"))
        console.print(Padding(Text(members[0].statement, "dim"), (0, 0, 0, 2)))
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(no_wrap=True)
        table.add_column(ratio=1)
        for row in members:
            table.add_row(_verdict(row), Text(f"{row.kind.value}: {row.label}"))
            part = coverage(row.kind, row.unit, row.n_cells, row.n_cells_needed)
            table.add_row("", Text(estimate(row) + (f" from {part}" if part else "")))
            table.add_row("", Text(row.reason, "dim"))
        console.print(Padding(table, (0, 0, 0, 2)))


def _verdict(row: VerdictRow) -> Text:
    direction = f"\n  ({row.direction.value})" if row.direction else ""
    return Text(f"{row.verdict.symbol} {row.verdict.value}{direction}", "bold")


def claimed(row: VerdictRow) -> str:
    """The claimed value with its comparator and unit."""
    return compared_words(row.comparator) + quantity_words(row.claimed, row.unit)


def coverage(kind: str, unit: str, n_cells: int, n_cells_needed: int) -> str:
    """How much of what the claim covers is there: "9 of 15 cells", "7 of 9 printed tasks"; "" for a single number."""
    if n_cells_needed == 1:
        return ""
    counted = unit not in ("points", "percent", "score")
    what = unit.replace("_", " ") if counted else "cells" if kind == EvidenceKind.MEASURED else "tasks, as printed"
    return f"{n_cells:,} of {n_cells_needed:,} {what}"


def estimate(row: VerdictRow) -> str:
    """Gains with a sign and two decimals; counts as whole numbers."""
    if row.estimate is None:
        return "no estimate"
    shown = "+.2f" if row.unit == "points" else ",.10g"
    if row.low is None or row.high is None:
        return format(row.estimate, shown)
    return f"{row.estimate:{shown}} [{row.low:{shown}}, {row.high:{shown}}]"
