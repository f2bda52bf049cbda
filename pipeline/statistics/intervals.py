"""The mean gain over tasks and languages, and its interval; pure. docs/method.md section 3 gives every formula."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from pipeline.statistics.bootstrap import FloatArray, IntArray, PairedCell
from pipeline.statistics.macro_mean import MacroMean
from pipeline.statistics.variances import freedom_of_both, freedom_of_sum, median_inflation, satterthwaite

LEVEL = 0.95


def macro_gain(gains: Sequence[tuple[str, float]]) -> float:
    """Mean over tasks of the mean over a task's languages, in points.

    Args:
        gains: (task, points) of each cell; at least one.
    """
    tasks = sorted({task for task, _ in gains})
    return float(np.mean([np.mean([gain for name, gain in gains if name == task]) for task in tasks]))


def macro_gain_interval(
    cells: Sequence[PairedCell],
    *,
    n_languages: Mapping[str, int] | None = None,
    level: float = LEVEL,
    weights: Mapping[tuple[str, str], float] | None = None,
    is_median: bool = False,
) -> tuple[float, float]:
    """Interval of the macro gain, in points: t interval whose variance is that of seeds, languages and examples.

    Seeds of training are drawn where there are several; a single one stays as it is. Languages are drawn as far as
    the mean is about more of them than the cells have. Examples are always drawn. The order of cells plays no part.

    Args:
        cells: at least one.
        n_languages: by task, how many languages the mean is about; None: of languages like these without end. A task
            with one cell speaks of that language alone.
        weights: of each (task, language) in a sum over exactly these cells, instead of the mean over tasks of the mean
            over languages; they need not sum to 1, and no language is drawn.
        is_median: seeds count with their median, not with their mean.
    """
    return gain_spread(cells, n_languages=n_languages, weights=weights, is_median=is_median).interval(level)


def smallest_gain_interval(
    sets: Sequence[Sequence[PairedCell]],
    *,
    n_languages: Mapping[str, int] | None = None,
    level: float = LEVEL,
    weights: Mapping[tuple[str, str], float] | None = None,
    is_median: bool = False,
) -> tuple[float, float]:
    """Interval of the smallest of several macro gains: of a lead over whichever rival is the best.

    The rival that comes out best is one whose noise spoke for it, so the upper end has to hold for all of them together
    (Bonferroni). The lower end need not: it lies below the lower end of the truly smallest gain, whichever that is.
    So far out a spread of few seeds cannot be trusted one by one, so each rival has at least the mean of all.

    Args:
        sets: the cells of the gain over each rival, all with the subject's seeds; at least one. Other arguments as
            `macro_gain_interval`.
    """
    spreads = gain_spreads(sets, n_languages=n_languages, weights=weights, is_median=is_median)
    if len(spreads) > 1:
        n_seeds = min(len(cell.seeds) for cells in sets for cell in cells)
        spreads = with_common_seeds(spreads, spreads, n_seeds)
    together = 1.0 - (1.0 - level) / len(spreads)
    return (
        min(spread.interval(level)[0] for spread in spreads),
        min(spread.interval(together)[1] for spread in spreads),
    )


@dataclass(frozen=True, slots=True)
class GainSpread:
    """A macro gain with the t distribution of its error, in points."""

    centre: float
    variance: float  # square points
    freedom: float
    of_others: float = 0.0  # the part of the variance that is not the seeds'
    loss_of_others: float = 0.0  # what it adds to Satterthwaite's sum of squared parts over their degrees of freedom
    of_seeds: float = 0.0  # the seeds' part, below zero where languages and examples alone would spread them more

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


def with_common_seeds(spreads: Sequence[GainSpread], alike: Sequence[GainSpread], n_seeds: int) -> list[GainSpread]:
    """The spreads with at least the mean part that seeds have in those that are alike.

    All gains have one arm in common (one subject over several rivals, or several regimes over one baseline), whose
    seeds make half of each part: the mean of R such parts with d degrees of freedom each has R d / (1 + (R - 1) / 4).
    """
    if n_seeds < 2:
        return list(spreads)
    common = max(0.0, sum(spread.of_seeds for spread in alike) / len(alike))
    freedom = (n_seeds - 1.0) * len(alike) / (1.0 + (len(alike) - 1) / 4.0)
    found = []
    for spread in spreads:
        of_seeds = max(spread.of_seeds, common)
        parts = (np.array([of_seeds]), freedom, np.array([spread.of_others]), np.array([spread.loss_of_others]))
        allowed = freedom if n_seeds == 2 else float(freedom_of_both(*parts)[0])
        found.append(replace(spread, variance=spread.of_others + of_seeds, freedom=allowed))
    return found


def gain_spread(
    cells: Sequence[PairedCell],
    *,
    n_languages: Mapping[str, int] | None = None,
    weights: Mapping[tuple[str, str], float] | None = None,
    is_median: bool = False,
) -> GainSpread:
    """The macro gain and its spread from seeds, languages and examples; arguments as for `macro_gain_interval`."""
    (spread,) = gain_spreads([cells], n_languages=n_languages, weights=weights, is_median=is_median)
    return spread


def gain_spreads(
    sets: Sequence[Sequence[PairedCell]],
    *,
    n_languages: Mapping[str, int] | None = None,
    weights: Mapping[tuple[str, str], float] | None = None,
    is_median: bool = False,
) -> list[GainSpread]:
    """`gain_spread` of each set, in their order; sets with cells in common go through the draws of these once.

    Args:
        sets: each of one cell or more.
    """
    found: dict[int, GainSpread] = {}
    by_seeds: dict[tuple[int, ...], list[int]] = {}
    for number, cells in enumerate(sets):
        seeds = tuple(sorted({seed for cell in cells for seed in cell.seeds}))
        by_seeds.setdefault(seeds, []).append(number)
    for seeds, members in by_seeds.items():
        spreads = _spreads([sets[number] for number in members], seeds, n_languages, weights, is_median=is_median)
        found.update(zip(members, spreads, strict=True))
    return [found[number] for number in range(len(sets))]


def _spreads(
    sets: Sequence[Sequence[PairedCell]],
    seeds: tuple[int, ...],
    n_languages: Mapping[str, int] | None,
    weights: Mapping[tuple[str, str], float] | None,
    *,
    is_median: bool,
) -> list[GainSpread]:
    """Of sets whose cells together have these seeds."""
    cells = tuple({id(cell): cell for members in sets for cell in members}.values())
    columns = {id(cell): column for column, cell in enumerate(cells)}
    numbers = _Numbers.of(cells, seeds, is_median=is_median)
    is_single = [len(members) == 1 and weights is None for members in sets]
    single = [number for number, is_one in enumerate(is_single) if is_one]
    others = [number for number, is_one in enumerate(is_single) if not is_one]
    parts = [_Parts.of_single(numbers, np.array([columns[id(sets[number][0])] for number in single], dtype=np.int64))]
    for number in others:
        mean = MacroMean.of(sets[number], n_languages, weights)
        parts.append(_Parts.of(mean, numbers, np.array([columns[id(cell)] for cell in mean.cells])))
    joined = _Parts.joined(parts)
    variances = joined.variances(len(seeds), is_median=is_median)
    spreads = map(GainSpread, joined.centres.tolist(), *(part.tolist() for part in variances))
    found = dict(zip((*single, *others), spreads, strict=True))
    return [found[number] for number in range(len(sets))]


@dataclass(frozen=True, slots=True, eq=False)
class _Numbers:
    """What each cell says, in points: its mean over seeds, and of several seeds each of them as well."""

    gains: FloatArray  # [numbers, cells]
    moved: FloatArray  # [numbers, cells, replicates] what the draw of examples changes in them
    variances: FloatArray  # [numbers, cells] of that
    deviations: FloatArray  # [seeds, cells] each seed from the mean of the cell's own
    freedoms: FloatArray  # [cells] of the variance that examples make

    @classmethod
    def of(cls, cells: Sequence[PairedCell], seeds: tuple[int, ...], *, is_median: bool) -> _Numbers:
        """Numbers for `seeds`, the mean or median first; a seed that a cell lacks stands at the cell's mean."""
        n_numbers = len(seeds) + 1 if len(seeds) > 1 else 1
        gains, deviations = np.zeros((n_numbers, len(cells))), np.zeros((len(seeds), len(cells)))
        moved = np.empty((n_numbers, len(cells), cells[0].drawn.shape[1]))
        for own in {cell.seeds: None for cell in cells}:
            columns = [column for column, cell in enumerate(cells) if cell.seeds == own]
            scored = np.stack([cells[column].gains for column in columns], axis=1)  # [seeds, columns]
            whole = np.stack([cells[column].of_examples for column in columns], axis=1)
            drawn = np.stack([cells[column].drawn for column in columns], axis=1)
            drawn -= whole[:, :, None]
            of_mean = scored.mean(axis=0)
            gains[:, columns], moved[:, columns] = of_mean, drawn.mean(axis=0)
            if is_median:
                of_drawn = np.median(drawn + whole[:, :, None], axis=0) - np.median(whole, axis=0)[:, None]
                gains[0, columns], moved[0, columns] = np.median(scored, axis=0), of_drawn
            if n_numbers == 1:
                continue
            for number, seed in enumerate(seeds):
                if seed in own:
                    place = own.index(seed)
                    gains[1 + number, columns], moved[1 + number, columns] = scored[place], drawn[place]
                    deviations[number, columns] = scored[place] - of_mean
        sizes = np.array([max(cell.n_examples - 1.0, 1.0) for cell in cells])
        return cls(gains, moved, moved.var(axis=2), deviations, sizes)


