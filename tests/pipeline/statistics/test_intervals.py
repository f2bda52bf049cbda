from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from pipeline.statistics.bootstrap import PairedCell
from pipeline.statistics.intervals import macro_gain, macro_gain_interval, smallest_gain_interval
from tests.pipeline.statistics.cells import cell_of


def _exact(task, language, gains):
    """A cell whose examples leave no doubt: only seeds and languages differ."""
    gains = np.asarray(gains, dtype=float)
    return PairedCell(task, language, tuple(range(len(gains))), gains, gains, np.tile(gains[:, None], (1, 10)), 1_000)


def _half(cells, **options):
    low, high = macro_gain_interval(cells, **options)
    centre = macro_gain([(cell.task, cell.gain) for cell in cells])
    assert (low + high) / 2 == pytest.approx(centre)
    return (high - low) / 2


def test_two_seeds_are_one_degree_of_freedom_for_the_whole_interval():
    # gains 8 and 9: variance of their mean 0.25, t(1) at 97.5% 12.706: 6.353
    assert _half([_exact("t", "de", [8, 9])]) == pytest.approx(6.353, abs=1e-3)


def test_three_seeds_have_the_t_interval_of_two_degrees_of_freedom():
    # 7, 8, 9: variance of the mean 1/3, t(2) 4.303: 2.484; without a seed it is wider whichever is left out
    three = _half([_exact("t", "de", [7, 8, 9])])
    assert three == pytest.approx(2.484, abs=1e-3)
    for two in ([7, 8], [8, 9], [7, 9]):
        assert _half([_exact("t", "de", two)]) > three


def test_a_seed_left_out_never_narrows_the_interval_of_noisy_examples():
    generator = np.random.default_rng(3)
    for _ in range(40):
        arms = [generator.random((3, 200)) < rate for rate in (0.7, 0.6)]
        low, high = macro_gain_interval([cell_of(*arms)])
        fewer = macro_gain_interval([cell_of(*(arm[:2] for arm in arms))])
        assert fewer[1] - fewer[0] > high - low


def test_smallest_gain_is_held_against_all_rivals_at_once():
    # leads of 1 and 4 over two rivals, seeds -1, 0, +1 around each: variance of a mean 1/3, pooled over two rivals with
    # 2 x 2 / (1 + 1/4) = 3.2 degrees of freedom. Lower end: the smaller lead at 97.5%, upper end at 98.75%
    sets = [[_exact("t", "de", [lead - 1, lead, lead + 1])] for lead in (4.0, 1.0)]
    low, high = smallest_gain_interval(sets)
    assert low == pytest.approx(1 - stats.t.ppf(0.975, 3.2) / 3**0.5)
    assert high == pytest.approx(1 + stats.t.ppf(0.9875, 3.2) / 3**0.5)


def test_smallest_gain_of_one_rival_is_the_plain_interval():
    cells = [_exact("t", "de", [7, 8, 9])]
    assert smallest_gain_interval([cells]) == macro_gain_interval(cells)


def test_smallest_gain_lends_rivals_the_mean_spread_of_all():
    # the first rival's seeds agree by luck, the second's spread by 2: its part 4 / 3, the mean of both 2 / 3
    sets = [[_exact("t", "de", [1, 1, 1])], [_exact("t", "de", [7, 9, 11])]]
    low, _ = smallest_gain_interval(sets)
    assert low == pytest.approx(1 - stats.t.ppf(0.975, 3.2) * (2 / 3) ** 0.5)


def _random_cell(generator, n, task, language, key=1):
    return cell_of(generator.random(n) < 0.7, generator.random(n) < 0.6, task=task, language=language, key=key)


def test_macro_gain_weighs_tasks_equally_whatever_their_languages():
    # task a: (0 + 30) / 2 = 15; task b: 1
    assert macro_gain([("a", 0.0), ("b", 1.0), ("a", 30.0)]) == 8.0


def test_interval_of_identical_arms_has_no_width():
    assert macro_gain_interval([cell_of([1, 0, 1, 1], [1, 0, 1, 1])]) == (0.0, 0.0)


def test_interval_of_a_constant_gain_has_no_width():
    # every example gains its full point, in both languages
    cells = [cell_of([1] * 5, [0] * 5, language=language) for language in ("de", "en")]
    assert macro_gain_interval(cells) == (100.0, 100.0)


def test_interval_ignores_the_order_of_cells():
    generator = np.random.default_rng(0)
    cells = [_random_cell(generator, 50, task, language) for task in "ab" for language in ("de", "en", "zh")]
    assert macro_gain_interval(cells) == macro_gain_interval(cells[::-1])


def test_interval_of_one_language_is_the_t_interval_of_its_examples():
    # paired differences d with mean m and sample variance v: m +- t(n - 1) sqrt(v / n), textbook (scipy's t)
    generator = np.random.default_rng(5)
    for n in (40, 2_000):
        subject, baseline = generator.random(n) < 0.7, generator.random(n) < 0.6
        expected = stats.ttest_1samp(100 * (subject.astype(float) - baseline), 0.0).confidence_interval(0.95)
        low, high = macro_gain_interval([cell_of(subject, baseline)])
        assert high - low == pytest.approx(expected.high - expected.low, rel=0.08)
        assert low + high == pytest.approx(expected.high + expected.low, abs=1e-9)


