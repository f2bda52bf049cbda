"""The answers behind gains, example by example: read once a target task and split, and kept as scores of draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from pipeline.claims.evidence.unpaired import ScoreKey, imported_scores
from pipeline.claims.queries import query_rows, query_text
from pipeline.statistics.bootstrap import IntArray, Scores, scores_of

BOOTSTRAP_SEED = 20_200_513
_IMPORTED = "import:"  # profiles of imported scores
_WHOLE = 1e-9  # what an outcome of 1 may lack for its digits
_COUNTS = ("n_true_positive", "n_predicted", "n_gold")


@dataclass(frozen=True, slots=True, eq=False)
class TaskAnswers:
    """All runs of one body on one target task and split."""

    places: Mapping[tuple[str, str], int]  # (run_id, language) -> column of `scores`
    scores: Scores | None  # None: nothing is stored
    is_shared: bool  # the languages answered the same examples, as far as ids say


class Answers:
    """Answers of an open file; what has been read stays for the next claim."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self._kept: dict[tuple[str, ...], TaskAnswers] = {}
        self._rows: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        self._bodies: dict[str, dict[str, str]] = {
            str(row.pop("run_id")): row for row in query_rows(connection, "bodies_of_runs")
        }

    def of(self, run_id: str, task: str, split: str) -> TaskAnswers:
        """Answers of all runs of the run's body on `task` and `split`."""
        return self.of_pair(run_id, "", task, split)

    def of_pair(self, run_id: str, other_run_id: str, task: str, split: str, *, is_exact: bool = False) -> TaskAnswers:
        """Answers that hold both runs: those of their body, or of the two runs alone where they are of two encoders.

        Args:
            other_run_id: "" for none.
            is_exact: an outcome counts where it is whole, else not at all.
        """
        keys = self._bodies[run_id] | {"task": task, "split": split}
        other = self._bodies.get(other_run_id, self._bodies[run_id])
        runs = [] if other == self._bodies[run_id] else sorted((run_id, other_run_id))
        key = (*keys.values(), *runs, str(is_exact))
        if key not in self._kept:
            self._kept[key] = self._fetch(keys, runs, is_exact=is_exact)
        return self._kept[key]

    @cached_property
    def imported_scores(self) -> dict[ScoreKey, tuple[float, int]]:
        """Of `pipeline.claims.evidence.unpaired`, read once."""
        return imported_scores(self.connection)

    def is_imported(self, run_id: str) -> bool:
        """Whether the run came from a file of somebody's scores."""
        return self._bodies[run_id]["profile"].startswith(_IMPORTED)

    def rows(self, name: str, **values: str) -> list[dict[str, Any]]:
        """Rows of `sql/<name>.sql`, read once; the caller leaves them as they are."""
        key = (name, *values.values())
        if key not in self._rows:
            self._rows[key] = query_rows(self.connection, name, **values)
        return self._rows[key]

    def _fetch(self, keys: dict[str, str], only: Sequence[str], *, is_exact: bool) -> TaskAnswers:
        (arms,) = query_rows(self.connection, "arms_of_task", **keys)
        runs, languages = (sorted(arms[name] or ()) for name in ("runs", "languages"))
        runs = list(only) or runs
        values = {"runs": runs, "languages": languages, "task": keys["task"], "split": keys["split"]}
        found: pa.Table = self.connection.sql(query_text("answers"), params=values).to_arrow_table()
        if not len(found):
            return TaskAnswers({}, None, False)
        column = _numbers(found, "arm") * len(languages) + _numbers(found, "language_place")
        example, is_shared = _examples(_numbers(found, "example_place"), _numbers(found, "language_place"))
        is_used = np.zeros(len(runs) * len(languages), dtype=bool)
        is_used[column] = True
        used, place = np.flatnonzero(is_used), (is_used.cumsum() - 1)[column]
        has_counts = all(found[name].null_count == 0 for name in _COUNTS)
        names = _COUNTS if has_counts else ("outcome",)
        table = np.full((int(example.max()) + 1, len(used), len(names)), np.nan)
        for part, name in enumerate(names):
            numbers = found[name].to_numpy()
            table[example, place, part] = np.floor(numbers + _WHOLE) if is_exact else numbers
        key = [BOOTSTRAP_SEED, *f"{keys['task']} {keys['split']}".encode()]
        places = {(runs[n // len(languages)], languages[n % len(languages)]): at for at, n in enumerate(used.tolist())}
        return TaskAnswers(places, scores_of(table, key), is_shared)


def _numbers(table: pa.Table, name: str) -> IntArray:
    return np.asarray(table[name].to_numpy(), dtype=np.int64)


def _examples(example: IntArray, language: IntArray) -> tuple[IntArray, bool]:
    """The row of each answer's example in a table of all languages, and whether languages share rows.

    Languages that answered the same ids, or subsets of them, share rows; where most ids belong to one language alone,
    the examples of each language are numbered by themselves instead, which keeps the table small.
    """
    n_ids = int(example.max()) + 1
    answered = np.zeros((int(language.max()) + 1, n_ids), dtype=bool)
    answered[language, example] = True
    if n_ids <= 2 * int(answered.sum(axis=1).max()):
        return example, len(answered) > 1
    return (answered.cumsum(axis=1) - 1)[language, example], False
