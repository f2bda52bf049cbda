"""One body of evidence for or against one claim."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

BY_HAND = "entered by hand"  # starts the label of evidence on figures that a reader entered and nobody checked


def is_by_hand(label: str) -> bool:
    """Whether evidence of this label rests on figures that a reader entered by hand."""
    return label.startswith(f"{BY_HAND}: ")


class EvidenceKind(StrEnum):
    """Where numbers come from; kinds are never mixed in one estimate."""

    REPORTED = "reported"  # printed by a published source
    MEASURED = "measured"  # scored by a run of this project
    DERIVED = "derived"  # computed from printed numbers


@dataclass(frozen=True, slots=True)
class MissingEvidence:
    """A cell that the claim covers and this body of evidence lacks."""

    task: str
    language: str  # "avg": an average as printed; "*": every language
    split: str
    reason: str


@dataclass(frozen=True, slots=True)
class ScopeDifference:
    """One respect in which evidence is about something else than the claim."""

    what: str
    claimed: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one source or one profile says about one claim; grain of table `evidence`."""

    evidence_id: str
    claim_id: str
    kind: EvidenceKind
    label: str
    profile: str | None
    encoder: str
    benchmark: str
    split: str
    tasks: tuple[str, ...]  # target tasks in the estimate
    estimate: float | None  # points; None: not computable
    low: float | None  # interval of the estimate; None together with high: no interval, the estimate alone counts
    high: float | None
    level: float | None  # confidence of the interval, 0-1; None: rounding alone, or no interval
    method: str
    n_cells: int
    n_cells_needed: int
    missing_cells: tuple[MissingEvidence, ...]
    inputs: Mapping[str, object]  # run ids, reported ids
    sql: str  # reads the input rows from the built file
    other_differences: tuple[ScopeDifference, ...] = ()  # beyond encoder, benchmark, tasks and split
    is_own_table: bool = False  # numbers of the very source version that makes the claim
    n_seeds: int | None = None  # trainings of each arm behind a measured estimate; None: it is not about trainings
    remarks: tuple[str, ...] = ()  # sentences on what the interval takes in, or cannot
    is_bounded: bool = False  # cells are missing, and [low, high] holds whatever they hold
    about_missing: str = ""  # which cells are missing, and what they can or would decide; "" where none is
    most: float = 100.0  # how far from zero the number can lie; math.inf: any far
    undecided: str = ""  # why no interval can be told, so that nothing is decided: "of a whole corpus"; "" where one is
    why_not: str = ""  # what keeps the estimate from being computed; "" where it is there
    details: Mapping[str, object] = field(default_factory=dict)  # parts of the estimate

    def __post_init__(self) -> None:
        """Refuse half an interval, one without an estimate or upside down, and numbers that are not finite."""
        if (self.low is None) != (self.high is None) or (self.estimate is None and self.low is not None):
            raise ValueError(
                f"evidence {self.evidence_id!r}: estimate {self.estimate}, low {self.low}, high {self.high}"
            )
        if self.low is not None and self.high is not None and not self.low <= self.high:
            raise ValueError(f"evidence {self.evidence_id!r}: interval [{self.low}, {self.high}] is upside down")
        if not all(math.isfinite(value) for value in (self.estimate, self.low, self.high) if value is not None):
            raise ValueError(f"evidence {self.evidence_id!r}: {self.estimate}, {self.low}, {self.high} must be finite")
