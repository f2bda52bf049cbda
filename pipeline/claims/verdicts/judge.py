"""From a claim and one body of evidence to exactly one verdict; pure and total. docs/method.md explains each rule."""

from __future__ import annotations

from pipeline.claims.verdicts.conclusion import accepted, asserts_value, conclusion, interval_of, lies_within, meets
from pipeline.claims.verdicts.reasons import reason
from pipeline.claims.verdicts.scope import scope_differences
from pipeline.domain.claim import Claim
from pipeline.domain.evidence import Evidence, ScopeDifference
from pipeline.domain.verdict import Direction, Verdict, VerdictWord


def decide(claim: Claim, evidence: Evidence) -> Verdict:
    """The verdict of `evidence` on `claim`; `evidence` is taken as it is, its claim_id included."""
    differences = scope_differences(claim, evidence)
    word = _word(claim, evidence, differences)
    agrees = word in (VerdictWord.CONFIRMED, VerdictWord.CONSISTENT)
    is_other_scope = word is VerdictWord.SCOPE_MISMATCH
    direction = conclusion(claim, *interval_of(evidence)) if is_other_scope else None
    is_size_within = meets(claim, *interval_of(evidence)) if is_other_scope and asserts_value(claim) else None
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
        reason=reason(claim, evidence, word, direction, differences),
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
