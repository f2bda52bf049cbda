"""What must hold of verdicts whatever the numbers are."""

import math
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.claims.analyses.multiverse import multiverse_rows
from pipeline.claims.evidence.consistency import count_interval
from pipeline.claims.evidence.gathered_cells import choose
from pipeline.claims.evidence.pairing import GainRow
from pipeline.claims.verdicts.judge import accepted, conclusion, meets
from pipeline.claims.verdicts.reasons import judged
from pipeline.domain.claim import ClaimKind, Comparator
from pipeline.domain.evidence import ScopeDifference
from pipeline.domain.verdict import Direction, VerdictWord
from pipeline.statistics.intervals import macro_gain, macro_gain_interval
from tests.pipeline.claims.examples import CLAIM, EVIDENCE
from tests.pipeline.statistics.cells import cell_of

_points = st.floats(-100, 100)
_widths = st.floats(0, 50)


@st.composite
def _claims(draw):
    value, low, high = draw(
        st.sampled_from([("8.2", 8.15, 8.25), ("-1.4", -1.45, -1.35), ("0", 0.0, 0.0), ("9", 9.0, 9.0)])
    )
    return replace(
        CLAIM,
        kind=draw(st.sampled_from(list(ClaimKind))),
        comparator=draw(st.sampled_from(list(Comparator))),
        tolerance=draw(st.sampled_from([0.0, 1.0])),
        unit=draw(st.sampled_from(["points", "tasks"])),
        value=value,
        value_low=low,
        value_high=high,
    )


@st.composite
def _evidence(draw):
    estimate = draw(st.none() | _points)
    low = high = None
    if estimate is not None and draw(st.booleans()):
        low, high = estimate - draw(_widths), estimate + draw(_widths)
    fewer = (ScopeDifference("languages", "all", "xnli 1 of 15"),)
    return replace(
        EVIDENCE,
        estimate=estimate,
        low=low,
        high=high,
        encoder=draw(st.sampled_from(["big", "small"])),
        is_own_table=draw(st.booleans()),
        other_differences=draw(st.sampled_from([(), fewer])),
    )


@given(_claims(), _evidence())
def test_every_kind_of_claim_gets_exactly_one_verdict_with_a_reason(claim, evidence):
    found = judged(claim, evidence)
    assert found.verdict in VerdictWord
    assert (found.verdict is VerdictWord.NOT_COMPUTABLE) == (evidence.estimate is None)
    assert (found.direction is None) == (found.verdict is not VerdictWord.SCOPE_MISMATCH)
    assert found.reason.endswith(".")
    assert found == judged(claim, evidence)


_RANK = {  # how far a verdict goes against the claim
    VerdictWord.CONFIRMED: 0,
    VerdictWord.CONSISTENT: 1,
    VerdictWord.DEVIATES: 2,
    VerdictWord.SELF_INCONSISTENT: 2,
    VerdictWord.CONTRADICTED: 3,
}


@given(_claims(), _points, _widths, _widths, _widths, _widths)
def test_widening_never_speaks_more_against_a_claim(claim, estimate, below, above, more, still_more):
    narrow = judged(claim, replace(EVIDENCE, estimate=estimate, low=estimate - below, high=estimate + above))
    wide = judged(
        claim, replace(EVIDENCE, estimate=estimate, low=estimate - below - more, high=estimate + above + still_more)
    )
    assert _RANK[wide.verdict] <= max(_RANK[narrow.verdict], _RANK[VerdictWord.CONSISTENT])
    if narrow.verdict is VerdictWord.CONSISTENT:
        assert wide.verdict is VerdictWord.CONSISTENT


