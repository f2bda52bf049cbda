"""From a claim and one body of evidence to exactly one verdict; pure and total. docs/method.md explains each rule."""

from __future__ import annotations

import math

from pipeline.claims.scope import FLATTERING_CHOICE, scope_differences
from pipeline.domain.claim import Claim, Comparator
from pipeline.domain.evidence import Evidence, ScopeDifference
from pipeline.domain.verdict import Direction, Verdict, VerdictWord

_SLACK = 1e-9  # points; far below any printed digit, above the error of sums of floats


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
        reason=_reason(claim, evidence, word, direction, differences),
        scope_differences=differences,
    )


def _word(claim: Claim, evidence: Evidence, differences: tuple[ScopeDifference, ...]) -> VerdictWord:
    if evidence.estimate is None:
        return VerdictWord.NOT_COMPUTABLE
    if differences:
        return VerdictWord.SCOPE_MISMATCH
    low, high = _interval(evidence)
    accepted_low, accepted_high = _accepted(claim, claim.value_low, claim.value_high)
    if low >= accepted_low and high <= accepted_high:
        return VerdictWord.CONFIRMED
    if high >= accepted_low and low <= accepted_high:
        return VerdictWord.CONSISTENT
    if evidence.is_own_table:
        return VerdictWord.SELF_INCONSISTENT
    side = _side(float(claim.value))
    opposite = (side > 0 and high < 0) or (side < 0 and low > 0)
    return VerdictWord.CONTRADICTED if opposite else VerdictWord.DEVIATES


def _interval(evidence: Evidence) -> tuple[float, float]:
    """Interval of the estimate; the estimate alone where there is none."""
    estimate = math.nan if evidence.estimate is None else evidence.estimate
    low = estimate if evidence.low is None else evidence.low
    high = estimate if evidence.high is None else evidence.high
    return low, high


def _accepted(claim: Claim, low: float, high: float) -> tuple[float, float]:
    """[low, high] widened by the tolerance, and open to the side that the comparator leaves open."""
    below = -math.inf if claim.comparator is Comparator.AT_MOST else low - claim.tolerance - _SLACK
    above = math.inf if claim.comparator is Comparator.AT_LEAST else high + claim.tolerance + _SLACK
    return below, above


def _meets_printed_value(claim: Claim, evidence: Evidence) -> bool:
    low, high = _interval(evidence)
    below, above = _accepted(claim, float(claim.value), float(claim.value))
    return high >= below and low <= above


def _side(value: float) -> int:
    return (value > 0) - (value < 0)


def _direction(claim: Claim, evidence: Evidence, differences: tuple[ScopeDifference, ...]) -> Direction:
    """Where the interval lies: beyond zero on the claimed side, on the other, or over zero.

    The best of several, chosen where it is evaluated, lies above zero even where all are noise: it never agrees.
    """
    low, high = _interval(evidence)
    evidence_side = 1 if low > 0 else -1 if high < 0 else 0
    side = _side(float(claim.value))
    if 0 in (side, evidence_side):
        return Direction.UNDECIDED
    if side != evidence_side:
        return Direction.DISAGREES
    is_flattered = any(difference.what == FLATTERING_CHOICE for difference in differences)
    return Direction.UNDECIDED if is_flattered else Direction.AGREES


def _reason(
    claim: Claim,
    evidence: Evidence,
    word: VerdictWord,
    direction: Direction | None,
    differences: tuple[ScopeDifference, ...],
) -> str:
    if word is VerdictWord.NOT_COMPUTABLE:
        return evidence.why_not or "The numbers that the claim needs are not there."
    found = _found(evidence)
    claimed = f"the claimed {claim.value} (rounded from [{claim.value_low:.6g}, {claim.value_high:.6g}]"
    claimed += f", tolerance {claim.tolerance:g})" if claim.tolerance else ")"
    texts = {
        VerdictWord.CONFIRMED: f"{found} lies wholly within {claimed}.",
        VerdictWord.CONSISTENT: f"{found} overlaps {claimed} and reaches beyond it.",
        VerdictWord.DEVIATES: f"{found} excludes {claimed} without excluding its direction.",
        VerdictWord.CONTRADICTED: f"{found} lies on the other side of zero from {claimed}.",
        VerdictWord.SELF_INCONSISTENT: f"{found}, from the source's own table, excludes {claimed}.",
    }
    if word is not VerdictWord.SCOPE_MISMATCH:
        return texts[word]
    what = ", ".join(dict.fromkeys(difference.what for difference in differences))
    pointing = {
        Direction.AGREES: "is on the claimed side of zero",
        Direction.DISAGREES: "is on the other side of zero",
        Direction.UNDECIDED: "does not settle the direction",
        None: "",
    }[direction]
    return f"{found} {pointing}, but was obtained in another scope ({what}) and cannot confirm or refute {claim.value}."


def _found(evidence: Evidence) -> str:
    low, high = _interval(evidence)
    estimate = math.nan if evidence.estimate is None else evidence.estimate
    if evidence.low is None:
        return f"{evidence.kind.value.capitalize()} gain {estimate:+.2f} points"
    return f"{evidence.kind.value.capitalize()} gain {estimate:+.2f} points [{low:+.2f}, {high:+.2f}]"
