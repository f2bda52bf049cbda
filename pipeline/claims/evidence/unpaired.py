"""Arms of imported scores that came without per-example outcomes, for the interval alone.

Nothing says which examples were right, so all is taken to hang together in the way that makes the interval widest: each
arm as that many right and the rest wrong, the arms right on different examples as far as that can be, and all languages
and seeds of a task right on the same ones. For a given mean no outcomes between 0 and 1 vary more than right and wrong,
so for accuracy, EM and the F1 of answers no outcomes can make the interval wider; for an F1 of tags it is an
approximation.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import duckdb
import numpy as np
import pyarrow as pa
from scipy import stats

from pipeline.claims.queries import query_text
from pipeline.statistics.bootstrap import Scores
from pipeline.statistics.intervals import N_REPLICATES, FloatArray

_SEED = 20_200_513


def stand_in(connection: duckdb.DuckDBPyConnection, empty: Sequence[dict[str, object]]) -> tuple[list[int], Scores]:
    """Numbers of the imported pairs among `empty`, and their scores: columns 2i and 2i + 1 are the arms of the i-th.

    Args:
        empty: pair_number, run_id, baseline_run_id, task, language, split, metric of pairs without stored answers.
    """
    connection.register("incoming_unpaired", pa.Table.from_pylist(list(empty)))
    rows = connection.execute(query_text("scores_of_pairs")).fetchall()
    connection.unregister("incoming_unpaired")
    tasks = {int(str(pair["pair_number"])): str(pair["task"]) for pair in empty}
    numbers = [int(number) for number, *_ in rows]
    return numbers, widest_scores([tasks[number] for number in numbers], [row[1:] for row in rows])


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
