"""From a claim and one body of evidence to exactly one verdict; pure and total. docs/method.md explains each rule."""

from __future__ import annotations

import math

from pipeline.claims.verdicts.reasons import reason
from pipeline.claims.verdicts.scope import FLATTERING_CHOICE, scope_differences
from pipeline.domain.claim import Claim, ClaimKind, Comparator
from pipeline.domain.evidence import Evidence, ScopeDifference
from pipeline.domain.verdict import Direction, Verdict, VerdictWord


def decide(claim: Claim, evidence: Evidence) -> Verdict:
    """The verdict of `evidence` on `claim`; `evidence` is taken as it is, its claim_id included."""
    differences = scope_differences(claim, evidence)
    word = _word(claim, evidence, differences)
    agrees = word in (VerdictWord.CONFIRMED, VerdictWord.CONSISTENT)
    direction = _direction(claim, evidence, differences) if word is VerdictWord.SCOPE_MISMATCH else None
    return Verdict(
        evidence_id=evidence.evidence_id,
        claim_id=claim.claim_id,
        verdict=word,
        direction=direction,
        only_by_rounding=agrees and not _meets_printed_value(claim, evidence),
        rounding_low=claim.value_low,
        rounding_high=claim.value_high,
        tolerance=claim.tolerance,
        reason=reason(claim, evidence, word, direction, differences),
        scope_differences=differences,
    )


def _word(claim: Claim, evidence: Evidence, differences: tuple[ScopeDifference, ...]) -> VerdictWord:
    if evidence.estimate is None:
        return VerdictWord.NOT_COMPUTABLE
    if differences:
        return VerdictWord.SCOPE_MISMATCH
    low, high = _interval(evidence)
    if meets(claim, low, high):
        return VerdictWord.CONFIRMED if lies_within(claim, low, high) else VerdictWord.CONSISTENT
    if evidence.is_own_table:
        return VerdictWord.SELF_INCONSISTENT
    holds_its_sign = asserts_value(claim) and conclusion(claim, low, high) is not Direction.DISAGREES
    return VerdictWord.DEVIATES if holds_its_sign else VerdictWord.CONTRADICTED


def _interval(evidence: Evidence) -> tuple[float, float]:
    """Interval of the estimate; the estimate alone where there is none.

    One training knows nothing of the spread between trainings: what others would give may be anything.
    """
    if evidence.n_seeds == 1:
        return -ANYTHING, ANYTHING
    estimate = math.nan if evidence.estimate is None else evidence.estimate
    low = estimate if evidence.low is None else evidence.low
    high = estimate if evidence.high is None else evidence.high
    return low, high


def _meets_printed_value(claim: Claim, evidence: Evidence) -> bool:
    low, high = _interval(evidence)
    below, above = accepted(claim, float(claim.value), float(claim.value))
    return high >= below and low <= above


def _direction(claim: Claim, evidence: Evidence, differences: tuple[ScopeDifference, ...]) -> Direction:
    """What the interval says of the conclusion; a flattering choice cannot speak for a gain, nor against its absence.

    The best of several, chosen where it is evaluated, lies above zero even where all are noise.
    """
    found = conclusion(claim, *_interval(evidence))
    is_flattered = any(difference.what == FLATTERING_CHOICE for difference in differences)
    flattered = Direction.DISAGREES if claim.kind is ClaimKind.ABSENCE else Direction.AGREES
    return Direction.UNDECIDED if is_flattered and found is flattered else found


ANYTHING = 100.0  # points; no score is below 0 or above 100, so no gain is further from zero
_SLACK = 1e-9  # points; far below any printed digit, above the error of sums of floats
_VALUES = (ClaimKind.GAIN, ClaimKind.BEST_OF_GAIN, ClaimKind.SQL)


def asserts_value(claim: Claim) -> bool:
    """Whether the claim is a number with a sign, which may be off while its sign holds; the others hold or fall."""
    return claim.kind in _VALUES


def accepted(claim: Claim, low: float | None = None, high: float | None = None) -> tuple[float, float]:
    """The values that the claim accepts: [low, high] widened by the tolerance, open where the comparator leaves it.

    Args:
        low: with `high`, instead of the rounding interval of the printed value.
    """
    first = claim.value_low if low is None else low
    last = claim.value_high if high is None else high
    below, above = first - claim.tolerance - _SLACK, last + claim.tolerance + _SLACK
    if claim.comparator is Comparator.ABOVE:
        return last - claim.tolerance + _SLACK, math.inf
    return (
        -math.inf if claim.comparator is Comparator.AT_MOST else below,
        math.inf if claim.comparator is Comparator.AT_LEAST else above,
    )


def meets(claim: Claim, low: float, high: float) -> bool:
    """Whether [low, high] and the accepted values have a value in common."""
    below, above = accepted(claim)
    return high >= below and low <= above


def lies_within(claim: Claim, low: float, high: float) -> bool:
    """Whether all of [low, high] is accepted."""
    below, above = accepted(claim)
    return low >= below and high <= above


def conclusion(claim: Claim, low: float, high: float) -> Direction:
    """Where [low, high] lies.

    Of a claimed value: beyond zero on the claimed side (agrees), beyond it on the other (disagrees), or neither. Of
    any other claim: wholly within what it accepts, wholly outside, or neither.
    """
    if not asserts_value(claim):
        if lies_within(claim, low, high):
            return Direction.AGREES
        return Direction.UNDECIDED if meets(claim, low, high) else Direction.DISAGREES
    value = float(claim.value)
    side = (value > 0) - (value < 0)
    evidence_side = (low > 0) - (high < 0)
    if 0 in (side, evidence_side):
        return Direction.UNDECIDED
    return Direction.AGREES if side == evidence_side else Direction.DISAGREES
