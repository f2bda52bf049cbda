"""Which built file readers see: the one that the pointer names."""

from __future__ import annotations

import re
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


def open_build(path: Path) -> duckdb.DuckDBPyConnection:
    """A read-only connection to a built file, its schema checked; the caller closes it.

    Raises:
        StoreError: the file is missing, damaged, of another schema, or none of ours.
    """
    try:
        connection = duckdb.connect(str(path), read_only=True)
        connection.execute("set enable_external_access = false")  # views of a stranger's file may name others
    except duckdb.Error as error:
        raise StoreError(f"{path} cannot be opened ({error}); {_MEND}") from error
    try:
        check_schema(connection, path)
    except StoreError:
        connection.close()
        raise
    return connection


def check_schema(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Refuse an open file of another schema than this code reads.

    Raises:
        StoreError: another version, or no Crosscheck file at all.
    """
    try:
        rows = connection.execute("select schema_version from builds").fetchall()
    except duckdb.CatalogException as error:
        raise StoreError(f"{path} holds no table `builds`, so Crosscheck did not build it; {_MEND}") from error
    if rows != [(SCHEMA_VERSION,)]:
        raise StoreError(f"{path} has schema version {rows}, this code reads {SCHEMA_VERSION}; {_MEND}")


def _is_duckdb(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(16)[_MAGIC] == b"DUCK"
