"""Statements of pipeline/claims/sql by name, and literals for statements that are stored with the evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
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


def stored_text(name: str, **values: object) -> str:
    """Text of `sql/<name>.sql` with every `$name` in it replaced by a literal, to be kept and run as it stands.

    Args:
        values: strings, whole numbers, decimals, and lists of these.
    """
    return re.sub(r"\$(\w+)", lambda found: _literal(values[found[1]]), query_text(name)).strip().removesuffix(";")


def _literal(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_literal, value))}]"
    return str(value) if isinstance(value, int | Decimal) else sql_literal(str(value))


def sql_literal(text: str) -> str:
    """`text` as a SQL string."""
    return "'" + text.replace("'", "''") + "'"


def sql_list(texts: Iterable[str]) -> str:
    """Texts as SQL strings, separated by commas."""
    return ", ".join(sql_literal(text) for text in texts)
