"""The tables of the pages as rows that can be exported, complete and as they are shown."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pyarrow as pa

from dashboard.kit.export import Cell, Sheet, sheet_of
from dashboard.kit.markup import metric_name, signed
from dashboard.kit.tables import covered
from dashboard.kit.theme import KINDS, verdict_style

MEANS = {
    "task": "task",
    "title": "task title",
    "metric": "metric",
    "regime": "regime",
    "regime_title": "regime title",
    "mean_value_without_english": "mean without English, percent",
    "n_languages_without_english": "languages scored without English",
    "n_own_without_english": "of them languages of the task",
    "n_languages_needed": "languages of the task without English",
    "english_value": "English, percent",
    "mean_chance_without_english": "random guess without English, percent",
    "n_seeds": "seeds",
}
VERDICTS = {
    "claim_id": "claim",
    "paper": "paper",
    "locator": "place in the paper",
    "statement": "statement",
    "comparator": "comparator",
    "value": "claimed value as printed",
    "unit": "unit",
    "kind": "kind of evidence",
    "label": "evidence",
    "encoder": "encoder",
    "benchmark": "benchmark",
    "evidence_split": "split",
    "estimate": "estimate",
    "low": "interval low",
    "high": "interval high",
    "level": "confidence of the interval",
    "n_cells": "cells",
    "n_cells_needed": "cells needed",
    "verdict": "verdict",
    "direction": "direction",
    "only_by_rounding": "agrees only by rounding",
    "reason": "reason",
}


def means_sheet(means: pd.DataFrame) -> Sheet:
    """One row per task and regime.

    Args:
        means: rows of queries/task_table.sql.
    """
    return sheet_of(means, MEANS)


def means_as_shown(means: pd.DataFrame) -> Sheet:
    """Tasks x regimes as on the page: for each task a row without English, with coverage, and one for English alone.

    Args:
        means: rows of queries/task_table.sql.
    """
    regimes = means.drop_duplicates("regime").set_index("regime")["regime_title"]
    known = {(row.task, row.regime): row for row in means.itertuples()}
    rows: list[tuple[Cell, ...]] = []
    for task in means.drop_duplicates("task").itertuples():
        cells = [known.get((task.task, regime)) for regime in regimes.index]
        name = f"{task.title}, {metric_name(str(task.metric))}"
        chance = _number(task.mean_chance_without_english)
        rows.append((name, "other languages", *(_covered(cell) for cell in cells), chance))
        rows.append((name, "English", *(None if cell is None else _number(cell.english_value) for cell in cells), None))
    return Sheet(("Task", "Languages", *regimes, "Random guess"), tuple(rows))


def _covered(cell: Any) -> Cell:
    if cell is None or pd.isna(cell.mean_value_without_english):
        return None
    return f"{cell.mean_value_without_english:.1f} ({covered(cell)})"


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def verdicts_sheet(claims: pd.DataFrame, evidence: pd.DataFrame) -> Sheet:
    """One row per body of evidence in the order of the page; a claim without any keeps one row without evidence.

    Args:
        claims: rows of queries/claims.sql that are shown.
        evidence: rows of queries/evidence.sql that are shown.
    """
    return sheet_of(_judged(claims, evidence), VERDICTS)


def verdicts_as_shown(claims: pd.DataFrame, evidence: pd.DataFrame) -> Sheet:
    """The same rows with what a table in a text has room for."""
    rows = tuple(_judged_row(row) for row in _judged(claims, evidence).itertuples())
    return Sheet(("Claim", "Claimed", "Kind", "Evidence", "Estimate", "Interval", "Cells", "Verdict"), rows)


def _judged_row(row: Any) -> tuple[Cell, ...]:
    claimed = (row.claim_id, f"{row.value} {row.unit}")
    if pd.isna(row.kind):
        return (*claimed, None, None, None, None, None, "Unchecked")
    return (
        *claimed,
        KINDS[row.kind][0],
        row.label,
        None if pd.isna(row.estimate) else signed(row.estimate, 2),
        None if pd.isna(row.low) else f"{signed(row.low, 2)} to {signed(row.high, 2)}",
        f"{int(row.n_cells)} of {int(row.n_cells_needed)}",
        None if pd.isna(row.verdict) else verdict_style(row.verdict).word,
    )


def _judged(claims: pd.DataFrame, evidence: pd.DataFrame) -> pd.DataFrame:
    renamed = evidence.rename(columns={"split": "evidence_split"})
    joined = claims.merge(renamed, on="claim_id", how="left", suffixes=("", "_evidence"))
    return joined.astype({"n_cells": "Int64", "n_cells_needed": "Int64"})  # a claim without evidence has none


def result_sheet(table: pa.Table) -> Sheet:
    """The rows of a query's result; its column names are unique."""
    columns = [column.to_pylist() for column in table.columns]
    return Sheet(tuple(table.column_names), tuple(zip(*columns, strict=True)))
