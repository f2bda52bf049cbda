"""One plain sentence for each verdict; pure."""

from __future__ import annotations

import math

from pipeline.claims.verdicts.conclusion import asserts_value, conclusion, interval_of, meets
from pipeline.claims.verdicts.scope import FLATTERING_CHOICE
from pipeline.domain.claim import Claim, ClaimKind, Comparator
from pipeline.domain.evidence import Evidence, ScopeDifference
from pipeline.domain.verdict import Direction, VerdictWord

_NOUNS = {
    ClaimKind.ORDERING: "difference",
    ClaimKind.COMPARISON: "difference",
    ClaimKind.LEVEL: "score",
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
        VerdictWord.DEVIATES: f"{found} excludes {claimed}{_still(claim)}.",
        VerdictWord.CONTRADICTED: f"{found} {_against(claim)} {claimed}.",
        VerdictWord.SELF_INCONSISTENT: f"{found}, from the source's own table, excludes {claimed}.",
    }
    if word is VerdictWord.CONSISTENT and evidence.n_seeds == 1:
        return f"{found}, of one training of each arm, does not decide on {claimed}."
    if word is not VerdictWord.SCOPE_MISMATCH:
        return texts[word] + (f" {evidence.about_missing}" if evidence.about_missing else "")
    pointing = _pointing(claim, evidence, direction, differences)
    what = ", ".join(dict.fromkeys(difference.what for difference in differences))
    close = f"It was obtained in another scope ({what}), so the claim is neither confirmed nor refuted by it."
    return " ".join(part for part in (f"{found}: {pointing}.", close, evidence.about_missing) if part)


def quantity_words(value: str, unit: str) -> str:
    """A claimed number with its unit, as people write it: "392,702 training examples", "1 encoder", "8.2 points"."""
    number = f"{int(value):,}" if value.removeprefix("-").isdecimal() else value
    words = unit.replace("_", " ")
    return f"{number} {words.removesuffix('s') if value == '1' else words}"


def compared_words(comparator: str) -> str:
    """What stands before a claimed number: "at least ", "" for equals."""
    return _COMPARED[Comparator(comparator)]


def _still(claim: Claim) -> str:
    return "" if claim.kind is ClaimKind.LEVEL else " without excluding its direction"


def _against(claim: Claim) -> str:
    return "lies on the other side of zero from" if asserts_value(claim) else "excludes"


def _claimed(claim: Claim) -> str:
    said = f"the claimed {compared_words(claim.comparator)}{quantity_words(claim.value, claim.unit)}"
    if claim.value_low == claim.value_high:
        return said + (f" with its margin of {claim.tolerance:g}" if claim.tolerance else "")
    text = f"{said} (rounded from [{claim.value_low:.6g}, {claim.value_high:.6g}]"
    return text + (f", tolerance {claim.tolerance:g})" if claim.tolerance else ")")


def _pointing(
    claim: Claim, evidence: Evidence, direction: Direction | None, differences: tuple[ScopeDifference, ...]
) -> str:
    """Which way the number points, why not where it does not, and whether the claimed size lies in its interval."""
    if direction is Direction.UNTOLD:
        said = f"its direction cannot be told, since {_why_untold(claim, evidence, differences)}"
    elif direction in (Direction.SAME_SIGN, Direction.OPPOSITE_SIGN):
        said = f"it has the {direction.value} {'as' if direction is Direction.SAME_SIGN else 'of'} the claimed value"
    else:
        said = f"it is {'' if direction is Direction.AS_CLAIMED else 'not '}as claimed"
    if not asserts_value(claim):
        return said
    within = meets(claim, *interval_of(evidence))
    size = f"{compared_words(claim.comparator)}{claim.value}"
    return f"{said}, and the claimed {size} lies {'within' if within else 'outside'} what it allows"


def _why_untold(claim: Claim, evidence: Evidence, differences: tuple[ScopeDifference, ...]) -> str:
    if (
        any(difference.what == FLATTERING_CHOICE for difference in differences)
        and conclusion(claim, *interval_of(evidence)) is not Direction.UNTOLD
    ):
        return "the best of several was chosen where it is evaluated, which flatters it"
    if evidence.n_seeds == 1:
        return "one training does not tell what others would give"
    if not asserts_value(claim):
        return "its interval reaches beyond what is claimed on both sides of the bound"
    if float(claim.value) == 0:
        return "the claimed value is zero and has no sign"
    return "it is zero" if evidence.estimate == 0 and evidence.low in (None, 0) else "its interval holds zero"


def _found(claim: Claim, evidence: Evidence) -> str:
    estimate = math.nan if evidence.estimate is None else evidence.estimate
    has_points, is_percent = claim.unit == _POINTS, claim.kind is ClaimKind.LEVEL
    shown, unit = ("+.2f", " points") if has_points else (".2f", " percent") if is_percent else (",g", "")
    noun = _NOUNS.get(claim.kind, "gain")
    text = f"{evidence.kind.value.capitalize()} {noun} {_number(estimate, shown)}{unit}"
    if evidence.low is None or evidence.high is None or (not has_points and evidence.low == evidence.high):
        return text
    return f"{text} [{_number(evidence.low, shown)}, {_number(evidence.high, shown)}]"


def _number(value: float, shown: str) -> str:
    return f"{value:,.0f}" if shown == ",g" and value == round(value) else format(value, shown)
