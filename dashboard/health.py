"""Whether the published data can be shown: `python -m dashboard.health` exits 1 with the reason where it cannot."""

from __future__ import annotations

import sys
from contextlib import closing

import duckdb

from dashboard.data.published_file import open_snapshot, read_query
from pipeline.domain.errors import StoreError
from pipeline.store.home import find_home
from pipeline.store.publish import published

NEEDED = ("n_runs", "n_scores", "n_claims", "n_verdicts")


def check() -> str:
    """One line about the published file.

    Raises:
        StoreError: it is missing, unreadable, or lacks runs, scores, claims or verdicts.
    """
    path = published(find_home())
    with closing(open_snapshot(path)) as connection:
        try:
            row = connection.execute(read_query("snapshot")).df().iloc[0]
        except duckdb.Error as error:
            raise StoreError(f"published file {str(path)!r} cannot be read: {error}; run `make run`") from error
    empty = [name.removeprefix("n_") for name in NEEDED if row[name] == 0]
    if empty:
        raise StoreError(f"published file {str(path)!r} holds no {', no '.join(empty)}; run `make run`")
    counts = ", ".join(f"{row[name]} {name.removeprefix('n_')}" for name in NEEDED)
    return f"ok: {row['snapshot_id']} with {counts}"


def main() -> int:
    """Print the state; 0 healthy, 1 not."""
    try:
        sys.stdout.write(check() + "\n")
    except StoreError as error:
        sys.stderr.write(f"unhealthy: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
