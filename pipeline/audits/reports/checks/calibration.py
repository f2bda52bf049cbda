"""Printed confidences held against marks and against our verdicts: Brier score, curve, best threshold; pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from pipeline.domain.verdict import VerdictWord

EDGES = tuple(step / 10 for step in range(11))  # of the curve's bins
_FOR, _AGAINST = {VerdictWord.CONFIRMED}, {VerdictWord.CONTRADICTED, VerdictWord.SELF_INCONSISTENT}


class Outcome(StrEnum):
    """What a confidence is held against."""

    TICK = "tick"  # the report's own mark
    VERDICT = "our verdict"  # where it decides


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """Rows with a confidence in [low, high), the last bin with its upper end."""

    low: float
    high: float
    n_rows: int
    n_true: int
    mean_confidence: float | None  # None: no rows


@dataclass(frozen=True, slots=True)
class Threshold:
    """A rule "true from a confidence on": any number above `above` and up to `up_to` gives the same answers."""

    above: float | None  # highest confidence that it takes as not true; None: none is below
    up_to: float | None  # lowest confidence that it takes as true; None: it takes none as true
    n_right: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """Confidences of one document, or of all together, against one outcome."""

    document_id: str | None  # None: all documents together
    outcome: Outcome
    n_rows: int  # with a confidence and an outcome
    n_true: int
    n_left_out: int  # rows without a confidence, or whose claims no verdict decides
    brier: float | None  # mean squared distance of confidence and outcome, 0 best; None: no rows
    brier_of_base_rate: float | None  # of always saying the share of true rows
    bins: tuple[CalibrationBin, ...]
    thresholds: tuple[Threshold, ...]  # those that are right most often
    statement: str  # what a threshold explains, in plain words


def decided(words: Iterable[VerdictWord]) -> bool | None:
    """Whether verdicts decide a claim: confirmed and nowhere refuted, or refuted and nowhere confirmed; else None.

    Refuted is CONTRADICTED or SELF_INCONSISTENT. All other verdicts decide nothing.
    """
    given = set(words)
    is_for, is_against = bool(given & _FOR), bool(given & _AGAINST)
    return is_for if is_for != is_against else None


def all_true(decisions: Sequence[bool | None]) -> bool | None:
    """Whether a row holds: true where all of its claims are decided so, false where one is false, else None."""
    if False in decisions:
        return False
    return True if decisions and None not in decisions else None


def calibrate(
    document_id: str | None, outcome: Outcome, rows: Iterable[tuple[float | None, bool | None]]
) -> Calibration:
    """The calibration of rows given as (confidence 0-1, outcome).

    Source: Brier (1950), Verification of forecasts expressed in terms of probability.
    """
    given = list(rows)
    pairs = [(confidence, is_true) for confidence, is_true in given if confidence is not None and is_true is not None]
    n_rows, n_true = len(pairs), sum(is_true for _, is_true in pairs)
    share = n_true / n_rows if n_rows else None
    thresholds = _best(pairs)
    return Calibration(
        document_id=document_id,
        outcome=outcome,
        n_rows=n_rows,
        n_true=n_true,
        n_left_out=len(given) - n_rows,
        brier=math.fsum((confidence - is_true) ** 2 for confidence, is_true in pairs) / n_rows if n_rows else None,
        brier_of_base_rate=share * (1 - share) if share is not None else None,
        bins=tuple(_bin(low, high, pairs) for low, high in pairwise(EDGES)),
        thresholds=thresholds,
        statement=_statement(outcome, pairs, thresholds),
    )


def _bin(low: float, high: float, pairs: Sequence[tuple[float, bool]]) -> CalibrationBin:
    inside = [pair for pair in pairs if low <= pair[0] < high or pair[0] == high == EDGES[-1]]
    mean = math.fsum(confidence for confidence, _ in inside) / len(inside) if inside else None
    return CalibrationBin(low, high, len(inside), sum(is_true for _, is_true in inside), mean)


def _best(pairs: Sequence[tuple[float, bool]]) -> tuple[Threshold, ...]:
    """All thresholds that are right most often, the lowest first; () without rows."""
    if not pairs:
        return ()
    values = sorted({confidence for confidence, _ in pairs})
    cuts = zip([None, *values], [*values, None], strict=True)
    rules = [
        Threshold(
            above, up_to, sum((up_to is not None and confidence >= up_to) == is_true for confidence, is_true in pairs)
        )
        for above, up_to in cuts
    ]
    most = max(rule.n_right for rule in rules)
    return tuple(rule for rule in rules if rule.n_right == most)


_NAMES = {Outcome.TICK: ("ticked", "crossed", "marks"), Outcome.VERDICT: ("confirmed", "refuted", "verdicts")}


def _statement(outcome: Outcome, pairs: Sequence[tuple[float, bool]], thresholds: Sequence[Threshold]) -> str:
    yes, no, noun = _NAMES[outcome]
    n_rows, n_true = len(pairs), sum(is_true for _, is_true in pairs)
    if not pairs:
        return f"no row with a confidence is {yes} or {no}, so there is nothing that a threshold could explain"
    if n_true in (0, n_rows):
        return f"all {n_rows} rows are {yes if n_true else no}, so a threshold explains nothing"
    low = min(confidence for confidence, is_true in pairs if is_true)
    high = max(confidence for confidence, is_true in pairs if not is_true)
    best = " or ".join(_rule(rule, yes) for rule in thresholds)
    if high < low:
        return f"a threshold explains all {n_rows} {noun}: {best} (highest {no} {high:g}, lowest {yes} {low:g})"
    n_right, always = thresholds[0].n_right, max(n_true, n_rows - n_true)
    return (
        f"no threshold explains all {n_rows} {noun}: a row at {high:g} is {no} and a row at {low:g} is {yes}; the "
        f"best, {best}, is right for {n_right} ({100 * n_right / n_rows:.1f}%); always saying "
        f"{yes if n_true == always else no} is right for {always} ({100 * always / n_rows:.1f}%)"
    )


def _rule(rule: Threshold, yes: str) -> str:
    if rule.up_to is None:
        return f"never {yes}"
    below = "" if rule.above is None else f" (any number above {rule.above:g} and up to {rule.up_to:g})"
    return f"{yes} from {rule.up_to:g} on{below}"
