"""A study: one question put to a row of experiments that differ in one thing alone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class StudyQuantity(StrEnum):
    """What is measured at every point."""

    GAIN = "gain"  # score minus the score of the same encoder and seed without intermediate task, points
    SCORE = "score"  # percent


class StudyAnswer(StrEnum):
    """The answer that a rule gives; see docs/studies.md."""

    YES = "yes"
    NO = "no"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class StudyRun:
    """The run of one target and seed at one point, and its baseline."""

    target: str
    seed: int
    run_id: str
    baseline_run_id: str | None  # None: the study measures scores


@dataclass(frozen=True, slots=True)
class StudyPoint:
    """One place on the x axis."""

    x: float
    label: str
    runs: tuple[StudyRun, ...]


@dataclass(frozen=True, slots=True)
class StudySeries:
    """Languages and targets that make one curve."""

    series: str
    title: str
    languages: tuple[str, ...]
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Study:
    """One study at one scale, with the runs that it is made of; one line of table `studies`."""

    study: str
    scale: str  # "mini" | "paper"
    position: int  # on the page
    title: str
    question: str
    asked: str  # the wider question that it belongs to
    limits: str  # what the wider question asks and this does not answer
    scale_label: str  # encoder, text and task sizes in words
    quantity: StudyQuantity
    split: str
    axis: str
    unit: str
    is_log: bool
    answering_series: str  # whose change from the first to the last point gives the answer
    threshold: float  # points that the change is held against
    meaning_yes: str  # the rest of the sentence for each answer
    meaning_no: str
    meaning_undecided: str
    series: tuple[StudySeries, ...]
    points: tuple[StudyPoint, ...]  # in order of x; two or more

    @property
    def run_ids(self) -> frozenset[str]:
        """All its runs, baselines among them."""
        runs = [run for point in self.points for run in point.runs]
        return frozenset(name for run in runs for name in (run.run_id, run.baseline_run_id) if name is not None)
