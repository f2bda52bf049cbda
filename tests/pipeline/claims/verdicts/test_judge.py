from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.claims.verdicts.reasons import judged
from pipeline.domain.claim import Comparator
from pipeline.domain.evidence import EvidenceKind, ScopeDifference
from pipeline.domain.verdict import Direction, VerdictWord
from tests.pipeline.claims.examples import CLAIM, EVIDENCE


def _found(estimate, low=None, high=None, **changes):
    return replace(EVIDENCE, estimate=estimate, low=low, high=high, **changes)


def _word(estimate, low=None, high=None, claim=CLAIM, **changes):
    return judged(claim, _found(estimate, low, high, **changes)).verdict.value


@pytest.mark.parametrize(
    ("estimate", "low", "high", "word"),
    [
        (8.2, 8.16, 8.24, "CONFIRMED"),  # all of it rounds to 8.2
        (8.2, 8.15, 8.25, "CONFIRMED"),  # ends included
        (8.249, None, None, "CONFIRMED"),
        (8.251, None, None, "DEVIATES"),
        (8.0, 7.0, 9.0, "CONSISTENT"),
        (8.3, 8.25, 8.4, "CONSISTENT"),  # touches
        (5.0, 4.0, 6.0, "DEVIATES"),  # same side of zero
        (0.5, -1.0, 2.0, "DEVIATES"),  # over zero: the direction is not refuted
        (-0.5, -1.0, 0.0, "DEVIATES"),  # touches zero
        (-2.0, -3.0, -1.0, "CONTRADICTED"),
        (12.0, 11.0, 13.0, "DEVIATES"),
        (None, None, None, "NOT_COMPUTABLE"),
    ],
)
def test_decide_in_scope(estimate, low, high, word):
    assert _word(estimate, low, high) == word


def test_decide_widens_by_the_declared_tolerance():
    claim = replace(CLAIM, tolerance=0.5)
    assert _word(8.7, claim=claim) == "CONFIRMED"  # 8.25 + 0.5 = 8.75
    assert _word(8.76, claim=claim) == "DEVIATES"


def test_decide_knows_at_least_and_at_most():
    assert _word(20.0, claim=replace(CLAIM, comparator=Comparator.AT_LEAST)) == "CONFIRMED"
    assert _word(8.0, claim=replace(CLAIM, comparator=Comparator.AT_LEAST)) == "DEVIATES"
    assert _word(8.0, claim=replace(CLAIM, comparator=Comparator.AT_MOST)) == "CONFIRMED"
    assert _word(20.0, claim=replace(CLAIM, comparator=Comparator.AT_MOST)) == "DEVIATES"


def test_decide_mirrors_for_a_claimed_loss():
    claim = replace(CLAIM, value="-1.4", value_low=-1.45, value_high=-1.35)
    assert _word(2.0, 1.0, 3.0, claim=claim) == "CONTRADICTED"
    assert _word(-3.0, -4.0, -2.0, claim=claim) == "DEVIATES"


def test_decide_never_contradicts_a_claim_of_zero():
    claim = replace(CLAIM, value="0.0", value_low=-0.05, value_high=0.05)
    assert _word(-2.0, -3.0, -1.0, claim=claim) == "DEVIATES"


def test_decide_calls_a_source_inconsistent_only_by_its_own_table():
    assert _word(5.0, 4.9, 5.1, is_own_table=True) == "SELF_INCONSISTENT"
    assert _word(-5.0, -5.1, -4.9, is_own_table=True) == "SELF_INCONSISTENT"
    assert _word(8.2, 8.1, 8.3, is_own_table=True) == "CONSISTENT"


