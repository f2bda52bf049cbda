"""Kills commands at the moments that matter, lets them run again, and compares what they leave with an unkilled one's.

    python -m benchmarks.kill_points --home HOME --kills 5 --point import --point snapshot --point publication
    python -m benchmarks.kill_points --kills 3 --point cells --point checkpoint            with `run smoke`, for minutes
    python -m benchmarks.kill_points --kills 15 --point cells --executor ray               the same on Ray

cells        a run, after its n-th finished cell, n drawn by seed
checkpoint   a run, while a checkpoint is being written under its temporary name
             (both --kills-per-run times before the run may end)
publication  a build, while its file is being filled
ledger       a build, when its file is whole and CURRENT does not name it yet: the ledger is written then
import       an import of scores, when its first run has cells and no manifest
snapshot     a snapshot, when its first table is there and its manifest is not

HOME holds finished runs for publication, ledger and snapshot; it is copied. Survived: the command run again ends well,
and every table that is built (for snapshot: every file) is that of an uninterrupted one. `benchmarks.kills` kills at
random moments instead.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.kills import STATES, different_tables
from pipeline.experiments.profile import PROFILES
from pipeline.store.home import REPOSITORY, Home
from pipeline.store.publish import published

POLL = 0.0005  # seconds between looks
PATIENCE = 900.0  # seconds until a moment that does not come counts as missed
_HEAD = "encoder,regime,intermediate,target,language,metric,split,seed,value,n_examples\n"


@dataclass(frozen=True, slots=True)
class Point:
    """A moment of a command."""

    command: Callable[[Path], Sequence[str]]  # by folder; the home is folder/home
    is_there: Callable[[Path, random.Random], Callable[[], bool]]
    result: Callable[[Path], object]  # what is compared
    needs_runs: bool = True  # in the home


def _start(arguments: Sequence[str], folder: Path) -> subprocess.Popen[bytes]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("CROSSCHECK_")}
    return subprocess.Popen(  # our own command line
        [sys.executable, "-m", "pipeline", *arguments],
        cwd=REPOSITORY,
        env=environment | {"PYTHONWARNINGS": "ignore", "CROSSCHECK_SNAPSHOT": "none"},
        stdout=(folder / "log").open("ab"),
        stderr=subprocess.STDOUT,
    )


def _home(folder: Path) -> Path:
    return folder / "home"


def _run(folder: Path) -> Sequence[str]:
    profile = folder / "smoke.toml"
    profile.write_text((PROFILES / "smoke.toml").read_text(encoding="utf-8") + STATES, encoding="utf-8")
    return ["run", str(profile), "--home", str(_home(folder))]


def _build(folder: Path) -> Sequence[str]:
    return ["build", "--home", str(_home(folder))]


def _import(folder: Path) -> Sequence[str]:
    lines = [
        f"m,{regime},{intermediate},{target},{language},accuracy,test,0,{50 + seed}.0,1000\n"
        for seed, (regime, intermediate) in enumerate((("none", ""), ("squad_v1", "squad_v1")))
        for target in ("xnli", "pawsx")
        for language in ("de", "es", "fr")
    ]
    (folder / "own.csv").write_text(_HEAD + "".join(lines), encoding="utf-8")
    return ["import", "scores", str(folder / "own.csv"), "--home", str(_home(folder))]


def _snapshot(folder: Path) -> Sequence[str]:
    profile = next(_home(folder).glob("runs/*/run.json")).read_text(encoding="utf-8").split('"profile": "')[-1]
    return ["snapshot", profile.split('"')[0], "--home", str(_home(folder)), "--out", str(folder / "out")]


def _tables(folder: Path) -> object:
    return published(Home(_home(folder)))


def _files(folder: Path) -> object:
    return {path.name: path.read_bytes() for path in (folder / "out").iterdir() if not path.name.startswith(".")}


def _records(folder: Path) -> object:
    """Every run record of an import but for the moment of its making, which the digest of a manifest covers too."""
    files = sorted(_home(folder).glob("runs/*/cells/*"))
    manifests = sorted(path.parent.name for path in _home(folder).glob("runs/*/run.json"))
    return manifests, {path.name: path.read_bytes() for path in files if not path.name.startswith(".")}


def _after_cells(folder: Path, draw: random.Random) -> Callable[[], bool]:
    def n_finished() -> int:
        return sum(1 for _ in _home(folder).glob("runs/*/cells/*.json"))

    n_cells = n_finished() + draw.randint(1, 20)
    return lambda: n_finished() >= n_cells


def _in_checkpoint(folder: Path, draw: random.Random) -> Callable[[], bool]:
    place = _home(folder) / "checkpoints"

    def unfinished() -> set[tuple[str, tuple[int, float]]]:
        return {(str(path), _looked_at(path)) for path in place.glob(".*.tmp/*")}

    def n_whole() -> int:
        return sum(1 for _ in place.glob("[!.]*/checkpoint.json"))

    before, n_least = unfinished(), n_whole() + draw.randint(0, 1)
    return lambda: bool(unfinished() - before) and n_whole() >= n_least


def _looked_at(path: Path) -> tuple[int, float]:
    """Bytes of a file and the time of its last change, both -1 where it has its final name since it was seen."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return -1, -1.0
    return found.st_size, found.st_mtime


