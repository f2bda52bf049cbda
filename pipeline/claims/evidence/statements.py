"""A claim's own SQL: one read of the built file's tables that gives value, low, high and n.

Whoever wrote the claims file may be a stranger, so the statement runs as a visitor's does: in a process of its own that
reaches no file, changes nothing and ends within its limits.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import duckdb

from pipeline.domain.errors import ClaimError, QueryError
from pipeline.store.sql_sandbox.readable import readable_file
from pipeline.store.sql_sandbox.sandbox import Limits, QueryResult, run_queries, run_query

COLUMNS = ("value", "low", "high", "n")
ID_LIMITS = Limits(wall_seconds=10.0, n_columns=1)
LIMITS = Limits(wall_seconds=10.0, n_rows=2, n_bytes=1 << 16, n_columns=len(COLUMNS))
_ROW_FUNCTIONS = frozenset({"unnest", "range", "generate_series"})


def run_statement(
    connection: duckdb.DuckDBPyConnection, claim_id: str, statement: str
) -> tuple[float | None, float | None, float | None, int]:
    """Value, low, high (low and high both null for no interval) and the number of rows behind them.

    Arguments and errors as `run_with_tables`.
    """
    return run_with_tables(connection, claim_id, statement)[0]


Numbers = tuple[float | None, float | None, float | None, int]


def run_with_tables(
    connection: duckdb.DuckDBPyConnection, claim_id: str, statement: str
) -> tuple[Numbers, tuple[str, ...]]:
    """The numbers of `run_statement`, and the tables that they come from, those behind views.

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
    gives = (value, low, high, n_rows) if value is not None else (None, None, None, n_rows)
    return gives, found.tables


def run_ids(connection: duckdb.DuckDBPyConnection, claim_id: str, statements: Sequence[str]) -> list[int]:
    """The whole numbers in the one column of each statement together, sorted; run as `run_with_tables` runs.

    Raises:
        ClaimError: a statement is refused, fails or gives too many rows.
    """
    found: set[int] = set()
    with readable_file(connection) as path:
        for result in run_queries(path, statements, ID_LIMITS):
            if isinstance(result, QueryError) or result.cut is not None:
                why = result if isinstance(result, QueryError) else f"more than {ID_LIMITS.n_rows:,} rows"
                raise ClaimError(
                    f"claim {claim_id!r}: which printed figures its statement uses cannot be told ({why}); write it so "
                    "that each SELECT on reported_scores stands alone"
                )
            found |= {int(number) for number in result.table().column(0).to_pylist()}
    return sorted(found)


def _check_functions(claim_id: str, found: QueryResult) -> None:
    """Refuse rows that come from neither tables nor views; of these the process has those of the file alone."""
    for function in sorted(set(found.functions) - _ROW_FUNCTIONS):
        raise ClaimError(f"claim {claim_id!r}: its statement calls {function!r} for rows; read tables of the file")
