"""The estimate task by task, seed by seed and language by language, as tables and rows."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd

from dashboard.kit.columns import ABSENT, LEFT, NAME, PAGE, Column, Table, by, is_missing, points
from dashboard.kit.markup import Html, link, page_url, signed, tag
from dashboard.kit.rows import rows_of
from dashboard.parts.claim.body import Body

# rows of queries/claim_cells.sql
CELLS = Table(
    (
        Column("task", "task"),
        Column("task title", "title"),
        Column("regime", "regime"),
        Column("split", "split"),
        Column("language", "language"),
        Column("name", "language_name"),
        Column("seed", "seed"),
        Column("score", "score", "percent"),
        Column("score compared with", "compared_score", "percent"),
        Column("gain of the seed", "gain"),
        Column("gain of the cell, mean over seeds", "cell_gain"),
        Column("examples", "n_examples"),
        Column("run", "run_id"),
    )
)
TWO = points(2)
MEAN = "gain, mean over seeds"


def seeds_words(cells: pd.DataFrame, estimate: float | None) -> str:
    """How the estimate came from its seeds, with the number of each.

    Args:
        cells: rows of queries/claim_cells.sql.
        estimate: as stored; None where the evidence has none.
    """
    rule = "The estimate is the mean over tasks of the mean over languages of the mean over seeds"
    of_seed = cells.dropna(subset=["seed", "seed_gain"]).drop_duplicates("seed").sort_values("seed")
    if estimate is None or of_seed.empty:
        return f"{rule}."
    told = ", ".join(f"{TWO(row.seed_gain)} (seed {int(row.seed)})" for row in rows_of(of_seed))
    if len(of_seed) == 1:
        return f"{rule}; there is one seed: {told}."
    return f"{rule}: {TWO(estimate)}, of {told}."


def seeds_table(cells: pd.DataFrame, body: Body) -> Html:
    """Tasks x seeds: the mean gain over the task's languages, and below them the mean over tasks.

    Args:
        cells: rows of queries/claim_cells.sql.
    """
    of_seeds = cells.dropna(subset=["seed"]).drop_duplicates(["task", "seed"])
    known, of_all = by(of_seeds, "task", "seed"), by(of_seeds, "seed")
    stored = {part["task"]: part["gain"] for part in body.tasks}
    covered = cells.groupby("task")["language"].nunique()

    def languages(row: Any) -> str:
        return f"{covered.sum()}" if row is None else f"{covered[row.task]} of {int(row.n_languages_needed)}"

    def mean(row: Any) -> Html:
        gain = body["estimate"] if row is None else stored[row.task]
        return tag("b", ABSENT if gain is None else TWO(gain))

    def of_seed(seed: int, row: Any) -> str:
        found = of_all.get(seed) if row is None else known.get((row.task, seed))
        gain = None if found is None else found.seed_gain if row is None else found.task_seed_gain
        return ABSENT if is_missing(gain) else TWO(gain)

    table = Table(
        (
            Column(
                "task", align=NAME, on=PAGE, cell=lambda row: tag("b", "Mean over tasks") if row is None else row.title
            ),
            Column("regime", align=LEFT, on=PAGE, cell=lambda row: tag("td", "") if row is None else row.regime_title),
            Column("split", align=LEFT, on=PAGE, cell=lambda row: tag("td", "") if row is None else row.split),
            Column("languages", on=PAGE, cell=languages),
            Column(MEAN, on=PAGE, cell=mean),
            *(Column(f"seed {int(seed)}", on=PAGE, cell=partial(of_seed, seed)) for seed in sorted(of_all)),
        ),
        "cc-seeds",
    )
    return table.html([*rows_of(cells.drop_duplicates("task")), None], "Gain by task and seed")


def languages_table(cells: pd.DataFrame, title: str) -> Html:
    """Languages x seeds of one task; each number leads to its run.

    Args:
        cells: rows of queries/claim_cells.sql of one task.
    """
    scored = cells.dropna(subset=["seed"])
    known = by(scored, "language_name", "seed")

    def of_seed(seed: int, row: Any) -> object:
        found = known.get((row.language_name, seed))
        if found is None:
            return ABSENT
        scores = f"{found.score:.1f} against {found.compared_score:.1f}"
        return link(TWO(found.gain), page_url("runs", run=found.run_id)), tag("small", scores)

    table = Table(
        (
            Column("language", "language_name", align=NAME, on=PAGE),
            Column(MEAN, on=PAGE, cell=lambda row: tag("b", signed(row.cell_gain, 2))),
            *(
                Column(f"seed {int(seed)}", on=PAGE, cell=partial(of_seed, seed))
                for seed in sorted(scored["seed"].unique())
            ),
        ),
        "cc-means",
    )
    return table.html(cells.drop_duplicates("language_name"), f"Gain on {title} by language and seed")
