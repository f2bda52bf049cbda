"""Changes bits, digits and lengths of every kind of file in a home and counts what is found before it is used.

    python -m benchmarks.damage --home HOME --tries 40

HOME holds a finished run of a profile that keeps its checkpoints (`run smoke` does); it is copied and left as it is. Of
each kind of file, `--tries` copies are damaged one at a time, and what reads that kind reads it:

found      an error that names the file, or a checkpoint or state that is set aside
harmless   read, and everything that it says is what it said before
lost       read, and something else is taken for true

A lost one makes the exit code 1. Digits are changed in scores and outcomes with all digests written anew, so that only
computing the scores again finds them.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import torch
from safetensors.torch import save_file

from benchmarks.kills import rows_by_table
from pipeline.claims.provenance.ledger_file import read_ledger
from pipeline.domain.errors import CrosscheckError
from pipeline.domain.run import Run
from pipeline.execution.digests import (
    DamagedCheckpointError,
    StateSealer,
    check_checkpoint,
    check_state,
    seal_checkpoint,
)
from pipeline.recheck import Check, recheck
from pipeline.store.build import build
from pipeline.store.documents import read_documents
from pipeline.store.home import Home
from pipeline.store.loading import read_records
from pipeline.store.publish import open_build, published
from pipeline.store.records import read_cell, read_run, write_cell, write_run
from pipeline.store.study_records import read_studies
from pipeline.tasks.discovery import load_tasks
from pipeline.training.loop import Progress
from pipeline.training.state import FILE

NOW = datetime(2026, 1, 1, tzinfo=UTC)
Read = Callable[[Home], object]  # what a reader makes of a home, to be compared
FOUND, HARMLESS, LOST = "found", "harmless", "lost"


@dataclasses.dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file."""

    name: str
    pattern: str  # below the home
    read: Read


class DamageFoundError(Exception):
    """Damage that a reader names without an error of its own."""


def flip(path: Path, draw: random.Random) -> None:
    """Change one bit, or cut the file off in one of five."""
    content = bytearray(path.read_bytes())
    place = draw.randrange(len(content))
    if draw.random() < 0.2:
        path.write_bytes(content[:place])
        return
    content[place] ^= 1 << draw.randrange(8)
    path.write_bytes(content)


def _records(home: Home) -> object:
    records = read_records(home.runs)
    tables = [pq.read_table(cell.predictions).to_pylist() for record in records for cell in record.cells]
    curves = [pq.read_table(record.curve).to_pylist() for record in records if record.curve]
    return [(record.run, [cell.record for cell in record.cells]) for record in records], tables, curves


def _checkpoint(home: Home) -> object:
    for folder in sorted(home.checkpoints.iterdir()):
        if (folder / "checkpoint.json").is_file():
            check_checkpoint(folder)
        elif not folder.name.startswith("."):
            raise DamageFoundError(f"{folder} is no checkpoint, so its job runs again")
    return "as written"


def _state(home: Home) -> object:
    fault = check_state(home.checkpoints / ".example.state")
    if fault is not None:
        raise DamageFoundError(fault)
    return (home.checkpoints / ".example.state" / FILE).read_bytes()


def _ledger(home: Home) -> object:
    ledger = read_ledger(home.ledger)
    if ledger.faults:
        raise DamageFoundError(ledger.faults[0].fault)
    return [line.model_dump(exclude={"own"}) for _, line in ledger.lines]


def _published(home: Home) -> object:
    path = published(home)
    open_build(path).close()
    return rows_by_table(path)


KINDS = (
    Kind("run manifest", "runs/*/run.json", _records),
    Kind("cell scores", "runs/*/cells/*.json", _records),
    Kind("predictions", "runs/*/cells/*.parquet", _records),
    Kind("curve", "runs/*/curve.parquet", _records),
    Kind("checkpoint weights", "checkpoints/[!.]*/**/*.safetensors", _checkpoint),
    Kind("checkpoint record", "checkpoints/*/checkpoint.json", _checkpoint),
    Kind("checkpoint, other files", "checkpoints/[!.]*/**/*.*", _checkpoint),
    Kind("training state", f"checkpoints/.example.state/{FILE}", _state),
    Kind("ledger", "LEDGER.jsonl", _ledger),
    Kind("published file", "builds/*.duckdb", _published),
    Kind("CURRENT", "CURRENT", lambda home: published(home).name),
    Kind("saved report", "documents/*.json", lambda home: read_documents(home.documents)),
    Kind("study record", "study-records/*.json", lambda home: read_studies(home.study_records)),
)


