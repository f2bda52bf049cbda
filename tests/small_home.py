"""A small home whose every gain is known by hand: one profile, three regimes, three tasks, three languages.

Ten examples a cell, so one more right answer is worth 10 points. Mean gains over de, en, zh, in points:

| regime    | xnli dev | xnli test      | panx dev | panx test | xquad test (mean of F1 and EM) |
|-----------|----------|----------------|----------|-----------|--------------------------------|
| squad_v1  |    +10   | +20/3          |     0    |     0     | +20                            |
| hellaswag |      0   | +10            |   +10    |   +10     |   0                            |

Over the three tasks, dev where there is one: squad_v1 (10 + 0 + 20) / 3 = 10, hellaswag (0 + 10 + 0) / 3 = 10/3.
Best of each task on test, chosen on dev where there is one: squad_v1 for xnli (+20/3), hellaswag for panx (+10),
squad_v1 for xquad (+20): (20/3 + 10 + 20) / 3 = 110/9.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pipeline.domain.example import MissingCell
from pipeline.domain.prediction import Prediction
from pipeline.domain.run import Phase, Run, RunStatus
from pipeline.domain.score import Score
from pipeline.domain.task import Benchmark, Split, Task, TaskRole, TaskType
from pipeline.store.home import Home
from pipeline.store.records import CurvePoint, write_cell, write_curve, write_run

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
PROFILE = "small"
ENCODER = "small-encoder"
SOURCE = "generated"
SOURCE_DIGEST = "5" * 64
LANGUAGES = ("de", "en", "zh")
N_EXAMPLES = 10
REGIMES = ("none", "squad_v1", "hellaswag")

# right answers of ten, for de, en, zh
RIGHT = {
    ("xnli", Split.DEV): {"none": (6, 8, 5), "squad_v1": (7, 8, 7), "hellaswag": (6, 9, 4)},
    ("xnli", Split.TEST): {"none": (5, 7, 4), "squad_v1": (5, 8, 5), "hellaswag": (5, 7, 7)},
    ("panx", Split.DEV): {"none": (6, 9, 3), "squad_v1": (5, 9, 4), "hellaswag": (7, 9, 5)},
    ("panx", Split.TEST): {"none": (5, 8, 3), "squad_v1": (5, 8, 3), "hellaswag": (6, 8, 5)},
    ("xquad", Split.TEST): {"none": (5, 7, 4), "squad_v1": (8, 9, 5), "hellaswag": (6, 7, 3)},
}
# exact matches of ten; the numbers above are the F1, which is 0 or 1 for each question here
EXACT = {"none": (4, 6, 3), "squad_v1": (6, 8, 5), "hellaswag": (5, 6, 2)}


def small_tasks() -> tuple[Task, ...]:
    """The three target tasks, cut to three languages, and two intermediate tasks."""
    target = {
        "role": TaskRole.TARGET,
        "languages": LANGUAGES,
        "licence": "none",
        "url": "https://example.org",
        "benchmark": Benchmark.XTREME,
    }
    english = {
        "role": TaskRole.INTERMEDIATE,
        "languages": ("en",),
        "licence": "none",
        "url": "https://example.org",
        "benchmark": Benchmark.XTREME,
    }
    return (
        Task("xnli", "XNLI", task_type=TaskType.SEQUENCE_CLASSIFICATION, metrics=("accuracy",), train_task="mnli",
             labels=("contradiction", "entailment", "neutral"), **target),
        Task("panx", "PAN-X", task_type=TaskType.TOKEN_CLASSIFICATION, metrics=("f1",), train_task="panx", **target),
        Task("xquad", "XQuAD", task_type=TaskType.SPAN_EXTRACTION, metrics=("f1", "em"), train_task="squad_v1",
             **target),
        Task("squad_v1", "SQuAD v1.1", task_type=TaskType.SPAN_EXTRACTION, metrics=("f1", "em"),
             train_task="squad_v1", **english),
        Task("hellaswag", "HellaSwag", task_type=TaskType.MULTIPLE_CHOICE, metrics=("accuracy",),
             train_task="hellaswag", **english),
    )  # fmt: skip


def small_run(regime: str, task: str, seed: int = 0) -> Run:
    """A finished run on one target task."""
    missing = tuple(MissingCell("xquad", language, Split.DEV, "XQuAD has no development set") for language in LANGUAGES)
    return Run(
        run_id=f"small-{regime}-{task}-{seed}",
        profile=PROFILE,
        phase=Phase.TARGET,
        encoder=ENCODER,
        encoder_digest=("a" if regime == "none" else "b") * 64,
        n_parameters=1_000_000,
        regime=regime,
        intermediate_tasks=() if regime == "none" else (regime,),
        target_task=task,
        seed=seed,
        status=RunStatus.FINISHED,
        config={"learning_rate": 1e-4},
        versions={"python": "3.11"},
        git_commit=None,
        code_digest="c" * 64,
        source=SOURCE,
        source_digest=SOURCE_DIGEST,
        started_at=NOW,
        wall_seconds=60.0,
        n_train_examples=100,
        n_train_tokens=12_800,
        tokens_per_second=213.3,
        machine={"cpu": "test"},
        missing_cells=missing if task == "xquad" else (),
    )


def small_cell(run: Run, split: Split, position: int) -> tuple[list[Score], list[Prediction]]:
    """Scores and predictions of one cell; `position` is the language's place in LANGUAGES."""
    task, language = str(run.target_task), LANGUAGES[position]
    n_right = RIGHT[task, split][run.regime][position]
    values = {"xnli": {"accuracy": n_right}, "panx": {"f1": n_right}, "xquad": {"f1": n_right}}[task]
    if task == "xquad":
        values["em"] = EXACT[run.regime][position]
    scores = [
        Score(
            run_id=run.run_id,
            task=task,
            language=language,
            split=split,
            metric=metric,
            value=100.0 * n_points / N_EXAMPLES,
            n_examples=N_EXAMPLES,
            n_available=N_EXAMPLES,
            chance=100.0 / 3 if task == "xnli" else None,
            metric_impl=f"{metric}, by hand",
        )
        for metric, n_points in values.items()
    ]
    # a PAN-X sentence holds one gold and one predicted entity, so its F1 is the share of sentences with a right one
    predictions = [
        Prediction(
            example_id=f"{number:02d}",
            predicted="right" if number < n_right else "wrong",
            gold="right",
            outcome=float(number < n_right),
            n_true_positive=int(number < n_right) if task == "panx" else None,
            n_predicted=1 if task == "panx" else None,
            n_gold=1 if task == "panx" else None,
        )
        for number in range(N_EXAMPLES)
    ]
    return scores, predictions


