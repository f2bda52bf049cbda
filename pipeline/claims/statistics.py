"""The mean gain over tasks and languages, and its interval; pure. docs/method.md section 3 gives every formula."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import comb
from statistics import median

import numpy as np
import numpy.typing as npt
from scipy import integrate, special, stats

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
        return float(median(self.gains.tolist()))


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
    return gain_spread(cells, n_languages=n_languages).interval(level)


@dataclass(frozen=True, slots=True)
class GainSpread:
    """A macro gain with the t distribution of its error, in points."""

    centre: float
    variance: float  # square points
    freedom: float

    def interval(self, level: float = LEVEL) -> tuple[float, float]:
        """The middle `level` of the distribution; a point where there is no variance."""
        half = float(special.stdtrit(self.freedom, 0.5 + level / 2)) * self.variance**0.5 if self.variance > 0 else 0.0
        return self.centre - half, self.centre + half

    @property
    def p(self) -> float | None:
        """Two-sided p of no gain; None where there is a gain without any variance, which tells nothing."""
        if self.variance > 0:
            return float(2.0 * special.stdtr(self.freedom, -abs(self.centre) / self.variance**0.5))
        return 1.0 if self.centre == 0 else None


def gain_spread(cells: Sequence[PairedCell], *, n_languages: Mapping[str, int] | None = None) -> GainSpread:
    """The macro gain and its spread from seeds, languages and examples; arguments as for `macro_gain_interval`."""
    layout = _Layout.of(cells, n_languages)
    return GainSpread(float(layout.weights @ [cell.gain for cell in layout.cells]), *_variance(layout))


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


@dataclass(frozen=True, slots=True, eq=False)
class _Spread:
    """Variance of the macro mean from languages and examples, square points, for each of several numbers a cell."""

    of_languages: FloatArray  # [numbers]
    of_examples: FloatArray
    languages_freedom: float
    examples_freedom: float  # of the first number

    @classmethod
    def of(cls, layout: _Layout, gains: FloatArray, moved: FloatArray) -> _Spread:
        """Spread of each number.

        Args:
            gains: [numbers, cells] points.
            moved: [numbers, cells, replicates] what the draw of examples changes in them.
        """
        pulls = np.zeros_like(gains)  # of each cell's language on the mean
        reach = np.zeros(gains.shape[1])  # the same for a language one point above the others
        alone = moved.var(axis=2) * layout.weights**2
        examples = np.zeros(len(gains))
        for places, share in zip(layout.members, layout.shares, strict=True):
            n_cells = len(places)
            if share < 1.0:
                scale = ((1.0 - share) * n_cells / (n_cells - 1)) ** 0.5 * layout.weights[places]
                pulls[:, places] = scale * (gains[:, places] - gains[:, places].mean(axis=1, keepdims=True))
                reach[places] = scale
            apart = joint = alone[:, places].sum(axis=1)
            if n_cells > 1 and all(layout.cells[place].is_shared for place in places):
                joint = np.einsum("c,vcr->vr", layout.weights[places], moved[:, places]).var(axis=1)
            examples += share * joint + (1.0 - share) * np.maximum(0.0, joint - apart)
        by_language = np.zeros((len(gains), int(layout.languages.max()) + 1))
        np.add.at(by_language.T, layout.languages, pulls.T)
        reaches = np.bincount(layout.languages, weights=reach).astype(np.float64) ** 2
        sizes = np.array([max(cell.n_examples - 1.0, 1.0) for cell in layout.cells])
        return cls(
            of_languages=(by_language**2).sum(axis=1),
            of_examples=examples,
            languages_freedom=max(_freedom(reaches, np.ones(len(reaches))) - 1.0, 1.0),
            examples_freedom=_freedom(alone[0], sizes),
        )


def _freedom(parts: FloatArray, freedoms: FloatArray) -> float:
    """Degrees of freedom of a sum of variances, after Satterthwaite; 1 where all are nil."""
    loss = float((parts**2 / freedoms).sum())
    return float(parts.sum()) ** 2 / loss if loss > 0 else 1.0


def _variance(layout: _Layout) -> tuple[float, float]:
    """Variance of the macro gain and its degrees of freedom.

    The seeds' own means differ by the luck of training, but also by what languages and examples do to one seed alone;
    the latter is in the medians' spread already and is taken out, as in an analysis of variance of two crossed factors.
    """
    seeds = sorted({seed for cell in layout.cells for seed in cell.seeds})
    n_seeds = len(seeds)
    found = [_by_number(cell, seeds) for cell in layout.cells]
    gains, moved = np.stack([each[0] for each in found], axis=1), np.stack([each[1] for each in found], axis=1)
    spread = _Spread.of(layout, gains, moved)
    totals = spread.of_languages + spread.of_examples
    variance = float(totals[0])
    parts = [float(spread.of_languages[0]), float(spread.of_examples[0])]
    freedoms = [spread.languages_freedom, spread.examples_freedom]
    if n_seeds > 1:
        inflation = _median_inflation(n_seeds)
        deviations = np.array([_seed_deviation(layout, seed) for seed in seeds])
        of_seeds = inflation * float((deviations**2).sum()) / (n_seeds * (n_seeds - 1))
        counted_twice = inflation * max(0.0, float(totals[2:].mean() - totals[1])) / (n_seeds - 1)
        if of_seeds > counted_twice:
            variance += of_seeds - counted_twice
            parts.append(of_seeds)
            freedoms.append(n_seeds - 1.0)
    loss = sum(part**2 / freedom for part, freedom in zip(parts, freedoms, strict=True))
    # what is taken out can bring the formula below the freedom of every part, which no sum of them has
    lowest = min((freedom for part, freedom in zip(parts, freedoms, strict=True) if part > 0), default=1.0)
    return variance, max(variance**2 / loss, lowest) if loss > 0 else lowest


def _by_number(cell: PairedCell, seeds: Sequence[int]) -> tuple[FloatArray, FloatArray]:
    """Gains [numbers] and moves [numbers, replicates]: median over seeds, and of several also their mean and each.

    A seed that the cell lacks stands at the mean.
    """
    if len(seeds) == 1:
        return cell.gains, cell.drawn - cell.of_examples[:, None]
    gains, whole, drawn = cell.gains, cell.of_examples, cell.drawn
    first = [gains.mean(), *(gains[cell.seeds.index(seed)] if seed in cell.seeds else gains.mean() for seed in seeds)]
    single = drawn - whole[:, None]
    mean = single.mean(axis=0)
    rest = [mean, *(single[cell.seeds.index(seed)] if seed in cell.seeds else mean for seed in seeds)]
    return np.array([cell.gain, *first]), np.stack([_median(drawn) - median(whole.tolist()), *rest])


def _median(rows: FloatArray) -> FloatArray:
    """Median down the rows; three by comparison, which takes a tenth of the time."""
    if len(rows) == 3:
        low, high = np.minimum(rows[0], rows[1]), np.maximum(rows[0], rows[1])
        return np.asarray(np.maximum(low, np.minimum(high, rows[2])))
    return np.asarray(np.median(rows, axis=0))


def _seed_deviation(layout: _Layout, seed: int) -> float:
    """How far the macro gain of one seed lies from the mean of all; cells without that seed stand at their mean."""
    return sum(
        float(weight * (cell.gains[cell.seeds.index(seed)] - cell.gains.mean()))
        for weight, cell in zip(layout.weights, layout.cells, strict=True)
        if seed in cell.seeds
    )


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
