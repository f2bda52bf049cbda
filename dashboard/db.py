"""The published DuckDB file, read with the app's own queries; a visitor's go through `sql_console`."""

from __future__ import annotations

from contextlib import closing
from functools import cache
from pathlib import Path

import duckdb
import pandas as pd
import streamlit as st

from pipeline.domain.errors import StoreError
from pipeline.store.home import find_home
from pipeline.store.publish import check_schema, published

QUERIES = Path(__file__).parent / "queries"
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
        raise StoreError(_reason(path, error)) from error
    try:
        check_schema(connection, path)
    except StoreError:
        connection.close()
        raise
    return connection


def _reason(path: Path, error: duckdb.Error) -> str:
    """Which of the known ways of failing this is, and what mends it."""
    text = str(error).splitlines()[0]
    if "could not set lock" in text.lower():
        return f"published file {str(path)!r} is locked by another process that writes to it; end that process ({text})"
    if isinstance(error, duckdb.CatalogException):
        return f"published file {str(path)!r} has other tables than this version expects; run `make run` ({text})"
    return f"published file {str(path)!r} cannot be read; run `make run` to build it anew ({text})"


def _close(connection: duckdb.DuckDBPyConnection) -> None:
    connection.close()


@st.cache_resource(max_entries=2, show_spinner=False, on_release=_close)
def _parent(path: str, inode: int, modified: int) -> duckdb.DuckDBPyConnection:  # noqa: ARG001  # part of the key
    return open_snapshot(Path(path))


def published_key() -> tuple[str, int, int]:
    """Path and what else tells one publication from the next; a pointer to a new file is seen at the next query.

    Raises:
        StoreError: nothing is published, or the file it names is gone.
    """
    path = published(find_home())
    try:
        state = path.stat()
    except OSError as error:
        raise StoreError(f"published file {str(path)!r} does not exist; run `make run` to build one") from error
    return str(path), state.st_ino, state.st_mtime_ns


def query(name: str, **params: object) -> pd.DataFrame:
    """Rows of dashboard/queries/<name>.sql on the published file; columns and grain stand in that file.

    Args:
        name: file stem.
        params: values of the query's $names.

    Raises:
        StoreError: nothing is published or the file cannot be read.
    """
    return _rows(published_key(), name, tuple(sorted(params.items())))


@st.cache_data(max_entries=256, show_spinner=False)
def _rows(key: tuple[str, int, int], name: str, params: tuple[tuple[str, object], ...]) -> pd.DataFrame:
    try:
        with closing(_parent(*key).cursor()) as cursor:
            return cursor.execute(read_query(name), dict(params)).df()
    except duckdb.Error as error:
        raise StoreError(_reason(Path(key[0]), error)) from error
