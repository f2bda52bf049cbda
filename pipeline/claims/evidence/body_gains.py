"""Gains of one body of runs, over the baseline or over another regime."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.claims.evidence.example_outcomes import Answers
from pipeline.claims.evidence.pairing import GainRow


def gains_over_baseline(
    answers: Answers, body: Mapping[str, str], regimes: Sequence[str], tasks: Sequence[str]
) -> list[GainRow]:
    """Every gain of the regimes on the tasks, by task, language, split, regime and seed.

    Args:
        body: profile, encoder and source_digest.
    """
    return [_gain_row(row, {}) for row in _rows(answers, body, tasks) if row["regime"] in regimes]


def gains_over_rival(
    answers: Answers, body: Mapping[str, str], subject: str, rival: str, tasks: Sequence[str]
) -> list[GainRow]:
    """Score of one regime minus score of the other, where both stand beside the same baseline run; order as above."""
    rows = _rows(answers, body, tasks)
    rivals: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in rows:
        if row["regime"] == rival:
            rivals.setdefault(_place(row), []).append(row)
    return [
        _gain_row(
            row,
            {
                "baseline_run_id": other["run_id"],
                "baseline_n_examples": other["n_examples"],
                "gain": row["value"] - other["value"],
            },
        )
        for row in rows
        if row["regime"] == subject
        for other in rivals.get(_place(row), ())
    ]


def _rows(answers: Answers, body: Mapping[str, str], tasks: Sequence[str]) -> list[dict[str, Any]]:
    return [row for row in answers.rows("body_gains", **body) if row["task"] in tasks]


def _place(row: Mapping[str, Any]) -> tuple[str, ...]:
    return row["baseline_run_id"], row["task"], row["language"], row["split"]


def _gain_row(row: Mapping[str, Any], other: Mapping[str, Any]) -> GainRow:
    return GainRow(**{**{name: value for name, value in row.items() if name != "value"}, **other})
