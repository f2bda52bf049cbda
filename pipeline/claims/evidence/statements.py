"""A claim's own SQL: one read of the built file's tables that gives value, low, high and n."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

import duckdb

from pipeline.claims.queries import query_text
from pipeline.domain.errors import ClaimError

COLUMNS = ("value", "low", "high", "n")
_TABLE_FUNCTIONS = frozenset({"unnest", "range", "generate_series"})


def run_statement(
    connection: duckdb.DuckDBPyConnection, claim_id: str, statement: str
) -> tuple[float | None, float | None, float | None, int]:
    """Value, low, high (low and high both null for no interval) and the number of rows behind them.

    Raises:
        ClaimError: it is not one SELECT, reads files or functions instead of tables of the file, fails, or does not
            give exactly one row of these four columns with numbers that fit together.
    """
    check_statement(connection, claim_id, statement)
    try:
        cursor = connection.execute(statement)
        names, rows = tuple(column[0] for column in cursor.description or ()), cursor.fetchmany(2)
    except duckdb.Error as error:
        raise ClaimError(f"claim {claim_id!r}: its statement fails: {error}") from error
    if names != COLUMNS or len(rows) != 1:
        raise ClaimError(
            f"claim {claim_id!r}: its statement gives {len(rows)} or more rows of {', '.join(names)}; "
            f"expected one row of {', '.join(COLUMNS)}"
        )
    try:
        value, low, high = (None if number is None else float(number) for number in rows[0][:3])
        n_rows = int(rows[0][3])
    except (TypeError, ValueError) as error:
        raise ClaimError(f"claim {claim_id!r}: its statement gives {rows[0]!r}; expected numbers") from error
    numbers = [number for number in (value, low, high) if number is not None]
    has_order = low is None or high is None or low <= high
    if (low is None) != (high is None) or not all(map(math.isfinite, numbers)) or not has_order or n_rows < 0:
        raise ClaimError(f"claim {claim_id!r}: value {value}, low {low}, high {high}, n {n_rows} do not fit together")
    return (value, low, high, n_rows) if value is not None else (None, None, None, n_rows)


def check_statement(connection: duckdb.DuckDBPyConnection, claim_id: str, statement: str) -> None:
    """Refuse everything but one SELECT on tables and views of the open file.

    DuckDB's own parser tells: a statement that changes anything has no serialised form.

    Raises:
        ClaimError: see `run_statement`.
    """
    try:
        (text,) = connection.execute("select json_serialize_sql($statement)", {"statement": statement}).fetchall()[0]
    except duckdb.Error as error:
        raise ClaimError(f"claim {claim_id!r}: its statement cannot be parsed: {error}") from error
    tree = json.loads(text)
    if tree.get("error") or len(tree.get("statements", [])) != 1:
        what = tree.get("error_message", "several statements")
        raise ClaimError(f"claim {claim_id!r}: its statement is not one SELECT ({what})")
    known = {row[0] for row in connection.execute(query_text("own_tables")).fetchall()}
    for node in _nodes(tree):
        if node.get("type") == "BASE_TABLE" and node.get("table_name") not in known | _cte_names(tree):
            raise ClaimError(
                f"claim {claim_id!r}: its statement reads {node.get('table_name')!r}, no table of the file"
            )
        function = node.get("function") or {}
        if node.get("type") == "TABLE_FUNCTION" and function.get("function_name") not in _TABLE_FUNCTIONS:
            raise ClaimError(f"claim {claim_id!r}: its statement calls {function.get('function_name')!r} for rows")


def _cte_names(tree: Any) -> frozenset[str]:
    return frozenset(
        str(entry.get("key"))
        for node in _nodes(tree)
        if isinstance(node.get("cte_map"), dict)
        for entry in node["cte_map"].get("map", [])
    )


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        yield tree
        for child in tree.values():
            yield from _nodes(child)
    elif isinstance(tree, list):
        for child in tree:
            yield from _nodes(child)
