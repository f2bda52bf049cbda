"""A literature report as it was read: its claim rows, and the numbers that it states about itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class AssertedQuantity(StrEnum):
    """What a report counts or scores about itself."""

    CLAIMS = "claims"
    VERIFIED = "verified claims"
    UNVERIFIED = "unverified claims"
    PAPERS = "papers retrieved"
    QUALITY = "quality score"


@dataclass(frozen=True, slots=True)
class Assertion:
    """One number that a report states about itself."""

    quantity: AssertedQuantity
    value: float  # a whole number except for the quality score
    printed: str
    line: int  # from 1, of the text


@dataclass(frozen=True, slots=True)
class Section:
    """One section, without its table of claims."""

    heading: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class ExtractedClaim:
    """One claim row; grain of table `extracted_claims`."""

    position: int  # from 1
    line: int
    text: str
    mark: str  # as printed; "" of a pasted sentence, which nobody marked
    is_ticked: bool  # whether it is asserted; of a row without a mark it is
    confidence: float | None  # 0-1
    confidence_printed: str
    sources: tuple[str, ...]
    reasoning: str
    is_truncated: bool  # the report cut the sentence off, maybe within a word or number

    @property
    def is_marked(self) -> bool:
        """Whether somebody ticked or crossed it."""
        return bool(self.mark)


@dataclass(frozen=True, slots=True)
class Unread:
    """A line of the claims table that could not be read as a row."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Document:
    """One report; grain of table `documents`."""

    document_id: str
    file_name: str
    sha256: str  # of the file
    title: str
    dated: str | None  # as printed
    research_question: str | None
    sections: tuple[Section, ...]
    claims: tuple[ExtractedClaim, ...]
    assertions: tuple[Assertion, ...]
    references: tuple[str, ...]
    unread: tuple[Unread, ...] = ()  # lines of the claims table that are no row here
    has_text: bool = True  # False: only facts of it are at hand, and its rows stand in our words

    def asserted(self, quantity: AssertedQuantity) -> tuple[Assertion, ...]:
        """Every statement of one quantity, in file order."""
        return tuple(assertion for assertion in self.assertions if assertion.quantity is quantity)
