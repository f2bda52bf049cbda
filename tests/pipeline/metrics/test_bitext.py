import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.errors import MetricInputError
from pipeline.metrics.bitext import best_threshold, bitext_f1, pairs_from

_PAIRS = st.tuples(st.sampled_from("abcdef"), st.sampled_from("123456"))


def test_bitext_f1_is_of_sets():
    # 1 right of 2 predicted (one named twice) and 3 gold: 2 * 1 / 5
    predicted = [("a", "1"), ("a", "1"), ("b", "1")]
    assert bitext_f1(predicted, [("a", "1"), ("b", "2"), ("c", "3")]) == 40.0


def test_bitext_f1_without_predictions_is_0():
    assert bitext_f1([], [("a", "1")]) == 0.0


def test_bitext_f1_refuses_no_gold():
    with pytest.raises(MetricInputError, match="0 gold pairs"):
        bitext_f1([("a", "1")], [])


def test_best_threshold_lies_halfway_below_the_last_pair_taken():
    # F1 by pairs taken, 2 gold: 1 -> 2/3, 2 -> 1/2, 3 -> 4/5, 4 -> 2/3
    scores = {("a", "1"): 0.9, ("b", "1"): 0.8, ("b", "2"): 0.75, ("c", "3"): 0.25}
    assert best_threshold(scores, [("a", "1"), ("b", "2")]) == 0.5


def test_best_threshold_is_the_last_score_where_all_pairs_are_right():
    scores = {("a", "1"): 0.9, ("b", "2"): 0.75}
    assert best_threshold(scores, scores) == 0.75


def test_best_threshold_takes_equal_scores_together():
    # the gold pair ties with a wrong one; both are taken: F1 2/3, better than nothing
    scores = {("a", "1"): 0.5, ("a", "2"): 0.5, ("b", "3"): 0.25}
    threshold = best_threshold(scores, [("a", "1")])
    assert pairs_from(scores, threshold) == {("a", "1"), ("a", "2")}


def test_best_threshold_is_0_where_no_pair_is_gold():
    assert best_threshold({("a", "1"): 0.5}, [("z", "9")]) == 0.0


@given(st.dictionaries(_PAIRS, st.integers(1, 8).map(float), min_size=1), st.sets(_PAIRS, min_size=1))
def test_best_threshold_beats_every_other_cut(scores, gold):
    best = bitext_f1(pairs_from(scores, best_threshold(scores, gold)), gold)
    assert best == max(bitext_f1(pairs_from(scores, cut), gold) for cut in {*scores.values(), 0.0})
