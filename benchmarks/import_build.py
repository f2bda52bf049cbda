"""Seconds from imported scores of the paper's whole grid to their verdicts.

    python -m benchmarks.import_build [--examples 2000] [--profile]

Makes scores of nine target tasks after nothing and nine intermediate tasks, three seeds each, in every language of
XTREME, without outcomes, imports them and builds a home with this repository's claims. `--profile` prints where the
processor time went.
"""

from __future__ import annotations

import argparse
import cProfile
import csv
import pstats
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import numpy as np

from pipeline.build import build_judged
from pipeline.domain.task import Task, TaskRole
from pipeline.importers.scores import read_import, write_import
from pipeline.store.home import Home
from pipeline.store.languages import load_languages
from pipeline.tasks.discovery import load_tasks

COLUMNS = ("encoder", "regime", "intermediate", "target", "language", "metric", "split", "seed", "value", "n_examples")
SEEDS = (0, 1, 2)
_T = TypeVar("_T")
ENCODER = "xlm-roberta-large"


def main() -> None:
    """Print the seconds of each step."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--examples", type=int, default=2_000)
    parser.add_argument("--profile", action="store_true")
    asked = parser.parse_args()
    tasks = load_tasks()
    with tempfile.TemporaryDirectory() as folder:
        path, home = Path(folder) / "grid.csv", Home(Path(folder) / "home")
        rows = [list(COLUMNS), *scores(tasks, asked.examples)]
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
        now = datetime.now(UTC)
        known = [language.language for language in load_languages()]
        what = f"read and check {len(rows) - 1:,} scores"
        allowed = ("more-examples",)  # as many in every cell, so that the option counts alone
        ready = _timed(what, lambda: read_import(path, tasks, known, benchmark="XTREME", allowed=allowed))
        _timed("write run records", lambda: write_import(home, ready, now=now))
        profile = cProfile.Profile()
        if asked.profile:
            profile.enable()
        _timed("build and judge", lambda: build_judged(home, now=now, git_commit=None, tasks=tuple(tasks.values())))
        if asked.profile:
            profile.disable()
            pstats.Stats(profile).sort_stats("cumulative").print_stats(45)


def scores(tasks: dict[str, Task], n_examples: int) -> Iterator[list[object]]:
    """Rows of the file: gains of 0 to 8 points by regime, 1 point between trainings."""
    generator = np.random.default_rng(0)
    paper = [task for task in tasks.values() if task.benchmark == "xtreme"]
    intermediate = ["none", *(task.task for task in paper if task.role is TaskRole.INTERMEDIATE)]
    for number, regime in enumerate(intermediate):
        for task in (task for task in paper if task.role is TaskRole.TARGET):
            for language in task.languages:
                for seed in SEEDS:
                    share = 60.0 + 8.0 * number / len(intermediate) + generator.normal()
                    value = 100.0 * round(share / 100.0 * n_examples) / n_examples
                    for metric in _metrics(task):
                        first = "" if regime == "none" else regime
                        place = [ENCODER, regime, first, task.task, language, metric, "test", seed]
                        yield [*place, value if metric != "em" else value - 10.0, n_examples]


def _metrics(task: Task) -> tuple[str, ...]:
    return ("f1", "em") if {"f1", "em"} <= set(task.metrics) else (task.primary_metric,)


def _timed(what: str, step: Callable[[], _T]) -> _T:
    started, clock = time.perf_counter(), time.process_time()
    found = step()
    print(f"{what}: {time.perf_counter() - started:.1f} s, {time.process_time() - clock:.1f} s of processor time")
    return found


if __name__ == "__main__":
    main()
