import numpy as np
import pytest

from pipeline.claims.statistics import PairedCell, macro_gain, macro_gain_interval


def _cell(subject, baseline, gain, task="t", language="en"):
    """One seed, one column."""
    return PairedCell(
        task, language, gain, np.array(subject, float)[None, :, None], np.array(baseline, float)[None, :, None]
    )


def _random_cell(generator, n, task, language):
    subject, baseline = generator.random(n) < 0.7, generator.random(n) < 0.6
    return _cell(subject, baseline, 100 * (subject.mean() - baseline.mean()), task, language)


def test_macro_gain_weighs_tasks_equally_whatever_their_languages():
    # task a: (0 + 30) / 2 = 15; task b: 1
    assert macro_gain([("a", 0.0), ("b", 1.0), ("a", 30.0)]) == 8.0


def test_interval_of_identical_arms_has_no_width():
    cell = _cell([1, 0, 1, 1], [1, 0, 1, 1], 0.0)
    assert macro_gain_interval([cell], seed=1) == (0.0, 0.0)


def test_interval_of_a_constant_gain_has_no_width():
    # every example gains its full point, in both languages
    cells = [_cell([1] * 5, [0] * 5, 100.0, language=language) for language in ("de", "en")]
    assert macro_gain_interval(cells, seed=1) == (100.0, 100.0)


def test_interval_repeats_under_one_seed_and_moves_under_another():
    cell = _random_cell(np.random.default_rng(0), 200, "t", "en")
    assert macro_gain_interval([cell], seed=1) == macro_gain_interval([cell], seed=1)
    assert macro_gain_interval([cell], seed=1) != macro_gain_interval([cell], seed=2)


def test_interval_ignores_the_order_of_cells_and_examples():
    generator = np.random.default_rng(0)
    cells = [_random_cell(generator, 50, task, language) for task in "ab" for language in ("de", "en", "zh")]
    order = generator.permutation(50)
    shuffled = [
        PairedCell(cell.task, cell.language, cell.gain, cell.subject[:, order], cell.baseline[:, order])
        for cell in cells[::-1]
    ]
    assert macro_gain_interval(cells, seed=3) == macro_gain_interval(shuffled, seed=3)


def test_interval_of_one_language_is_the_normal_one():
    # paired differences d with mean m and sample variance v: m +- 1.96 sqrt(v / n), textbook, n large
    generator = np.random.default_rng(5)
    subject, baseline = generator.random(2000) < 0.7, generator.random(2000) < 0.6
    difference = 100 * (subject.astype(float) - baseline)
    half = 1.96 * difference.std() / np.sqrt(2000)
    low, high = macro_gain_interval([_cell(subject, baseline, difference.mean())], seed=1, n_replicates=4000)
    assert low == pytest.approx(difference.mean() - half, abs=0.1 * half)
    assert high == pytest.approx(difference.mean() + half, abs=0.1 * half)


def test_interval_of_many_distinct_outcomes_is_the_normal_one():
    # continuous outcomes: each example is a kind of its own, so they are drawn one by one
    generator = np.random.default_rng(6)
    subject, baseline = generator.random(1000), generator.random(1000)
    difference = 100 * (subject - baseline)
    half = 1.96 * difference.std() / np.sqrt(1000)
    low, high = macro_gain_interval([_cell(subject, baseline, difference.mean())], seed=1, n_replicates=4000)
    assert (high - low) / 2 == pytest.approx(half, rel=0.1)
    assert (high + low) / 2 == pytest.approx(difference.mean(), abs=0.1 * half)


def test_interval_draws_languages_as_the_upper_level():
    # no spread within a language, 0 and 100 between two: a replicate is 0 (1/4), 50 (1/2) or 100 (1/4)
    cells = [_cell([1] * 4, [0] * 4, 100.0, language="de"), _cell([1] * 4, [1] * 4, 0.0, language="en")]
    assert macro_gain_interval(cells, seed=1) == (0.0, 100.0)


def test_interval_takes_tag_f1_from_summed_counts():
    # 2 sentences of one predicted and one gold entity: subject right in both, baseline in none: F1 100 - 0 in any draw
    counts = np.ones((1, 2, 3))
    none_right = np.array([[[0.0, 1.0, 1.0], [0.0, 1.0, 1.0]]])
    assert macro_gain_interval([PairedCell("t", "en", 100.0, counts, none_right)], seed=1) == (100.0, 100.0)


def test_interval_stands_sentences_without_any_entity():
    empty = np.zeros((1, 3, 3))
    assert macro_gain_interval([PairedCell("t", "en", 0.0, empty, empty)], seed=1) == (0.0, 0.0)


def test_interval_is_centred_on_the_scores_where_these_say_more_than_the_outcomes():
    # question answering: outcomes hold F1 alone (gain 100 in every draw), the score is the mean of F1 and EM (gain 80)
    assert macro_gain_interval([_cell([1, 1], [0, 0], 80.0)], seed=1) == (80.0, 80.0)


def test_interval_takes_the_median_over_seeds():
    # three seeds of constant gains 0, 100, 100: the median is 100 in every draw
    subject = np.array([[0.0, 0.0], [1.0, 1.0], [1.0, 1.0]])[:, :, None]
    assert macro_gain_interval([PairedCell("t", "en", 100.0, subject, np.zeros((3, 2, 1)))], seed=1) == (100.0, 100.0)


def test_interval_covers_the_truth_about_as_often_as_it_says():
    # 150 samples of 15 languages whose true gains have mean 10: a 95% interval should cover 10 in most
    generator = np.random.default_rng(11)
    n_covered = 0
    for sample in range(150):
        cells = []
        for number in range(15):
            rate = 0.5 + (10 + generator.normal(0, 5)) / 100
            subject, baseline = generator.random(100) < rate, generator.random(100) < 0.5
            cells.append(_cell(subject, baseline, 100 * (subject.mean() - baseline.mean()), language=str(number)))
        low, high = macro_gain_interval(cells, seed=sample, n_replicates=300)
        n_covered += low <= 10 <= high
    # 142 or 143 would be exact; chance differences within a language enter at both levels, so it is more here
    assert 140 <= n_covered <= 150
