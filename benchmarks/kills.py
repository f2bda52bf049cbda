"""Kills runs of a profile at random moments and compares what the resumed ones build with an uninterrupted one's.

    python -m benchmarks.kills --kills 20 --seed 1                     local processes
    python -m benchmarks.kills --kills 5 --executor ray                Ray, started and killed with the run

Every table is compared row by row. A column is left out only if it holds a time, or a digest of something that does:
NOT_COMPARED names each with its reason, WITHOUT the entries of a column that are speeds. States of trainings are kept
after every step, so that kills in mid-training go on from a state and not from the phase's beginning.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from pipeline.experiments.profile import PROFILES
from pipeline.store.home import REPOSITORY, Home
from pipeline.store.publish import published

NOT_COMPARED = {
    "builds.snapshot_id": "holds the moment of the build",
    "builds.built_at": "a time",
    "builds.inputs_digest": "over run manifests, which hold times",
    "runs.started_at": "a time",
    "runs.wall_seconds": "a duration",
    "runs.tokens_per_second": "holds a duration",
    "runs.manifest_sha256": "over the manifest, which holds times",
    "evidence_inputs.sha256": "of a run, over its manifest, which holds times",
    "verdict_changes.recorded_at": "a time",
    "verdict_changes.snapshot_id": "holds the moment of the build",
}
WITHOUT = {
    "runs.config": ("scored_processor_seconds_per_example", "trained_tokens_per_processor_second"),
}
STATES = "\n[execution]\nstate_seconds = 0\n"


@dataclass(frozen=True, slots=True)
class Kill:
    """One SIGKILL."""

    run: int
    after_seconds: float  # since this process was started
    n_cells: int  # finished by then
    is_in_training: bool  # a state of an unfinished training lay there


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a series of kills showed."""

    profile: str
    executor: str
    seed: int
    uninterrupted_seconds: float
    n_tables: int
    n_rows: int
    kills: list[Kill]
    different: dict[int, dict[str, int]]  # run -> table -> rows that only one of the two has


def start(profile: Path, home: Path, executor: str) -> subprocess.Popen[bytes]:
    """Begin a run of `profile` into `home`, with nothing shipped in it."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("CROSSCHECK_")}
    command = [sys.executable, "-m", "pipeline", "run", str(profile), "--home", str(home)]
    return subprocess.Popen(
        [*command, *(["--executor", executor] if executor != "local" else [])],
        cwd=REPOSITORY,
        env=environment | {"PYTHONWARNINGS": "ignore", "CROSSCHECK_SNAPSHOT": "none"},
        stdout=(home.parent / f"{home.name}.log").open("ab"),
        stderr=subprocess.STDOUT,
    )


def rows_by_table(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Rows of every table of a built file, sorted, without the columns that are not compared."""
    with duckdb.connect(str(path), read_only=True) as connection:
        names = connection.execute(
            "select table_name, list(column_name order by column_index) from duckdb_columns() "
            "where table_name in (select table_name from duckdb_tables()) group by all order by all"
        ).fetchall()
        found = {}
        for table, columns in names:
            kept = ", ".join(_compared(table, name) for name in columns if f"{table}.{name}" not in NOT_COMPARED)
            found[table] = sorted(connection.execute(f'select {kept} from "{table}"').fetchall(), key=repr)
        return found


def _compared(table: str, column: str) -> str:
    """SQL of a column, without its entries that are speeds."""
    removed = WITHOUT.get(f"{table}.{column}", ())
    return f"json_merge_patch(\"{column}\", '{json.dumps(dict.fromkeys(removed))}')" if removed else f'"{column}"'


def different_tables(one: Path, other: Path) -> dict[str, int]:
    """Tables of two built files that differ, with the number of rows that only one of the two has."""
    first, second = rows_by_table(one), rows_by_table(other)
    differing = {}
    for table in first.keys() | second.keys():
        mine, theirs = [repr(row) for row in first.get(table, [])], [repr(row) for row in second.get(table, [])]
        if mine != theirs:
            differing[table] = len(set(mine) ^ set(theirs)) or abs(len(mine) - len(theirs))
    return differing


