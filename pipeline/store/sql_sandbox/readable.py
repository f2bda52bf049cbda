"""A file that another process may read, for a connection that this process holds."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from pipeline.domain.errors import StoreError

_FILES = "select path, readonly from duckdb_databases() where path is not null order by database_name"


@contextmanager
def readable_file(connection: duckdb.DuckDBPyConnection) -> Iterator[Path]:
    """The built file behind the connection, or a copy of it while it is still being written.

    A file that is open for writing can be read by no other process, so one that is being built is written out in full
    and copied beside itself; the copy is gone after the block.

    Raises:
        StoreError: the connection has no file, or several.
    """
    found = connection.execute(_FILES).fetchall()
    if len(found) != 1:
        names = ", ".join(str(path) for path, _ in found) or "none"
        raise StoreError(f"a statement is run on one built file; this connection has {names}; run `make run`")
    [(name, is_read_only)] = found
    if is_read_only:
        yield Path(name)
        return
    copy = Path(f"{name}.read")
    try:
        connection.execute("checkpoint")
        shutil.copyfile(name, copy)
        yield copy
    finally:
        copy.unlink(missing_ok=True)
