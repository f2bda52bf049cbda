"""Publishes what there is before the dashboard opens, with no more than the dashboard installs: no torch.

`python -m pipeline.prepare`: on a fresh clone, where nothing has run, it builds the store from the shipped results.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from pipeline.build import build_judged
from pipeline.domain.errors import CrosscheckError, HomeLockedError, StoreError
from pipeline.store.home import Home, find_home
from pipeline.store.lock import writing
from pipeline.store.publish import open_build, publish, published
from pipeline.store.records import run_folders
from pipeline.store.shipped import find_shipped, read_shipped
from pipeline.store.working_tree import git_commit
from pipeline.tasks.discovery import load_tasks


def prepare(home: Home, shipped: Path | None, now: datetime) -> str:
    """Build and publish where nothing can be read or the shipped results have changed; what was done, in words.

    Args:
        shipped: folder of the shipped results, or None.
        now: aware.

    Raises:
        CrosscheckError: a shipped file, record or claims file that is broken; nothing is published.
    """
    reason = _why_build(home, shipped)
    if reason is None:
        return f"the dashboard shows {published(home)}"
    if shipped is None and next(run_folders(home.runs), None) is None:
        return f"{reason}, and there are neither runs nor shipped results to build from; `make run` makes some"
    if home.root.exists() and not os.access(home.root, os.W_OK):
        return f"{reason}, and {home.root} cannot be written to; the dashboard shows what is published there"
    try:
        with writing(home, started_at=now.isoformat(), command="prepare"):
            path = build_judged(
                home, now=now, git_commit=git_commit(), tasks=list(load_tasks().values()), shipped=shipped
            )
            publish(home, path)
    except HomeLockedError as locked:
        return f"{reason}, but {locked}"
    inputs = f"the results shipped in {shipped}" if shipped is not None else f"the runs in {home.runs}"
    return f"{reason}; built from {inputs}: {path}"


def _why_build(home: Home, shipped: Path | None) -> str | None:
    """What speaks for a new build, or None."""
    if not home.pointer.exists():
        return f"nothing is published yet in {home.root}"
    try:
        with open_build(published(home)) as connection:
            rows = connection.execute("select shipped_sha256 from builds").fetchall()
    except StoreError as error:
        return f"what is published cannot be read ({error})"
    present = read_shipped(shipped).sha256 if shipped is not None else None
    return None if rows == [(present,)] else "the shipped results have changed since the last build"


def main() -> int:
    """Say what the dashboard will show; 1 where a broken file keeps it from being built."""
    try:
        sys.stdout.write(prepare(find_home(), find_shipped(), datetime.now(UTC)) + "\n")
    except CrosscheckError as error:
        sys.stderr.write(f"error: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
