"""One seed decides nothing, seeds far off are named, and counts need as many units as can decide."""

from dataclasses import replace

import numpy as np
import pytest

from pipeline.claims.evidence.consistency import can_decide
from pipeline.claims.evidence.estimates import n_seeds_of, remarks_on, seed_details
from pipeline.claims.evidence.seeds import n_seeds_needed, with_seeds_needed
from pipeline.claims.verdicts.reasons import judged
from pipeline.domain.claim import ClaimKind, Comparator
from pipeline.domain.verdict import Direction
from pipeline.statistics.bootstrap import PairedCell
from tests.pipeline.claims.examples import CLAIM, EVIDENCE

ABOVE_ZERO = replace(CLAIM, kind=ClaimKind.PRESENCE, comparator=Comparator.ABOVE, value="0", value_low=0, value_high=0)


def _cell(task, language, gains, seeds=None, error=None):
    gains = np.asarray(gains, dtype=float)
    seeds = tuple(range(len(gains))) if seeds is None else seeds
    drawn = np.tile(gains[:, None], (1, 1_000))
    return PairedCell(task, language, seeds, gains, gains, drawn, 100, True, error)


@pytest.mark.parametrize(("low", "high"), [(8.19, 8.21), (3.0, 3.2), (-2.2, -1.8)])
@pytest.mark.parametrize("claim", [CLAIM, ABOVE_ZERO])
def test_one_seed_neither_confirms_nor_refutes(claim, low, high):
    evidence = replace(EVIDENCE, estimate=(low + high) / 2, low=low, high=high, n_seeds=1)
    assert judged(claim, evidence).verdict.value == "CONSISTENT"
    assert judged(claim, replace(evidence, n_seeds=3)).verdict.value != "CONSISTENT"
    assert judged(claim, replace(evidence, encoder="another")).direction is Direction.UNTOLD


def test_seeds_are_those_of_the_task_that_has_the_fewest():
    cells = [_cell("xnli", "de", [1, 2, 3]), _cell("xnli", "en", [1, 2]), _cell("panx", "de", [1], seeds=(2,))]
    assert n_seeds_of(cells[:2]) == 3
    assert n_seeds_of(cells) == 1
    assert n_seeds_of([]) == 0


def test_spread_between_seeds_is_that_of_their_mean_gains():
    # means over two tasks: seed 0 (1 + 3) / 2 = 2, seed 1 (3 + 5) / 2 = 4: standard deviation sqrt(2)
    found = seed_details([_cell("xnli", "de", [1, 3]), _cell("panx", "de", [3, 5])])
    assert found == {"seed_spread": pytest.approx(2**0.5)}
    assert seed_details([_cell("xnli", "de", [1])]) == {}


@pytest.mark.parametrize(
    ("distance", "spread", "n_seeds"),
    [
        # t table at 97.5%: 4.303 (2), 3.182 (3), 2.776 (4) degrees of freedom
        (2.5, 1.0, 3),  # 4.303 / sqrt 3 = 2.484
        (2.0, 1.0, 4),  # 3.182 / 2 = 1.591, and 2.484 is too far
        (1.5, 1.0, 5),  # 2.776 / sqrt 5 = 1.241
        (0.0, 1.0, None),
        (0.001, 10.0, None),
    ],
)
def test_seeds_needed_are_those_whose_t_interval_stays_on_one_side(distance, spread, n_seeds):
    assert n_seeds_needed(distance, spread) == n_seeds


def test_remark_on_one_seed_says_how_many_are_needed_at_the_spread_of_others():
    one = replace(EVIDENCE, estimate=2.0, low=1.9, high=2.1, n_seeds=1)
    three = replace(EVIDENCE, evidence_id="three", n_seeds=3, details={"seed_spread": 1.0})
    marked, other = with_seeds_needed(ABOVE_ZERO, [one, three], [])
    assert "other runs show (1.00 points) about 4 seeds would be needed" in marked.remarks[0]
    assert other.remarks == ()
    (unknown,) = with_seeds_needed(ABOVE_ZERO, [one], [])
    assert "is not known" in unknown.remarks[0]
    (borrowed,) = with_seeds_needed(ABOVE_ZERO, [one], [3.0, 4.0])  # sqrt((9 + 16) / 2) = 3.54
    assert "(3.54 points)" in borrowed.remarks[0]
    assert marked.remarks[0] in judged(ABOVE_ZERO, marked).reason


def test_remark_names_a_seed_far_off():
    cells = [_cell("xquad", "de", [8, -17, 9]), _cell("xquad", "en", [10, -15, 9]), _cell("xnli", "de", [1, 2, 9])]
    # xquad by seed: 9, -16, 9, with the median 9
    (said,) = remarks_on(cells, {"xquad": 2, "xnli": 1}, 1.0)
    assert said == "Training went far off once or more: xquad seed 1, 25.0 points below the others."


def test_remark_says_what_outcomes_would_buy():
    # one language, error 2 points were its arms independent: half the width 1.96 x 2 = 3.9, here as given 5
    (said,) = remarks_on([_cell("xnli", "de", [8], error=np.array([2.0]))], {"xnli": 1}, 5.0)
    assert "1 of 1 cells came without outcomes of their examples, so the interval, ±5.00, allows any dependence" in said
    independent = float(said.partition("it would be ±")[2].partition(". Outcomes")[0])
    assert independent == pytest.approx(1.98 * 2, rel=0.08)  # t at 99 degrees of freedom; 1,000 draws


@pytest.mark.parametrize(
    ("n_scored", "can"),
    [(9, True), (5, True), (4, False), (1, False)],  # at least 5 of 9: five may confirm, and five that fail refute
)
def test_a_count_needs_as_many_as_can_decide(n_scored, can):
    claim = replace(ABOVE_ZERO, kind=ClaimKind.CONSISTENCY, comparator=Comparator.AT_LEAST, value="5")
    claim = replace(claim, value_low=5, value_high=5)
    assert can_decide(claim, n_scored, 9) is can
