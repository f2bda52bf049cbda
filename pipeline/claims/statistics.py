"""The mean gain over tasks and languages, and its interval; pure. docs/method.md section 3 gives every formula."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import comb

import numpy as np
import numpy.typing as npt
from scipy import integrate, stats

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

N_REPLICATES = 1_000
LEVEL = 0.95


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

    @property
    def gain(self) -> float:
        """Median over seeds of the gain as scored."""
        return float(np.median(self.gains))


def macro_gain(gains: Sequence[tuple[str, float]]) -> float:
    """Mean over tasks of the mean over a task's languages, in points.

    Args:
        gains: (task, points) of each cell; at least one.
    """
    tasks = sorted({task for task, _ in gains})
    return float(np.mean([np.mean([gain for name, gain in gains if name == task]) for task in tasks]))


def macro_gain_interval(
    cells: Sequence[PairedCell], *, n_languages: Mapping[str, int] | None = None, level: float = LEVEL
) -> tuple[float, float]:
    """Interval of the macro gain, in points: t interval whose variance is that of seeds, languages and examples.

    Seeds of training are drawn where there are several; a single one stays as it is. Languages are drawn as far as
    the mean is about more of them than the cells have. Examples are always drawn. The order of cells plays no part.

    Args:
        cells: at least one.
        n_languages: by task, how many languages the mean is about; None: of languages like these without end. A task
            with one cell speaks of that language alone.
    """
    layout = _Layout.of(cells, n_languages)
    centre = float(layout.weights @ [cell.gain for cell in layout.cells])
    medians = _Spread.of(
        layout,
        np.array([cell.gain for cell in layout.cells]),
        np.stack([np.median(cell.drawn, axis=0) - np.median(cell.of_examples) for cell in layout.cells]),
    )
    variance, freedom = _with_seeds(layout, medians)
    half = float(stats.t.ppf(0.5 + level / 2, freedom)) * variance**0.5 if variance > 0 else 0.0
    return centre - half, centre + half


@dataclass(frozen=True, slots=True, eq=False)
class _Layout:
    """Cells in (task, language) order, and what the macro mean makes of each."""

    cells: tuple[PairedCell, ...]
    weights: FloatArray  # [cells] of the macro mean
    members: tuple[IntArray, ...]  # by task: places of its cells
    shares: tuple[float, ...]  # by task: part of the languages meant that is there
    languages: IntArray  # [cells] number of each cell's language

    @classmethod
    def of(cls, cells: Sequence[PairedCell], n_languages: Mapping[str, int] | None) -> _Layout:
        ordered = tuple(sorted(cells, key=lambda cell: (cell.task, cell.language)))
        tasks = [cell.task for cell in ordered]
        members = tuple(
            np.array([place for place, name in enumerate(tasks) if name == task]) for task in sorted({*tasks})
        )
        weights, shares = np.zeros(len(ordered)), []
        for places in members:
            weights[places] = 1.0 / (len(members) * len(places))
            meant = None if n_languages is None else n_languages[tasks[places[0]]]
            share = 0.0 if meant is None else len(places) / max(meant, len(places))
            shares.append(1.0 if len(places) == 1 else share)
        languages = np.unique([cell.language for cell in ordered], return_inverse=True)[1]
        return cls(ordered, weights, members, tuple(shares), languages.astype(np.int64))


@dataclass(frozen=True, slots=True)
class _Spread:
    """Variance of the macro mean from languages and examples, square points, with degrees of freedom."""

    of_languages: float
    of_examples: float
    languages_freedom: float
    examples_freedom: float

    @property
    def variance(self) -> float:
        return self.of_languages + self.of_examples

    @classmethod
    def of(cls, layout: _Layout, gains: FloatArray, moved: FloatArray) -> _Spread:
        """Spread of one number a cell.

        Args:
            gains: [cells] points.
            moved: [cells, replicates] what the draw of examples changes in them.
        """
        pulls = np.zeros(len(gains))  # of each cell's language on the mean
        reach = np.zeros(len(gains))  # the same for a language one point above the others
        examples, squares = 0.0, 0.0
        alone = moved.var(axis=1) * layout.weights**2
        sizes = np.array([max(cell.n_examples - 1, 1) for cell in layout.cells])
        for places, share in zip(layout.members, layout.shares, strict=True):
            n_cells = len(places)
            if n_cells > 1:
                scale = ((1.0 - share) * n_cells / (n_cells - 1)) ** 0.5 * layout.weights[places]
                pulls[places] = scale * (gains[places] - gains[places].mean())
                reach[places] = scale
            apart = float(alone[places].sum())
            is_shared = all(layout.cells[place].is_shared for place in places)
            joint = float((layout.weights[places] @ moved[places]).var()) if is_shared else apart
            examples += share * joint + (1.0 - share) * max(0.0, joint - apart)
            squares += float((alone[places] ** 2 / sizes[places]).sum())
        by_language = np.bincount(layout.languages, weights=pulls)
        reaches = np.bincount(layout.languages, weights=reach) ** 2
        total = float(reaches.sum())
        return cls(
            of_languages=float((by_language**2).sum()),
            of_examples=examples,
            languages_freedom=total**2 / float((reaches**2).sum()) - 1.0 if total > 0 else 1.0,
            examples_freedom=float(alone.sum()) ** 2 / squares if squares > 0 else 1.0,
        )


def _with_seeds(layout: _Layout, medians: _Spread) -> tuple[float, float]:
    """Variance of the macro gain and its degrees of freedom (Satterthwaite).

    The seeds' own means differ by the luck of training, but also by what languages and examples do to one seed alone;
    the latter is in the medians' spread already and is taken out, as in an analysis of variance of two crossed factors.
    """
    parts = [
        (medians.of_languages, medians.languages_freedom),
        (medians.of_examples, medians.examples_freedom),
    ]
    seeds = sorted({seed for cell in layout.cells for seed in cell.seeds})
    n_seeds = len(seeds)
    variance = medians.variance
    if n_seeds > 1:
        inflation = _median_inflation(n_seeds)
        deviations = np.array([_seed_deviation(layout, seed) for seed in seeds])
        of_seeds = inflation * float((deviations**2).sum()) / (n_seeds * (n_seeds - 1))
        counted_twice = inflation * _of_single_seeds(layout, seeds) / (n_seeds - 1)
        if of_seeds > counted_twice:
            variance += of_seeds - counted_twice
            parts.append((of_seeds, n_seeds - 1.0))
    loss = sum(part**2 / freedom for part, freedom in parts)
    return variance, variance**2 / loss if loss > 0 else 1.0


def _seed_deviation(layout: _Layout, seed: int) -> float:
    """How far the macro gain of one seed lies from the mean of all; cells without that seed stand at their mean."""
    return sum(
        float(weight * (cell.gains[cell.seeds.index(seed)] - cell.gains.mean()))
        for weight, cell in zip(layout.weights, layout.cells, strict=True)
        if seed in cell.seeds
    )


def _of_single_seeds(layout: _Layout, seeds: Sequence[int]) -> float:
    """Spread of single seeds beyond that of their mean: what languages and examples do to one seed alone."""
    means = _Spread.of(
        layout,
        np.array([cell.gains.mean() for cell in layout.cells]),
        np.stack([cell.drawn.mean(axis=0) - cell.of_examples.mean() for cell in layout.cells]),
    )
    single = [_Spread.of(layout, *_of_seed(layout, seed)).variance for seed in seeds]
    return max(0.0, float(np.mean(single)) - means.variance)


def _of_seed(layout: _Layout, seed: int) -> tuple[FloatArray, FloatArray]:
    """Gains [cells] and their moves [cells, replicates] of one seed; a cell without it gives its mean."""
    gains, moved = [], []
    for cell in layout.cells:
        places = [cell.seeds.index(seed)] if seed in cell.seeds else list(range(len(cell.seeds)))
        gains.append(cell.gains[places].mean())
        moved.append(cell.drawn[places].mean(axis=0) - cell.of_examples[places].mean())
    return np.array(gains), np.stack(moved)


@lru_cache
def _median_inflation(n_seeds: int) -> float:
    """Variance of the median of n normal numbers over that of their mean; an even n takes that of the odd below.

    Source: density of the middle order statistic, n C(n - 1, m) F^m (1 - F)^m f with m = (n - 1) / 2.
    """
    n = n_seeds if n_seeds % 2 else n_seeds - 1
    if n == 1:
        return 1.0
    half = (n - 1) // 2

    def term(x: float) -> float:
        below = float(stats.norm.cdf(x))
        return float(x * x * n * comb(n - 1, half) * (below * (1.0 - below)) ** half * stats.norm.pdf(x))

    return float(n * integrate.quad(term, -10.0, 10.0)[0])
