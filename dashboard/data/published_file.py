"""The published DuckDB file opened read-only with the app's own queries; no Streamlit, so that commands read it too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

import duckdb

from pipeline.domain.errors import StoreError
from pipeline.store.publish import check_schema

QUERIES = Path(__file__).parents[1] / "queries"
_USE = "use published"
_CLOSED = ("enable_external_access=false", "disabled_filesystems='LocalFileSystem'", "lock_configuration=true")


@cache
def read_query(name: str) -> str:
    """SQL text of dashboard/queries/<name>.sql."""
    return (QUERIES / f"{name}.sql").read_text(encoding="utf-8")


def open_snapshot(path: Path) -> duckdb.DuckDBPyConnection:
    """A read-only connection that cannot reach any other file; its cursors come from `cursor_of`.

    The file is attached to a database of the connection's own. DuckDB keeps one database a path for all connections that
    open it as such, with the first one's locked settings and the content that was there then, and whoever opens it after
    it was touched or replaced is refused or reads the old one.

    Raises:
        StoreError: the file is missing, locked by a writer, damaged or of another schema.
    """
    if not path.is_file():
        raise StoreError(f"published file {str(path)!r} does not exist; run `make run` to build one")
    quoted = str(path).replace("'", "''")
    connection = duckdb.connect(config={"threads": 2, "memory_limit": "1GB"})
    try:
        connection.execute("set enable_progress_bar=false")
        connection.execute(f"attach '{quoted}' as published (read_only)")
        connection.execute(_USE)
        for setting in _CLOSED:
            connection.execute(f"set {setting}")
        check_schema(connection, path)
    except duckdb.Error as error:
        connection.close()
        raise StoreError(reason_of(path, error)) from error
    except StoreError:
        connection.close()
        raise
    return connection


@contextmanager
def cursor_of(connection: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """A cursor of its own on the file that `open_snapshot` opened, closed after the block."""
    with closing(connection.cursor()) as cursor:
        cursor.execute(_USE)  # each starts in the connection's own, empty database
        yield cursor


def reason_of(path: Path, error: duckdb.Error) -> str:
    """What keeps the file from being read: which of the known ways of failing this is, and what mends it."""
    text = str(error).splitlines()[0]
    if "could not set lock" in text.lower():
        return f"published file {str(path)!r} is locked by another process that writes to it; end that process ({text})"
    if isinstance(error, duckdb.CatalogException):
        return f"published file {str(path)!r} has other tables than this version expects; run `make run` ({text})"
    return f"published file {str(path)!r} cannot be read; run `make run` to build it anew ({text})"