def _in_publication(folder: Path, draw: random.Random) -> Callable[[], bool]:
    n_bytes = draw.choice((0, 1 << 18, 1 << 20))  # of the file that is being filled
    return lambda: any(_looked_at(path)[0] >= n_bytes for path in _home(folder).glob("builds/.crosscheck-*.tmp"))


def _before_ledger(folder: Path, _draw: random.Random) -> Callable[[], bool]:
    return lambda: any(_home(folder).glob("builds/crosscheck-*.duckdb"))


def _in_import(folder: Path, draw: random.Random) -> Callable[[], bool]:
    n_cells = draw.randint(1, 4)

    def is_there() -> bool:
        n_files = sum(1 for _ in _home(folder).glob("runs/*/cells/*"))
        return n_files >= n_cells and sum(1 for _ in _home(folder).glob("runs/*/run.json")) < 4

    return is_there


def _in_snapshot(folder: Path, _draw: random.Random) -> Callable[[], bool]:
    return lambda: any((folder / "out").glob("*.parquet")) and not (folder / "out" / "manifest.json").exists()


POINTS = {
    "cells": Point(_run, _after_cells, _tables, needs_runs=False),
    "checkpoint": Point(_run, _in_checkpoint, _tables, needs_runs=False),
    "publication": Point(_build, _in_publication, _tables),
    "ledger": Point(_build, _before_ledger, _tables),
    "import": Point(_import, _in_import, _records, needs_runs=False),
    "snapshot": Point(_snapshot, _in_snapshot, _files),
}


def kill_at(arguments: Sequence[str], folder: Path, is_there: Callable[[], bool]) -> bool:
    """Start a command and kill it when `is_there`; False where it ended before."""
    process = _start(arguments, folder)
    ends = time.monotonic() + PATIENCE
    try:
        while process.poll() is None and time.monotonic() < ends:
            if is_there():
                process.send_signal(signal.SIGKILL)
                return True
            time.sleep(POLL)
        return False
    finally:
        process.kill()
        process.wait()


def _prepared(point: Point, home: Path | None, folder: Path) -> None:
    folder.mkdir()
    if point.needs_runs:
        if home is None:
            raise SystemExit("--home is needed for these points: a home with finished runs")
        _home(folder).mkdir()
        shutil.copytree(home / "runs", _home(folder) / "runs")


def _is_same(point: Point, one: Path, other: Path) -> bool:
    if point.result is _tables:
        return not different_tables(published(Home(_home(one))), published(Home(_home(other))))
    return point.result(one) == point.result(other)


def measure(
    name: str, n_kills: int, draw: random.Random, folder: Path, *, home: Path | None, per_run: int, executor: str
) -> tuple[int, int, int]:
    """Kills made, moments missed, and kills of commands that lost something.

    Args:
        home: with finished runs, where the point needs some.
        per_run: times that a run is killed before it may end; other commands are killed once.
        executor: of the runs that are killed; the one that they are compared with is local.
    """
    point, whole = POINTS[name], folder / f"{name}-whole"
    _prepared(point, home, whole)
    if _start(point.command(whole), whole).wait() != 0:
        raise SystemExit(f"the uninterrupted command failed; see {whole / 'log'}")
    n_made = n_missed = n_lost = n_homes = 0
    while n_made + n_missed < n_kills:
        killed, n_homes = folder / f"{name}-{n_homes}", n_homes + 1
        _prepared(point, home, killed)
        arguments = [*point.command(killed), *(["--executor", executor] if executor != "local" else [])]
        n_here = 0
        for _ in range(min(per_run if point.command is _run else 1, n_kills - n_made - n_missed)):
            if not kill_at(arguments, killed, point.is_there(killed, draw)):
                n_missed += 1
                break
            n_here += 1
        n_made += n_here
        if n_here == 0:
            continue
        is_well = _start(arguments, killed).wait() == 0 and _is_same(point, whole, killed)
        if is_well:
            shutil.rmtree(killed)
        else:
            n_lost += n_here
            print(f"lost: {killed}", flush=True)
    return n_made, n_missed, n_lost


def main() -> None:
    """Print a row a point and exit 1 where something was lost."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--home", type=Path, help="with finished runs")
    parser.add_argument("--point", action="append", choices=list(POINTS), help="all by default")
    parser.add_argument("--kills", type=int, default=5, help="at each point")
    parser.add_argument("--kills-per-run", type=int, default=1)
    parser.add_argument("--executor", choices=["local", "ray"], default="local", help="of runs; for no other point")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folder", type=Path, help="keeps what was lost; a temporary folder by default")
    given = parser.parse_args()
    names = given.point or list(POINTS)
    if given.executor != "local" and any(POINTS[name].command is not _run for name in names):
        parser.error("--executor is for the points cells and checkpoint: name them with --point")
    folder = given.folder or Path(tempfile.mkdtemp(prefix="crosscheck-kill-points-"))
    folder.mkdir(parents=True, exist_ok=True)
    draw = random.Random(given.seed)
    print("| killed | times | survived | lost | moment missed |\n|---|---|---|---|---|", flush=True)
    total = 0
    for name in names:
        n_made, n_missed, n_lost = measure(
            name, given.kills, draw, folder, home=given.home, per_run=given.kills_per_run, executor=given.executor
        )
        total += n_lost
        print(f"| {name} | {n_made} | {n_made - n_lost} | {n_lost} | {n_missed} |", flush=True)
    sys.exit(1 if total else 0)


if __name__ == "__main__":
    main()
