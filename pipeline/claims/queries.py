"""Statements of pipeline/claims/sql by name, and literals for statements that are stored with the evidence."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb

_SQL = Path(__file__).parent / "sql"


def query_text(name: str) -> str:
    """Text of the statement `sql/<name>.sql`."""
    return (_SQL / f"{name}.sql").read_text(encoding="utf-8")


def query_rows(connection: duckdb.DuckDBPyConnection, name: str, **values: object) -> list[dict[str, Any]]:
    """Rows of `sql/<name>.sql` by column name; each `$name` in it takes the value of that name."""
    cursor = connection.execute(query_text(name), values or None)
    columns = [column[0] for column in cursor.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def sql_literal(text: str) -> str:
    """`text` as a SQL string."""
    return "'" + text.replace("'", "''") + "'"


def sql_list(texts: Iterable[str]) -> str:
    """Texts as SQL strings, parted by commas."""
    return ", ".join(sql_literal(text) for text in texts)