@dataclass(frozen=True, slots=True, eq=False)
class _Parts:
    """Macro means of several sets of cells, and the parts of their variance, square points, for each number a cell."""

    centres: FloatArray  # [sets]
    of_languages: FloatArray  # [numbers, sets]
    of_examples: FloatArray  # [numbers, sets]
    languages_freedom: FloatArray  # [sets]
    examples_freedom: FloatArray  # [sets] of the first number
    deviations: FloatArray  # [seeds, sets] of each seed's macro gain from the mean of all

    @classmethod
    def of(cls, mean: MacroMean, numbers: _Numbers, columns: IntArray) -> _Parts:
        """Parts of one set, whose cells stand at `columns` of `numbers`."""
        gains = numbers.gains[:, columns]
        alone = numbers.variances[:, columns] * mean.weights**2
        of_languages, languages_freedom = mean.of_languages(gains)
        return cls(
            centres=np.array([mean.weights @ gains[0]]),
            of_languages=of_languages[:, None],
            of_examples=mean.of_examples(numbers.moved, columns, alone)[:, None],
            languages_freedom=np.array([languages_freedom]),
            examples_freedom=np.array([freedom_of_sum(alone[0], numbers.freedoms[columns])]),
            deviations=(numbers.deviations[:, columns] @ mean.weights)[:, None],
        )

    @classmethod
    def of_single(cls, numbers: _Numbers, columns: IntArray) -> _Parts:
        """Parts of as many sets as columns, of that one cell each: examples and seeds alone make their variance."""
        variances = numbers.variances[:, columns]
        return cls(
            centres=numbers.gains[0, columns],
            of_languages=np.zeros_like(variances),
            of_examples=variances,
            languages_freedom=np.ones(len(columns)),
            examples_freedom=np.where(variances[0] > 0, numbers.freedoms[columns], 1.0),
            deviations=numbers.deviations[:, columns],
        )

    @classmethod
    def joined(cls, parts: Sequence[_Parts]) -> _Parts:
        """All sets side by side."""
        names = ("centres", "of_languages", "of_examples", "languages_freedom", "examples_freedom", "deviations")
        return cls(*(np.concatenate([getattr(part, name) for part in parts], axis=-1) for name in names))

    def variances(self, n_seeds: int, *, is_median: bool) -> tuple[FloatArray, ...]:
        """[sets] of each macro gain the fields of GainSpread, from the variance on.

        The seeds' own means differ by the luck of training, but also by what languages and examples do to one seed
        alone; the latter is in the spread of their mean already and is taken out, as in an analysis of variance of two
        crossed factors.
        """
        totals = self.of_languages + self.of_examples
        parts = [self.of_languages[0], self.of_examples[0]]
        freedoms = [self.languages_freedom, self.examples_freedom]
        loss_of_others = sum(
            (part**2 / freedom for part, freedom in zip(parts, freedoms, strict=True)), np.zeros_like(totals[0])
        )
        if n_seeds == 1:
            freedom = satterthwaite(totals[0], loss_of_others)
            return totals[0], freedom, totals[0], loss_of_others, np.zeros_like(freedom)
        inflation = median_inflation(n_seeds) if is_median else 1.0
        of_seeds = inflation * (self.deviations**2).sum(axis=0) / (n_seeds * (n_seeds - 1))
        beyond = of_seeds - inflation * np.maximum(0.0, totals[1:].mean(axis=0) - totals[0]) / (n_seeds - 1)
        variance = totals[0] + np.maximum(0.0, beyond)
        if n_seeds == 2:  # one difference is all that is known of the seeds; where it happens to be small, that is luck
            freedom = np.ones_like(variance)
        else:
            freedom = freedom_of_both(of_seeds, n_seeds - 1.0, totals[0], loss_of_others)
        return variance, freedom, totals[0], loss_of_others, beyond