@pytest.mark.parametrize(
    ("low", "high", "direction"),
    [
        (1.0, 3.0, Direction.SAME_SIGN),
        (-3.0, -1.0, Direction.OPPOSITE_SIGN),
        (-1.0, 1.0, Direction.UNTOLD),
        (0.0, 1.0, Direction.UNTOLD),
    ],
)
def test_decide_gives_a_direction_across_scopes(low, high, direction):
    verdict = judged(CLAIM, _found((low + high) / 2, low, high, encoder="small"))
    assert (verdict.verdict, verdict.direction) == (VerdictWord.SCOPE_MISMATCH, direction)


@pytest.mark.parametrize(
    ("low", "high", "where"),
    [
        (2.1, 3.9, "same sign; the claimed 8.2 points lie above it."),
        (7.0, 9.0, "same sign; the claimed 8.2 points lie within its interval."),
        (8.3, 9.0, "same sign; the claimed 8.2 points lie below it."),
        (-9.0, -8.0, "opposite sign; the claimed 8.2 points lie above it."),
        (-1.0, 8.2, "its interval holds zero; the claimed 8.2 points lie within its interval."),
    ],
)
def test_decide_says_across_scopes_where_the_claimed_size_lies(low, high, where):
    verdict = judged(CLAIM, _found((low + high) / 2, low, high, encoder="small"))
    assert verdict.is_size_within is ("within" in where)
    assert where in verdict.reason


@pytest.mark.parametrize(("estimate", "low", "high"), [(-0.9, -1.7, -0.1), (8.2, 7.0, 9.0), (8.2, None, None)])
def test_one_training_says_nothing_of_the_claimed_size(estimate, low, high):
    verdict = judged(CLAIM, replace(_found(estimate, low, high, encoder="small"), n_seeds=1))
    assert verdict.is_size_within is None
    assert "leaves its sign and size open, since one training does not tell what others would give" in verdict.reason
    assert "the claimed 8.2 points" not in verdict.reason


@pytest.mark.parametrize(
    ("claim", "evidence", "why"),
    [
        (CLAIM, {"estimate": 0.5, "low": -1.0, "high": 2.0}, "since its interval holds zero"),
        (CLAIM, {"estimate": 0.0, "low": 0.0, "high": 0.0}, "since it is zero"),
        (replace(CLAIM, value="0.0"), {"estimate": 2.0, "low": 1.0, "high": 3.0}, "since the claimed value is zero"),
    ],
)
def test_decide_says_why_a_direction_cannot_be_told(claim, evidence, why):
    assert why in judged(claim, replace(EVIDENCE, encoder="small", **evidence)).reason


@pytest.mark.parametrize(
    ("claim", "evidence", "said"),
    [
        (CLAIM, {"estimate": 5.0, "low": 4.0, "high": 6.0}, "misses the claimed 8.2 points (8.15 to 8.25 before "
         "rounding), with the same sign."),
        (CLAIM, {"estimate": 0.5, "low": -1.0, "high": 2.0}, "misses the claimed 8.2 points (8.15 to 8.25 before "
         "rounding); it excludes neither sign."),
        (CLAIM, {"estimate": 8.2, "low": 8.165, "high": 8.2, "kind": EvidenceKind.REPORTED},
         "Reported gain +8.20 points [+8.165, +8.200] lies wholly within the claimed 8.2 points"),
    ],
)  # fmt: skip
def test_decide_says_what_is_left_of_a_claim(claim, evidence, said):
    assert said in judged(claim, replace(EVIDENCE, **evidence)).reason


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"encoder": "small"}, "encoder"),
        ({"benchmark": "Mini-XTREME"}, "benchmark"),
        ({"tasks": ("xnli",)}, "target tasks"),
        ({"split": "dev; test for panx"}, "split"),
        ({"other_differences": (ScopeDifference("languages", "all", "xnli 1 of 15"),)}, "languages"),
    ],
)
def test_decide_never_confirms_across_scopes(changes, what):
    verdict = judged(CLAIM, _found(8.2, 8.2, 8.2, **changes))
    assert verdict.verdict is VerdictWord.SCOPE_MISMATCH
    assert [difference.what for difference in verdict.scope_differences] == [what]
    assert what in verdict.reason


