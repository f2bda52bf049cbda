"""What a claim covers: the readings that are judged apart, its languages and its splits; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.domain.claim import Claim, ClaimKind, LanguageRule, SplitRule
from pipeline.domain.regime import RegimeKind

ALL_TOGETHER = "all"
_ENGLISH = "en"
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


def language_words(claim: Claim) -> str:
    """The claim's rule of languages in words."""
    return ", ".join(claim.only_languages) or claim.languages.words


def claimed_languages(claim: Claim, languages: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Languages of each task that the claim is about, in order.

    A language that the claim names, and that no benchmark evaluates any of its tasks in, counts for each of them.

    Args:
        languages: of each registered task, as its benchmark evaluates it.
    """
    evaluated = {name for task in claim.tasks for name in languages.get(task, ())}
    beyond = tuple(name for name in claim.only_languages if name not in evaluated)
    return {task: (*(name for name in known if _is_claimed(claim, name)), *beyond) for task, known in languages.items()}


def _is_claimed(claim: Claim, language: str) -> bool:
    if claim.only_languages:
        return language in claim.only_languages
    return claim.languages is LanguageRule.ALL or language != _ENGLISH


def claimed_split(claim: Claim, task: str, splits: Mapping[str, Sequence[str]]) -> str:
    """The split of one task that the claim is about.

    Args:
        splits: that the benchmark has of each task; of a task that is not there, both.
    """
    if claim.split is not SplitRule.DEV_ELSE_TEST:
        return claim.split.value
    return SplitRule.DEV.value if SplitRule.DEV in splits.get(task, (SplitRule.DEV,)) else SplitRule.TEST.value
