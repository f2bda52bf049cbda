"""Processor time and memory to score XTREME's mock submission grown to 200,000 predictions a task, beside evaluate.py.

    python -m benchmarks.submissions XTREME SEQEVAL [--size 200000] [--distinct]

XTREME is a checkout of google-research/xtreme (evaluate.py, third_party/, mock_test_data/), SEQEVAL a folder that holds
the package seqeval 0.0.12. Each language's file is repeated until the task has `--size` predictions: labels, sentences,
pairs or questions; repeated questions get ids of their own, repeated paragraphs keep their contexts. With `--distinct`
every answer and every pair is a text of its own besides, so that nothing is gained by having seen it before.

Both sides run in a process of their own, one after the other, and say how much processor time each task took after all
imports. All scores must agree to 1e-9.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

LABELS, TAGS, PAIRS = ("xnli", "pawsx", "tatoeba"), ("udpos", "panx"), ("bucc2018",)
QUESTIONS = ("xquad", "mlqa", "tydiqa")
TASKS = (*LABELS, *TAGS, *PAIRS, *QUESTIONS)
METRICS = {"exact_match": "em", "f1": "f1", "accuracy": "accuracy"}


def main() -> None:
    """Make the data, run both sides, print one line a task."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("xtreme", type=Path)
    parser.add_argument("seqeval", type=Path)
    parser.add_argument("--size", type=int, default=200_000)
    parser.add_argument("--distinct", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="crosscheck-submission-") as scratch:
        folder = Path(scratch)
        for task in TASKS:
            grow(given.xtreme / "mock_test_data", folder, task, given.size, is_distinct=given.distinct)
        official = _child("official", folder, [str(given.xtreme.resolve()), str(given.seqeval.resolve())])
        ours = _child("ours", folder, [])
    print(f"{'task':10}{'evaluate.py s':>14}{'ours s':>9}{'ratio':>8}   largest difference")
    for task in TASKS:
        difference = max(
            abs(ours["scores"][task][METRICS[metric]][language] - value)
            for metric, by_language in official["scores"][task].items()
            if metric in METRICS
            for language, value in by_language.items()
        )
        if difference > 1e-9:
            raise SystemExit(f"{task}: scores differ by {difference}; expected at most 1e-9")
        theirs, mine = official["seconds"][task], ours["seconds"][task]
        print(f"{task:10}{theirs:14.2f}{mine:9.3f}{theirs / mine:8.1f}   {difference:.1g}")
    theirs, mine = sum(official["seconds"].values()), sum(ours["seconds"].values())
    print(f"{'all':10}{theirs:14.2f}{mine:9.3f}{theirs / mine:8.1f}")
    print(f"memory MB {official['megabytes']:14.0f}{ours['megabytes']:9.0f}")


def grow(mock: Path, folder: Path, task: str, size: int, *, is_distinct: bool) -> None:
    """Write the files of one task below `folder`/labels and `folder`/predictions."""
    paths = sorted((mock / "labels" / task).glob("test-*"))
    for gold in paths:
        found = mock / "predictions" / task / gold.name
        if task in QUESTIONS:
            _grow_questions(gold, found, folder, task, size // len(paths), is_distinct=is_distinct)
            continue
        for side, path in (("labels", gold), ("predictions", found)):
            text = path.read_text(encoding="utf-8").strip("\n") + "\n"
            unit = text + "\n" if task in TAGS else text
            n_units = unit.count("\n\n") if task in TAGS else unit.count("\n")
            repeats = -(-(size // len(paths)) // n_units)
            if is_distinct and task in PAIRS:
                grown = "".join(unit.replace("\n", f"{number}\n") for number in range(repeats))
            else:
                grown = unit * repeats
            _put(folder / side / task / path.name, grown)


def _grow_questions(gold: Path, found: Path, folder: Path, task: str, size: int, *, is_distinct: bool) -> None:
    articles = json.loads(gold.read_text(encoding="utf-8"))["data"]
    answers = json.loads(found.read_text(encoding="utf-8"))
    questions = [q for article in articles for paragraph in article["paragraphs"] for q in paragraph["qas"]]
    repeats = -(-size // len(questions))
    data, replies = [], {}
    for number in range(repeats):
        grown = json.loads(json.dumps(articles))
        for question in (q for article in grown for paragraph in article["paragraphs"] for q in paragraph["qas"]):
            old = question["id"]
            question["id"] = f"{old}-{number}"
            for answer in question["answers"]:
                answer["text"] += f" {number}" if is_distinct else ""
            if old in answers:
                replies[question["id"]] = answers[old] + (f" {number}" if is_distinct else "")
        data += grown
    _put(folder / "labels" / task / gold.name, json.dumps({"data": data}))
    _put(folder / "predictions" / task / gold.name, json.dumps(replies))


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _child(side: str, folder: Path, given: list[str]) -> dict:  # type: ignore[type-arg]
    command = [sys.executable, "-m", "benchmarks.submissions", f"--{side}", str(folder), *given]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1])


def official(folder: Path, xtreme: str, seqeval: str) -> None:
    """Score `folder` with evaluate.py and print scores, seconds and memory as JSON."""
    sys.path[:0] = [seqeval, xtreme]
    import evaluate  # type: ignore[import-not-found]  # noqa: PLC0415

    def score(task: str) -> dict[str, dict[str, float]]:
        by_metric: dict[str, dict[str, float]] = {}
        for path in sorted((folder / "labels" / task).iterdir()):
            language = path.stem.removeprefix("test-")
            found = str(folder / "predictions" / task / path.name)
            for metric, value in evaluate.evaluate_one_task(found, str(path), task, language=language).items():
                by_metric.setdefault(metric, {})[language] = value
        return by_metric

    _time_tasks(score)


def ours(folder: Path) -> None:
    """Score `folder` with this project and print scores, seconds and memory as JSON."""
    from pipeline.submissions.folder import score_folder  # noqa: PLC0415
    from pipeline.tasks.discovery import load_tasks  # noqa: PLC0415

    tasks = load_tasks()
    _time_tasks(
        lambda task: score_folder(folder / "predictions", folder / "labels", [tasks[task]]).scores[task],  # type: ignore[arg-type,return-value]
    )


def _time_tasks(score: Callable[[str], dict[str, dict[str, float]]]) -> None:
    scores, seconds = {}, {}
    for task in TASKS:
        start = time.process_time()
        scores[task] = score(task)
        seconds[task] = time.process_time() - start
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"scores": scores, "seconds": seconds, "megabytes": megabytes}))


if __name__ == "__main__":
    match sys.argv[1:2]:
        case ["--official"]:
            official(Path(sys.argv[2]), *sys.argv[3:5])
        case ["--ours"]:
            ours(Path(sys.argv[2]))
        case _:
            main()
