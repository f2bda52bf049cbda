"""How many trainings would decide a claim on which there is one; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from statistics import fmean

import numpy as np
from scipy import special

from pipeline.claims.evidence.estimates import SPREAD
from pipeline.claims.verdicts.judge import accepted
from pipeline.domain.claim import Claim
from pipeline.domain.evidence import Evidence
from pipeline.statistics.intervals import LEVEL

_MOST_SEEDS = 200


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
    found = (row.details.get(SPREAD) for row in rows)
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