def kill_and_finish(profile: Path, home: Path, executor: str, moments: list[float], run: int) -> tuple[list[Kill], int]:
    """Start a run, kill it after each of `moments` (seconds since each start), then let it finish.

    Returns:
        The kills, and how many moments came after the run's end.
    """
    kills: list[Kill] = []
    for moment in moments:
        process = start(profile, home, executor)
        try:
            process.wait(moment)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            n_cells = len(list((home / "runs").glob("*/cells/*.json")))
            is_in_training = any((home / "checkpoints").glob(".*.state"))
            kills.append(Kill(run, round(moment, 2), n_cells, is_in_training))
            print(f"  run {run}: killed after {moment:.1f} s, {n_cells} cells done", flush=True)
        else:
            return kills, len(moments) - len(kills)
    code = start(profile, home, executor).wait()
    if code != 0:
        raise SystemExit(f"the resumed run ended with exit code {code}; see {home}.log")
    return kills, 0


def measure(profile_name: str, executor: str, n_kills: int, per_run: int, seed: int, folder: Path) -> Outcome:
    """Kill runs at `n_kills` moments drawn by seed, `per_run` in each, and compare what they build in the end."""
    profile = folder / f"{profile_name}.toml"
    profile.write_text((PROFILES / profile.name).read_text(encoding="utf-8") + STATES, encoding="utf-8")
    whole = folder / "uninterrupted"
    before = time.monotonic()
    if start(profile, whole, "local").wait() != 0:
        raise SystemExit(f"the uninterrupted run failed; see {whole}.log")
    seconds = time.monotonic() - before
    print(f"uninterrupted: {seconds:.1f} s", flush=True)
    draw = random.Random(seed)
    kills: list[Kill] = []
    different: dict[int, dict[str, int]] = {}
    run = 0
    while len(kills) < n_kills:
        n = min(per_run, n_kills - len(kills))
        run += 1
        home = folder / f"killed-{run}"
        # a process that resumes has less to do: spread over what the whole run takes
        moments = sorted(draw.uniform(0, seconds) for _ in range(n))
        since_start = [moments[0], *(later - earlier for earlier, later in itertools.pairwise(moments))]
        startup = seconds / 8 if executor == "local" else seconds / 4  # a resumed run begins with imports
        since_start = [since_start[0], *(moment + startup for moment in since_start[1:])]
        made, n_late = kill_and_finish(profile, home, executor, since_start, run)
        kills += made
        differing = different_tables(published(Home(whole)), published(Home(home)))
        if differing:
            different[run] = differing
        else:
            shutil.rmtree(home)
        print(f"run {run}: {len(made)} kills, {n_late} moments too late, different: {differing or 'no'}", flush=True)
    rows = rows_by_table(published(Home(whole)))
    n_rows = sum(len(found) for found in rows.values())
    return Outcome(profile_name, executor, seed, seconds, len(rows), n_rows, kills, different)


def main() -> None:
    """Measure, print the outcome as JSON and exit 1 where a table differs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--profile", default="smoke")
    parser.add_argument("--executor", choices=["local", "ray"], default="local")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--kills-per-run", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folder", type=Path, help="keeps homes and logs; a temporary folder by default")
    given = parser.parse_args()
    folder = given.folder or Path(tempfile.mkdtemp(prefix="crosscheck-kills-"))
    folder.mkdir(parents=True, exist_ok=True)
    outcome = measure(given.profile, given.executor, given.kills, given.kills_per_run, given.seed, folder)
    print(json.dumps(asdict(outcome), indent=1))
    sys.exit(1 if outcome.different else 0)


if __name__ == "__main__":
    main()
