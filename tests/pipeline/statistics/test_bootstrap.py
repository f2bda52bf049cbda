import numpy as np
import pytest
from sklearn.metrics import f1_score

from pipeline.statistics.bootstrap import N_FOLDS, scores_of


def test_scores_are_percent_of_right_answers_over_those_present():
    # column 0: 3 of 4; column 1 answered two examples, one right
    outcomes = np.array([[1, 1], [1, 0], [1, np.nan], [0, np.nan]])[:, :, None]
    found = scores_of(outcomes, [1])
    assert found.whole.tolist() == [75.0, 50.0]
    assert found.answered[0] != found.answered[1]
    assert found.sets.sum(axis=0).tolist() == [4, 2]


def test_drawn_scores_have_the_standard_error_of_a_mean():
    # 400 answers, 240 right: sqrt(0.6 0.4 / 400) = 2.449 points
    outcomes = (np.arange(400) < 240).astype(float)[:, None, None]
    drawn = scores_of(outcomes, [1], n_replicates=8_000).drawn[0]
    assert drawn.mean() == pytest.approx(60.0, abs=0.15)
    assert drawn.std() == pytest.approx(2.449, rel=0.05)


def test_drawn_f1_is_that_of_summed_counts():
    # one example alone can be drawn any number of times: its F1 is always scikit-learn's, 2 of 3 predicted, 4 gold
    expected = 100 * f1_score([1, 1, 1, 1, 0], [1, 1, 0, 0, 1])
    found = scores_of(np.array([[[2.0, 3.0, 4.0]]]), [1])
    assert found.whole[0] == pytest.approx(expected)
    assert found.drawn[0] == pytest.approx(expected)


def test_columns_are_drawn_together_and_do_not_touch_each_other():
    generator = np.random.default_rng(0)
    outcomes = generator.random((50, 3, 1))
    three, two = scores_of(outcomes, [7]), scores_of(outcomes[:, :2], [7])
    assert np.allclose(three.drawn[:2], two.drawn, atol=1e-9)
    same = scores_of(np.repeat(outcomes[:, :1], 2, axis=1), [7])
    assert np.array_equal(same.drawn[0], same.drawn[1])


def test_draws_repeat_under_one_key_and_move_under_another():
    outcomes = np.random.default_rng(0).random((50, 1, 1))
    assert np.array_equal(scores_of(outcomes, [1]).drawn, scores_of(outcomes, [1]).drawn)
    assert not np.array_equal(scores_of(outcomes, [1]).drawn, scores_of(outcomes, [2]).drawn)


def test_folds_part_the_examples():
    # 20 examples, right in the first ten: with two in a fold, inside and outside weigh 2 and 18
    outcomes = (np.arange(20) < 10).astype(float)[:, None, None]
    found = scores_of(outcomes, [1])
    assert found.inside.shape == (1, N_FOLDS)
    assert found.inside.mean() == pytest.approx(50.0)
    assert found.inside[0] * 2 + found.outside[0] * 18 == pytest.approx(np.full(N_FOLDS, 50.0 * 20))


def test_draws_in_blocks_have_the_standard_error_of_a_mean():
    # more examples than a block holds: 10,000, half right: 0.5 points
    outcomes = (np.arange(10_000) % 2).astype(float)[:, None, None]
    assert scores_of(outcomes, [1]).drawn[0].std() == pytest.approx(0.5, rel=0.08)
