"""From a claim and one body of evidence to exactly one verdict; pure and total. docs/method.md explains each rule."""

from __future__ import annotations

import math

from pipeline.domain.claim import Claim, ClaimKind, Comparator
from pipeline.domain.evidence import Evidence, ScopeDifference
from pipeline.domain.verdict import Direction, Verdict, VerdictWord

ANYTHING = 100.0  # points; no score is below 0 or above 100, so no gain is further from zero
_SLACK = 1e-9  # points; far below any printed digit, above the error of sums of floats
_VALUES = (ClaimKind.GAIN, ClaimKind.BEST_OF_GAIN, ClaimKind.SQL)
_SYSTEMS = (ClaimKind.COMPARISON, ClaimKind.LEVEL)


def decide(claim: Claim, evidence: Evidence) -> Verdict:
    """The verdict of `evidence` on `claim`, its reason still empty; `evidence` is taken as it is, its claim_id too."""
    differences = scope_differences(claim, evidence)
    word = _word(claim, evidence, differences)
    agrees = word in (VerdictWord.CONFIRMED, VerdictWord.CONSISTENT)
    is_other_scope = word is VerdictWord.SCOPE_MISMATCH
    direction = conclusion(claim, *interval_of(evidence)) if is_other_scope else None
    has_size = is_other_scope and asserts_value(claim) and not bounds_nothing(evidence)
    is_size_within = meets(claim, *interval_of(evidence)) if has_size else None
    return Verdict(
        evidence_id=evidence.evidence_id,
        claim_id=claim.claim_id,
        verdict=word,
        direction=direction,
        is_size_within=is_size_within,
        only_by_rounding=agrees and not _meets_printed_value(claim, evidence),
        rounding_low=claim.value_low,
        rounding_high=claim.value_high,
        tolerance=claim.tolerance,
        reason="",
        scope_differences=differences,
    )


def _word(claim: Claim, evidence: Evidence, differences: tuple[ScopeDifference, ...]) -> VerdictWord:
    if evidence.estimate is None:
        return VerdictWord.NOT_COMPUTABLE
    if differences:
        return VerdictWord.SCOPE_MISMATCH
    low, high = interval_of(evidence)
    if meets(claim, low, high):
        return VerdictWord.CONFIRMED if lies_within(claim, low, high) else VerdictWord.CONSISTENT
    if evidence.is_own_table:
        return VerdictWord.SELF_INCONSISTENT
    holds_its_sign = asserts_value(claim) and conclusion(claim, low, high) is not Direction.OPPOSITE_SIGN
    return VerdictWord.DEVIATES if holds_its_sign else VerdictWord.CONTRADICTED


def _meets_printed_value(claim: Claim, evidence: Evidence) -> bool:
    low, high = interval_of(evidence)
    below, above = accepted(claim, float(claim.value), float(claim.value))
    return high >= below and low <= above


def scope_differences(claim: Claim, evidence: Evidence) -> tuple[ScopeDifference, ...]:
    """Differences in the order encoder, benchmark, target tasks, split, then the evidence's own; empty: same scope.

    A benchmark named "XTREME (folder)" is XTREME read from a folder and counts as XTREME.
    """
    found = []
    if evidence.encoder not in (claim.scope_encoder, *claim.scope_encoder_aliases):
        found.append(ScopeDifference("encoder", claim.scope_encoder, evidence.encoder))
    if evidence.benchmark != claim.scope_benchmark and not evidence.benchmark.startswith(f"{claim.scope_benchmark} ("):
        found.append(ScopeDifference("benchmark", claim.scope_benchmark, evidence.benchmark))
    if set(evidence.tasks) != set(claim.tasks) and not evidence.is_bounded:
        found.append(ScopeDifference("target tasks", _task_list(claim.tasks), _tasks_of(claim, evidence)))
    if evidence.split != claim.split:
        found.append(ScopeDifference("split", claim.split.words, evidence.split))
    return (*found, *evidence.other_differences)


def _tasks_of(claim: Claim, evidence: Evidence) -> str:
    n_shared = len(set(claim.tasks) & set(evidence.tasks))
    return f"{n_shared} of {len(claim.tasks)}: {_task_list(evidence.tasks)}"


def _task_list(tasks: tuple[str, ...]) -> str:
    return ", ".join(sorted(tasks)) or "none"


def asserts_value(claim: Claim) -> bool:
    """Whether the claim is a number with a sign, which may be off while its sign holds; the others hold or fall.

    "A outperforms B" gives no number and so holds or falls; "A is 4.0 points above B" may be off while A is above.
    """
    return is_number(claim.kind, claim.comparator)


def is_number(kind: str, comparator: str) -> bool:
    """`asserts_value` of a claim of this kind and comparator."""
    return kind in _VALUES or (kind in _SYSTEMS and comparator != Comparator.ABOVE)


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


def interval_of(evidence: Evidence) -> tuple[float, float]:
    """Interval of the estimate; the estimate alone where there is none.

    One training knows nothing of the spread between trainings: what others would give may be anything that the metric
    can be. So may it where nothing tells an interval.
    """
    if bounds_nothing(evidence):
        return -evidence.most, evidence.most
    estimate = math.nan if evidence.estimate is None else evidence.estimate
    low = estimate if evidence.low is None else evidence.low
    high = estimate if evidence.high is None else evidence.high
    return low, high


def bounds_nothing(evidence: Evidence) -> bool:
    """Whether the value may be anything that the metric can be: of one training, or where nothing tells an interval."""
    return evidence.n_seeds == 1 or bool(evidence.undecided)


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

    Of a claimed value: beyond zero on the claimed side, beyond it on the other, or neither. Of any other claim: wholly
    within what it accepts, wholly outside, or neither.
    """
    if not asserts_value(claim):
        if lies_within(claim, low, high):
            return Direction.AS_CLAIMED
        return Direction.UNTOLD if meets(claim, low, high) else Direction.NOT_AS_CLAIMED
    value = float(claim.value)
    side = (value > 0) - (value < 0)
    evidence_side = (low > 0) - (high < 0)
    if 0 in (side, evidence_side):
        return Direction.UNTOLD
    return Direction.SAME_SIGN if side == evidence_side else Direction.OPPOSITE_SIGN