def test_decide_takes_other_names_of_the_same_weights():
    assert _word(8.2, encoder="org/big") == "CONFIRMED"
    assert _word(8.2, encoder="someone/big") == "SCOPE_MISMATCH"


@pytest.mark.parametrize(
    ("estimate", "low", "high", "only"),
    [(8.2, None, None, False), (8.249, None, None, True), (8.0, 7.0, 9.0, False), (8.3, 8.22, 8.4, True)],
)
def test_decide_marks_agreement_that_rests_on_rounding_alone(estimate, low, high, only):
    assert judged(CLAIM, _found(estimate, low, high)).only_by_rounding is only


def test_decide_gives_the_reason_of_what_cannot_be_computed():
    verdict = judged(CLAIM, _found(None, why_not="BUCC is missing."))
    assert verdict.reason == "BUCC is missing."


_points = st.floats(-100, 100)
_values = st.sampled_from([("8.2", 8.15, 8.25), ("-1.4", -1.45, -1.35), ("0.0", -0.05, 0.05), ("7", 6.5, 7.5)])


@st.composite
def _claims(draw):
    value, low, high = draw(_values)
    tolerance = draw(st.sampled_from([0.0, 0.1, 5.0]))
    comparator = draw(st.sampled_from(list(Comparator)))
    return replace(CLAIM, value=value, value_low=low, value_high=high, tolerance=tolerance, comparator=comparator)


@st.composite
def _evidence(draw):
    estimate = draw(st.none() | _points)
    low = high = None
    if estimate is not None and draw(st.booleans()):
        low, high = sorted((draw(_points), draw(_points)))
    return replace(
        EVIDENCE,
        estimate=estimate,
        low=low,
        high=high,
        encoder=draw(st.sampled_from(["big", "small"])),
        benchmark=draw(st.sampled_from(["XTREME", "XTREME (folder)", "Mini-XTREME"])),
        is_own_table=draw(st.booleans()),
    )


@given(_claims(), _evidence())
def test_decide_is_total_and_gives_a_direction_with_scope_mismatch_only(claim, evidence):
    verdict = judged(claim, evidence)
    assert verdict.verdict in VerdictWord
    assert (verdict.direction is None) == (verdict.verdict is not VerdictWord.SCOPE_MISMATCH)
    assert (verdict.verdict is VerdictWord.NOT_COMPUTABLE) == (evidence.estimate is None)
    assert verdict.reason.endswith(".")


@given(_claims(), _evidence())
def test_decide_judges_by_value_only_within_the_scope(claim, evidence):
    verdict = judged(claim, evidence)
    is_same = evidence.encoder == "big" and evidence.benchmark != "Mini-XTREME"
    by_value = {"CONFIRMED", "CONSISTENT", "DEVIATES", "CONTRADICTED", "SELF_INCONSISTENT"}
    assert is_same or verdict.verdict.value not in by_value


@given(_claims(), _points, st.floats(0, 10), st.floats(0, 10), st.floats(0, 50), st.floats(0, 50))
def test_decide_never_turns_consistent_into_contradicted_by_widening(claim, estimate, below, above, more, still_more):
    narrow = judged(claim, _found(estimate, estimate - below, estimate + above))
    wide = judged(claim, _found(estimate, estimate - below - more, estimate + above + still_more))
    if narrow.verdict in (VerdictWord.CONFIRMED, VerdictWord.CONSISTENT):
        assert wide.verdict in (VerdictWord.CONFIRMED, VerdictWord.CONSISTENT)
    if narrow.verdict is VerdictWord.DEVIATES:
        assert wide.verdict is not VerdictWord.CONTRADICTED


@given(_claims(), _evidence())
def test_decide_ignores_the_order_of_tasks(claim, evidence):
    assert judged(claim, evidence) == judged(
        replace(claim, tasks=claim.tasks[::-1]), replace(evidence, tasks=evidence.tasks[::-1])
    )
