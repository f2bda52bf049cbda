"""Per-example outcomes beside a scores file, so that gains get a paired interval."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.domain.errors import DataFormatError
from pipeline.domain.prediction import Prediction
from pipeline.domain.task import Task, TaskType
from pipeline.importers.checks import CellKey, ScoreFile, ScoreRow, cell_key, whole
from pipeline.importers.csv_scores import read_csv
from pipeline.importers.importer import RawRow

COLUMNS = ("encoder", "regime", "target", "language", "split", "seed", "example_id", "outcome")
COUNTS = ("n_true_positive", "n_predicted", "n_gold")
_NUMBER = re.compile(r"[01](\.\d{1,15})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class OutcomeFile:
    """A sound file of outcomes, cell by cell."""

    sha256: str
    predictions: Mapping[CellKey, Sequence[Prediction]]


def read_outcomes(path: Path, scores: ScoreFile, tasks: Mapping[str, Task], languages: Collection[str]) -> OutcomeFile:
    """Outcomes of every cell that the file is about; each cell is complete and gives the score of the scores file.

    Raises:
        MissingDataError, DataFormatError: the first fault, with file, line, value and what was expected.
    """
    file = read_csv(path, COLUMNS, COUNTS)
    first_rows: dict[CellKey, RawRow] = {}
    found: dict[CellKey, dict[str, Prediction]] = {}
    known = {row.key for row in scores.rows}
    for row in file.rows:
        key = cell_key(row, tasks, languages)
        if key not in known:
            raise DataFormatError(path, row.line, f"outcomes of {key}", f"a cell that {scores.path.name} scores")
        first_rows.setdefault(key, row)
        prediction = _prediction(row, tasks[key.target])
        if found.setdefault(key, {}).setdefault(prediction.example_id, prediction) is not prediction:
            raise row.fault("example_id", "each example of a cell once")
    for score in scores.rows:
        if score.key in found:
            _check(path, first_rows[score.key], score, list(found[score.key].values()), tasks[score.key.target])
    return OutcomeFile(file.sha256, {key: tuple(rows.values()) for key, rows in found.items()})


def _prediction(row: RawRow, task: Task) -> Prediction:
    if not row.cells["example_id"]:
        raise row.fault("example_id", "a name that is the same in all runs")
    text = row.cells["outcome"]
    if not _NUMBER.fullmatch(text) or float(text) > 1.0:
        raise row.fault("outcome", "the example's own score, 0 to 1")
    has_counts = all(row.cells.get(name) for name in COUNTS)
    if _needs_counts(task) and not has_counts:
        expected = f"counts in {', '.join(COUNTS)}, since the F1 of {task.task} is no mean over examples"
        raise DataFormatError(row.path, row.line, "no counts", expected)
    counts = {name: whole(row, name, least=0) for name in COUNTS} if has_counts else {}
    if has_counts and counts["n_true_positive"] > min(counts["n_predicted"], counts["n_gold"]):
        raise row.fault("n_true_positive", "at most n_predicted and n_gold")
    return Prediction(example_id=row.cells["example_id"], predicted="", gold="", outcome=float(text), **counts)


def _needs_counts(task: Task) -> bool:
    """Whether the headline metric is an F1 over all examples together."""
    return task.task_type is not TaskType.SPAN_EXTRACTION and task.primary_metric == "f1"


def _check(path: Path, first: RawRow, score: ScoreRow, rows: Sequence[Prediction], task: Task) -> None:
    if len(rows) != score.n_examples:
        found = f"{len(rows)} outcomes of {score.key}"
        raise DataFormatError(path, first.line, found, f"{score.n_examples}, as {score.place} of the scores says")
    if score.metric != task.primary_metric:
        return
    if _needs_counts(task):
        n_items = sum((row.n_predicted or 0) + (row.n_gold or 0) for row in rows)
        value = 200.0 * sum(row.n_true_positive or 0 for row in rows) / n_items if n_items else 0.0
    else:
        value = 100.0 * math.fsum(row.outcome for row in rows) / len(rows)
    if abs(value - score.value) > 10.0**-score.n_decimals:
        found = f"outcomes of {score.key} that give {score.metric} {value:.6g}"
        raise DataFormatError(path, first.line, found, f"{score.value:g}, as {score.place} of the scores says")
