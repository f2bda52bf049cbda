import numpy as np
import pytest
from statsmodels.stats.contingency_tables import mcnemar

from pipeline.claims.paired_tests import holm, language_tests, mcnemar_exact
from pipeline.claims.ranks import rank_systems
from pipeline.claims.statistics import PairedCell


def test_mcnemar_exact_of_ten_against_two():
    # 12 differences, at most 2 the other way: 2 (1 + 12 + 66) / 4096
    assert mcnemar_exact(np.array([10]), np.array([2]))[0] == pytest.approx(2 * 79 / 4096)


def test_mcnemar_exact_without_differences_is_one():
    assert mcnemar_exact(np.array([0, 3]), np.array([0, 3])).tolist() == [1.0, 1.0]


@pytest.mark.parametrize(("won", "lost"), [(0, 5), (5, 0), (3, 7), (40, 22)])
def test_mcnemar_exact_is_statsmodels(won, lost):
    expected = mcnemar([[9, won], [lost, 9]], exact=True).pvalue
    assert mcnemar_exact(np.array([won]), np.array([lost]))[0] == pytest.approx(expected)


def test_holm_steps_down():
    # 0.01 x 3; 0.03 x 2 = 0.06; 0.04 x 1, but no less than the one before: 0.06
    assert holm([0.01, 0.04, 0.03]).tolist() == pytest.approx([0.03, 0.06, 0.06])
    assert holm([]).tolist() == []


def _cell(subject, baseline, language, n_seeds=1):
    arms = [np.repeat(np.asarray(arm, float)[None, :, None], n_seeds, axis=0) for arm in (subject, baseline)]
    return PairedCell("xnli", language, 0.0, *arms)


def test_language_tests_count_wins_and_losses_and_correct_together():
    sure = _cell([1] * 12, [1, 1, *[0] * 10], "de")  # 10 won, none lost: 2 / 1024
    even = _cell([1, 0], [0, 1], "en")
    first, second = language_tests([sure, even])
    assert (first.n_won, first.n_lost, first.p) == (10, 0, pytest.approx(2 / 1024))
    assert first.p_holm == pytest.approx(4 / 1024)
    assert (second.n_won, second.n_lost, second.p, second.p_holm) == (1, 1, 1.0, 1.0)


@pytest.mark.parametrize("cell", [_cell([0.5, 1], [0, 1], "de"), _cell([1, 1], [0, 1], "de", n_seeds=2)])
def test_language_tests_refuse_what_is_not_right_or_wrong(cell):
    with pytest.raises(ValueError, match="xnli in de"):
        language_tests([cell])


def test_holm_keeps_the_family_wise_error_under_the_null():
    # 300 families of 15 languages without any effect: at 5% at most about 15 families may show one
    generator = np.random.default_rng(4)
    n_false = 0
    for _ in range(300):
        total = generator.integers(20, 60, size=15)
        won = generator.binomial(total, 0.5)
        n_false += bool((holm(mcnemar_exact(won, total - won).tolist()) < 0.05).any())
    assert n_false <= 25


def test_ranks_of_identical_systems_are_tied():
    outcomes = np.tile([1.0, 0.0, 1.0, 1.0], 25)
    first, second = rank_systems({"a": outcomes, "b": outcomes.copy()}, seed=1)
    assert (first.best, first.worst, first.group) == (second.best, second.worst, second.group) == (1, 2, 1)


def test_ranks_of_systems_far_apart_are_certain():
    found = rank_systems({"low": np.zeros(50), "high": np.ones(50), "mid": np.tile([0.0, 1.0], 25)}, seed=1)
    assert [(row.name, row.best, row.worst, row.group) for row in found] == [
        ("high", 1, 1, 1),
        ("mid", 2, 2, 2),
        ("low", 3, 3, 3),
    ]


def test_ranks_of_systems_that_noise_cannot_part_overlap():
    # three coins of 100 throws: each of the two lower ones is told from the leader in a few percent of the samples
    generator = np.random.default_rng(2)
    n_together = 0
    for _ in range(20):
        found = rank_systems({name: (generator.random(100) < 0.5).astype(float) for name in "abc"}, seed=1)
        n_together += {row.group for row in found} == {1} and found[0].worst > 1
    assert n_together >= 15


def test_ranks_of_nothing_are_nothing():
    assert rank_systems({}, seed=1) == []
