"""The heat map and the languages of one of its cells as tables, on the page and in files."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd

from dashboard.figures.heat_cells import (
    AT_CHANCE,
    BASELINE,
    View,
    coverage,
    is_chance,
    is_hatched,
    shown_value,
    without_number,
)
from dashboard.kit.columns import (
    FILE,
    LEFT,
    NAME,
    PAGE,
    TEXT,
    Column,
    Table,
    by,
    count,
    is_missing,
    percent,
    span,
    titles_of,
)
from dashboard.kit.export import Cell
from dashboard.kit.markup import Html, signed, tag
from dashboard.kit.theme import COVERS_ZERO, SEEN

# rows of queries/heat_cells.sql
CELLS = Table(
    (
        Column("regime", "regime"),
        Column("regime title", "regime_title"),
        Column("task", "task"),
        Column("task title", "task_title"),
        Column("score", "score", "percent"),
        Column("gain", "gain", "points"),
        Column("interval low", "low"),
        Column("interval high", "high"),
        Column("confidence of the interval", "level"),
        Column("gain in half-widths of its interval", "gain_in_half_widths"),
        Column("languages scored", "n_languages"),
        Column("languages with a gain", "n_languages_gained"),
        Column("of the task's own languages", "n_own"),
        Column("own languages of the task in this group", "n_languages_needed"),
        Column("languages at chance in both arms", "n_at_chance"),
        Column("seeds", "n_seeds"),
        Column("why there is no score", "why"),
    )
)


def of_view(cells: pd.DataFrame, view: View) -> pd.DataFrame:
    """The cells that a view shows: all of them for scores, else those with an intermediate task."""
    return cells if view.key == "score" else cells[cells["regime"] != BASELINE]


def heat_map(cells: pd.DataFrame, view: View) -> Table:
    """Regimes x tasks: the number with its interval and coverage, or the reason why there is none; rows are regimes.

    Args:
        cells: rows of queries/heat_cells.sql that are shown.
    """
    known, names = by(cells, "regime", "task"), titles_of(cells, "regime", "regime_title")

    def number(task: str, regime: str) -> object:
        return _number(known[regime, task], view)

    def text(task: str, regime: str) -> Cell:
        return _text(known[regime, task], view)

    tasks = titles_of(cells, "task", "task_title").items()
    return Table(
        (
            Column("intermediate task", align=NAME, on=PAGE | TEXT, cell=names.__getitem__, text=names.__getitem__),
            *(
                Column(title, head=title, on=PAGE | TEXT, cell=partial(number, task), text=partial(text, task))
                for task, title in tasks
            ),
        ),
        "cc-means",
    )


def heat_table(cells: pd.DataFrame, view: View, of: str = "") -> Html:
    """The heat map in text.

    Args:
        cells: rows of queries/heat_cells.sql.
        of: whose scores they are, where a page holds several such tables.
    """
    shown = of_view(cells, view)
    caption = f"{view.title}, {view.unit}{f': {of}' if of else ''}"
    return heat_map(shown, view).html(shown["regime"].drop_duplicates(), caption)


def _number(cell: Any, view: View) -> object:
    value = shown_value(cell, view)
    if not value:
        return without_number(cell, view), tag("small", cell.why, class_="cc-wrap")
    marks = []
    if view.is_signed and not is_missing(cell.low):
        covers = f" {COVERS_ZERO[1]}" if is_hatched(cell) else ""
        marks.append(tag("small", f"{signed(cell.low)} to {signed(cell.high)}{covers}"))
    if few := coverage(cell, view):
        marks.append(tag("small", f"{few} languages"))
    if is_chance(cell):
        marks.append(tag("small", f"{AT_CHANCE} at chance"))
    return value, *marks


def _text(cell: Any, view: View) -> Cell:
    value, few = shown_value(cell, view), coverage(cell, view)
    mark = f" {COVERS_ZERO[1]}" if view.is_signed and is_hatched(cell) else ""
    chance = " (at chance)" if is_chance(cell) else ""
    return f"{value}{mark}{f' ({few})' if few else ''}{chance}" if value else None


def _named(row: Any) -> str:
    return f"{row.language_name} {SEEN['unseen'][1]}" if row.seen == "unseen" else str(row.language_name)


def _remark(row: Any) -> object:
    if is_missing(row.score):
        return tag("td", row.why, class_="cc-left cc-wrap")
    said = [f"{COVERS_ZERO[1]} covers zero"] if is_hatched(row) else []
    return ", ".join([*said, *([f"{AT_CHANCE} at chance"] if is_chance(row) else [])])


# rows of queries/heat_languages.sql
LANGUAGES = Table(
    (
        Column("language", "language", on=FILE),
        Column("name", "language_name", head="Language", align=NAME, cell=_named),
        Column("family", "family", on=FILE),
        Column("script", "script", on=FILE),
        Column("text in CC-100", "resource_level", on=FILE),
        Column("seen by masked LM", "seen", on=FILE),
        Column("score", "score", "percent", percent),
        Column("baseline score", "baseline_score", "percent", percent, head="Baseline"),
        Column("gain", "gain", "points", signed),
        Column("interval", on=PAGE, cell=lambda row: span(row.low, row.high, signed)),
        Column("interval low", "low", on=FILE),
        Column("interval high", "high", on=FILE),
        Column("examples", "n_examples", format=count),
        Column("seeds", "n_seeds"),
        Column("both arms at chance", "is_at_chance", on=FILE),
        Column("why there is no score", "why", on=FILE),
        Column("remark", align=LEFT, on=PAGE, is_aloud=True, cell=_remark),
    )
)