def outcome_of(kind: Kind, home: Home, draw: random.Random) -> str | None:
    """What became of one damage; None where the home has no such file."""
    paths = [path for path in sorted(home.root.glob(kind.pattern)) if path.is_file() and path.stat().st_size]
    if not paths:
        return None
    path = draw.choice(paths)
    before, kept = kind.read(home), path.read_bytes()
    flip(path, draw)
    try:
        after = kind.read(home)
    except (CrosscheckError, DamageFoundError, DamagedCheckpointError, duckdb.Error):
        return FOUND
    finally:
        for aside in home.checkpoints.glob("*.damaged-*"):
            aside.rename(aside.with_name(aside.name.partition(".damaged-")[0]))
        for aside in home.checkpoints.glob(".*.damaged-*"):
            aside.rename(aside.with_name(aside.name.partition(".damaged-")[0]))
        path.write_bytes(kept)
    return HARMLESS if after == before else LOST


def change_digits(home: Home, draw: random.Random, *, of_outcomes: bool) -> str:
    """Change a score, or an outcome and what follows from it, write all digests anew, and build with --check all."""
    place = draw.choice(sorted(home.runs.glob("*/cells/*.json")))
    before = place.read_bytes(), place.with_suffix(".parquet").read_bytes()
    record, folder = read_cell(place), place.parents[1]
    answers, scores = pq.read_table(place.with_suffix(".parquet")), list(record.scores)
    if of_outcomes:
        rows = answers.to_pylist()
        row = draw.choice(rows)
        row["outcome"] = 0.25 if row["outcome"] != 0.25 else 0.75
        answers = type(answers).from_pylist(rows, answers.schema)
    else:
        number = draw.randrange(len(scores))
        moved = scores[number].value + draw.choice([-0.1, 0.1, 0.01])
        scores[number] = dataclasses.replace(scores[number], value=min(100.0, max(0.0, moved)))
        if scores[number].value == record.scores[number].value:
            scores[number] = dataclasses.replace(scores[number], value=50.5)
    write_cell(
        home.runs, folder.name, scores, answers, record.wall_seconds, [] if not of_outcomes else record.layer_scores
    )
    try:
        _built(home)
    except CrosscheckError:
        return FOUND
    finally:
        place.write_bytes(before[0])
        place.with_suffix(".parquet").write_bytes(before[1])
    return LOST


def _built(home: Home) -> None:
    """A file of the home's records alone, every score computed anew; no claim is judged."""

    def judge(connection: duckdb.DuckDBPyConnection) -> None:
        recheck(connection, Check.ALL, random.Random(0), lambda run_id, cell: f"{run_id}/{cell}")

    tasks = list(load_tasks().values())
    path = build(home, now=NOW, git_commit=None, tasks=tasks, claims=(), judge=judge)
    path.unlink()


def prepare(given: Path, home: Home) -> None:
    """A copy of the home, with digests of every checkpoint, a state, and curves in every manifest."""
    shutil.copytree(given, home.root)
    for folder in home.checkpoints.iterdir():
        if (folder / "checkpoint.json").is_file():
            seal_checkpoint(folder)
    for path in home.runs.glob("*/run.json"):
        run: Run = read_run(path.parent)
        write_run(home.runs, run)
    state = home.checkpoints / ".example.state"
    state.mkdir()
    weights = {"weight": torch.arange(50_000, dtype=torch.float32)}
    save_file(weights, state / FILE, metadata={"state": json.dumps({"n_batches": 7})})
    StateSealer(state, lambda _: None)(Progress(1, 2, 1.0, ""))


def measure(given: Path, n_tries: int, seed: int, only: Sequence[str] | None) -> dict[str, Counter[str]]:
    """Counts by kind of file."""
    draw = random.Random(seed)
    counts: dict[str, Counter[str]] = {}
    with tempfile.TemporaryDirectory(prefix="crosscheck-damage-") as folder:
        home = Home(Path(folder) / "home")
        prepare(given, home)
        tries: dict[str, Callable[[], str | None]] = {
            kind.name: partial(outcome_of, kind, home, draw) for kind in KINDS
        }
        tries["score, digests anew"] = partial(change_digits, home, draw, of_outcomes=False)
        tries["outcome, digests anew"] = partial(change_digits, home, draw, of_outcomes=True)
        for name, one in tries.items():
            if only and name not in only:
                continue
            found = Counter(outcome for _ in range(n_tries) if (outcome := one()) is not None)
            counts[name] = found
            print(f"| {name} | {found.total()} | {found[FOUND]} | {found[HARMLESS]} | {found[LOST]} |", flush=True)
    return counts


def main() -> None:
    """Print the table and exit 1 where something was lost."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--tries", type=int, default=40)
    parser.add_argument("--kind", action="append", help="only this row of the table; may be given again")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    print("| file | damaged | found | harmless | lost |\n|---|---|---|---|---|")
    counts = measure(given.home, given.tries, given.seed, given.kind)
    sys.exit(1 if any(found[LOST] for found in counts.values()) else 0)


if __name__ == "__main__":
    main()
