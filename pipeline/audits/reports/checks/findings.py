"""What an audit finds fault with; the gravest kinds come first."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FindingKind(StrEnum):
    """Kinds of findings in the order in which they are shown."""

    CONTRADICTS_SOURCE = "contradicts the source"
    OTHER_VERSION = "another version's number"
    TICKS_CONTRADICT = "ticks contradict"
    OPPOSITES_TICKED = "opposites ticked"
    NUMBERS_DISAGREE = "numbers disagree"
    COUNT_WRONG = "asserted count wrong"
    TICK_AGAINST_VERDICT = "mark against our verdict"
    TICK_AGAINST_FIGURE = "mark against published figure"
    CONFIDENCES_DIFFER = "confidences differ"
    TICK_DESPITE_DOUBT = "tick despite low confidence"
    THRESHOLD = "marks and a threshold on confidence"
    NOT_CLAIMED = "asked for, not claimed"
    REFERENCE_WRONG = "reference that cannot be right"
    REFERENCE_UNUSED = "reference without a claim"
    TICK_UNCHECKED = "ticked, could not be checked"
    CUT_OFF = "sentence cut off"
    UNREAD = "line that could not be read"
    UNCHECKED = "cannot be checked"


@dataclass(frozen=True, slots=True)
class Place:
    """One claim row, or a whole document."""

    document_id: str
    file_name: str
    position: int | None  # of the claim row; None: the document
    line: int | None
    shown: str  # mark and confidence, or a number, as printed


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding with where it was made."""

    kind: FindingKind
    text: str
    places: tuple[Place, ...]
    score: float | None = None  # likeness of the two least alike rows that were matched, 0-1; None: no matching
