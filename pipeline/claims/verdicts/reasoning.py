"""Why one of the seven verdicts and not another: each condition of docs/method.md with its numbers put in; pure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.claims.verdicts.judge import is_number
from pipeline.domain.claim import Comparator
from pipeline.domain.verdict import VerdictWord

_SLACK = 1e-9  # points, as in the judge
_BEHIND = (  # the verdicts behind NOT_COMPUTABLE, in the order in which they are tried
    VerdictWord.SCOPE_MISMATCH,
    VerdictWord.CONFIRMED,
    VerdictWord.CONSISTENT,
    VerdictWord.SELF_INCONSISTENT,
    VerdictWord.CONTRADICTED,
    VerdictWord.DEVIATES,
)
_ABOVE = "above"  # comparator that leaves the value itself out


@dataclass(frozen=True, slots=True)
class Step:
    """One verdict that was tried: its condition in words and numbers, and whether it is met."""

    word: VerdictWord
    condition: str
    is_met: bool


@dataclass(frozen=True, slots=True)
class _Terms:
    low: float
    high: float
    accepted_low: float
    accepted_high: float
    claimed: float
    is_signed: bool

    @property
    def is_within(self) -> bool:
        return self.low >= self.accepted_low - _SLACK and self.high <= self.accepted_high + _SLACK

    @property
    def meets(self) -> bool:
        return self.high >= self.accepted_low - _SLACK and self.low <= self.accepted_high + _SLACK

    @property
    def is_fallen(self) -> bool:
        """Given that they do not meet: the sign fell, or the claim has none that could hold."""
        is_opposite = (self.claimed > 0 and self.high < 0) or (self.claimed < 0 and self.low > 0)
        return is_opposite or not self.is_signed


def seven_steps(row: Mapping[str, Any]) -> list[Step]:
    """The seven verdicts in the order in which they are tried; the first whose condition is met is the verdict.

    Worked out from the stored numbers alone and apart from judge.py, so that a reader can compare both.

    Args:
        row: columns of sql/explained.sql with their JSON read.
    """
    differences = [found["what"] for found in row["scope_differences"]]
    terms = _terms(row)
    is_own = bool(row["details"].get("is_own_table"))
    interval = f"[{terms.low:.4f}, {terms.high:.4f}]"
    accepted = f"[{terms.accepted_low:.4f}, {terms.accepted_high:.4f}]"
    meet = "meet" if terms.meets else "do not meet"
    has = row["estimate"] is not None
    if not has:
        nothing = Step(VerdictWord.NOT_COMPUTABLE, "there is no estimate", is_met=True)
        return [nothing, *(Step(word, "there is nothing to compare", is_met=False) for word in _BEHIND)]
    return [
        Step(VerdictWord.NOT_COMPUTABLE, "there is an estimate", is_met=False),
        Step(
            VerdictWord.SCOPE_MISMATCH,
            f"differs from the claim in {', '.join(dict.fromkeys(differences))}" if differences else "same scope",
            bool(differences),
        ),
        Step(
            VerdictWord.CONFIRMED,
            f"{interval} lies {'' if terms.is_within else 'not '}wholly in the accepted {accepted}",
            terms.is_within,
        ),
        Step(VerdictWord.CONSISTENT, f"{interval} and {accepted} {meet}", terms.meets),
        Step(
            VerdictWord.SELF_INCONSISTENT,
            f"they {meet}, and the numbers are {'' if is_own else 'not '}the claiming source's own",
            not terms.meets and is_own,
        ),
        Step(
            VerdictWord.CONTRADICTED,
            f"they {meet}, and {_fallen_text(terms, interval, row['claimed'])}",
            not terms.meets and terms.is_fallen,
        ),
        Step(VerdictWord.DEVIATES, f"they {meet}, and none of the above fits", not terms.meets),
    ]


def decided(steps: list[Step]) -> VerdictWord:
    """The first verdict whose condition is met; the conditions leave no gap."""
    return next(step.word for step in steps if step.is_met)


def _fallen_text(terms: _Terms, interval: str, claimed: str) -> str:
    if not terms.is_signed:
        return "the claim is of the kind that holds or falls"
    return f"{interval} lies {'' if terms.is_fallen else 'not '}beyond zero on the other side than {claimed}"


def _terms(row: Mapping[str, Any]) -> _Terms:
    estimate = math.nan if row["estimate"] is None else row["estimate"]
    tolerance = row["tolerance"]
    low = -math.inf if row["rounding_low"] is None else row["rounding_low"] - tolerance
    high = math.inf if row["rounding_high"] is None else row["rounding_high"] + tolerance
    if row["comparator"] == _ABOVE and row["rounding_high"] is not None:
        low, high = row["rounding_high"] - tolerance + 2 * _SLACK, math.inf
    details = row["details"]
    is_open = details.get("n_seeds") == 1 or bool(details.get("undecided"))  # one training bounds no other
    most = details.get("most", 100.0)  # null: there is no end
    far = math.inf if most is None else most
    return _Terms(
        low=-far if is_open else estimate if row["low"] is None else row["low"],
        high=far if is_open else estimate if row["high"] is None else row["high"],
        accepted_low=-math.inf if row["comparator"] == Comparator.AT_MOST else low,
        accepted_high=math.inf if row["comparator"] == Comparator.AT_LEAST else high,
        claimed=float(row["claimed"]),
        is_signed=is_number(row["claim_kind"], row["comparator"]),
    )
