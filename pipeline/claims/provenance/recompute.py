"""Numbers computed anew from a built file and compared with those stored in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
from rich.console import Console
from rich.text import Text

from pipeline.claims.provenance.explained import Explained
from pipeline.claims.provenance.inputs import rows_digest
from pipeline.claims.provenance.recomputation import ESTIMATE
from pipeline.domain.errors import StoreError

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


def recompute(connection: duckdb.DuckDBPyConnection, row: Explained) -> Recomputed:
    """Run the stored statement of one evidence row and read its input rows again.

    Raises:
        StoreError: what is stored is no single select, or it fails.
    """
    found = None
    try:
        _, rows_sha256 = rows_digest(connection, _one_select(connection, row.selector, row["rows_sql"]))
        if row["sql"] is not None:
            values = connection.execute(_one_select(connection, row.selector, row["sql"])).fetchall()
            if len(values) != 1 or len(values[0]) != 1:
                raise StoreError(f"{row.selector}: its statement gives {len(values)} rows, expected one; build anew")
            found = None if values[0][0] is None else float(values[0][0])
    except duckdb.Error as error:
        raise StoreError(f"{row.selector}: its stored statement fails ({error}); build anew") from error
    return Recomputed(
        selector=row.selector,
        quantity=row["quantity"],
        stored=row["estimate"] if row["quantity"] == ESTIMATE else row["stored_value"],
        found=found,
        has_same_rows=rows_sha256 == row["rows_sha256"],
        why_not=row["why_not"],
    )


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


def _one_select(connection: duckdb.DuckDBPyConnection, selector: str, sql: str) -> str:
    """`sql`, if it is one statement that only reads."""
    statements = connection.extract_statements(sql)
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise StoreError(f"{selector}: stored is {sql!r:.80}, expected a single select; build anew")
    return sql
