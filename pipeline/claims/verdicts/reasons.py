"""One plain sentence for each verdict; pure."""

from __future__ import annotations

import math

from pipeline.domain.claim import Claim, ClaimKind, Comparator
from pipeline.domain.evidence import Evidence, ScopeDifference
from pipeline.domain.verdict import Direction, VerdictWord

_NOUNS = {
    ClaimKind.ORDERING: "difference",
    ClaimKind.CONSISTENCY: "number of gains above zero,",
    ClaimKind.STRUCTURE: "figure",
    ClaimKind.SQL: "value",
}
_POINTS = "points"
_COMPARED = {
    Comparator.EQUALS: "",
    Comparator.AT_LEAST: "at least ",
    Comparator.AT_MOST: "at most ",
    Comparator.ABOVE: "more than ",
}


def reason(
    claim: Claim,
    evidence: Evidence,
    word: VerdictWord,
    direction: Direction | None,
    differences: tuple[ScopeDifference, ...],
) -> str:
    """Why the verdict is what it is, with the numbers that decided and what there is to remark on them."""
    return " ".join((_decided(claim, evidence, word, direction, differences), *evidence.remarks))


def _decided(
    claim: Claim,
    evidence: Evidence,
    word: VerdictWord,
    direction: Direction | None,
    differences: tuple[ScopeDifference, ...],
) -> str:
    if word is VerdictWord.NOT_COMPUTABLE:
        return evidence.why_not or "The numbers that the claim needs are not there."
    found, claimed = _found(claim, evidence), _claimed(claim)
    texts = {
        VerdictWord.CONFIRMED: f"{found} lies wholly within {claimed}.",
        VerdictWord.CONSISTENT: f"{found} overlaps {claimed} and reaches beyond it.",
        VerdictWord.DEVIATES: f"{found} excludes {claimed} without excluding its direction.",
        VerdictWord.CONTRADICTED: f"{found} {_against(claim)} {claimed}.",
        VerdictWord.SELF_INCONSISTENT: f"{found}, from the source's own table, excludes {claimed}.",
    }
    if word is VerdictWord.CONSISTENT and evidence.n_seeds == 1:
        return f"{found}, of one training of each arm, does not decide on {claimed}."
    if word is not VerdictWord.SCOPE_MISMATCH:
        return texts[word]
    what = ", ".join(dict.fromkeys(difference.what for difference in differences))
    pointing = _pointing(claim, direction)
    return (
        f"{found} {pointing}, but was obtained in another scope ({what}) and cannot confirm or refute {_value(claim)}."
    )


def _is_signed(claim: Claim) -> bool:
    return claim.kind in (ClaimKind.GAIN, ClaimKind.BEST_OF_GAIN)


def _against(claim: Claim) -> str:
    return "lies on the other side of zero from" if _is_signed(claim) or claim.kind is ClaimKind.SQL else "excludes"


def _value(claim: Claim) -> str:
    return f"{_COMPARED[claim.comparator]}{claim.value}"


def _claimed(claim: Claim) -> str:
    if claim.value_low == claim.value_high:
        text = f"the claimed {_value(claim)} {claim.unit.replace('_', ' ')}"
        return text + (f" with its margin of {claim.tolerance:g}" if claim.tolerance else "")
    text = f"the claimed {_value(claim)} (rounded from [{claim.value_low:.6g}, {claim.value_high:.6g}]"
    return text + (f", tolerance {claim.tolerance:g})" if claim.tolerance else ")")


def _pointing(claim: Claim, direction: Direction | None) -> str:
    if _is_signed(claim) or claim.kind is ClaimKind.SQL:
        words = {
            Direction.AGREES: "is on the claimed side of zero",
            Direction.DISAGREES: "is on the other side of zero",
            Direction.UNDECIDED: "does not settle the direction",
        }
    else:
        words = {
            Direction.AGREES: "is what is claimed",
            Direction.DISAGREES: "is not what is claimed",
            Direction.UNDECIDED: "does not settle it",
        }
    return words[direction] if direction else ""


def _found(claim: Claim, evidence: Evidence) -> str:
    estimate = math.nan if evidence.estimate is None else evidence.estimate
    has_points = claim.unit == _POINTS
    shown, unit = ("+.2f", " points") if has_points else (",g", "")
    noun = _NOUNS.get(claim.kind, "gain")
    text = f"{evidence.kind.value.capitalize()} {noun} {_number(estimate, shown)}{unit}"
    if evidence.low is None or evidence.high is None or (not has_points and evidence.low == evidence.high):
        return text
    return f"{text} [{_number(evidence.low, shown)}, {_number(evidence.high, shown)}]"


def _number(value: float, shown: str) -> str:
    return f"{value:,.0f}" if shown == ",g" and value == round(value) else format(value, shown)
