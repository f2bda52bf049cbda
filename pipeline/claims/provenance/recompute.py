"""Numbers computed anew from a built file and compared with those stored in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
from rich.console import Console
from rich.text import Text

from pipeline.claims.evidence.statement_sources import judgements_in
from pipeline.claims.provenance.explained import Explained
from pipeline.claims.provenance.inputs import rows_digest
from pipeline.claims.provenance.recomputation import ESTIMATE
from pipeline.domain.errors import QueryError, StoreError
from pipeline.store.sql_sandbox.readable import readable_file
from pipeline.store.sql_sandbox.sandbox import Limits, QueryResult, run_queries

LIMITS = Limits(  # statements name each run and cell, and read every gain behind an estimate
    wall_seconds=20.0, n_characters=1_000_000, n_rows=200_000, n_bytes=16 << 20
)
ROWS_AT_ONCE = 10  # evidence rows whose statements share a process
SLACK = 1e-9  # points; far below any printed digit, above what the order of a sum of floats can do


@dataclass(frozen=True, slots=True)
class Recomputed:
    """One number computed anew."""

    selector: str
    quantity: str
    stored: float | None
    found: float | None  # None: not computable, or the statement gave no number
    has_same_rows: bool  # the input rows are those of the build
    why_not: str | None  # why there is nothing to compute

    @property
    def is_same(self) -> bool:
        """Both are there and agree, and so do the input rows; where there is nothing to compute: the rows alone."""
        if self.why_not is not None:
            return self.has_same_rows and self.stored is None
        if self.stored is None or self.found is None:
            return False
        return self.has_same_rows and abs(self.stored - self.found) <= SLACK


def recompute(connection: duckdb.DuckDBPyConnection, rows: Sequence[Explained]) -> list[Recomputed]:
    """Run the stored statement of each evidence row and read its input rows again.

    The file may come from anywhere, so both run as a visitor's statement does: in a process that reaches no other file,
    changes nothing and ends within its limits.

    Raises:
        StoreError: what is stored is no single read, fails, exceeds a limit, gives no single number, or reads verdicts
            or evidence.
    """
    with readable_file(connection) as path:
        return [
            result
            for start in range(0, len(rows), ROWS_AT_ONCE)
            for result in _recompute(path, rows[start : start + ROWS_AT_ONCE])
        ]


def _recompute(path: Path, rows: Sequence[Explained]) -> Iterator[Recomputed]:
    wanted = [(row, sql) for row in rows for sql in (row["rows_sql"] or "", row["sql"]) if sql is not None]
    results = run_queries(path, [sql for _, sql in wanted], LIMITS, wants_sources=True)
    found: dict[str, list[QueryResult]] = {}
    for (row, _), result in zip(wanted, results, strict=False):  # the first that fails is the last
        if isinstance(result, QueryError):
            raise StoreError(f"{row.selector}: its stored statement is refused or fails. {result} Build anew.")
        if result.cut is not None:
            raise StoreError(f"{row.selector}: its stored statement gives too many rows ({result.cut}); build anew")
        judgements = judgements_in(result.tables)
        if judgements:
            raise StoreError(
                f"{row.selector}: its stored statement reads {', '.join(judgements)}, which holds judgements, so it "
                "would agree with itself; numbers are computed anew from scores, gains and printed figures. Build anew."
            )
        found.setdefault(row.selector, []).append(result)
    for row in rows:
        inputs, *numbers = found[row.selector]
        yield Recomputed(
            selector=row.selector,
            quantity=row["quantity"],
            stored=row["estimate"] if row["quantity"] == ESTIMATE else row["stored_value"],
            found=_one_number(row.selector, numbers[0]) if numbers else None,
            has_same_rows=rows_digest(inputs.table()) == row["rows_sha256"],
            why_not=row["why_not"],
        )


def _one_number(selector: str, result: QueryResult) -> float | None:
    table = result.table()
    if table.num_rows != 1 or table.num_columns != 1:
        raise StoreError(
            f"{selector}: its statement gives {table.num_rows} rows of {table.num_columns} columns, expected one "
            "number; build anew"
        )
    value = table.column(0)[0].as_py()
    try:
        return None if value is None else float(value)
    except ValueError as error:
        raise StoreError(f"{selector}: its statement gives {value!r:.80}, expected a number; build anew") from error


def print_recomputed(results: Sequence[Recomputed], console: Console) -> None:
    """One line per number: what was stored, what came out, and whether they agree."""
    for result in results:
        word = "same" if result.is_same else "DIFFERS"
        console.print(Text(f"{word:8}{result.selector}", "bold" if result.is_same else "bold red"))
        if result.why_not is not None:
            console.print(Text(f"        {result.why_not}", "dim"))
        else:
            console.print(Text(f"        {result.quantity}: stored {result.stored}, computed anew {result.found}"))
        if not result.has_same_rows:
            console.print(Text("        the input rows are not those of the build", "red"))
    n_same = sum(result.is_same for result in results)
    console.print(f"{n_same} of {len(results)} agree with what is stored", highlight=False)
