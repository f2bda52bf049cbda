"""Verdicts with one plain sentence each; pure."""

from __future__ import annotations

import math
from dataclasses import replace

from pipeline.claims.verdicts.judge import (
    accepted,
    asserts_value,
    bounds_nothing,
    conclusion,
    decide,
    interval_of,
    meets,
)
from pipeline.domain.claim import Claim, ClaimKind, Comparator
from pipeline.domain.evidence import Evidence, EvidenceKind, ScopeDifference
from pipeline.domain.verdict import Direction, Verdict, VerdictWord

_NOUNS = {
    ClaimKind.ORDERING: "difference",
    ClaimKind.COMPARISON: "difference",
    ClaimKind.LEVEL: "score",
    ClaimKind.CONSISTENCY: "number of gains above zero",
    ClaimKind.STRUCTURE: "figure",
    ClaimKind.SQL: "value",
}
_POINTS = "points"
_SCORE = "score"  # of a level in no percent: a number alone
_COMPARED = {
    Comparator.EQUALS: "",
    Comparator.AT_LEAST: "at least ",
    Comparator.AT_MOST: "at most ",
    Comparator.ABOVE: "more than ",
}
_CELLS_ALONE = frozenset({"languages", "target tasks"})  # scope differences that more scores would remove


def judged(claim: Claim, evidence: Evidence) -> Verdict:
    """The verdict of `evidence` on `claim`, with its reason."""
    found = decide(claim, evidence)
    return replace(found, reason=reason(claim, evidence, found.verdict, found.direction, found.scope_differences))


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
    if word is VerdictWord.SCOPE_MISMATCH:
        what = list(dict.fromkeys(difference.what for difference in differences))
        scope = f"It has another scope ({', '.join(what)}), so it neither confirms nor refutes the claim."
        missing = evidence.about_missing
        if missing and _CELLS_ALONE.issuperset(what):
            missing += " Their scores would decide."
        pointing = _pointing(claim, evidence, direction)
        return " ".join(part for part in (f"{found} {pointing}.", scope, missing) if part)
    if word is VerdictWord.CONSISTENT and evidence.n_seeds == 1:
        return f"{found}, of one training of each arm, does not decide on {claimed}."
    if word is VerdictWord.CONSISTENT and evidence.undecided:
        return f"{found}, {evidence.undecided}, does not decide on {claimed}."
    is_exact = claim.kind is ClaimKind.STRUCTURE
    texts = {
        VerdictWord.CONFIRMED: f"{found} fits {claimed}." if is_exact else f"{found} lies wholly within {claimed}.",
        VerdictWord.CONSISTENT: f"{found} meets {claimed} and reaches beyond it.",
        VerdictWord.DEVIATES: f"{found} misses {claimed}{_sign_left(claim, evidence)}.",
        VerdictWord.CONTRADICTED: f"{found} {_against(claim)} {claimed}.",
        VerdictWord.SELF_INCONSISTENT: f"{found}, from the source's own table, misses {claimed}.",
    }
    return texts[word] + (f" {evidence.about_missing}" if evidence.about_missing else "")


def quantity_words(value: str, unit: str) -> str:
    """A claimed number with its unit, as people write it: "392,702 training examples", "1 encoder", "rank 1"."""
    number = f"{int(value):,}" if value.removeprefix("-").isdecimal() else value
    words = unit.replace("_", " ")
    if words == "rank":
        return f"rank {number}"
    if words == _SCORE:
        return f"a score of {number}"
    return f"{number} {words.removesuffix('s') if value == '1' else words}"


def compared_words(comparator: str) -> str:
    """What stands before a claimed number: "at least ", "" for equals."""
    return _COMPARED[Comparator(comparator)]


def _sign_left(claim: Claim, evidence: Evidence) -> str:
    """What a number that misses the claimed one leaves of its sign; "" where there is none to speak of."""
    if claim.kind is ClaimKind.LEVEL or float(claim.value) == 0:
        return ""
    is_same = conclusion(claim, *interval_of(evidence)) is Direction.SAME_SIGN
    return ", with the same sign" if is_same else "; it excludes neither sign"


def _against(claim: Claim) -> str:
    if asserts_value(claim):
        return "lies on the other side of zero from"
    return "does not fit" if claim.kind is ClaimKind.STRUCTURE else "lies wholly outside"


