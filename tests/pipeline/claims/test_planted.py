"""Planted databases and claims: every verdict is the one written by hand beside it."""

import pytest

from benchmarks.planted import DATABASES, is_right, run
from benchmarks.planted_cases import CASES
from pipeline.domain.verdict import Direction, VerdictWord


def test_planted_cases_are_many_and_well_formed():
    assert len(CASES) >= 60
    assert {case.database for case in CASES} == set(DATABASES)
    assert {case.expected for case in CASES} == {"refused", *VerdictWord}
    assert {case.direction for case in CASES} - {None} <= set(Direction)


@pytest.mark.slow  # fifteen databases are imported and built
def test_every_planted_claim_gets_the_verdict_that_is_right():
    wrong = [(case.database, case.claim, case.summary, given) for case, given in run() if not is_right(case, given)]
    assert wrong == []
