"""A study over the small home (tests.small_home), whose every number is known by hand.

Point 1 is HellaSwag, point 2 SQuAD, both against none, on XNLI test with ten examples a cell. Right answers in
de, en, zh:
none 5 7 4; hellaswag 5 7 7; squad_v1 5 8 5. So gains in points: hellaswag 0, 0, +30; squad_v1 0, +10, +10.
"""

from __future__ import annotations

from dataclasses import replace

from pipeline.domain.study import Study, StudyPoint, StudyQuantity, StudyRun, StudySeries


def small_point(x: float, regime: str) -> StudyPoint:
    """One point with one seed on XNLI."""
    run = StudyRun("xnli", 0, f"small-{regime}-xnli-0", "small-none-xnli-0")
    return StudyPoint(x, regime, (run,))


def small_study(**changes: object) -> Study:
    """The study; `changes` replace fields."""
    study = Study(
        study="small",
        scale="mini",
        position=1,
        title="A small study",
        question="Is more better?",
        asked="Whether more is better.",
        limits="Two points.",
        scale_label="by hand",
        quantity=StudyQuantity.GAIN,
        split="test",
        axis="Place",
        unit="places",
        is_log=False,
        answering_series="others",
        threshold=0.0,
        meaning_yes="it is",
        meaning_no="it is not",
        meaning_undecided="it cannot be told",
        series=(
            StudySeries("others", "Other languages", ("de", "zh"), ("xnli",)),
            StudySeries("english", "English", ("en",), ("xnli",)),
        ),
        points=(small_point(1.0, "hellaswag"), small_point(2.0, "squad_v1")),
    )
    return replace(study, **changes)  # type: ignore[arg-type]
