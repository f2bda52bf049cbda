"""A claim's own SQL: one read of the built file's tables that gives value, low, high and n.

Whoever wrote the claims file may be a stranger, so the statement runs as a visitor's does: in a process of its own that
reaches no file, changes nothing and ends within its limits.
"""

from __future__ import annotations

import math

import duckdb

from pipeline.domain.errors import ClaimError, QueryError
from pipeline.store.sql_sandbox.readable import readable_file
from pipeline.store.sql_sandbox.sandbox import Limits, QueryResult, run_query

COLUMNS = ("value", "low", "high", "n")
LIMITS = Limits(wall_seconds=10.0, n_rows=2, n_bytes=1 << 16, n_columns=len(COLUMNS))
_ROW_FUNCTIONS = frozenset({"unnest", "range", "generate_series"})


def run_statement(
    connection: duckdb.DuckDBPyConnection, claim_id: str, statement: str
) -> tuple[float | None, float | None, float | None, int]:
    """Value, low, high (low and high both null for no interval) and the number of rows behind them.

    Args:
        connection: to the built file whose tables the statement reads.

    Raises:
        ClaimError: it is not one read, reads files or functions instead of tables of the file, fails, exceeds a limit,
            or does not give exactly one row of these four columns with numbers that fit together.
    """
    try:
        with readable_file(connection) as path:
            found = run_query(path, statement, LIMITS, wants_sources=True)
    except QueryError as error:
        raise ClaimError(f"claim {claim_id!r}: its statement is refused or fails. {error}") from error
    _check_functions(claim_id, found)
    if found.names != COLUMNS or found.n_rows != 1:
        said = "no row" if found.n_rows == 0 else "one row" if found.n_rows == 1 else "several rows"
        raise ClaimError(
            f"claim {claim_id!r}: its statement gives {said} of {', '.join(found.names)}; "
            f"expected one row of {', '.join(COLUMNS)}"
        )
    row = [column[0].as_py() for column in found.table().columns]
    try:
        value, low, high = (None if number is None else float(number) for number in row[:3])
        n_rows = int(row[3])
    except (TypeError, ValueError, OverflowError) as error:
        raise ClaimError(f"claim {claim_id!r}: its statement gives {row!r}; expected numbers") from error
    numbers = [number for number in (value, low, high) if number is not None]
    has_order = low is None or high is None or low <= high
    if (low is None) != (high is None) or not all(map(math.isfinite, numbers)) or not has_order or n_rows < 0:
        raise ClaimError(f"claim {claim_id!r}: value {value}, low {low}, high {high}, n {n_rows} do not fit together")
    return (value, low, high, n_rows) if value is not None else (None, None, None, n_rows)


def _check_functions(claim_id: str, found: QueryResult) -> None:
    """Refuse rows that come from neither tables nor views; of these the process has those of the file alone."""
    for function in sorted(set(found.functions) - _ROW_FUNCTIONS):
        raise ClaimError(f"claim {claim_id!r}: its statement calls {function!r} for rows; read tables of the file")
