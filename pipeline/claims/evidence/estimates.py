"""The mean that a claim asks for over the cells that are there, and its interval, missing cells taken in as bounds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean, median, stdev

import numpy as np

from pipeline.claims.evidence.bounds import Bounds, Cell, about_missing, bounds_of, settles
from pipeline.claims.evidence.gathered_cells import Gathered
from pipeline.domain.claim import Aggregation, Claim, ClaimKind, OverSeeds
from pipeline.statistics.bootstrap import PairedCell
from pipeline.statistics.intervals import LEVEL, macro_gain, macro_gain_interval, smallest_gain_interval
from pipeline.statistics.selection_bias import best_gain_interval

FAR_OFF = 10.0  # points between a seed and the others of a task that are named; what fails to train loses more
SPREAD = "seed_spread"  # key of details: standard deviation of the mean gain between seeds, points
EQUIVALENCE_LEVEL = 0.90


@dataclass(frozen=True, slots=True)
class Estimated:
    """The mean over the cells that are there, and an interval."""

    value: float | None
    low: float | None
    high: float | None
    is_bounded: bool  # the interval holds whatever the missing cells hold
    about_missing: str
    of_choice: float = 0.0  # points that the interval reaches down because the best was chosen


NOTHING = Estimated(None, None, None, is_bounded=False, about_missing="")


def level_of(claim: Claim) -> float:
    """Confidence of the interval; a test of absence at 5% is two one-sided tests, so an interval of 90%."""
    return EQUIVALENCE_LEVEL if claim.kind is ClaimKind.ABSENCE else LEVEL


def estimate_of(
    claim: Claim,
    found: Gathered,
    needed: Sequence[Cell],
    languages: Mapping[str, tuple[str, ...]],
    families: Mapping[str, str],
    can_be: Mapping[Cell, tuple[float, float]],
    level: float | None = None,
) -> Estimated:
    """The claimed mean over the cells that are there; of several rivals over the one that comes out best.

    Where cells are missing and the claim can be judged without them, the interval is widened by all that they can do;
    where it cannot, the interval is that of the mean over the cells that are there.

    Args:
        can_be: least and most of a missing cell, points.
        level: of the interval; None: the claim's own.
    """
    if not found.pairing.cells:
        return NOTHING
    sets = [pairing.cells for pairing in found.against]
    at = level_of(claim) if level is None else level
    gains = gains_of_cells(claim, found.pairing.cells)
    value = weighted_mean(gains, cell_weights(gains, claim.aggregation, families))
    lacking = [_lacking(cells, needed) for cells in sets]
    weights = cell_weights(needed, claim.aggregation, families)
    missing, bounds = _lacking(found.pairing.cells, needed), None
    if any(lacking):
        sum_there, of_choice = _interval(claim, found, at, weights=weights)
        each = [bounds_of(*sum_there, cells, weights, can_be) for cells in lacking]
        half = max(one.half for one in each)
        bounds = Bounds(min(one.low for one in each), max(one.high for one in each), half)
        if settles(claim, bounds, *sum_there):
            said = about_missing(missing, needed, bounds, is_settled=True)
            return Estimated(value, min(bounds.low, value), max(bounds.high, value), True, said, of_choice)
    (low, high), of_choice = _interval_there(claim, found, languages, families, at)
    said = "" if bounds is None else about_missing(missing, needed, bounds, is_settled=False)
    return Estimated(value, low, high, False, said, of_choice)


def gains_of_cells(claim: Claim, cells: Sequence[PairedCell]) -> dict[Cell, float]:
    """What stands for the seeds of each cell, points."""
    is_median = claim.over_seeds is OverSeeds.MEDIAN
    return {(cell.task, cell.language): cell.median_gain if is_median else cell.gain for cell in cells}


def _lacking(cells: Sequence[PairedCell], needed: Sequence[Cell]) -> list[Cell]:
    there = {(cell.task, cell.language) for cell in cells}
    return [cell for cell in needed if cell not in there]


def _interval_there(
    claim: Claim,
    found: Gathered,
    languages: Mapping[str, tuple[str, ...]],
    families: Mapping[str, str],
    level: float,
) -> tuple[tuple[float, float], float]:
    """Interval of the mean over the cells that are there, in which other languages of a task are guessed from these."""
    if claim.aggregation is Aggregation.MEAN_OVER_TASKS:
        meant = n_languages_of([pairing.cells for pairing in found.against], languages)
        return _interval(claim, found, level, n_languages=meant)
    there = {(cell.task, cell.language) for pairing in found.against for cell in pairing.cells}
    return _interval(claim, found, level, weights=cell_weights(there, claim.aggregation, families))


def _interval(
    claim: Claim,
    found: Gathered,
    level: float,
    *,
    n_languages: Mapping[str, int] | None = None,
    weights: Mapping[Cell, float] | None = None,
) -> tuple[tuple[float, float], float]:
    """The interval, which takes in what was chosen by its noise, and how far it reaches down for the best regime."""
    is_median = claim.over_seeds is OverSeeds.MEDIAN
    if not found.candidates:
        sets = [pairing.cells for pairing in found.against]
        ends = smallest_gain_interval(sets, n_languages=n_languages, level=level, weights=weights, is_median=is_median)
        return ends, 0.0
    best = best_gain_interval(
        found.pairing.cells,
        found.candidates,
        chosen_apart=[task for task, choice in found.choices.items() if choice.selection_split != choice.split],
        n_languages=n_languages,
        level=level,
        weights=weights,
        is_median=is_median,
    )
    return (best.low, best.high), best.of_choice


def n_languages_of(sets: Sequence[Sequence[PairedCell]], languages: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    """How many languages the claim names, by task with a cell."""
    return {cell.task: len(languages[cell.task]) for cells in sets for cell in cells}


def cell_weights(cells: Collection[Cell], aggregation: Aggregation, families: Mapping[str, str]) -> dict[Cell, float]:
    """Weight of each cell in the mean over groups of the mean over a group's cells; they sum to 1.

    Args:
        families: by language; a language without one is a family of its own.
    """
    groups = {cell: _group(cell, aggregation, families) for cell in cells}
    sizes = Counter(groups.values())
    return {cell: 1.0 / (len(sizes) * sizes[group]) for cell, group in groups.items()}


def _group(cell: Cell, aggregation: Aggregation, families: Mapping[str, str]) -> str:
    task, language = cell
    if aggregation is Aggregation.MEAN_OVER_TASKS:
        return task
    return language if aggregation is Aggregation.MEAN_OVER_LANGUAGES else families.get(language, language)


def weighted_mean(gains: Mapping[Cell, float], weights: Mapping[Cell, float]) -> float:
    """Sum over the cells of their gain times their weight."""
    return sum(gain * weights[cell] for cell, gain in gains.items())


def n_seeds_of(cells: Sequence[PairedCell]) -> int:
    """Trainings behind the mean gain: those of the task that has the fewest; 0 without cells."""
    tasks: dict[str, int] = {}
    for cell in cells:
        tasks[cell.task] = max(tasks.get(cell.task, 0), len(cell.seeds))
    return min(tasks.values(), default=0)


def seed_details(cells: Sequence[PairedCell]) -> dict[str, object]:
    """The spread of the mean gain between seeds that all cells have, points; nothing where there are no two."""
    common = sorted(set.intersection(*(set(cell.seeds) for cell in cells))) if cells else []
    if len(common) < 2:
        return {}
    gains = [macro_gain([(cell.task, float(cell.gains[cell.seeds.index(seed)])) for cell in cells]) for seed in common]
    return {SPREAD: stdev(gains)}


def remarks_on(cells: Sequence[PairedCell], n_languages: Mapping[str, int], half: float) -> tuple[str, ...]:
    """What a reader of the interval has to know: seeds that lie far off, and what outcomes would buy.

    Args:
        n_languages: as `macro_gain_interval`.
        half: half the width of the interval, points.
    """
    return (*_seeds_far_off(cells), *_without_outcomes(cells, n_languages, half))


def _seeds_far_off(cells: Sequence[PairedCell]) -> Iterable[str]:
    by_task: dict[str, dict[int, list[float]]] = {}
    for cell in cells:
        for seed, gain in zip(cell.seeds, cell.gains.tolist(), strict=True):
            by_task.setdefault(cell.task, {}).setdefault(seed, []).append(gain)
    found = []
    for task, seeds in by_task.items():
        gains = {seed: fmean(values) for seed, values in seeds.items()}
        middle = median(gains.values())
        for seed, gain in gains.items():
            if len(gains) > 2 and abs(gain - middle) >= FAR_OFF:
                side = "below" if gain < middle else "above"
                found.append(f"{task} seed {seed}, {abs(gain - middle):.1f} points {side} the others")
    return [f"Training went far off once or more: {'; '.join(found)}."] if found else []


def _without_outcomes(cells: Sequence[PairedCell], n_languages: Mapping[str, int], half: float) -> Iterable[str]:
    n_without = sum(cell.independent_error is not None for cell in cells)
    if not n_without:
        return []
    low, high = macro_gain_interval([_independent(cell) for cell in cells], n_languages=n_languages)
    return [
        f"{n_without} of {len(cells)} cells came without outcomes of their examples, so the interval, ±{half:.2f}, "
        f"allows any dependence among them; were arms, languages and seeds independent, it would be "
        f"±{(high - low) / 2:.2f}. Outcomes would tell."
    ]


def _independent(cell: PairedCell) -> PairedCell:
    if cell.independent_error is None:
        return cell
    generator = np.random.default_rng([*f"{cell.task} {cell.language}".encode()])
    moves = cell.independent_error[:, None] * generator.normal(size=cell.drawn.shape)
    return replace(cell, drawn=cell.of_examples[:, None] + moves, is_shared=False)
