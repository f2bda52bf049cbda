"""The estimate task by task, seed by seed and language by language, as tables and rows."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard.kit.components import text_table
from dashboard.kit.export import Sheet, sheet_of
from dashboard.kit.markup import Html, link, page_url, signed, tag
from dashboard.kit.rows import rows_of
from dashboard.parts.claim.body import Body

CELLS = {
    "task": "task",
    "title": "task title",
    "regime": "regime",
    "split": "split",
    "language": "language",
    "language_name": "name",
    "seed": "seed",
    "score": "score, percent",
    "compared_score": "score compared with, percent",
    "gain": "gain of the seed",
    "cell_gain": "gain of the cell, mean over seeds",
    "n_examples": "examples",
    "run_id": "run",
}
ABSENT = "–"


def seeds_table(cells: pd.DataFrame, body: Body) -> Html:
    """Tasks x seeds: the mean gain over the task's languages, and below them the mean over tasks.

    Args:
        cells: rows of queries/claim_cells.sql.
    """
    seeds = rows_of(cells.dropna(subset=["seed"]).drop_duplicates(["task", "seed"]))
    numbers = sorted({int(row.seed) for row in seeds})
    known = {(row.task, int(row.seed)): row.task_seed_gain for row in seeds}
    of_all = {int(row.seed): row.seed_gain for row in seeds}
    stored = {part["task"]: part["gain"] for part in body.tasks}
    first = cells.drop_duplicates("task")
    covered = cells.groupby("task")["language"].nunique()
    rows: list[list[object]] = [
        [
            tag("th", row.title, scope="row"),
            tag("td", row.regime_title, class_="cc-left"),
            tag("td", row.split, class_="cc-left"),
            f"{covered[row.task]} of {int(row.n_languages_needed)}",
            tag("td", tag("b", signed(stored[row.task], 2))),
            *(_gain(known.get((row.task, seed))) for seed in numbers),
        ]
        for row in rows_of(first)
    ]
    estimate = ABSENT if body["estimate"] is None else signed(body["estimate"], 2)
    total = [
        tag("th", tag("b", "Mean over tasks"), scope="row"),
        "",
        "",
        f"{len(cells.drop_duplicates(['task', 'language']))}",
    ]
    rows.append([*total, tag("td", tag("b", estimate)), *(_gain(of_all.get(seed)) for seed in numbers)])
    header = ["Task", tag("span", "Regime"), "Split", "Languages", "Gain, mean over seeds"]
    header += [f"Seed {seed}" for seed in numbers]
    return text_table(header, rows, "Gain by task and seed", "cc-seeds")


def _gain(value: float | None) -> str:
    return ABSENT if value is None or pd.isna(value) else signed(value, 2)


def languages_table(cells: pd.DataFrame, title: str) -> Html:
    """Languages x seeds of one task; each number leads to its run.

    Args:
        cells: rows of queries/claim_cells.sql of one task.
    """
    numbers = sorted(int(seed) for seed in cells["seed"].dropna().unique())
    rows: list[list[object]] = []
    for name, group in cells.groupby("language_name", sort=False):
        by_seed = {int(row.seed): row for row in rows_of(group.dropna(subset=["seed"]))}
        gain = group["cell_gain"].iloc[0]
        rows.append(
            [
                tag("th", name, scope="row"),
                tag("td", tag("b", signed(gain, 2))),
                *(_of_seed(by_seed.get(seed)) for seed in numbers),
            ]
        )
    header = ["Language", "Gain, mean over seeds", *(f"Seed {seed}" for seed in numbers)]
    return text_table(header, rows, f"Gain on {title} by language and seed", "cc-means")


def _of_seed(row: Any) -> Html:
    if row is None:
        return tag("td", ABSENT)
    scores = f"{row.score:.1f} against {row.compared_score:.1f}"
    return tag("td", link(signed(row.gain, 2), page_url("runs", run=row.run_id)), tag("small", scores))


def cells_sheet(cells: pd.DataFrame) -> Sheet:
    """One row per task, language and seed."""
    return sheet_of(cells, CELLS)
