"""Tables of numbers as markup; every number leads to its runs and none stands for a missing one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from dashboard.figures.languages import Mark
from dashboard.kit.components import aloud, text_table
from dashboard.kit.markup import Html, link, metric_name, page_url, signed, tag
from dashboard.kit.rows import rows_of
from dashboard.kit.theme import SEEN

ABSENT = "–"


def task_regime_table(means: pd.DataFrame, profile: str) -> Html:
    """Tasks x regimes: the mean without English above English itself.

    Args:
        means: rows of queries/task_table.sql.
        profile: for the links to the runs.
    """
    regimes = means.drop_duplicates("regime").set_index("regime")["regime_title"]
    known = {(row.task, row.regime): row for row in means.itertuples()}
    rows: list[list[object]] = []
    for task in means.drop_duplicates("task").itertuples():
        of_task = [known.get((task.task, regime)) for regime in regimes.index]
        name = tag("th", task.title, tag("small", metric_name(str(task.metric))), scope="row", rowspan=2)
        chance = tag("td", _number(task.mean_chance_without_english), tag("small", "all but English"))
        rows.append([name, _left("other languages"), *(_mean(cell, profile) for cell in of_task), chance])
        rows.append([_left("English"), *(_english(cell, profile) for cell in of_task), tag("td", "")])
    header = ["Task", aloud("Languages"), *regimes, "Random guess"]
    return text_table(header, rows, "Mean score by task and regime", "cc-means")


def seen_table(cells: pd.DataFrame, title: str) -> Html:
    """Languages that masked LM has seen above those that it has not: mean score and, below it, mean gain by regime.

    Args:
        cells: rows of queries/language_cells.sql.
        title: of the task.
    """
    means = cells[cells["n_group_languages"] > 0].drop_duplicates(["regime", "seen"])
    regimes = means.drop_duplicates("regime").set_index("regime")["regime_short_title"]
    known = {(row.seen, row.regime): row for row in rows_of(means)}
    rows: list[list[object]] = []
    for seen, (word, symbol) in SEEN.items():
        found = [known.get((seen, regime)) for regime in regimes.index]
        if first := next((cell for cell in found if cell is not None), None):
            counts = {cell.n_group_languages for cell in found if cell is not None}
            count = tag("small", _languages(first.n_group_languages)) if len(counts) == 1 else None
            name = tag("th", tag("i", symbol, aria_hidden="true"), f" {word}", count, scope="row")
            means_shown = [_seen_mean(cell, with_count=count is None) for cell in found]
            rows.append([name, *means_shown, _number(first.group_chance)])
    return text_table(["Languages", *regimes, "Random guess"], rows, f"{title}: mean over languages seen and not seen")


def _seen_mean(cell: Any, *, with_count: bool) -> Html:
    if cell is None:
        return tag("td", ABSENT)
    gain = [] if pd.isna(cell.group_gain) else [signed(cell.group_gain)]
    count = [_languages(cell.n_group_languages)] if with_count else []
    return tag("td", _number(cell.group_score), tag("small", ", ".join([*gain, *count])))


def _languages(count: int) -> str:
    return "1 language" if count == 1 else f"{count} languages"


def _left(text: str) -> Html:
    return tag("td", text, class_="cc-left cc-label")


def _mean(cell: Any, profile: str) -> Html:
    if cell is None or pd.isna(cell.mean_value_without_english):
        return tag("td", ABSENT)
    coverage = tag("small", covered(cell))
    return tag("td", _linked(cell.mean_value_without_english, cell, profile), coverage)


def covered(cell: Any) -> str:
    """Languages behind a mean of those that the benchmark defines, and how many beyond them: "3 of 4 + 8".

    Args:
        cell: row of queries/task_table.sql.
    """
    beyond = int(cell.n_languages_without_english) - int(cell.n_own_without_english)
    return f"{int(cell.n_own_without_english)} of {int(cell.n_languages_needed)}" + (f" + {beyond}" if beyond else "")


def _english(cell: Any, profile: str) -> Html:
    if cell is None or pd.isna(cell.english_value):
        return tag("td", ABSENT)
    return tag("td", _linked(cell.english_value, cell, profile))


def _linked(value: float, cell: Any, profile: str) -> Html:
    return link(_number(value), page_url("runs", profile=profile, regime=cell.regime, task=cell.task))


def _number(value: Any) -> str:
    return ABSENT if pd.isna(value) else f"{value:.1f}"


def regime_legend(marks: Sequence[Mark], *, has_unseen: bool = False) -> Html:
    """What each symbol of the score chart stands for.

    Args:
        has_unseen: some languages are marked as not seen by masked LM.
    """
    items = [
        tag("span", tag("i", mark.symbol[1], style=f"color:{mark.colour}", aria_hidden="true"), mark.title)
        for mark in marks
    ]
    items.append(tag("span", tag("i", "|", aria_hidden="true"), "random guess"))
    if has_unseen:
        word, symbol = SEEN["unseen"]
        items.append(tag("span", tag("i", symbol, aria_hidden="true"), word[0].lower() + word[1:]))
    return tag("div", *items, class_="cc-legend")


def runs_of_language(runs: pd.DataFrame, caption: str) -> Html:
    """One line a regime with score and gain of each seed's run, the chance and the number of examples.

    Args:
        runs: rows of queries/language_runs.sql.
        caption: what the table holds.
    """
    seeds = sorted(runs["seed"].unique())
    rows: list[list[object]] = []
    for _, of_regime in runs.groupby("regime", sort=False):
        found = rows_of(of_regime)
        cells = [_seed_cell([row for row in found if row.seed == seed]) for seed in seeds]
        examples = dict.fromkeys(f"{row.n_examples:,} of {row.n_available:,}" for row in found)
        name = tag("th", found[0].regime_title, scope="row")
        rows.append([name, *cells, _number(found[0].chance), ", ".join(examples)])
    header = ["Regime", *(f"Seed {seed}" for seed in seeds), "Random guess", "Examples scored"]
    return text_table(header, rows, caption, "cc-means")


def _seed_cell(runs: list[Any]) -> Html:
    """Score and, below it, gain of the runs of one regime and seed; mostly one."""
    if not runs:
        return tag("td", ABSENT)
    return tag("td", *(part for row in runs for part in _score_and_gain(row)))


def _score_and_gain(row: Any) -> list[Html]:
    score = link(_number(row.value), page_url("runs", run=row.run_id))
    if pd.isna(row.gain):
        return [score]
    baseline = page_url("runs", run=row.baseline_run_id)
    return [score, tag("small", link(signed(row.gain), baseline, title="to the baseline run"))]


def missing_table(missing: pd.DataFrame) -> Html:
    """Languages without a score and why.

    Args:
        missing: rows of queries/missing_languages.sql.
    """
    rows = [
        [
            tag("th", f"{row.language_name} ({row.language})", scope="row"),
            tag("td", row.regimes, class_="cc-left cc-wrap"),
            tag("td", row.reason, class_="cc-left cc-wrap"),
        ]
        for row in missing.itertuples()
    ]
    header = ["Language", tag("span", "Missing in"), "Why"]
    return text_table(header, rows, "Languages without a score", "cc-missing")


def facts(pairs: list[tuple[str, object]]) -> Html:
    """Named facts in columns; an absent one is left out."""
    given = [(name, value) for name, value in pairs if isinstance(value, Html) or (value is not None and value != "")]
    return tag("dl", *(tag("div", tag("dt", name), tag("dd", value)) for name, value in given), class_="cc-facts-list")
