"""Scores of one task language by language, and means of all tasks, as tables on the page and in files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd

from dashboard.figures.languages import Mark
from dashboard.kit.columns import (
    ABSENT,
    FILE,
    NAME,
    PAGE,
    TEXT,
    WRAP,
    Align,
    Column,
    Table,
    by,
    is_missing,
    percent,
    titles_of,
)
from dashboard.kit.export import Cell
from dashboard.kit.markup import Html, link, metric_name, page_url, signed, tag
from dashboard.kit.rows import rows_of
from dashboard.kit.theme import SEEN

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
# rows of queries/missing_languages.sql
MISSING = Table(
    (
        Column("language", align=NAME, on=PAGE, cell=lambda row: f"{row.language_name} ({row.language})"),
        Column("missing in", "regimes", align=WRAP, on=PAGE),
        Column("why", "reason", align=WRAP, on=PAGE),
    ),
    "cc-missing",
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


@dataclass(frozen=True, slots=True)
class SeenLine:
    """Languages that masked LM has seen, has not, or of which that is not known, by regime."""

    seen: str  # of theme.SEEN
    by_regime: Mapping[str, Any]  # rows of queries/language_cells.sql, one of the group each

    @property
    def count(self) -> int | None:
        """Languages behind each mean; None where regimes differ."""
        counts = {cell.n_group_languages for cell in self.by_regime.values()}
        return counts.pop() if len(counts) == 1 else None


def seen_lines(cells: pd.DataFrame) -> list[SeenLine]:
    """One line a group of languages that is there; English is in none.

    Args:
        cells: rows of queries/language_cells.sql.
    """
    means = _groups(cells)
    of_seen = {seen: by(group, "regime") for seen, group in means.groupby("seen")}
    return [SeenLine(seen, of_seen[seen]) for seen in SEEN if seen in of_seen]


def _groups(cells: pd.DataFrame) -> pd.DataFrame:
    return cells[cells["n_group_languages"] > 0].drop_duplicates(["regime", "seen"])


def seen_by_regime(cells: pd.DataFrame) -> Table:
    """Groups of languages x regimes: mean score and, below it, mean gain; rows of `seen_lines`.

    Args:
        cells: rows of queries/language_cells.sql.
    """
    regimes = titles_of(_groups(cells), "regime", "regime_short_title")
    return Table(
        (
            Column("languages", align=NAME, on=PAGE, cell=_group_name),
            *(
                Column(title, head=title, on=PAGE, cell=partial(_group_mean, regime))
                for regime, title in regimes.items()
            ),
            Column("random guess", on=PAGE, cell=_group_chance),
        )
    )


def _group_name(line: SeenLine) -> object:
    word, symbol = SEEN[line.seen]
    count = None if line.count is None else tag("small", _languages(line.count))
    return tag("i", symbol, aria_hidden="true"), f" {word}", count


def _group_mean(regime: str, line: SeenLine) -> object:
    cell = line.by_regime.get(regime)
    if cell is None:
        return ABSENT
    gain = [] if is_missing(cell.group_gain) else [signed(cell.group_gain)]
    count = [_languages(cell.n_group_languages)] if line.count is None else []
    return percent(cell.group_score), tag("small", ", ".join([*gain, *count]))


def _group_chance(line: SeenLine) -> str:
    value = next(iter(line.by_regime.values())).group_chance
    return ABSENT if is_missing(value) else percent(value)


def _languages(count: int) -> str:
    return "1 language" if count == 1 else f"{count} languages"


def runs_by_seed(runs: pd.DataFrame) -> Table:
    """Regimes x seeds: score and, below it, gain of each run; rows are the runs of one regime each.

    Args:
        runs: rows of queries/language_runs.sql.
    """
    seeds = sorted(runs["seed"].unique())
    return Table(
        (
            Column("regime", align=NAME, on=PAGE, cell=lambda found: found[0].regime_title),
            *(Column(f"seed {seed}", on=PAGE, cell=partial(_of_seed, seed)) for seed in seeds),
            Column("random guess", on=PAGE, cell=_chance_of),
            Column("examples scored", on=PAGE, cell=_examples),
        ),
        "cc-means",
    )


def runs_of_regimes(runs: pd.DataFrame) -> list[list[Any]]:
    """Rows of queries/language_runs.sql, those of one regime together."""
    return [rows_of(of_regime) for _, of_regime in runs.groupby("regime", sort=False)]


def _of_seed(seed: int, found: Sequence[Any]) -> object:
    """Score and gain of the runs of one regime and seed; mostly one."""
    of_seed = [row for row in found if row.seed == seed]
    return tuple(part for row in of_seed for part in _score_and_gain(row)) or ABSENT


def _score_and_gain(row: Any) -> list[Html]:
    score = link(percent(row.value), page_url("runs", run=row.run_id))
    if is_missing(row.gain):
        return [score]
    baseline = page_url("runs", run=row.baseline_run_id)
    return [score, tag("small", link(signed(row.gain), baseline, title="to the baseline run"))]


def _chance_of(found: Sequence[Any]) -> str:
    return ABSENT if is_missing(found[0].chance) else percent(found[0].chance)


def _examples(found: Sequence[Any]) -> str:
    return ", ".join(dict.fromkeys(f"{row.n_examples:,} of {row.n_available:,}" for row in found))


def profile(chosen: Mapping[str, str]) -> Table:
    """One line a language: score, gap to English, gain, text in CC-100, place; rows of `profiles.of_regime`.

    Args:
        chosen: parameters of the view, for the links to each language.
    """
    url = page_url("runs", profile=chosen["profile"], regime=chosen["regime"], task=chosen["task"])

    def score(row: Any) -> object:
        return ABSENT if is_missing(row.score) else link(percent(row.score), url)

    return Table(
        (
            Column("language", "language", on=FILE),
            Column("name", "language_name", head="Language", align=NAME, on=PAGE | FILE | TEXT),
            Column("family", "family", on=FILE),
            Column("script", "script", on=FILE),
            Column("score", "score", "percent", on=PAGE | FILE | TEXT, cell=score),
            Column("random guess", "chance", "percent", percent, head="Random guess"),
            Column(
                "English minus the language",
                "gap",
                "points",
                signed,
                head="Gap to English, points",
                on=PAGE | FILE | TEXT,
            ),
            Column("the same without intermediate task", "baseline_gap", format=signed, head="Gap of the baseline"),
            Column("gain", "gain", "points", signed, on=PAGE | FILE | TEXT),
            Column(
                "text in CC-100",
                "cc100_gib",
                "GiB",
                lambda value: f"{value:g}",
                head="CC-100, GiB",
                on=PAGE | FILE | TEXT,
            ),
            Column("degrees north", "latitude", on=FILE),
            Column("degrees east", "longitude", on=FILE),
            Column("Glottolog's language at that place", "place_of", on=FILE),
            Column("place", align=Align.LEFT, on=PAGE, cell=_place),
            Column("seeds", "n_seeds", on=FILE),
        )
    )


def _place(row: Any) -> str:
    if is_missing(row.latitude):
        return ABSENT
    return f"{_degrees(row.latitude, 'N', 'S')}, {_degrees(row.longitude, 'E', 'W')} ({row.place_of})"


def _degrees(value: float, above: str, below: str) -> str:
    return f"{abs(value):.1f}° {above if value >= 0 else below}"


# rows of queries/retrieval_layers.sql
LAYERS = Table(
    (
        Column("regime", "regime"),
        Column("name", "regime_title", head="Regime", on=FILE | TEXT),
        Column("layer", "layer", on=FILE | TEXT),
        Column("headline layer", "is_headline", on=FILE | TEXT),
        Column("score", "value", "percent", on=FILE | TEXT),
        Column("best layer of the regime here", "is_best"),
        Column("random guess", "chance", "percent"),
        Column("languages", "n_languages"),
        Column("of which", "languages"),
        Column("seeds", "n_seeds"),
    )
)


def scores_by_layer(rows: pd.DataFrame) -> Table:
    """Layers x regimes: the score in percent, the best layer of each regime named; rows are layers.

    Args:
        rows: of queries/retrieval_layers.sql.
    """
    known = by(rows, "layer", "regime")
    headline = set(rows[rows["is_headline"]]["layer"])

    def name(layer: int) -> object:
        words = "0, embeddings" if layer == 0 else str(layer)
        return words, tag("small", "headline") if layer in headline else None

    def score(regime: str, layer: int) -> object:
        row = known.get((layer, regime))
        return ABSENT if row is None else (percent(row.value), tag("small", "best") if row.is_best else None)

    regimes = titles_of(rows, "regime", "regime_title")
    return Table(
        (
            Column("layer", align=NAME, on=PAGE, cell=name),
            *(Column(title, head=title, on=PAGE, cell=partial(score, regime)) for regime, title in regimes.items()),
        )
    )


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
