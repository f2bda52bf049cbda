"""A published file opened for reading; each table of it is a DataFrame with documented columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import duckdb
import pandas as pd

from pipeline.domain.errors import unknown_name
from pipeline.store.home import find_home
from pipeline.store.publish import open_build, published

_SQL = Path(__file__).parent / "sql"

_EXPERIMENT = {
    "profile": "configuration of the experiment",
    "encoder": "pretrained network",
    "source": "where examples come from: xtreme_folder, hub, generated, or the name of an import's benchmark",
    "source_digest": "of the examples themselves",
    "regime": "what comes before the target task; 'none' is the baseline",
}
_CELL = {
    "task": "target task",
    "language": "ISO 639-1 code, or ISO 639-3 where there is none",
    "split": "dev or test",
    "metric": "accuracy, f1, em ..., or 'task_score': XTREME's, the mean of F1 and EM for question answering",
}
_SCORED = {
    "chance": "percent, random guesser on the same examples; null: not known",
    "n_examples": "examples behind the score",
}
COLUMNS: Mapping[str, Mapping[str, str]] = {
    "runs": {
        "run_id": "key",
        **_EXPERIMENT,
        "n_parameters": "of the encoder",
        "phase": "pretraining, intermediate or target",
        "target_task": "null in earlier phases",
        "seed": "of the training",
        "status": "finished, failed or imported",
        "started_at": "UTC",
        "wall_seconds": "of scoring; null: imported",
        "training_key": "runs of one key share a training",
        "n_train_examples": "drawn for training; null: none, or not known",
        "n_train_tokens": "that the training read; null: none, or not known",
        "tokens_per_second": "of training",
        "origin": "local, or shipped with the project",
    },
    "scores": {
        **_EXPERIMENT,
        "seed": "of the training",
        **_CELL,
        "score": "percent, one seed",
        **_SCORED,
        "n_available": "examples that the file holds; more than n_examples where a profile cuts",
        "run_id": "key of runs",
    },
    "gains": {
        **_EXPERIMENT,
        **_CELL,
        "score": "percent, mean over seeds",
        "baseline_score": "percent, the same encoder and seeds without intermediate task; null: none",
        "gain": "points: score - baseline_score",
        "low": "of the gain's interval; of 'task_score' alone",
        "high": "of the gain's interval",
        "level": "of the interval, 0.95",
        "n_seeds": "behind score and gain",
        **_SCORED,
        "is_at_chance": "neither arm scores above chance: the gain says nothing",
        "is_seen": "whether the encoder's masked LM has seen the language; null: not known",
        "family": "of the language",
        "script": "of the language",
    },
    "task_gains": {
        **{name: text for name, text in _EXPERIMENT.items() if name != "source"},
        "task": _CELL["task"],
        "split": _CELL["split"],
        "language_set": "own (of the task), all (scored), non_english, seen or unseen",
        "gain": "points: mean over the set's languages of the mean over seeds, in the task score",
        "low": "of the interval over seeds, languages and examples",
        "high": "of the interval",
        "level": "of the interval, 0.95",
        "n_languages": "behind the gain",
        "n_seeds": "behind the gain",
    },
    "tasks": {"task": "key", "title": "as papers write it", "role": "intermediate, target or both"},
    "regimes": {"regime": "key", "title": "as papers write it", "short_title": "for the head of a table"},
    "claims": {
        "claim_id": "key",
        "paper": "key of the claims file",
        "statement": "in our own words",
        "kind": "gain, best_of_gain, ordering ...",
        "comparator": "equals, at_least, at_most or above",
        "value": "as printed",
        "unit": "points, or what is counted",
        "value_low": "of the rounding interval",
        "value_high": "of the rounding interval",
        "tolerance": "same unit as the value",
        "split": "that the claim is about",
        "tasks": "target tasks that the claim is about",
        "scope_encoder": "that the claim is about",
        "scope_benchmark": "that the claim is about",
        "locator": "where the paper states it",
    },
    "verdicts": {
        "claim_id": "key of claims",
        "kind": "reported, measured or derived",
        "label": "of the body of evidence",
        "profile": "of measured evidence",
        "encoder": "of the evidence",
        "benchmark": "of the evidence",
        "estimate": "in the claim's unit; null: not computable",
        "low": "of its interval",
        "high": "of its interval",
        "level": "of its interval",
        "n_cells": "behind the estimate",
        "n_cells_needed": "that the claim covers",
        "verdict": "one of seven codes, docs/method.md",
        "direction": "of evidence with a different setup",
        "reason": "one sentence",
        "evidence_id": "key",
    },
    "differences": {
        "claim_id": "key of claims",
        "kind": "reported, measured or derived",
        "profile": "of measured evidence",
        "encoder": "of the evidence",
        "aspect": "what differs: encoder size, languages, training data ...",
        "claimed": "as the claim's source states it, or 'not stated in our sources'",
        "found": "in the evidence",
        "effect": "what such a difference can do to the number",
        "is_stated": "the source states its side",
        "evidence_id": "key of verdicts",
    },
}


class Results:
    """Tables of one published file, in a fixed order of rows; `COLUMNS[name]` says what each column holds."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def runs(self) -> pd.DataFrame:
        """One row per run."""
        return self._table("runs")

    def scores(self, **where: str) -> pd.DataFrame:
        """One row per run, target task, language, split and metric.

        Args:
            where: value of a column, as in `scores(task="xnli", split="test")`.
        """
        return self._table("scores", where)

    def gains(self, **where: str) -> pd.DataFrame:
        """One row per cell, means over seeds: score, baseline and gain = score - baseline."""
        return self._table("gains", where)

    def task_gains(self, **where: str) -> pd.DataFrame:
        """One row per experiment, regime, target task, split and set of languages, with the interval of the gain."""
        return self._table("task_gains", where)

    def tasks(self) -> pd.DataFrame:
        """One row per task, with its title."""
        return self._table("tasks")

    def regimes(self) -> pd.DataFrame:
        """One row per regime, with its title; the baseline first."""
        return self._table("regimes")

    def claims(self) -> pd.DataFrame:
        """One row per claim."""
        return self._table("claims")

    def verdicts(self, **where: str) -> pd.DataFrame:
        """One row per claim and body of evidence."""
        return self._table("verdicts", where)

    def differences(self, **where: str) -> pd.DataFrame:
        """One row per claim, body of evidence and what sets the two apart."""
        return self._table("differences", where)

    def _table(self, name: str, where: Mapping[str, str] | None = None) -> pd.DataFrame:
        for column in where or {}:
            if column not in COLUMNS[name]:
                raise unknown_name(f"column of {name}", column, COLUMNS[name])
        text = (_SQL / f"{name}.sql").read_text(encoding="utf-8").strip().removesuffix(";")
        kept = " and ".join(f'"{column}" = ${column}' for column in where or {})  # columns are checked above
        statement = f"select * from ({text}) where {kept}" if kept else text  # noqa: S608
        return self._connection.execute(statement, dict(where) if where else None).df()


@contextmanager
def open_results(path: Path | None = None, *, home: Path | None = None) -> Iterator[Results]:
    """The results of a built file.

    Args:
        path: a built file; None: what is published in the home.
        home: None: CROSSCHECK_HOME, or the default home.

    Raises:
        StoreError: nothing is published, or the file is damaged or of another schema.
    """
    with closing(open_build(path or published(find_home(home)))) as connection:
        yield Results(connection)