def write_small_run(runs: Path, run: Run, cells: Sequence[tuple[Split, int]] | None = None) -> None:
    """Put one run and its cells, all of them unless some are given, below `runs`."""
    splits = [split for task, split in RIGHT if task == run.target_task]
    write_run(runs, run)
    write_curve(runs, run.run_id, [CurvePoint(10, 6_400, 1.0, 1e-4), CurvePoint(20, 12_800, 0.5, 0.0)])
    for split, position in cells or [(split, position) for split in splits for position in range(len(LANGUAGES))]:
        scores, predictions = small_cell(run, split, position)
        write_cell(runs, run.run_id, scores, predictions, wall_seconds=1.0)


def write_small_home(root: Path) -> Home:
    """The whole home: nine finished runs; nothing is built or published."""
    home = Home(root)
    for regime in REGIMES:
        for task in ("xnli", "panx", "xquad"):
            write_small_run(home.runs, small_run(regime, task))
    return home


def add_failed_run(home: Home) -> Run:
    """One more run, mnli before xnli, that failed after its first cell; the baseline stands in for its answers."""
    failed = replace(small_run("none", "xnli"), run_id="small-mnli-xnli-0", regime="mnli", intermediate_tasks=("mnli",))
    failed = replace(failed, status=RunStatus.FAILED, error="out of memory", wall_seconds=None)
    write_run(home.runs, failed)
    scores, predictions = small_cell(replace(failed, regime="none"), Split.DEV, 0)
    write_cell(home.runs, failed.run_id, scores, predictions, wall_seconds=1.0)
    return failed


def change_record(path, **changes):
    """Put other content into a run or cell record; without its digest, which would no longer be that of the content."""
    content = json.loads(path.read_text(encoding="utf-8")) | changes
    content.pop("record_sha256", None)
    path.write_text(json.dumps(content), encoding="utf-8")
