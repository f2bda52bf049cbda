"""Claims with their evidence and verdicts as rows of files; one row a body of evidence."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard.kit.columns import FILE, TEXT, Column, Table, is_missing, span
from dashboard.kit.export import Cell
from dashboard.kit.markup import signed
from dashboard.kit.theme import KINDS, verdict_style


def judged(claims: pd.DataFrame, evidence: pd.DataFrame) -> pd.DataFrame:
    """Rows of `VERDICTS` in the order of the page; a claim without any evidence keeps one row without.

    Args:
        claims: rows of queries/claims.sql that are shown.
        evidence: rows of queries/evidence.sql that are shown.
    """
    renamed = evidence.rename(columns={"split": "evidence_split"})
    joined = claims.merge(renamed, on="claim_id", how="left", suffixes=("", "_evidence"))
    return joined.astype({"n_cells": "Int64", "n_cells_needed": "Int64"})  # a claim without evidence has none


def _estimate(row: Any) -> Cell:
    return None if is_missing(row.estimate) else signed(row.estimate, 2)


def _interval(row: Any) -> Cell:
    return None if is_missing(row.low) else span(row.low, row.high, lambda value: signed(value, 2))


def _cells(row: Any) -> Cell:
    return None if is_missing(row.kind) else f"{int(row.n_cells)} of {int(row.n_cells_needed)}"


def _verdict(row: Any) -> Cell:
    if is_missing(row.kind):
        return "Unchecked"
    return None if is_missing(row.verdict) else verdict_style(row.verdict).word


VERDICTS = Table(
    (
        Column("claim", "claim_id", on=FILE | TEXT),
        Column("paper", "paper", on=FILE),
        Column("place in the paper", "locator", on=FILE),
        Column("statement", "statement", on=FILE),
        Column("comparator", "comparator", on=FILE),
        Column("claimed value as printed", "value", on=FILE),
        Column("unit", "unit", on=FILE),
        Column("claimed", on=TEXT, text=lambda row: f"{row.value} {row.unit}"),
        Column("kind of evidence", "kind", on=FILE),
        Column("kind", on=TEXT, text=lambda row: None if is_missing(row.kind) else KINDS[row.kind][0]),
        Column("evidence", "label", on=FILE | TEXT),
        Column("encoder", "encoder", on=FILE),
        Column("benchmark", "benchmark", on=FILE),
        Column("split", "evidence_split", on=FILE),
        Column("estimate", "estimate", on=FILE | TEXT, text=_estimate),
        Column("interval", on=TEXT, text=_interval),
        Column("interval low", "low", on=FILE),
        Column("interval high", "high", on=FILE),
        Column("confidence of the interval", "level", on=FILE),
        Column("cells", "n_cells", on=FILE | TEXT, text=_cells),
        Column("cells needed", "n_cells_needed", on=FILE),
        Column("verdict", "verdict", on=FILE | TEXT, text=_verdict),
        Column("direction", "direction", on=FILE),
        Column("agrees only by rounding", "only_by_rounding", on=FILE),
        Column("reason", "reason", on=FILE),
    )
)