def _claimed(claim: Claim) -> str:
    """As in "the claimed 8.2 points (8.15 to 8.25 before rounding)" and "what is claimed, at least 5 tasks"."""
    quantity = f"{compared_words(claim.comparator)}{quantity_words(claim.value, claim.unit)}"
    said = f"the claimed {quantity}" if claim.comparator is Comparator.EQUALS else f"what is claimed, {quantity}"
    if claim.value_low == claim.value_high:
        return said + (f" with a margin of {claim.tolerance:g}" if claim.tolerance else "")
    text = f"{said} ({claim.value_low:.6g} to {claim.value_high:.6g} before rounding"
    return text + (f", tolerance {claim.tolerance:g})" if claim.tolerance else ")")


def _pointing(claim: Claim, evidence: Evidence, direction: Direction | None) -> str:
    """Which sign the number has, why not where that is open, and where the claimed size lies."""
    quantity = f"{compared_words(claim.comparator)}{quantity_words(claim.value, claim.unit)}"
    if not asserts_value(claim):
        if direction is Direction.UNTOLD:
            return f"does not tell whether there is what is claimed, {quantity}, since {_why_untold(claim, evidence)}"
        return f"{'fits' if direction is Direction.AS_CLAIMED else 'does not fit'} what is claimed, {quantity}"
    if bounds_nothing(evidence):
        return f"leaves its sign and size open, since {_why_untold(claim, evidence)}"
    size = f"the claimed {quantity} {'lies' if claim.value == '1' else 'lie'} {_size(claim, evidence)}"
    if direction is Direction.UNTOLD:
        return f"leaves its sign open, since {_why_untold(claim, evidence)}; {size}"
    return f"has the {'same' if direction is Direction.SAME_SIGN else 'opposite'} sign; {size}"


def _size(claim: Claim, evidence: Evidence) -> str:
    """Where the claimed size lies: "within that interval", "above it"."""
    low, high = interval_of(evidence)
    if meets(claim, low, high):
        return "there too" if low == high else "within its interval"
    return "above it" if accepted(claim)[0] > high else "below it"


def _why_untold(claim: Claim, evidence: Evidence) -> str:
    if evidence.n_seeds == 1:
        return "one training does not tell what others would give"
    if evidence.undecided:
        return f"it is {evidence.undecided}"
    if not asserts_value(claim):
        return "its interval holds values that fit and values that do not"
    if float(claim.value) == 0:
        return "the claimed value is zero and has no sign"
    return "it is zero" if evidence.estimate == 0 and evidence.low in (None, 0) else "its interval holds zero"


def _found(claim: Claim, evidence: Evidence) -> str:
    noun = _NOUNS.get(claim.kind, "gain")
    return f"{evidence.kind.value.capitalize()} {noun} {_numbers(claim, evidence)}"


def _numbers(claim: Claim, evidence: Evidence) -> str:
    """The estimate, with its interval where it has one; bounds of printed figures in full."""
    estimate = math.nan if evidence.estimate is None else evidence.estimate
    ends = (evidence.low, evidence.high)
    has_points, is_percent = claim.unit == _POINTS, claim.kind is ClaimKind.LEVEL
    sign, unit = (
        ("+", " points") if has_points else ("", f" {claim.unit}" if is_percent and claim.unit != _SCORE else "")
    )
    if not has_points and not is_percent:
        text = _count(estimate)
        has_ends = None not in ends and evidence.low != evidence.high
        return f"{text} [{', '.join(_count(end) for end in ends if end is not None)}]" if has_ends else text
    n_decimals = 2
    if evidence.kind is not EvidenceKind.MEASURED:
        n_decimals = max([2, *(_n_decimals(end) for end in ends if end is not None)])
    text = f"{estimate:{sign}.2f}{unit}"
    shown = [f"{end:{sign}.{n_decimals}f}" for end in ends if end is not None]
    return f"{text} [{', '.join(shown)}]" if shown else text


def _n_decimals(value: float) -> int:
    """Decimals that a bound needs, 4 at most: 80.105 -> 3."""
    return next((n for n in range(4) if abs(value - round(value, n)) < 1e-9), 4)


def _count(value: float) -> str:
    return f"{value:,.0f}" if value == round(value) else f"{value:,g}"