def test_interval_over_languages_is_the_t_interval_of_their_gains():
    # 1, 3, 8: mean 4, s^2 13, t(2) at 97.5% 4.303: half-width 4.303 sqrt(13 / 3) = 8.957
    cells = [_exact("t", language, [gain]) for language, gain in (("de", 1), ("en", 3), ("zh", 8))]
    assert _half(cells) == pytest.approx(8.957, abs=1e-3)


def test_interval_of_the_languages_at_hand_leaves_their_spread_out():
    # all languages meant are there: nothing but examples could differ, and these leave no doubt
    cells = [_exact("t", language, [gain]) for language, gain in (("de", 1), ("en", 3), ("zh", 8))]
    assert _half(cells, n_languages={"t": 3}) == 0.0
    # 3 of 12: three quarters of the variance above remain (finite population)
    assert _half(cells, n_languages={"t": 12}) == pytest.approx(8.957 * 0.75**0.5, abs=1e-3)


def test_interval_over_tasks_keeps_a_language_together():
    # in both tasks the same languages differ alike: means per language 1, 3, 8 again, not six independent numbers
    cells = [_exact(task, language, [gain]) for task in "ab" for language, gain in (("de", 1), ("en", 3), ("zh", 8))]
    assert _half(cells) == pytest.approx(8.957, abs=1e-3)
    # opposite deviations cancel: every language has the mean 4 over both tasks
    cells = [_exact("a", language, [gain]) for language, gain in (("de", 1), ("en", 3), ("zh", 8))]
    cells += [_exact("b", language, [gain]) for language, gain in (("de", 7), ("en", 5), ("zh", 0))]
    assert _half(cells) == pytest.approx(0.0, abs=1e-6)


def test_interval_over_seeds_is_the_t_interval_of_their_macro_gains():
    # two seeds, one language: 2, 6: mean 4, s^2 8, t(1) at 97.5% 12.706: half-width 12.706 sqrt(8 / 2) = 25.412
    assert _half([_exact("t", "en", [2, 6])]) == pytest.approx(25.412, abs=1e-3)
    # three: 1, 3, 8 as over languages
    low, high = macro_gain_interval([_exact("t", "en", [1, 3, 8])])
    assert (low + high) / 2 == pytest.approx(4.0)
    assert (high - low) / 2 == pytest.approx(8.957, abs=1e-3)


def test_interval_takes_what_seeds_and_languages_do_together_once():
    # two seeds x two languages whose gains differ only where both meet: 0, 2 and 2, 0. Every seed and every language
    # has the mean 1: no variance of either, and the interaction is no reason to make it negative
    cells = [_exact("t", "de", [0, 2]), _exact("t", "en", [2, 0])]
    assert _half(cells) == 0.0


def test_interval_draws_examples_that_languages_share_together():
    # the same answers in four languages are no more than one language's
    generator = np.random.default_rng(3)
    subject, baseline = generator.random(400) < 0.7, generator.random(400) < 0.6
    cells = [cell_of(subject, baseline, language=language) for language in ("de", "en", "fr", "zh")]
    alone = _half(cells[:1], n_languages={"t": 1})
    together = _half(cells, n_languages={"t": 4})
    assert together == pytest.approx(alone, rel=0.01)
    apart = [replace(cell, is_shared=False) for cell in cells]
    assert _half(apart, n_languages={"t": 4}) == pytest.approx(alone / 2, rel=0.05)


def test_interval_of_a_lower_level_is_narrower():
    cells = [_exact("t", language, [gain]) for language, gain in (("de", 1), ("en", 3), ("zh", 8))]
    # t(2) at 95%: 2.920
    assert _half(cells, level=0.90) == pytest.approx(2.920 * (13 / 3) ** 0.5, abs=1e-3)


def test_interval_takes_tag_f1_from_summed_counts():
    # 2 sentences of one predicted and one gold entity: subject right in both, baseline in none: F1 100 - 0 in any draw
    counts = np.ones((1, 2, 3))
    none_right = np.array([[[0.0, 1.0, 1.0], [0.0, 1.0, 1.0]]])
    assert macro_gain_interval([cell_of(counts, none_right)]) == (100.0, 100.0)


def test_interval_stands_sentences_without_any_entity():
    empty = np.zeros((1, 3, 3))
    assert macro_gain_interval([cell_of(empty, empty)]) == (0.0, 0.0)


def test_interval_is_centred_on_the_scores_where_these_say_more_than_the_outcomes():
    # question answering: outcomes hold F1 alone (gain 100 in every draw), the score is the mean of F1 and EM (gain 80)
    assert macro_gain_interval([cell_of([1, 1], [0, 0], 80.0)]) == (80.0, 80.0)


def test_interval_stands_cells_with_different_seeds():
    # 0 and 6 of two seeds: de and fr move together, en has one seed and stands still
    low, high = macro_gain_interval([_exact("t", "de", [0, 6]), _exact("t", "fr", [0, 6]), _exact("t", "en", [3])])
    assert low < 3.0 < high
