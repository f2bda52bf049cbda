"""Scores of one task as tables: missing languages, seen and unseen ones, one language by seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd

from dashboard.figures.languages import Mark
from dashboard.kit.columns import (
    ABSENT,
    NAME,
    PAGE,
    WRAP,
    Column,
    Table,
    by,
    is_missing,
    percent,
    titles_of,
)
from dashboard.kit.markup import Html, link, page_url, signed, tag
from dashboard.kit.rows import rows_of
from dashboard.kit.theme import SEEN

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
