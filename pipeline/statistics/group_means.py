"""The mean gain of some cells under one definition, with a t interval; pure and cheap."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class MeanGain:
    """Mean over groups of the mean over a group's cells, in points."""

    value: float
    low: float | None  # None together with high: no spread is known
    high: float | None
    n_groups: int
    n_cells: int


def mean_over_tasks(gains: FloatArray, tasks: IntArray, level: float) -> MeanGain:
    """Mean over tasks of the mean over a task's cells; the tasks are fixed, the cells of each drawn.

    The variance is the sum over tasks of s^2 / n, over the square of the number of tasks; degrees of freedom after
    Welch and Satterthwaite. There is no interval where some task has one cell alone, as its spread is not known.

    Args:
        gains: [cells] points; at least one.
        tasks: [cells] number of each cell's task.
        level: of the interval, 0-1.
    """
    _, group = np.unique(tasks, return_inverse=True)
    counts = np.bincount(group)
    means = np.bincount(group, weights=gains) / counts
    value = float(means.mean())
    if counts.min() < 2:
        return MeanGain(value, None, None, len(counts), len(gains))
    squares = np.bincount(group, weights=(gains - means[group]) ** 2)
    parts = squares / (counts - 1) / counts / len(counts) ** 2
    variance = float(parts.sum())
    if variance == 0.0:
        return MeanGain(value, value, value, len(counts), len(gains))
    freedom = variance**2 / float((parts**2 / (counts - 1)).sum())
    half = float(special.stdtrit(freedom, 0.5 + level / 2)) * variance**0.5
    return MeanGain(value, value - half, value + half, len(counts), len(gains))


def mean_over_groups(gains: FloatArray, groups: IntArray, level: float) -> MeanGain:
    """Mean over groups (languages, or families) of the mean over a group's cells; the groups are drawn.

    Args:
        gains: [cells] points; at least one.
        groups: [cells] number of each cell's group.
        level: of the interval, 0-1.
    """
    _, group = np.unique(groups, return_inverse=True)
    means = np.bincount(group, weights=gains) / np.bincount(group)
    value, n_groups = float(means.mean()), len(means)
    if n_groups < 2:
        return MeanGain(value, None, None, n_groups, len(gains))
    half = float(special.stdtrit(n_groups - 1, 0.5 + level / 2)) * float(means.std(ddof=1)) / n_groups**0.5
    return MeanGain(value, value - half, value + half, n_groups, len(gains))
