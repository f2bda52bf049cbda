"""Which built file readers see: the one that the pointer names."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path

import duckdb

from pipeline.domain.errors import StoreError
from pipeline.store.atomic import write_text
from pipeline.store.home import Home
from pipeline.store.tables import SCHEMA_VERSION

N_KEPT = 3
_PATTERN = "crosscheck-*.duckdb"
_MEND = "run `make run` to build and publish a new one"
_NAME = re.compile(r"[\w.-]{1,200}\.duckdb", re.ASCII)
_MAGIC = slice(8, 12)  # bytes of a DuckDB file that spell DUCK


def publish(home: Home, path: Path) -> None:
    """Let the pointer name `path`, then remove what is no longer needed. The caller holds the home's lock.

    Kept are the published file and the newest three; leftovers of builds that were killed go too.

    Raises:
        StoreError: `path` is no built file of this home.
    """
    if path.parent.resolve() != home.builds.resolve() or not _is_duckdb(path):
        raise StoreError(f"{path} cannot be published: expected a DuckDB file in {home.builds}; {_MEND}")
    write_text(home.pointer, path.name + "\n")
    newest = sorted(home.builds.glob(_PATTERN))[-N_KEPT:]
    for old in home.builds.glob(_PATTERN):
        if old not in newest and old.name != path.name:
            old.unlink()
    for leftover in home.builds.glob(f".{_PATTERN}.*"):
        leftover.unlink()


def published(home: Home) -> Path:
    """Path of the published file; it is there and starts like a DuckDB file, but is not opened.

    Raises:
        StoreError: nothing is published, or the pointer names something else than a built file of this home.
    """
    try:
        name = home.pointer.read_text(encoding="utf-8").strip()
    except FileNotFoundError as error:
        raise StoreError(f"nothing is published in {home.root}: {home.pointer.name} is missing; {_MEND}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(f"{home.pointer} cannot be read ({error}); remove it, then {_MEND}") from error
    if not _NAME.fullmatch(name):
        raise StoreError(f"{home.pointer} names {name!r:.200}; expected the name of a file in {home.builds}; {_MEND}")
    path = home.builds / name
    if not path.is_file():
        raise StoreError(f"{home.pointer} names {name!r}, which is not in {home.builds}; {_MEND}")
    if not _is_duckdb(path):
        raise StoreError(f"{path} is published but no DuckDB file (damaged or cut off?); {_MEND}")
    return path


def schema_version(path: Path) -> int:
    """Schema version of a built file, whether this code reads it or not.

    Raises:
        StoreError: it cannot be opened, or is none of ours.
    """
    with closing(_open(path)) as connection:
        return _schema_of(connection, path)


def open_build(path: Path) -> duckdb.DuckDBPyConnection:
    """A read-only connection to a built file, its schema checked; the caller closes it.

    Raises:
        StoreError: the file is missing, damaged, of another schema, or none of ours.
    """
    connection = _open(path)
    try:
        check_schema(connection, path)
    except StoreError:
        connection.close()
        raise
    return connection


def _open(path: Path) -> duckdb.DuckDBPyConnection:
    try:
        connection = duckdb.connect(str(path), read_only=True)
        connection.execute("set enable_external_access = false")  # views of a stranger's file may name others
    except duckdb.Error as error:
        raise StoreError(f"{path} cannot be opened ({error}); {_MEND}") from error
    return connection


def check_schema(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Refuse an open file of another schema than this code reads.

    Raises:
        StoreError: another version, or no Crosscheck file at all.
    """
    version = _schema_of(connection, path)
    if version != SCHEMA_VERSION:
        raise StoreError(f"{path} has schema version {version}, this code reads {SCHEMA_VERSION}; {upgrade(version)}")


def _schema_of(connection: duckdb.DuckDBPyConnection, path: Path) -> int:
    """Schema version of an open file.

    Raises:
        StoreError: no Crosscheck file at all.
    """
    try:
        rows = connection.execute("select schema_version from builds").fetchall()
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise StoreError(f"{path} holds no table `builds`, so Crosscheck did not build it; {_MEND}") from error
    if len(rows) != 1 or not isinstance(rows[0][0], int):
        raise StoreError(f"{path} names {len(rows)} builds of itself, so Crosscheck did not build it; {_MEND}")
    return rows[0][0]


def upgrade(version: int) -> str:
    """What to do with a published file of another schema version; a newer code reads every older home's records."""
    if version > SCHEMA_VERSION:
        return "a newer Crosscheck built it: update this one, or build anew with `python -m pipeline build`"
    return "`python -m pipeline build` builds it anew from the home's records, in which nothing is lost"


def _is_duckdb(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(16)[_MAGIC] == b"DUCK"
