"""Scores of many runs, and gains of paired ones, on examples drawn with replacement and on folds of them; pure.

Each example gets a Poisson(1) weight a replicate, independent of all others, the same for every run and language that
answered it: a paired bootstrap. Scores are ratios of weighted sums, so one matrix product gives all runs at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean

import numpy as np
import numpy.typing as npt
from scipy import stats

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

N_REPLICATES = 1_000
N_FOLDS = 10
_BLOCK = 4_096  # examples; 1,000 weights of each are 32 MB
_STEPS = 65_536
# which weight each of 65,536 equally likely numbers stands for; exact to 1 in 65,536
_WEIGHT_OF = np.searchsorted(
    np.round(stats.poisson.cdf(np.arange(9), 1.0) * _STEPS), np.arange(_STEPS), side="right"
).astype(np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """Scores of columns (one run in one language each), percent."""

    whole: FloatArray  # [columns] on all examples
    drawn: FloatArray  # [columns, replicates]
    inside: FloatArray  # [columns, folds] on the fold alone; 0 where it is empty
    outside: FloatArray  # [columns, folds] on all other folds
    answered: IntArray  # [columns] number of the set of examples, the same for columns that answered the same ones
    sets: npt.NDArray[np.bool_]  # [examples, sets]
    sizes: IntArray  # [sets] number of examples


def scores_of(outcomes: FloatArray, key: Sequence[int], *, n_replicates: int = N_REPLICATES) -> Scores:
    """Scores of all columns.

    Args:
        outcomes: [examples, columns, parts]; NaN where a column has no such example. One part: the example's own score
            (0-1). Three: its true positives, predicted and gold items, whose sums over examples give an F1.
        key: seeds weights and folds.
    """
    n_examples, n_columns, n_parts = outcomes.shape
    present = ~np.isnan(outcomes[:, :, 0])
    answered, sets = _sets(present)
    filled = (outcomes if present.all() else np.where(present[:, :, None], outcomes, 0.0)).reshape(n_examples, -1)

    def scores(weights: FloatArray) -> FloatArray:
        sums = (weights @ filled).reshape(len(weights), n_columns, n_parts)
        return _score(sums, _of_columns(weights @ sets, answered))

    whole = scores(np.ones((1, n_examples)))[0]
    sums, sizes = np.zeros((n_replicates, n_columns * n_parts)), np.zeros((n_replicates, sets.shape[1]))
    for start, weights in _weights(n_examples, n_replicates, np.random.default_rng([*key, 0])):
        part = slice(start, start + weights.shape[1])
        sums += weights @ filled[part]
        sizes += weights @ sets[part]
    n_drawn = _of_columns(sizes, answered)
    drawn = _score(sums.reshape(n_replicates, n_columns, n_parts), n_drawn)
    if not n_drawn.all():
        drawn = np.where(n_drawn > 0, drawn, whole)
    fold = np.random.default_rng([*key, 1]).permutation(n_examples) % N_FOLDS
    is_in = (fold == np.arange(N_FOLDS)[:, None]).astype(np.float64)
    return Scores(
        whole=whole,
        drawn=np.ascontiguousarray(drawn.T),
        inside=np.ascontiguousarray(scores(is_in).T),
        outside=np.ascontiguousarray(scores(1.0 - is_in).T),
        answered=answered,
        sets=sets.astype(bool),
        sizes=sets.sum(axis=0).astype(np.int64),
    )


def _weights(n_examples: int, n_replicates: int, generator: np.random.Generator) -> Iterator[tuple[int, FloatArray]]:
    """Blocks of examples: the first one's place, and weights [replicates, examples of the block]."""
    for start in range(0, n_examples, _BLOCK):
        size = (n_replicates, min(_BLOCK, n_examples - start))
        yield start, _WEIGHT_OF[generator.integers(0, _STEPS, size=size, dtype=np.uint16)]


def _sets(present: npt.NDArray[np.bool_]) -> tuple[IntArray, FloatArray]:
    """The set of examples of each column [columns], and the distinct sets as 0 and 1 [examples, sets]."""
    numbers: dict[bytes, int] = {}
    packed = np.packbits(present, axis=0).T
    answered = np.array([numbers.setdefault(column.tobytes(), len(numbers)) for column in packed], dtype=np.int64)
    firsts = np.unique(answered, return_index=True)[1]
    return answered, present[:, firsts].astype(np.float64)


def _of_columns(sizes: FloatArray, answered: IntArray) -> FloatArray:
    """[draws, columns] size of each column's set; [draws, 1] where there is one set for all."""
    return sizes if sizes.shape[1] == 1 else sizes[:, answered]


def _score(sums: FloatArray, n_examples: FloatArray) -> FloatArray:
    """[draws, columns] percent; 0 without examples, or without any item.

    Args:
        sums: [draws, columns, parts] over the examples.
        n_examples: [draws, columns], or one column for all.
    """
    if sums.shape[-1] == 1:
        return np.asarray(100.0 * sums[..., 0] / np.maximum(n_examples, 1.0))
    items = sums[..., 1] + sums[..., 2]
    return np.asarray(200.0 * sums[..., 0] / np.maximum(items, 1.0))


@dataclass(frozen=True, slots=True, eq=False)
class PairedCell:
    """The same examples of one task and language, answered with and without the intermediate phase.

    All gains are score minus baseline score, in points. The examples' own gain may be less than the score says:
    question answering keeps F1 of each example, not its exact match.
    """

    task: str
    language: str
    seeds: tuple[int, ...]
    gains: FloatArray  # [seeds] as scored
    of_examples: FloatArray  # [seeds] by the examples' own outcomes
    drawn: FloatArray  # [seeds, replicates] the same, on examples drawn with replacement; one draw for all seeds
    n_examples: int
    is_shared: bool = False  # the task's languages answered the same examples, which were drawn together
    # [seeds] points, were the arms independent; None: outcomes are known. Without, `drawn` is the most that can be
    independent_error: FloatArray | None = None

    @property
    def gain(self) -> float:
        """Mean over seeds of the gain as scored."""
        return fmean(self.gains.tolist())

    @property
    def median_gain(self) -> float:
        """Median over seeds of the gain as scored."""
        return float(np.median(self.gains))
