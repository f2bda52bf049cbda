"""The published DuckDB file, read with the app's own queries; a visitor's go through `sql_console`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pandas as pd
import streamlit as st

from dashboard.data.published_file import cursor_of, open_snapshot, read_query, reason_of
from pipeline.domain.errors import StoreError
from pipeline.store.home import find_home
from pipeline.store.publish import published


def _close(connection: duckdb.DuckDBPyConnection) -> None:
    connection.close()


@st.cache_resource(max_entries=2, show_spinner=False, on_release=_close)
def _parent(path: str, inode: int, changed: int) -> duckdb.DuckDBPyConnection:  # noqa: ARG001  # part of the key
    return open_snapshot(Path(path))


def published_key() -> tuple[str, int, int]:
    """Path and what else tells one publication from the next: another file there, or the same one written anew.

    A pointer to a new file is seen at the next query.

    Raises:
        StoreError: nothing is published, or the file it names is gone.
    """
    path = published(find_home())
    try:
        state = path.stat()
    except OSError as error:
        raise StoreError(f"published file {str(path)!r} does not exist; run `make run` to build one") from error
    return str(path), state.st_ino, state.st_ctime_ns  # a copy may bring its old modification time along


def query(name: str, **params: object) -> pd.DataFrame:
    """Rows of dashboard/queries/<name>.sql on the published file; columns and grain stand in that file.

    Args:
        name: file stem.
        params: values of the query's $names.

    Raises:
        StoreError: nothing is published or the file cannot be read.
    """
    return _rows(published_key(), name, tuple(sorted(params.items())))


def look(name: str) -> tuple[Path, pd.DataFrame]:
    """The published file, and rows of a query without values on the visitors' own connection, kept from no earlier look.

    Raises:
        StoreError: nothing is published or the file cannot be read.
    """
    key = published_key()
    return Path(key[0]), _read(key, name, ())


@st.cache_data(max_entries=256, show_spinner=False)
def _rows(key: tuple[str, int, int], name: str, params: tuple[tuple[str, object], ...]) -> pd.DataFrame:
    return _read(key, name, params)


def _read(key: tuple[str, int, int], name: str, params: tuple[tuple[str, object], ...]) -> pd.DataFrame:
    try:
        with cursor_of(_parent(*key)) as cursor:
            return cursor.execute(read_query(name), dict(params)).df()
    except duckdb.Error as error:
        raise StoreError(reason_of(Path(key[0]), error)) from error


@contextmanager
def reading() -> Iterator[duckdb.DuckDBPyConnection]:
    """The published file for what the pipeline itself reads of it.

    Raises:
        StoreError: nothing is published or the file cannot be read.
    """
    with cursor_of(_parent(*published_key())) as cursor:
        yield cursor
