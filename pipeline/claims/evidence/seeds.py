"""What the number of trainings, and scores without outcomes, let a body of evidence say; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from statistics import fmean, median, stdev

import numpy as np
from scipy import special

from pipeline.claims.verdicts.conclusion import accepted
from pipeline.domain.claim import Claim
from pipeline.domain.evidence import Evidence
from pipeline.statistics.intervals import LEVEL, PairedCell, macro_gain, macro_gain_interval

FAR_OFF = 10.0  # points between a seed and the others of a task that are named; what fails to train loses more
_MOST_SEEDS = 200
_SPREAD = "seed_spread"


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
    return {_SPREAD: stdev(gains)}


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


def with_seeds_needed(claim: Claim, rows: Sequence[Evidence], known: Sequence[float]) -> list[Evidence]:
    """The claim's evidence, each row of one seed with a remark on how many would be needed.

    Args:
        known: spreads between seeds that bodies of runs show on other claims; used where none shows it on this one.
    """
    own = spreads_of(rows)
    spread = _pooled(own or known)
    return [
        replace(row, remarks=(_seeds_needed(claim, row, spread), *row.remarks)) if row.n_seeds == 1 else row
        for row in rows
    ]


def spreads_of(rows: Iterable[Evidence]) -> list[float]:
    """Spreads between seeds that the rows show, points."""
    found = (row.details.get(_SPREAD) for row in rows)
    return [spread for spread in found if isinstance(spread, float)]


def _pooled(spreads: Sequence[float]) -> float | None:
    return fmean(spread**2 for spread in spreads) ** 0.5 if spreads else None


def _seeds_needed(claim: Claim, row: Evidence, spread: float | None) -> str:
    said = "One training of each arm does not tell what others would give, so it decides nothing"
    if spread is None or row.estimate is None:
        return f"{said}; nothing here shows how far trainings lie apart, so how many seeds would decide is not known."
    edges = [edge for edge in accepted(claim) if np.isfinite(edge)]
    needed = n_seeds_needed(min(abs(row.estimate - edge) for edge in edges), spread)
    at = f"at the spread between trainings that other runs show ({spread:.2f} points)"
    if needed is None:
        return f"{said}; {at} more than {_MOST_SEEDS} seeds would be needed."
    return f"{said}; {at} about {needed} seeds would be needed, should the mean stay where it is."


def n_seeds_needed(distance: float, spread: float, level: float = LEVEL) -> int | None:
    """Fewest seeds whose t interval reaches less far than `distance`; None: more than 200.

    Args:
        distance: points between the estimate and the nearest edge of what is claimed.
        spread: standard deviation between seeds, points.
    """
    for n_seeds in range(2, _MOST_SEEDS + 1):
        if float(special.stdtrit(n_seeds - 1, 0.5 + level / 2)) * spread / n_seeds**0.5 < distance:
            return n_seeds
    return None
