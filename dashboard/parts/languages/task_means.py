"""Mean scores of all tasks by regime, English apart, as a table on the page and in files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd

from dashboard.kit.columns import ABSENT, PAGE, TEXT, Align, Column, Table, by, is_missing, percent, titles_of
from dashboard.kit.export import Cell
from dashboard.kit.markup import Html, link, metric_name, page_url, tag
from dashboard.kit.rows import rows_of

# rows of queries/task_table.sql
MEANS = Table(
    (
        Column("task", "task"),
        Column("task title", "title"),
        Column("metric", "metric"),
        Column("regime", "regime"),
        Column("regime title", "regime_title"),
        Column("mean without English", "mean_value_without_english", "percent"),
        Column("languages scored without English", "n_languages_without_english"),
        Column("of them languages of the task", "n_own_without_english"),
        Column("languages of the task without English", "n_languages_needed"),
        Column("English", "english_value", "percent"),
        Column("random guess without English", "mean_chance_without_english", "percent"),
        Column("seeds", "n_seeds"),
    )
)


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One task in English, or in all other languages, by regime."""

    first: Any  # of the task's rows
    by_regime: Mapping[str, Any]
    is_english: bool


def task_lines(means: pd.DataFrame) -> list[TaskLine]:
    """Two lines a task: other languages above English.

    Args:
        means: rows of queries/task_table.sql.
    """
    return [
        TaskLine(rows_of(of_task)[0], by(of_task, "regime"), is_english)
        for _, of_task in means.groupby("task", sort=False)
        for is_english in (False, True)
    ]


def means_by_regime(means: pd.DataFrame, profile: str) -> Table:
    """Tasks x regimes: the mean without English above English itself; rows of `task_lines`.

    Args:
        means: rows of queries/task_table.sql.
        profile: for the links to the runs.
    """
    regimes = [
        Column(
            title,
            head=title,
            on=PAGE | TEXT,
            cell=partial(_mean, regime, profile),
            text=partial(_mean_text, regime),
        )
        for regime, title in titles_of(means, "regime", "regime_title").items()
    ]
    return Table(
        (
            Column("task", on=PAGE | TEXT, cell=_task, text=_task_text),
            Column(
                "languages",
                on=PAGE | TEXT,
                align=Align.QUIET,
                is_aloud=True,
                cell=_which_languages,
                text=_which_languages,
            ),
            *regimes,
            Column("random guess", on=PAGE | TEXT, cell=_chance, text=_chance_text),
        ),
        "cc-means",
    )


def _task(line: TaskLine) -> Html | None:
    if line.is_english:
        return None  # the cell above reaches down
    metric = tag("small", metric_name(str(line.first.metric)))
    return tag("th", line.first.title, metric, scope="row", rowspan=2)


def _task_text(line: TaskLine) -> Cell:
    return f"{line.first.title}, {metric_name(str(line.first.metric))}"


def _which_languages(line: TaskLine) -> str:
    return "English" if line.is_english else "other languages"


def _value_of(regime: str, line: TaskLine) -> tuple[Any, float | None]:
    cell = line.by_regime.get(regime)
    value = None if cell is None else cell.english_value if line.is_english else cell.mean_value_without_english
    return cell, None if is_missing(value) else value


def _mean(regime: str, profile: str, line: TaskLine) -> object:
    cell, value = _value_of(regime, line)
    if value is None:
        return ABSENT
    number = link(percent(value), page_url("runs", profile=profile, regime=regime, task=cell.task))
    return number if line.is_english else (number, tag("small", covered(cell)))


def _mean_text(regime: str, line: TaskLine) -> Cell:
    cell, value = _value_of(regime, line)
    return value if value is None or line.is_english else f"{percent(value)} ({covered(cell)})"


def covered(cell: Any) -> str:
    """Languages behind a mean of those that the benchmark defines, and how many beyond them: "3 of 4 + 8".

    Args:
        cell: row of queries/task_table.sql.
    """
    beyond = int(cell.n_languages_without_english) - int(cell.n_own_without_english)
    return f"{int(cell.n_own_without_english)} of {int(cell.n_languages_needed)}" + (f" + {beyond}" if beyond else "")


def _chance(line: TaskLine) -> object:
    if line.is_english:
        return ""
    value = line.first.mean_chance_without_english
    return ABSENT if is_missing(value) else percent(value), tag("small", "all but English")


def _chance_text(line: TaskLine) -> Cell:
    value = line.first.mean_chance_without_english
    return None if line.is_english or is_missing(value) else float(value)
