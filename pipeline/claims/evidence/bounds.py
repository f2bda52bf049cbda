"""What missing cells can do to a mean: its bounds whatever they hold, and whether a claim is judged without them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.claims.verdicts.judge import conclusion, lies_within, meets
from pipeline.domain.claim import Claim, ClaimKind
from pipeline.domain.verdict import Direction

Cell = tuple[str, str]  # task, language
MOST = 100.0  # points that a gain can be; scores lie in 0 to 100
_N_NAMED = 12  # missing cells that are named; tasks that lack all or many languages are counted


@dataclass(frozen=True, slots=True)
class Bounds:
    """The interval of the whole mean, whatever the missing cells hold."""

    low: float
    high: float
    half: float  # half of what the missing cells add to the interval of those that are there


def bounds_of(
    low: float,
    high: float,
    missing: Iterable[Cell],
    weights: Mapping[Cell, float],
    can_be: Mapping[Cell, tuple[float, float]],
) -> Bounds:
    """The interval [low, high] of the weighted sum over the cells that are there, widened by those that are not.

    Args:
        can_be: least and most of a missing cell; of one that is not there, 100 points either way.
    """
    least = most = 0.0
    for cell in missing:
        cell_least, cell_most = can_be.get(cell, (-MOST, MOST))
        least += weights[cell] * cell_least
        most += weights[cell] * cell_most
    return Bounds(low + least, high + most, (most - least) / 2)


def settles(claim: Claim, bounds: Bounds, low: float, high: float) -> bool:
    """Whether the claim can be judged in its own scope though cells are missing.

    It can where the bounds decide (they lie within what is accepted, or miss it); where they leave open no more than
    the size of a claimed gain or difference, not its sign; and where the missing cells add less than the spread of the
    others.

    Args:
        low: with `high`, the interval of the cells that are there.
    """
    if lies_within(claim, bounds.low, bounds.high) or not meets(claim, bounds.low, bounds.high):
        return True
    has_sign = claim.kind is not ClaimKind.LEVEL  # a score is never below zero, which tells nothing
    keeps_sign = has_sign and conclusion(claim, bounds.low, bounds.high) is Direction.SAME_SIGN
    return keeps_sign or bounds.half <= (high - low) / 2


def missing_words(missing: Sequence[Cell], needed: Collection[Cell]) -> str:
    """The missing cells by task: "panx my; tatoeba (all 36 languages)"."""
    parts = []
    of_task = Counter(task for task, _ in needed)
    for task in dict.fromkeys(task for task, _ in missing):
        languages = [language for name, language in missing if name == task]
        if len(languages) == of_task[task] > 1:
            parts.append(f"{task} (all {len(languages)} languages)")
        elif len(languages) > _N_NAMED:
            parts.append(f"{task} ({len(languages)} of {of_task[task]} languages)")
        else:
            parts.append(f"{task} {' '.join(languages)}")
    return "; ".join(parts)


def about_missing(missing: Sequence[Cell], needed: Collection[Cell], bounds: Bounds, *, is_settled: bool) -> str:
    """The sentence about missing cells that closes a reason; "" where none is missing."""
    if not missing:
        return ""
    there = f"{len(needed) - len(missing)} of {len(needed)} cells are there"
    named, interval = missing_words(missing, needed), f"[{bounds.low:+.2f}, {bounds.high:+.2f}]"
    if is_settled:
        return f"{there}; the interval holds whatever is missing: {named}."
    n_missing = len(missing)
    others = f"the other {n_missing} hold" if n_missing > 1 else "the other one holds"
    return f"{there}; whatever {others}, the mean over all lies in {interval}. Missing: {named}."
