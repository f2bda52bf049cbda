"""The published DuckDB file opened read-only with the app's own queries; no Streamlit, so that commands read it too."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import duckdb

from pipeline.domain.errors import StoreError
from pipeline.store.publish import check_schema

QUERIES = Path(__file__).parents[1] / "queries"
_CLOSED = ("enable_external_access=false", "disabled_filesystems='LocalFileSystem'", "lock_configuration=true")


@cache
def read_query(name: str) -> str:
    """SQL text of dashboard/queries/<name>.sql."""
    return (QUERIES / f"{name}.sql").read_text(encoding="utf-8")


def open_snapshot(path: Path) -> duckdb.DuckDBPyConnection:
    """A read-only connection that cannot reach any other file.

    Raises:
        StoreError: the file is missing, locked by a writer, damaged or of another schema.
    """
    if not path.is_file():
        raise StoreError(f"published file {str(path)!r} does not exist; run `make run` to build one")
    try:
        connection = duckdb.connect(str(path), read_only=True, config={"threads": 2, "memory_limit": "1GB"})
        connection.execute("set enable_progress_bar=false")
        for setting in _CLOSED:
            connection.execute(f"set {setting}")
    except duckdb.Error as error:
        raise StoreError(reason_of(path, error)) from error
    try:
        check_schema(connection, path)
    except StoreError:
        connection.close()
        raise
    return connection


def reason_of(path: Path, error: duckdb.Error) -> str:
    """What keeps the file from being read: which of the known ways of failing this is, and what mends it."""
    text = str(error).splitlines()[0]
    if "could not set lock" in text.lower():
        return f"published file {str(path)!r} is locked by another process that writes to it; end that process ({text})"
    if isinstance(error, duckdb.CatalogException):
        return f"published file {str(path)!r} has other tables than this version expects; run `make run` ({text})"
    return f"published file {str(path)!r} cannot be read; run `make run` to build it anew ({text})"
