"""Arms of imported scores that came without per-example outcomes, for the interval alone.

Nothing says which examples were right, so all is taken to hang together in the way that makes the interval widest: each
arm as that many right and the rest wrong, the arms right on different examples as far as that can be, and all languages
and seeds of a task right on the same ones. For a given mean no outcomes between 0 and 1 vary more than right and wrong,
so for accuracy, EM and the F1 of answers no outcomes can make the interval wider; for an F1 of tags it is an
approximation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import duckdb
import numpy as np
from scipy import stats

from pipeline.claims.queries import query_rows
from pipeline.statistics.bootstrap import N_REPLICATES, FloatArray, Scores

_SEED = 20_200_513


ScoreKey = tuple[str, str, str, str, str]  # run_id, task, language, split, metric


def imported_scores(connection: duckdb.DuckDBPyConnection) -> dict[ScoreKey, tuple[float, int]]:
    """Score and number of examples of every cell of imported runs, where that number is stated."""
    rows = query_rows(connection, "imported_scores")
    names = ("run_id", "task", "language", "split", "metric")
    return {tuple(row[name] for name in names): (row["value"], row["n_examples"]) for row in rows}


def stand_in(
    scores: Mapping[ScoreKey, tuple[float, int]], pairs: Sequence[tuple[str, str, str, str, str, str]]
) -> tuple[list[int], Scores]:
    """Places of the pairs that have imported scores of as many examples, and the scores of draws of their arms.

    Columns 2i and 2i + 1 are subject and baseline of the i-th of these places. Without a baseline run the other arm
    scores nothing, which leaves the run's own score.

    Args:
        scores: of `imported_scores`.
        pairs: run_id, baseline_run_id ("": none), task, language, split, metric.
    """
    places, arms = [], []
    for place, (run_id, baseline_run_id, *cell) in enumerate(pairs):
        task, language, split, metric = cell
        subject = scores.get((run_id, task, language, split, metric))
        if subject is None:
            continue
        value, n_examples = subject
        baseline = (
            scores.get((baseline_run_id, task, language, split, metric)) if baseline_run_id else (0.0, n_examples)
        )
        if baseline is not None and baseline[1] == n_examples:
            places.append(place)
            arms.append((value, baseline[0], n_examples))
    return places, widest_scores([pairs[place][2] for place in places], arms)


def widest_scores(tasks: Sequence[str], arms: Sequence[tuple[float, float, int]]) -> Scores:
    """Scores of pairs whose gains move together within a task as much as they can.

    Args:
        tasks: of each pair.
        arms: subject's and baseline's score, percent, and the number of examples of each pair.
    """
    numbers = np.array(arms, dtype=np.float64).reshape(-1, 3)
    whole = numbers[:, :2].reshape(-1)
    drawn = np.repeat(whole[:, None], N_REPLICATES, axis=1)
    moves = np.array([_standard(task) for task in tasks]).reshape(-1, N_REPLICATES)
    drawn[::2] += widest_error(numbers[:, 0], numbers[:, 1], numbers[:, 2])[:, None] * moves
    none = np.zeros((len(whole), 0))  # no folds: which examples were right is not known
    sizes = numbers[:, 2].astype(np.int64)
    answered = np.repeat(np.arange(len(sizes)), 2)
    return Scores(whole, drawn, none, none, answered, np.zeros((0, len(sizes)), dtype=bool), sizes)


def widest_error(subject: FloatArray, baseline: FloatArray, n_examples: FloatArray) -> FloatArray:
    """Standard error of the gain, points, if the arms agree on as few examples as their scores allow.

    Args:
        subject: percent, as `baseline`.
    """
    first, second = subject / 100.0, baseline / 100.0
    differing = first + second - 2.0 * np.maximum(0.0, first + second - 1.0)
    return np.asarray(100.0 * np.sqrt((differing - (first - second) ** 2) / n_examples))


def independent_error(subject: FloatArray, baseline: FloatArray, n_examples: FloatArray) -> FloatArray:
    """Standard error of the gain, points, if the arms know nothing of each other; arguments as `widest_error`."""
    parts = [share / 100.0 * (1.0 - share / 100.0) for share in (subject, baseline)]
    return np.asarray(100.0 * np.sqrt((parts[0] + parts[1]) / n_examples))


@lru_cache(maxsize=64)
def _standard(task: str) -> FloatArray:
    """[replicates] standard normal numbers in the task's own order, with variance 1 to the digit."""
    quantiles = stats.norm.ppf((np.arange(N_REPLICATES) + 0.5) / N_REPLICATES)
    order = np.random.default_rng([_SEED, *task.encode()]).permutation(N_REPLICATES)
    return np.asarray(quantiles[order] / quantiles.std())
