"""The heat map and the languages of one of its cells as tables."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard.figures.heatmap import BASELINE, View, coverage, is_hatched, shown_value, without_number
from dashboard.kit.components import aloud, text_table
from dashboard.kit.markup import Html, signed, tag
from dashboard.kit.theme import COVERS_ZERO, SEEN

ABSENT = "–"


def heat_table(cells: pd.DataFrame, view: View, of: str = "") -> Html:
    """The heat map in text: the number with its interval, coverage and, where there is none, the reason.

    Args:
        cells: rows of queries/heat_cells.sql.
        of: whose scores they are, where a page holds several such tables.
    """
    rows = cells if view.key == "score" else cells[cells["regime"] != BASELINE]
    titles = rows.drop_duplicates("task").set_index("task")["task_title"]
    known = {(row.regime, row.task): row for row in rows.itertuples()}
    lines: list[list[object]] = [
        [
            tag("th", regime.regime_title, scope="row"),
            *(_heat_cell(known[regime.regime, task], view) for task in titles.index),
        ]
        for regime in rows.drop_duplicates("regime").itertuples()
    ]
    return text_table(
        ["Intermediate task", *titles], lines, f"{view.title}, {view.unit}{f': {of}' if of else ''}", "cc-means"
    )


def _heat_cell(cell: Any, view: View) -> Html:
    value = shown_value(cell, view)
    if not value:
        return tag("td", without_number(cell, view), tag("small", cell.why, class_="cc-wrap"))
    marks = []
    if view.is_signed and not pd.isna(cell.low):
        covers = f" {COVERS_ZERO[1]}" if is_hatched(cell) else ""
        marks.append(tag("small", f"{signed(cell.low)} to {signed(cell.high)}{covers}"))
    if few := coverage(cell, view):
        marks.append(tag("small", f"{few} languages"))
    return tag("td", value, *marks)


def language_table(languages: pd.DataFrame, caption: str) -> Html:
    """One line a language of a cell: score, baseline, gain with its interval; the reason where there is no score.

    Args:
        languages: rows of queries/heat_languages.sql.
        caption: what the table holds.
    """
    header = ["Language", "Score, percent", "Baseline", "Gain, points", "Interval", "Examples", "Seeds"]
    return text_table([*header, aloud("Remark")], [_language_row(row) for row in languages.itertuples()], caption)


def _language_row(row: Any) -> list[object]:
    mark = f" {SEEN['unseen'][1]}" if row.seen == "unseen" else ""
    name = tag("th", f"{row.language_name}{mark}", scope="row")
    if pd.isna(row.score):
        return [name, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, tag("td", row.why, class_="cc-left cc-wrap")]
    interval = ABSENT if pd.isna(row.low) else f"{signed(row.low)} to {signed(row.high)}"
    return [
        name,
        f"{row.score:.1f}",
        _number(row.baseline_score),
        ABSENT if pd.isna(row.gain) else signed(row.gain),
        interval,
        f"{row.n_examples:,}",
        row.n_seeds,
        tag("td", f"{COVERS_ZERO[1]} covers zero" if is_hatched(row) else "", class_="cc-left"),
    ]


def _number(value: Any) -> str:
    return ABSENT if pd.isna(value) else f"{value:.1f}"
