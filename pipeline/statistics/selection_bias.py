"""What choosing the best does to a best-of gain: an interval that takes the choice in, and three estimates; pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy import integrate, special, stats

from pipeline.statistics.bootstrap import FloatArray, PairedCell
from pipeline.statistics.intervals import LEVEL, GainSpread, gain_spreads, with_common_seeds

Cells = Sequence[PairedCell]


@dataclass(frozen=True, slots=True)
class BestGain:
    """Interval of the mean over tasks of each task's largest true gain, points."""

    low: float
    high: float
    of_choice: float  # how far it reaches down for the choice alone


def best_gain_interval(
    chosen: Cells,
    candidates: Mapping[str, Mapping[str, Cells]],
    *,
    chosen_apart: Collection[str] = (),
    n_languages: Mapping[str, int] | None = None,
    level: float = LEVEL,
    weights: Mapping[tuple[str, str], float] | None = None,
    is_median: bool = False,
) -> BestGain:
    """Interval of a best-of gain, whichever regime is truly the best of each task.

    The best of K noisy gains lies above the largest true one by at most the expected largest of K standard normal
    numbers, in standard errors; so much the lower end reaches further down, task by task, over the regimes that the
    errors leave in reach of the best. A regime that was chosen on other examples was helped by the luck of its
    trainings alone, which both splits share. The upper end is that of the highest gains on the evaluated split, since
    the truly best regime lies no higher than those on average. Each spread of seeds is at least the mean of all.

    Args:
        chosen: cells of the regime chosen for each task; at least one.
        candidates: by task, by regime: its cells on the evaluated split, those of the chosen one as well.
        chosen_apart: tasks whose regime was chosen on other examples than the evaluated ones.
        n_languages: with `level`, `weights` and `is_median` as `pipeline.statistics.intervals.macro_gain_interval`.
    """
    n_seeds = min(len(cell.seeds) for cell in chosen)
    share = 1.0 if weights is not None else 1.0 / len({cell.task for cell in chosen})
    highest: list[PairedCell] = []
    of_choice = 0.0
    for task, regimes in candidates.items():
        names = sorted(regimes)
        sets = [regimes[name] for name in names]
        spreads = gain_spreads(sets, n_languages=n_languages, weights=weights, is_median=is_median)
        spreads = with_common_seeds(spreads, spreads, n_seeds)
        best = max(range(len(names)), key=lambda place: spreads[place].centre)
        highest += sets[best]
        is_apart = task in chosen_apart and (n_languages is None or n_languages[task] <= len(sets[best]))
        of_choice += share * _excess(spreads, best, level, is_apart=is_apart)
    most = max(len(regimes) for regimes in candidates.values())
    pools = [
        [cell for regimes in candidates.values() for cell in regimes[sorted(regimes)[place % len(regimes)]]]
        for place in range(most)
    ]
    found = gain_spreads([chosen, highest, *pools], n_languages=n_languages, weights=weights, is_median=is_median)
    if most > 1:
        found = with_common_seeds(found[:2], found[2:], n_seeds)
    of_chosen, of_highest = (spread.interval(level) for spread in found[:2])
    return BestGain(of_chosen[0] - of_choice, max(of_chosen[1], of_highest[1]), of_choice)


def _excess(spreads: Sequence[GainSpread], best: int, level: float, *, is_apart: bool) -> float:
    """How far the best of these gains lies above the largest true one on average, at most, points."""
    first = spreads[best]
    in_reach = [
        spread
        for spread in spreads
        if first.centre - spread.centre
        <= float(special.stdtrit(first.freedom, 0.5 + level / 2)) * (first.variance + spread.variance) ** 0.5
    ]
    parts = [spread.variance - spread.of_others if is_apart else spread.variance for spread in in_reach]
    return largest_of_normals(len(in_reach)) * float(np.sqrt(np.mean(parts)))


@lru_cache
def largest_of_normals(n_numbers: int) -> float:
    """Expected largest of n standard normal numbers: 0, 0.564, 0.846, 1.029, ... (density n Phi^(n - 1) phi)."""

    def term(x: float) -> float:
        return float(x * n_numbers * stats.norm.cdf(x) ** (n_numbers - 1) * stats.norm.pdf(x))

    return float(integrate.quad(term, -10.0, 10.0)[0])


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
