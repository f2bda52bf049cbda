"""Seconds to judge all registered claims on 10 million predictions, with 1,000 replicates of every example.

    python -m benchmarks.verdicts [--rows 10000000] [--keep FILE]

Makes a file of made-up answers in a temporary folder: nine target tasks in XTREME's own languages, thirteen regimes,
three seeds, dev and test; then judges it as a build does and prints the seconds of each step, by the wall clock and of
processor time. Two threads. The answers mean nothing; only their number does.
"""

from __future__ import annotations

import argparse
import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "2")

import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from pipeline.claims.analyses.gain_intervals import fill_gain_intervals
from pipeline.claims.evidence.example_outcomes import Answers
from pipeline.claims.evidence.gathering import judge_claims
from pipeline.claims.provenance.differences import fill_differences
from pipeline.claims.provenance.inputs import fill_inputs
from pipeline.claims.registry.claims_file import load_claims
from pipeline.domain.task import Task, TaskRole, TaskType
from pipeline.store.build import claim_row, task_row
from pipeline.store.tables import create_marts, create_tables, insert_rows
from pipeline.tasks.discovery import load_tasks

NINE = ("xnli", "pawsx", "udpos", "panx", "xquad", "mlqa", "tydiqa", "bucc2018", "tatoeba")
INTERMEDIATE = ("anli_plus", "mnli", "qqp", "squad_v1", "squad_v2", "hellaswag", "ccg", "cosmosqa", "commonsenseqa")
REGIMES = ("none", *INTERMEDIATE, "multi_task", "squad_v1+mlm", "squad_v1+translated")
SEEDS = (0, 1, 2)
DEV_SHARE = 1 / 3
SQL = Path(__file__).parent


def make_file(path: Path, n_rows: int) -> None:
    """Write the file with everything that stands in it before judging."""
    tasks = [task for task in load_tasks().values() if task.task in NINE or task.role is TaskRole.INTERMEDIATE]
    targets = [task for task in tasks if task.task in NINE]
    n_cells = len(REGIMES) * len(SEEDS) * sum(len(task.languages) for task in targets)
    n_dev = round(DEV_SHARE * n_rows / n_cells)
    sizes = {"dev": n_dev, "test": -(-n_rows // n_cells) - n_dev}
    with duckdb.connect(str(path)) as connection:
        connection.execute("set threads = 2")
        create_tables(connection)
        insert_rows(connection, "tasks", [task_row(task) for task in tasks])
        insert_rows(connection, "claims", [claim_row(claim) for claim in load_claims()])
        insert_rows(
            connection, "runs", [_run(task, regime, seed) for task in targets for regime in REGIMES for seed in SEEDS]
        )
        examples = [
            {"split": split, "example_id": f"{split}-{n:06d}"} for split, size in sizes.items() for n in range(size)
        ]
        connection.register("incoming_examples", pa.Table.from_pylist(examples))
        for task in targets:
            connection.register("incoming_plan", pa.Table.from_pylist(_plan(task, sizes)))
            connection.execute((SQL / "verdicts_predictions.sql").read_text(encoding="utf-8"))
            connection.unregister("incoming_plan")
        connection.execute((SQL / "verdicts_scores.sql").read_text(encoding="utf-8"))
        create_marts(connection)


def _run_id(task: str, regime: str, seed: int) -> str:
    return f"made-{regime}-{task}-{seed}"


def _run(task: Task, regime: str, seed: int) -> dict[str, object]:
    mixes = {"none": [], "multi_task": list(INTERMEDIATE)}
    return {
        "run_id": _run_id(task.task, regime, seed),
        "profile": "made",
        "phase": "target",
        "encoder": "xlm-roberta-large",
        "encoder_digest": "0" * 64,
        "n_parameters": 1,
        "regime": regime,
        "intermediate_tasks": mixes.get(regime, [regime.partition("+")[0]]),
        "target_task": task.task,
        "seed": seed,
        "status": "finished",
        "config": "{}",
        "versions": "{}",
        "code_digest": "0" * 64,
        "source": "xtreme_folder",
        "source_digest": "0" * 64,
        "started_at": datetime(2026, 1, 1),  # noqa: DTZ001  # the column holds UTC without saying so
        "machine": "{}",
        "manifest_sha256": "0" * 64,
    }


def _plan(task: Task, sizes: dict[str, int]) -> list[dict[str, object]]:
    """One row per run, language and split; regimes differ by up to four points."""
    return [
        {
            "run_id": _run_id(task.task, regime, seed),
            "task": task.task,
            "language": language,
            "split": split,
            "has_counts": task.task_type is TaskType.TOKEN_CLASSIFICATION or task.task == "bucc2018",
            "is_graded": task.task_type is TaskType.SPAN_EXTRACTION,
            "chance": 0.5 + 0.02 * (REGIMES.index(regime) % 3),
        }
        for regime in REGIMES
        for seed in SEEDS
        for language in task.languages
        for split in sizes
    ]


def judge(path: Path) -> None:
    """Judge the file and print the seconds of each step."""
    claims = load_claims()
    with duckdb.connect(str(path)) as connection:
        connection.execute("set threads = 2")
        (n_rows, n_runs) = connection.execute("select count(*), count(distinct run_id) from predictions").fetchall()[0]
        answers = Answers(connection)
        print(f"{n_rows:,} predictions of {n_runs} runs, {len(claims)} claims")
        steps: list[tuple[str, Callable[[], None]]] = [
            ("claims and multiverse", lambda: judge_claims(connection, claims, answers)),
            ("drawer", lambda: fill_inputs(connection)),
            ("differences", lambda: fill_differences(connection)),
            ("gain intervals", lambda: fill_gain_intervals(connection, answers)),
        ]
        total = [0.0, 0.0]
        print(f"{'step':<24}{'wall s':>8}{'processor s':>13}")
        for name, step in steps:
            wall, clock = time.perf_counter(), time.process_time()
            step()
            spent = time.perf_counter() - wall, time.process_time() - clock
            total = [total[0] + spent[0], total[1] + spent[1]]
            print(f"{name:<24}{spent[0]:>8.1f}{spent[1]:>13.1f}", flush=True)
        print(f"{'all':<24}{total[0]:>8.1f}{total[1]:>13.1f}")
        for table in ("verdicts", "multiverse", "gain_intervals"):
            (count,) = connection.execute(f"select count(*) from {table}").fetchall()[0]
            print(f"{count:,} rows of {table}")


def main() -> None:
    """Make the file, unless it is kept from before, and judge a copy of it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--keep", type=Path, help="where the made file stays for the next time")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        made = asked.keep or Path(folder) / "made.duckdb"
        if not made.exists():
            started = time.perf_counter()
            make_file(made, asked.rows)
            print(f"made in {time.perf_counter() - started:.0f} s, {made.stat().st_size / 1e6:.0f} MB")
        judged = Path(folder) / "judged.duckdb"
        judged.write_bytes(made.read_bytes())
        judge(judged)


if __name__ == "__main__":
    main()
