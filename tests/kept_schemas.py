"""Writes the examples that tests/pipeline/store/test_kept_schemas.py reads: `python -m tests.kept_schemas`.

Run once whenever SCHEMA_VERSION, the format of shipped results or that of records is raised; what is there already
stays as it is, so that every schema that ever was has its example. The examples are the small home (tests.small_home),
cut to two runs:

published-<SCHEMA_VERSION>.duckdb.gz   a published file, in small blocks
snapshot-<FORMAT_VERSION>/             shipped results
home-<n>/runs/                         run records
"""

from __future__ import annotations

import gzip
import shutil
import tempfile
from pathlib import Path

import duckdb

from pipeline.build import build_judged
from pipeline.store.home import Home
from pipeline.store.shipped import FORMAT_VERSION
from pipeline.store.shipping import write_snapshot
from pipeline.store.tables import SCHEMA_VERSION
from tests.frozen import FROZEN_CLAIMS
from tests.small_home import NOW, PROFILE, small_run, small_tasks, write_small_run

KEPT = Path(__file__).parent / "fixtures" / "schemas"
RECORDS = 2  # 1: before records held digests


def write_kept_home(root: Path) -> Home:
    """The baseline and SQuAD on XNLI."""
    home = Home(root)
    for regime in ("none", "squad_v1"):
        write_small_run(home.runs, small_run(regime, "xnli"))
    return home


def main() -> None:
    """Write what is missing."""
    with tempfile.TemporaryDirectory() as folder:
        home = write_kept_home(Path(folder) / "home")
        built = build_judged(home, now=NOW, git_commit=None, tasks=small_tasks(), claims_folder=FROZEN_CLAIMS)
        small = Path(folder) / "small.duckdb"
        with duckdb.connect() as connection:
            connection.execute(f"attach '{built}' as built (read_only)")
            connection.execute(f"attach '{small}' as small (block_size 16384)")
            connection.execute("copy from database built to small")
        place = KEPT / f"published-{SCHEMA_VERSION}.duckdb.gz"
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(gzip.compress(small.read_bytes(), mtime=0))
        if not (KEPT / f"snapshot-{FORMAT_VERSION}").exists():
            write_snapshot(home, [PROFILE], KEPT / f"snapshot-{FORMAT_VERSION}")
        if not (KEPT / f"home-{RECORDS}").exists():
            shutil.copytree(home.runs, KEPT / f"home-{RECORDS}" / "runs")


if __name__ == "__main__":
    main()
