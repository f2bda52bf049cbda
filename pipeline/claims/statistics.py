"""The mean gain over tasks and languages, and its interval; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

N_REPLICATES = 1_000
LEVEL = 0.95


@dataclass(frozen=True, slots=True, eq=False)
class PairedCell:
    """The same examples of one task and language, answered with and without the intermediate phase.

    `subject` and `baseline` are [seeds, examples, columns]: one column with the example's own score (0-1), or three
    with its true positives, predicted and gold items, whose sums over examples give an F1.
    """

    task: str
    language: str
    gain: float  # points, as scored: median over seeds of score minus baseline score
    subject: FloatArray
    baseline: FloatArray


def macro_gain(gains: Sequence[tuple[str, float]]) -> float:
    """Mean over tasks of the mean over a task's languages, in points.

    Args:
        gains: (task, points) of each cell; at least one.
    """
    tasks = sorted({task for task, _ in gains})
    return float(np.mean([np.mean([gain for name, gain in gains if name == task]) for task in tasks]))


def macro_gain_interval(
    cells: Sequence[PairedCell], *, seed: int, n_replicates: int = N_REPLICATES, level: float = LEVEL
) -> tuple[float, float]:
    """Percentile interval of the macro gain, in points; the order of cells and of examples plays no part.

    Two-level paired bootstrap: a replicate draws each task's languages with replacement, then for each language drawn
    its examples with replacement, the same draw for both arms and all seeds of training. Tasks and seeds of training
    are not drawn. A cell's replicate is its gain as scored plus what the draw changes in the examples' own gain, so
    that the interval is centred on the scores even where these are more than the mean of the examples.

    Args:
        cells: at least one.
    """
    generator = np.random.default_rng(seed)
    tasks: dict[str, list[PairedCell]] = {}
    for cell in sorted(cells, key=lambda cell: (cell.task, cell.language)):
        tasks.setdefault(cell.task, []).append(cell)
    means = [_task_replicates(members, n_replicates, generator) for members in tasks.values()]
    tail = 50.0 * (1.0 - level)
    low, high = np.percentile(np.mean(means, axis=0), [tail, 100.0 - tail])
    return float(low), float(high)


def gain_of_examples(cell: PairedCell, is_in: npt.NDArray[np.bool_]) -> float:
    """Gain on some examples of a cell, from their own outcomes alone, in points; the median over seeds.

    Args:
        is_in: [examples] which ones count; none gives 0.
    """
    arms = np.stack([cell.subject[:, is_in], cell.baseline[:, is_in]])  # [arms, seeds, examples, columns]
    return float(_example_gain(arms.sum(axis=2)[None], np.array([int(is_in.sum())]))[0])


def _task_replicates(cells: Sequence[PairedCell], n_replicates: int, generator: np.random.Generator) -> FloatArray:
    """[replicates] mean gain of one task over its drawn languages, points."""
    n_cells = len(cells)
    n_drawn = generator.multinomial(n_cells, np.full(n_cells, 1.0 / n_cells), size=n_replicates)  # [replicates, cells]
    total = np.zeros(n_replicates)
    for column, cell in enumerate(cells):
        total += n_drawn[:, column] * _cell_replicates(cell, n_drawn[:, column], generator)
    return total / n_cells


def _cell_replicates(cell: PairedCell, n_drawn: IntArray, generator: np.random.Generator) -> FloatArray:
    """[replicates] gain of one cell, points; a language drawn k times has its examples drawn k times over.

    Examples with the same outcomes in both arms and all seeds are of one kind, and only the number of each kind in a
    draw matters.
    """
    n_seeds, n_examples, n_columns = cell.subject.shape
    arms = np.stack([cell.subject, cell.baseline])  # [arms, seeds, examples, columns]
    flat = np.moveaxis(arms, 2, 0).reshape(n_examples, -1)
    kinds, counts = np.unique(flat, axis=0, return_counts=True)
    draws = _draw_kinds(counts, n_drawn, generator)
    shape = (-1, 2, n_seeds, n_columns)
    drawn = _example_gain((draws.astype(np.float64) @ kinds).reshape(shape), draws.sum(axis=1))
    whole = _example_gain((counts @ kinds).reshape(shape), np.array([n_examples]))
    return np.asarray(np.where(n_drawn > 0, cell.gain + drawn - whole, 0.0))


def _draw_kinds(counts: IntArray, n_drawn: IntArray, generator: np.random.Generator) -> IntArray:
    """[replicates, kinds] how often each kind is drawn when as many examples as there are are drawn `n_drawn` times.

    Few kinds: straight from the multinomial distribution (50 ns a kind). Many: example by example (10 ns each), in
    blocks of replicates of about 2 million draws.
    """
    n_examples, n_kinds = int(counts.sum()), len(counts)
    if 8 * n_kinds < n_examples:
        return generator.multinomial(n_drawn * n_examples, counts / n_examples)
    kind_of = np.repeat(np.arange(n_kinds), counts)
    block = max(1, 2_000_000 // n_examples)
    parts = []
    for start in range(0, len(n_drawn), block):
        sizes = n_drawn[start : start + block] * n_examples
        drawn = kind_of[generator.integers(0, n_examples, size=int(sizes.sum()), dtype=np.int32)]
        drawn += np.repeat(np.arange(len(sizes)) * n_kinds, sizes)
        parts.append(np.bincount(drawn, minlength=len(sizes) * n_kinds).reshape(len(sizes), n_kinds))
    return np.concatenate(parts)


def _example_gain(sums: FloatArray, n_examples: IntArray) -> FloatArray:
    """[replicates] median over seeds of score minus baseline score, points.

    Args:
        sums: [replicates, arms, seeds, columns] over the examples of a replicate.
        n_examples: [replicates] how many these are; 0 gives 0.
    """
    if sums.shape[-1] == 1:
        scores = 100.0 * sums[..., 0] / np.maximum(n_examples, 1)[:, None, None]
    else:
        items = sums[..., 1] + sums[..., 2]
        scores = 200.0 * sums[..., 0] / np.maximum(items, 1)
    return np.asarray(np.median(scores[:, 0] - scores[:, 1], axis=1))
