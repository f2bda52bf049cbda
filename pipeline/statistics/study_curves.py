"""A curve of a study with its intervals, its change from the first to the last point, and its trend; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
N_REPLICATES = 1_000
LEVEL = 0.95
METHOD = (
    "mean over targets of the mean over languages of the mean over seeds; {level:.0%} percentile interval of a "
    "bootstrap that draws seeds, languages and examples with replacement, the same draw for every point and both arms, "
    "{n} replicates, seed {seed}"
)


@dataclass(frozen=True, slots=True, eq=False)
class StudyCell:
    """One target and language at every point of a study.

    Outcomes have one part (the example's own score, 0-1), or three (its true positives, predicted and gold items, whose
    sums over examples give an F1). With two arms, subject and baseline, the quantity is their difference.
    """

    task: str
    language: str
    values: FloatArray  # [points, seeds] as scored: percent, or points of a gain
    outcomes: FloatArray  # [points, seeds, arms, examples, parts]
    examples: str  # names the set of examples; languages that share it have their examples drawn together


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Curve:
    """One series of a study."""

    points: tuple[Estimate, ...]
    change: Estimate  # last point minus first
    rank_correlation: Estimate  # Spearman, of x and the points


def compute_curve(cells: Sequence[StudyCell], *, seed: int, n_replicates: int = N_REPLICATES) -> Curve:
    """The curve of a series, in the unit of the cells' values; the order of cells plays no part.

    Args:
        cells: at least one; all with the same points and seeds, points in order of x.
    """
    ordered = sorted(cells, key=lambda cell: (cell.task, cell.language))
    tasks = sorted({cell.task for cell in ordered})
    groups = [[cell for cell in ordered if cell.task == task] for task in tasks]
    generator = np.random.default_rng(seed)
    n_seeds = ordered[0].values.shape[1]
    seeds = generator.integers(0, n_seeds, size=(n_replicates, n_seeds))
    drawn = np.mean([_task_replicates(group, seeds, generator) for group in groups], axis=0)  # [replicates, points]
    whole = np.mean(
        [np.mean([cell.values.mean(axis=1) for cell in group], axis=0) for group in groups], axis=0
    )  # [points]
    return Curve(
        points=tuple(_estimate(whole[number], drawn[:, number]) for number in range(len(whole))),
        change=_estimate(whole[-1] - whole[0], drawn[:, -1] - drawn[:, 0]),
        rank_correlation=_estimate(_rank_correlations(whole[None])[0], _rank_correlations(drawn)),
    )


def _estimate(value: float, drawn: FloatArray) -> Estimate:
    tail = 50.0 * (1.0 - LEVEL)
    low, high = np.percentile(drawn, [tail, 100.0 - tail])
    return Estimate(float(value), float(low), float(high))


def _task_replicates(
    cells: Sequence[StudyCell], seeds: npt.NDArray[np.int64], generator: np.random.Generator
) -> FloatArray:
    """[replicates, points] of one target."""
    n_replicates, n_cells = len(seeds), len(cells)
    n_drawn = generator.multinomial(n_cells, np.full(n_cells, 1.0 / n_cells), size=n_replicates)
    weights: dict[str, npt.NDArray[np.int64]] = {}
    total = np.zeros((n_replicates, len(cells[0].values)))
    for column, cell in enumerate(cells):
        n_examples = cell.outcomes.shape[3]
        if cell.examples not in weights:
            weights[cell.examples] = generator.multinomial(
                n_examples, np.full(n_examples, 1.0 / n_examples), size=n_replicates
            )
        total += n_drawn[:, [column]] * _cell_replicates(cell, weights[cell.examples], seeds)
    return total / n_cells


def _cell_replicates(cell: StudyCell, weights: npt.NDArray[np.int64], seeds: npt.NDArray[np.int64]) -> FloatArray:
    """[replicates, points]: the values as scored plus what the draw of examples changes, mean over drawn seeds."""
    change = _scores(cell.outcomes, weights) - _scores(cell.outcomes, np.ones_like(weights[:1]))
    by_seed = cell.values + change  # [replicates, points, seeds]
    taken = np.take_along_axis(by_seed, seeds[:, None, :], axis=2)
    return np.asarray(taken.mean(axis=2))


def _scores(outcomes: FloatArray, weights: npt.NDArray[np.int64]) -> FloatArray:
    """[replicates, points, seeds] score, or score minus baseline score, of weighted examples, in points."""
    sums = np.einsum("re,psaek->rpsak", weights.astype(np.float64), outcomes, optimize=True)
    if outcomes.shape[-1] == 1:
        scores = 100.0 * sums[..., 0] / weights.sum(axis=1)[:, None, None, None]
    else:
        scores = 200.0 * sums[..., 0] / np.maximum(sums[..., 1] + sums[..., 2], 1.0)
    return np.asarray(scores[..., 0] - scores[..., 1] if scores.shape[-1] == 2 else scores[..., 0])


def _rank_correlations(values: FloatArray) -> FloatArray:
    """[rows] Spearman's correlation of each row with its order; equal values share a rank; 0 where all are equal.

    Source: Spearman 1904: Pearson's correlation of the ranks.
    """
    below = (values[:, :, None] > values[:, None, :]).sum(axis=2)
    equal = (values[:, :, None] == values[:, None, :]).sum(axis=2)
    ranks = below + (equal - 1) / 2.0
    order = np.arange(values.shape[1]) - (values.shape[1] - 1) / 2.0
    centred = ranks - ranks.mean(axis=1, keepdims=True)
    size = np.sqrt((centred**2).sum(axis=1) * (order**2).sum())
    return np.asarray(np.where(size > 0, (centred * order).sum(axis=1) / np.where(size > 0, size, 1.0), 0.0))
