"""How much of a best-of gain is the choice itself: naive, chosen on dev, and nested, side by side; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from pipeline.statistics.intervals import LEVEL, FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class FoldedCell:
    """One language of a task after one regime: gains of the examples' own outcomes, in points."""

    language: str
    n_examples: int
    whole: float
    inside: FloatArray  # [folds] on the fold; an example is in the same fold for all regimes
    outside: FloatArray  # [folds] on all other folds


Candidates = Mapping[str, Mapping[str, Sequence[FoldedCell]]]  # by task, then by regime: its languages
_Folds = tuple[FloatArray, FloatArray]  # [regimes, folds] gain of one task inside and outside each fold


@dataclass(frozen=True, slots=True)
class SelectionAudit:
    """Three estimates of one quantity, in points: the mean over tasks of the best regime's gain."""

    naive: float  # chosen on the examples that are evaluated: at least as high as any other choice
    chosen_on_dev: float | None  # None: some task has no candidate on dev
    nested: float  # chosen on other examples of the same split than those evaluated
    nested_low: float | None  # None: too few folds
    nested_high: float | None
    level: float
    n_folds: int
    naive_choices: Mapping[str, str]  # task -> regime
    dev_choices: Mapping[str, str]

    @property
    def optimism(self) -> float:
        """How much the naive choice adds, points."""
        return self.naive - self.nested


def audit_selection(evaluated: Candidates, on_dev: Candidates, *, level: float = LEVEL) -> SelectionAudit:
    """The three estimates from the outcomes of the examples.

    Nested: examples are dealt into folds at random, the same for all regimes; the regime of a task is chosen on the
    other folds and its gain read on the fold itself. Examples of different folds are independent, so this gain is not
    flattered by the choice. The interval is a t interval over the folds' means over tasks. Seeds of training stay as
    they are: what chance training itself adds, no split of examples can tell.

    Args:
        evaluated: cells of the evaluated split; a task's regimes all have the same languages and examples.
        on_dev: cells of dev; a task whose regimes are not all there counts as not chosen on dev.
    """
    folds = {task: _fold_gains(regimes) for task, regimes in evaluated.items()}
    gains = {task: _whole_gains(regimes) for task, regimes in evaluated.items()}
    naive = {task: max(sorted(found), key=found.__getitem__) for task, found in gains.items()}
    chosen = {
        task: _best(_whole_gains(on_dev[task]))
        for task, regimes in evaluated.items()
        if set(regimes) <= set(on_dev.get(task, ()))
    }
    by_fold = np.mean([_nested(table) for table in folds.values()], axis=0)  # [folds]
    half = _half_width(by_fold, level)
    nested = float(by_fold.mean())
    return SelectionAudit(
        naive=float(np.mean([gains[task][regime] for task, regime in naive.items()])),
        chosen_on_dev=(
            float(np.mean([gains[task][regime] for task, regime in chosen.items()]))
            if len(chosen) == len(evaluated)
            else None
        ),
        nested=nested,
        nested_low=None if half is None else nested - half,
        nested_high=None if half is None else nested + half,
        level=level,
        n_folds=len(by_fold),
        naive_choices=naive,
        dev_choices=chosen,
    )


def _best(gains: Mapping[str, float]) -> str:
    return max(sorted(gains), key=gains.__getitem__)


def _whole_gains(regimes: Mapping[str, Sequence[FoldedCell]]) -> dict[str, float]:
    """Mean gain over languages of each regime."""
    return {regime: float(np.mean([cell.whole for cell in cells])) for regime, cells in regimes.items()}


def _fold_gains(regimes: Mapping[str, Sequence[FoldedCell]]) -> _Folds:
    """Gains of each regime, in name order, on each fold and on all others."""
    inside = [np.mean([cell.inside for cell in regimes[name]], axis=0) for name in sorted(regimes)]
    outside = [np.mean([cell.outside for cell in regimes[name]], axis=0) for name in sorted(regimes)]
    return np.stack(inside), np.stack(outside)


def _nested(table: _Folds) -> FloatArray:
    """[folds] gain on each fold of the regime that is best on the others; of equal ones the first by name."""
    inside, outside = table
    return np.asarray(inside[outside.argmax(axis=0), np.arange(inside.shape[1])])


def _half_width(by_fold: FloatArray, level: float) -> float | None:
    n_folds = len(by_fold)
    if n_folds < 2:
        return None
    return float(stats.t.ppf(0.5 + level / 2, n_folds - 1) * by_fold.std(ddof=1) / n_folds**0.5)
