"""Every two regimes set against each other, language by language, kept in the built file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

import duckdb

from pipeline.claims.evidence.example_outcomes import Answers
from pipeline.claims.evidence.pairing import GainRow, pair_predictions
from pipeline.claims.queries import query_rows
from pipeline.statistics.bootstrap import PairedCell
from pipeline.statistics.holm import holm
from pipeline.statistics.intervals import LEVEL, GainSpread, gain_spreads
from pipeline.statistics.ranks import MeanDifference, rank_regimes, scores_of_regimes
from pipeline.store.tables import insert_rows

_NOT_GAIN = ("subject", "rival", "score", "rival_score")
Row = dict[str, Any]


def fill_comparisons(connection: duckdb.DuckDBPyConnection, answers: Answers | None = None) -> None:
    """Fill the tables `comparisons` and `regime_ranks`; a language whose two arms cannot be paired has no row."""
    held = answers or Answers(connection)
    for body in query_rows(connection, "measured_bodies"):
        keys = {name: body[name] for name in ("profile", "encoder", "source_digest")}
        found = query_rows(connection, "pairs_to_compare", **keys)
        for (task, split), group in groupby(found, key=lambda row: (row["task"], row["split"])):
            members = list(group)
            labels = {**keys, "task": task, "split": split}
            compared = compare_pairs(held, members)
            insert_rows(connection, "comparisons", [{**labels, **row} for row in compared])
            insert_rows(connection, "regime_ranks", [{**labels, **row} for row in _ranks(members, compared)])


def compare_pairs(answers: Answers, rows: Sequence[Mapping[str, Any]]) -> list[Row]:
    """Rows of `comparisons` for all pairs of regimes of one task and split, without the columns they share.

    Args:
        rows: of pairs_to_compare.sql.
    """
    compared: list[Row] = []
    means: list[Row] = []
    for (subject, rival), group in groupby(rows, key=lambda row: (row["subject"], row["rival"])):
        gains = [GainRow(regime=subject, **{k: v for k, v in row.items() if k not in _NOT_GAIN}) for row in group]
        cells = pair_predictions(answers, gains).cells
        if not cells:
            continue
        pair = {"subject": subject, "rival": rival}
        *single, together = gain_spreads([*([cell] for cell in cells), cells])
        each = [_one(cell.language, [cell], spread) for cell, spread in zip(cells, single, strict=True)]
        compared += _corrected([{**pair, **one} for one in each])
        means.append({**pair, **_one("", cells, together)})
    return compared + _corrected(means)


def _one(language: str, cells: Sequence[PairedCell], spread: GainSpread) -> Row:
    return {
        "language": language,
        "spread": spread,
        "n_examples": sum(cell.n_examples for cell in cells),
        "n_languages": len(cells),
        "n_seeds": min(len(cell.seeds) for cell in cells),
    }


def _corrected(family: Sequence[Row]) -> list[Row]:
    """The rows with numbers in place of their spread; those that are compared together correct each other.

    Intervals are corrected after Bonferroni, p-values after Holm; a difference of which no spread is known takes part
    in the number of comparisons, but has neither.
    """
    spreads: list[GainSpread] = [row["spread"] for row in family]
    p_values = [spread.p for spread in spreads]
    # what is not known counts as no finding, which leaves the others the correction for the whole family
    corrected = holm([1.0 if p is None else p for p in p_values])
    level = 1.0 - (1.0 - LEVEL) / len(family) if family else LEVEL
    rows = []
    for row, spread, p, p_holm in zip(family, spreads, p_values, corrected, strict=True):
        is_known = p is not None
        low, high = spread.interval() if is_known else (None, None)
        corrected_low, corrected_high = spread.interval(level) if is_known else (None, None)
        numbers = {
            "difference": spread.centre,
            "low": low,
            "high": high,
            "level": LEVEL,
            "corrected_low": corrected_low,
            "corrected_high": corrected_high,
            "n_compared": len(family),
            "p": p,
            "p_holm": float(p_holm) if is_known else None,
        }
        rows.append({name: value for name, value in row.items() if name != "spread"} | numbers)
    return rows


def _ranks(rows: Sequence[Mapping[str, Any]], compared: Sequence[Row]) -> list[Row]:
    means = [
        MeanDifference(row["subject"], row["rival"], row["corrected_low"], row["corrected_high"])
        for row in compared
        if row["language"] == ""
    ]
    return [
        {
            "regime": ranked.regime,
            "score": ranked.score,
            "best": ranked.best,
            "worst": ranked.worst,
            "tied_group": ranked.group,
            "n_regimes": ranked.n_regimes,
            "n_languages": ranked.n_languages,
            "level": LEVEL,
        }
        for ranked in rank_regimes(scores_of_regimes(rows), means)
    ]
