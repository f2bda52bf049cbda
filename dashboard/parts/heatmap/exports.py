"""The heat map and the languages of one of its cells as rows that can be exported."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard.figures.heatmap import View, coverage, is_hatched, shown_value
from dashboard.kit.export import Cell, Sheet, sheet_of
from dashboard.kit.theme import COVERS_ZERO

CELLS = {
    "regime": "regime",
    "regime_title": "regime title",
    "task": "task",
    "task_title": "task title",
    "score": "score, percent",
    "gain": "gain, points",
    "low": "interval low",
    "high": "interval high",
    "level": "confidence of the interval",
    "gain_in_half_widths": "gain in half-widths of its interval",
    "n_languages": "languages scored",
    "n_languages_gained": "languages with a gain",
    "n_own": "of the task's own languages",
    "n_languages_needed": "own languages of the task in this group",
    "n_seeds": "seeds",
    "why": "why there is no score",
}
LANGUAGES = {
    "language": "language",
    "language_name": "name",
    "family": "family",
    "script": "script",
    "resource_level": "text in CC-100",
    "seen": "seen by masked LM",
    "score": "score, percent",
    "baseline_score": "baseline score, percent",
    "gain": "gain, points",
    "low": "interval low",
    "high": "interval high",
    "n_examples": "examples",
    "n_seeds": "seeds",
    "why": "why there is no score",
}


def cells_sheet(cells: pd.DataFrame) -> Sheet:
    """One row per regime and task.

    Args:
        cells: rows of queries/heat_cells.sql.
    """
    return sheet_of(cells, CELLS)


def cells_as_shown(cells: pd.DataFrame, view: View) -> Sheet:
    """Regimes x tasks with the number of each cell and what stands below it.

    Args:
        cells: rows of queries/heat_cells.sql that are shown.
    """
    titles = cells.drop_duplicates("task").set_index("task")["task_title"]
    known = {(row.regime, row.task): row for row in cells.itertuples()}
    rows: list[tuple[Cell, ...]] = []
    for regime in cells.drop_duplicates("regime").itertuples():
        rows.append((str(regime.regime_title), *(_written(known[regime.regime, task], view) for task in titles.index)))
    return Sheet(("Intermediate task", *titles), tuple(rows))


def _written(cell: Any, view: View) -> Cell:
    few = coverage(cell, view)
    mark = f" {COVERS_ZERO[1]}" if view.is_signed and is_hatched(cell) else ""
    return f"{shown_value(cell, view)}{mark}{f' ({few})' if few else ''}" if shown_value(cell, view) else None


def languages_sheet(languages: pd.DataFrame) -> Sheet:
    """One row per language of a cell.

    Args:
        languages: rows of queries/heat_languages.sql.
    """
    return sheet_of(languages, LANGUAGES)
