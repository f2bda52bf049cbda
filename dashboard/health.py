"""Whether the published data can be shown: `python -m dashboard.health [URL]` exits 1 with the reason if they cannot.

With the address of a running dashboard it asks that server, which reads as its visitors do; without, it opens the file.
"""

from __future__ import annotations

import sys
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path

import duckdb
import pandas as pd

from dashboard.data.published_file import open_snapshot, read_query, reason_of
from pipeline.domain.errors import StoreError
from pipeline.store.home import find_home
from pipeline.store.publish import published

NEEDED = ("n_runs", "n_scores", "n_claims", "n_verdicts")
PATH = "/health"
SECONDS = 8.0  # that a server has to answer


def state(path: Path, snapshot: pd.DataFrame) -> str:
    """One line about the published file.

    Args:
        snapshot: rows of queries/snapshot.sql.

    Raises:
        StoreError: it lacks runs, scores, claims or verdicts.
    """
    row = snapshot.iloc[0]
    empty = [name.removeprefix("n_") for name in NEEDED if row[name] == 0]
    if empty:
        raise StoreError(f"published file {str(path)!r} holds no {', no '.join(empty)}; run `make run`")
    counts = ", ".join(f"{row[name]} {name.removeprefix('n_')}" for name in NEEDED)
    return f"ok: {row['snapshot_id']} with {counts}"


def check() -> str:
    """One line about the published file.

    Raises:
        StoreError: it is missing, unreadable, or lacks runs, scores, claims or verdicts.
    """
    path = published(find_home())
    with closing(open_snapshot(path)) as connection:
        try:
            return state(path, connection.execute(read_query("snapshot")).df())
        except duckdb.Error as error:
            raise StoreError(reason_of(path, error)) from error


def ask(url: str) -> str:
    """What a running dashboard says of itself.

    Raises:
        StoreError: it says that it is not healthy, or nothing.
    """
    if not url.startswith(("http://", "https://")):
        raise StoreError(f"{url!r} is no address of a dashboard; expected one such as 'http://127.0.0.1:8501'")
    try:
        with urllib.request.urlopen(url.rstrip("/") + PATH, timeout=SECONDS) as answer:  # noqa: S310  # checked above
            return str(answer.read().decode().strip())
    except urllib.error.HTTPError as error:
        raise StoreError(error.read().decode().strip().removeprefix("unhealthy: ") or str(error)) from error
    except OSError as error:
        raise StoreError(f"no dashboard answers at {url}: {error}") from error


def main(arguments: list[str]) -> int:
    """Print the state; 0 healthy, 1 not."""
    try:
        sys.stdout.write((ask(arguments[0]) if arguments else check()) + "\n")
    except StoreError as error:
        sys.stderr.write(f"unhealthy: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
