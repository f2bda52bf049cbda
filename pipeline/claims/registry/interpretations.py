"""The ways of understanding a claim that are judged apart; pure."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.domain.claim import Claim, ClaimKind
from pipeline.domain.regime import RegimeKind

ALL_TOGETHER = "all"
_BY_REGIME = (ClaimKind.GAIN, ClaimKind.PRESENCE, ClaimKind.ABSENCE)
_ONE_ROW_WITHOUT_RUNS = (ClaimKind.PRESENCE, ClaimKind.ABSENCE, ClaimKind.ORDERING)


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading: the regimes whose gain it is about, and the regimes that it sets them against."""

    name: str  # in labels and ids
    regimes: tuple[str, ...]
    rivals: tuple[str, ...] = ()  # (): the baseline


def readings_of(claim: Claim) -> list[Reading]:
    """A reading for each regime of a gain, a presence, an absence or an ordering; else one of all regimes."""
    over, named = baseline_of(claim)
    if claim.kind in _BY_REGIME:
        return [Reading(regime + named, (regime,), over) for regime in claim.regimes]
    if claim.kind is ClaimKind.BEST_OF_GAIN:
        return [Reading("best" + named, claim.regimes, over)]
    if claim.kind is not ClaimKind.ORDERING:
        return [Reading(ALL_TOGETHER + named, claim.regimes, over)]
    if len(claim.regimes) == 1:
        (regime,) = claim.regimes
        against = claim.rivals[0] if len(claim.rivals) == 1 else f"the best of {len(claim.rivals)}"
        return [Reading(f"{regime} over {against}", claim.regimes, claim.rivals)]
    pairs = zip(claim.regimes, claim.rivals, strict=True)
    return [Reading(f"{regime} over {rival}", (regime,), (rival,)) for regime, rival in pairs]


def baseline_of(claim: Claim) -> tuple[tuple[str, ...], str]:
    """The claim's baseline as the regime that others are set against, and its part of a reading's name.

    Both are empty for the usual one, without an intermediate task.
    """
    if claim.baseline == RegimeKind.NONE.value:
        return (), ""
    return (claim.baseline,), f" over {claim.baseline}"


def reading_of_nothing(claim: Claim) -> list[Reading]:
    """The readings to list where nothing bears on any: one for all where there would be many alike."""
    if claim.kind in _ONE_ROW_WITHOUT_RUNS:
        return [Reading("any", claim.regimes, claim.rivals or baseline_of(claim)[0])]
    return readings_of(claim)
