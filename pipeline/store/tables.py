"""The tables and marts of a built file, and rows into them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

SCHEMA_VERSION = 6  # raised when a reader of older files would go wrong
# views that pages alone read; what a claim's statement reads is always computed from the scores themselves
KEPT_MARTS = ("cells", "regimes")
_SQL = Path(__file__).parent / "sql"


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Make every table, empty."""
    _run_folder(connection, "tables")


def create_marts(connection: duckdb.DuckDBPyConnection) -> None:
    """Make every view; a view reads tables and views whose file names come before its own."""
    _run_folder(connection, "marts")


def keep_marts(connection: duckdb.DuckDBPyConnection) -> None:
    """Turn KEPT_MARTS into tables of the same names and rows, once nothing that they read will change.

    Pages then look rows up that they would else compute at each look.
    """
    for name in KEPT_MARTS:
        connection.execute(f"create table kept as select * from {name}")  # noqa: S608
        connection.execute(f"drop view {name}")
        connection.execute(f"alter table kept rename to {name}")


def loading_sql(name: str) -> str:
    """Text of one statement that fills a table from files."""
    return read_sql("loading", name)


def read_sql(folder: str, name: str) -> str:
    """Text of the statement sql/<folder>/<name>.sql."""
    return (_SQL / folder / f"{name}.sql").read_text(encoding="utf-8")


def insert_rows(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Mapping[str, object]]) -> None:
    """Append rows to a table by column name.

    Args:
        table: a name from sql/tables, never a user's text.
        rows: all with the same keys.
    """
    if not rows:
        return
    connection.register("incoming_rows", pa.Table.from_pylist([dict(row) for row in rows]))
    connection.execute(f"insert into {table} by name select * from incoming_rows")  # noqa: S608
    connection.unregister("incoming_rows")


def _run_folder(connection: duckdb.DuckDBPyConnection, folder: str) -> None:
    for path in _files(folder):
        connection.execute(path.read_text(encoding="utf-8"))


def _files(folder: str) -> list[Path]:
    return sorted((_SQL / folder).glob("*.sql"))
