"""Which split, and for best-of claims which regime, stands for each target task; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median

from pipeline.claims.evidence.pairing import GainRow
from pipeline.domain.claim import Claim


@dataclass(frozen=True, slots=True)
class Choice:
    """What is read for one target task."""

    task: str
    split: str
    regime: str
    candidates: tuple[str, ...]  # regimes that were scored on that split
    selection_split: str  # on which the regime was chosen

    def takes(self, row: GainRow) -> bool:
        """Whether `row` belongs to the choice."""
        return (row.task, row.split, row.regime) == (self.task, self.split, self.regime)


def choose(claim: Claim, rows: Sequence[GainRow]) -> dict[str, Choice]:
    """A choice for each task with gains, by task.

    The claimed split is taken where the task has gains on it, else the other. Of several regimes the one with the
    highest mean gain wins, on dev where every candidate has dev gains, else on the evaluated split; of equal ones
    the first by name. Means are over the languages that all candidates have on the split of the choice.
    """
    choices = {}
    for task in claim.tasks:
        own = [row for row in rows if row.task == task]
        splits = sorted({row.split for row in own}, key=lambda split: (split != claim.split, split))
        if splits:
            choices[task] = _choose_regime(task, splits[0], own)
    return choices


def _choose_regime(task: str, split: str, rows: Sequence[GainRow]) -> Choice:
    candidates = sorted({row.regime for row in rows if row.split == split})
    on_dev = {row.regime for row in rows if row.split == "dev"}
    selection_split = "dev" if on_dev.issuperset(candidates) else split
    gains = {regime: _gains(rows, regime, selection_split) for regime in candidates}
    shared = set.intersection(*(set(cells) for cells in gains.values()))
    means = {regime: fmean(cells[language] for language in shared or cells) for regime, cells in gains.items()}
    best = min(candidates, key=lambda regime: (-means[regime], regime))
    return Choice(task, split, best, tuple(candidates), selection_split)


def _gains(rows: Sequence[GainRow], regime: str, split: str) -> dict[str, float]:
    """Median gain over seeds by language."""
    by_language: dict[str, list[float]] = {}
    for row in rows:
        if (row.regime, row.split) == (regime, split):
            by_language.setdefault(row.language, []).append(row.gain)
    return {language: median(values) for language, values in by_language.items()}