@given(_claims(), _points, _widths)
def test_direction_of_what_holds_or_falls_is_that_of_the_words_in_scope(claim, low, width):
    high = low + width
    if claim.kind in (ClaimKind.GAIN, ClaimKind.BEST_OF_GAIN, ClaimKind.SQL) or (
        claim.kind in (ClaimKind.COMPARISON, ClaimKind.LEVEL) and claim.comparator is not Comparator.ABOVE
    ):
        return  # a sign, which may hold where the value does not
    direction = conclusion(claim, low, high)
    word = judged(claim, replace(EVIDENCE, estimate=low, low=low, high=high)).verdict
    expected = {
        VerdictWord.CONFIRMED: Direction.AS_CLAIMED,
        VerdictWord.CONSISTENT: Direction.UNTOLD,
        VerdictWord.CONTRADICTED: Direction.NOT_AS_CLAIMED,
    }
    assert direction is expected[word]


@given(_claims(), _points)
def test_tolerance_only_widens_what_is_accepted(claim, value):
    generous = replace(claim, tolerance=claim.tolerance + 1.0)
    assert accepted(generous)[0] <= accepted(claim)[0]
    assert accepted(generous)[1] >= accepted(claim)[1]
    assert meets(generous, value, value) or not meets(claim, value, value)


_units = st.lists(
    st.one_of(
        st.just((None, None, None)),
        st.tuples(_points, _widths, _widths).map(lambda t: (t[0], t[0] - t[1], t[0] + t[2])),
    ),
    min_size=1,
    max_size=9,
)


@given(_units, st.randoms(use_true_random=False))
def test_counts_lie_within_their_bounds_in_any_order(units, random):
    count, least, most = count_interval(units)
    assert 0 <= least <= count <= most <= len(units)
    shuffled = units[:]
    random.shuffle(shuffled)
    assert count_interval(shuffled) == (count, least, most)


@given(_units)
def test_scoring_what_was_missing_never_leaves_the_bounds(units):
    _, least, most = count_interval(units)
    for gain in (-1.0, 1.0):
        filled = [(gain, gain, gain) if unit[0] is None else unit for unit in units]
        count, new_least, new_most = count_interval(filled)
        assert least <= new_least <= count <= new_most <= most


def _gain_rows():
    key = st.tuples(
        st.sampled_from(["mnli", "qqp"]),
        st.sampled_from(["dev", "test"]),
        st.sampled_from(["xnli", "panx"]),
        st.sampled_from(["de", "en"]),
        st.integers(0, 2),
    )
    rows = st.dictionaries(key, _points, min_size=1, max_size=20)
    return rows.map(
        lambda found: [
            GainRow("r", "b", regime, seed, task, language, split, gain, 10, 10, 10)
            for (regime, split, task, language, seed), gain in found.items()
        ]
    )


@given(_gain_rows(), st.randoms(use_true_random=False))
def test_choices_and_means_ignore_the_order_of_rows(rows, random):
    shuffled = rows[:]
    random.shuffle(shuffled)
    assert choose(CLAIM, rows) == choose(CLAIM, shuffled)
    first, second = ([(row.task, row.gain) for row in some] for some in (rows, shuffled))
    assert math.isclose(macro_gain(first), macro_gain(second), abs_tol=1e-9)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 6), st.integers(1, 5), st.integers(0, 1), st.sampled_from([1, 3]))
def test_a_baseline_of_zero_divides_nothing(n_examples, n_languages, right, n_columns):
    subject = np.full((1, n_examples, n_columns), float(right))
    nothing = np.zeros((1, n_examples, n_columns))
    cells = [
        cell_of(subject, nothing, 100.0 * right, language=str(number), n_replicates=50) for number in range(n_languages)
    ]
    low, high = macro_gain_interval(cells)
    assert math.isfinite(low)
    assert math.isfinite(high)
    rows = [
        {
            "evidence_id": "e",
            "claim_id": "c",
            "task": "t",
            "language": str(number),
            "split": "dev",
            "variant": "",
            "gain": 100.0 * right,
            "is_judged": True,
            "is_retrieval": False,
            "is_seen": None,
            "layer": None,
            "n_runs": 1,
            "family": "f",
        }
        for number in range(n_languages)
    ]
    for row in multiverse_rows(replace(CLAIM, value="0", value_low=0.0, value_high=0.0), rows):
        assert all(math.isfinite(row[name]) for name in ("value", "low", "high") if row[name] is not None)
