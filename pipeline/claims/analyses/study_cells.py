"""The scores and answers of a study's runs as cells of its curves."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from pipeline.claims.queries import query_rows, query_text
from pipeline.domain.study import Study, StudyPoint, StudyRun, StudySeries
from pipeline.statistics.study_curves import FloatArray, StudyCell

Key = tuple[str, str, str]  # run_id, task, language
_PARTS = ("outcome", "n_true_positive", "n_predicted", "n_gold")


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """What one run answered in one language."""

    examples: str  # digest of the example ids
    parts: FloatArray  # [examples, 4]


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What the store holds of a study's runs."""

    scores: dict[Key, dict[str, Any]]  # rows of study_scores.sql
    answers: dict[Key, Answers]


@dataclass(frozen=True, slots=True)
class Complete:
    """The points that have run, with the seeds that all of them have."""

    points: tuple[StudyPoint, ...]
    seeds: tuple[int, ...]

    def run(self, point: StudyPoint, target: str, seed: int) -> StudyRun:
        """The run of one target and seed at a point."""
        return next(run for run in point.runs if (run.target, run.seed) == (target, seed))


def read_found(connection: duckdb.DuckDBPyConnection, study: Study) -> Found:
    """Scores and answers of the study's finished runs."""
    connection.register("incoming_study_runs", pa.table({"run_id": pa.array(sorted(study.run_ids), pa.string())}))
    rows = query_rows(connection, "study_scores", split=study.split)
    columns = connection.execute(query_text("study_answers"), {"split": study.split}).fetchnumpy()
    connection.unregister("incoming_study_runs")
    scores = {(row["run_id"], row["task"], row["language"]): row for row in rows}
    return Found(scores, _answers(columns))


def _answers(columns: dict[str, Any]) -> dict[Key, Answers]:
    keys = list(zip(columns["run_id"], columns["task"], columns["language"], strict=True))
    parts = np.column_stack([np.asarray(columns[name], dtype=np.float64) for name in _PARTS])
    starts = [number for number in range(len(keys)) if number == 0 or keys[number] != keys[number - 1]]
    found = {}
    for start, end in zip(starts, [*starts, len(keys)][1:], strict=True):
        ids = "\n".join(map(str, columns["example_id"][start:end]))
        found[keys[start]] = Answers(hashlib.sha256(ids.encode()).hexdigest(), parts[start:end])
    return found


def find_complete(study: Study, found: Found) -> Complete:
    """The points with at least one seed whose runs are finished for every target, and the seeds common to them."""
    finished = {key[0] for key in found.scores}
    by_point = {point.x: _seeds(point, finished) for point in study.points}
    points = tuple(point for point in study.points if by_point[point.x])
    common = set.intersection(*(by_point[point.x] for point in points)) if points else set()
    return Complete(points if common else (), tuple(sorted(common)))


def _seeds(point: StudyPoint, finished: set[str]) -> set[int]:
    is_done: dict[int, bool] = defaultdict(lambda: True)
    for run in point.runs:
        is_done[run.seed] &= run.run_id in finished and run.baseline_run_id in {None, *finished}
    return {seed for seed, is_whole in is_done.items() if is_whole}


def series_cells(
    found: Found, complete: Complete, series: StudySeries, *, is_score: bool = False
) -> tuple[StudyCell, ...]:
    """Cells of a series that every point and seed has with answers to the same examples.

    Args:
        is_score: the runs' own scores, whatever the study measures.
    """
    cells = [
        _cell(found, complete, target, language, is_score=is_score)
        for target in series.targets
        for language in series.languages
    ]
    return tuple(cell for cell in cells if cell is not None)


def _cell(found: Found, complete: Complete, target: str, language: str, *, is_score: bool) -> StudyCell | None:
    arms = []
    for point in complete.points:
        for run in (complete.run(point, target, seed) for seed in complete.seeds):
            names = [run.run_id] if is_score or run.baseline_run_id is None else [run.run_id, run.baseline_run_id]
            arms.append([(name, target, language) for name in names])
    keys = [key for pair in arms for key in pair]
    if any(key not in found.scores or key not in found.answers for key in keys):
        return None
    if len({found.answers[key].examples for key in keys}) > 1:
        return None
    parts = np.stack(
        [np.stack([found.answers[key].parts for key in pair]) for pair in arms]
    )  # [runs, arms, examples, 4]
    has_counts = not np.isnan(parts[..., 1:]).any()
    shape = (len(complete.points), len(complete.seeds))
    outcomes = parts[..., 1:] if has_counts else parts[..., :1]
    return StudyCell(
        task=target,
        language=language,
        values=np.array([_value(found, pair) for pair in arms]).reshape(shape),
        outcomes=outcomes.reshape(*shape, *outcomes.shape[1:]),
        examples=found.answers[keys[0]].examples,
    )


def _value(found: Found, pair: Sequence[Key]) -> float:
    values = [float(found.scores[key]["value"]) for key in pair]
    return values[0] - values[1] if len(values) > 1 else values[0]
