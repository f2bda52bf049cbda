"""What one body of evidence says about one claim, in one of seven words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pipeline.domain.evidence import ScopeDifference


class VerdictWord(StrEnum):
    """The seven verdicts; docs/method.md defines each by an inequality."""

    CONFIRMED = "CONFIRMED"
    CONSISTENT = "CONSISTENT"
    DEVIATES = "DEVIATES"
    CONTRADICTED = "CONTRADICTED"
    SCOPE_MISMATCH = "SCOPE_MISMATCH"
    NOT_COMPUTABLE = "NOT_COMPUTABLE"
    SELF_INCONSISTENT = "SELF_INCONSISTENT"

    @property
    def symbol(self) -> str:
        """A sign that stands beside the word, so that colour never stands alone."""
        return _SYMBOLS[self]

    @property
    def words(self) -> str:
        """The verdict in a person's words; the code stays in exports."""
        return _WORDS[self]


_WORDS = {
    VerdictWord.CONFIRMED: "Confirmed",
    VerdictWord.CONSISTENT: "Consistent",
    VerdictWord.DEVIATES: "Off in size",
    VerdictWord.CONTRADICTED: "Contradicted",
    VerdictWord.SCOPE_MISMATCH: "Different setup",
    VerdictWord.NOT_COMPUTABLE: "Numbers missing",
    VerdictWord.SELF_INCONSISTENT: "Source contradicts itself",
}
_SYMBOLS = {
    VerdictWord.CONFIRMED: "✓",
    VerdictWord.CONSISTENT: "≈",
    VerdictWord.DEVIATES: "≠",
    VerdictWord.CONTRADICTED: "✗",
    VerdictWord.SCOPE_MISMATCH: "↔",
    VerdictWord.NOT_COMPUTABLE: "∅",
    VerdictWord.SELF_INCONSISTENT: "!",
}


class Direction(StrEnum):
    """Which way evidence outside the claim's scope points: by the sign of a claimed number, else by what is claimed."""

    SAME_SIGN = "same sign"
    OPPOSITE_SIGN = "opposite sign"
    AS_CLAIMED = "as claimed"  # kinds that hold or fall: it would hold
    NOT_AS_CLAIMED = "not as claimed"
    UNTOLD = "cannot be told"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement of one evidence row; grain of table `verdicts`."""

    evidence_id: str
    claim_id: str
    verdict: VerdictWord
    direction: Direction | None  # SCOPE_MISMATCH only
    is_size_within: bool | None  # whether the interval meets the claimed size; None but for SCOPE_MISMATCH of a number
    only_by_rounding: bool  # agrees with the rounding interval but not with the printed value itself
    rounding_low: float
    rounding_high: float
    tolerance: float
    reason: str  # one plain sentence
    scope_differences: tuple[ScopeDifference, ...]  # in a fixed order
