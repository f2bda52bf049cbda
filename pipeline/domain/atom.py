"""One thing that a sentence of a report asserts, and the registered claim that it states, if any."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pipeline.domain.claim import Comparator


@dataclass(frozen=True, slots=True)
class Atom:
    """One assertion of a claim row: at most one number."""

    position: int  # of the row, from 1
    number: int  # within the row, from 1
    text: str  # the part of the sentence that asserts it
    subjects: tuple[str, ...]  # names of the alias file, sorted
    value: str | None  # signed decimal; None: no number, or none that can be read
    quantity: str | None  # what the number counts; None: not printed, or unknown
    comparator: Comparator
    is_negated: bool
    reaches_cut: bool  # the report cut the sentence off within this part
    doubt: str  # why the number cannot be taken at its word; "" where it can
    upper: str | None = None  # the other end of a range such as "8 to 9"


class MappingStatus(StrEnum):
    """Whether an atom states a registered claim."""

    MAPPED = "mapped"
    AMBIGUOUS = "ambiguous"
    UNMAPPED = "unmapped"


@dataclass(frozen=True, slots=True)
class Mapping:
    """What became of one atom."""

    status: MappingStatus
    claim_ids: tuple[str, ...]  # mapped: the one claim; ambiguous: the candidates; unmapped: none
    about: tuple[str, ...]  # claims on the same subject, whatever their number
    reason: str
