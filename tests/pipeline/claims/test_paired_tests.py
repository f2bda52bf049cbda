import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests

from pipeline.claims.paired_tests import AnsweredPair, holm, language_tests, mcnemar_exact
from pipeline.claims.ranks import rank_systems


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


def _pair(subject, baseline, language):
    return AnsweredPair("xnli", language, np.asarray(subject, float), np.asarray(baseline, float))


def test_language_tests_count_wins_and_losses_and_correct_together():
    sure = _pair([1] * 12, [1, 1, *[0] * 10], "de")  # 10 won, none lost: 2 / 1024
    even = _pair([1, 0], [0, 1], "en")
    first, second = language_tests([sure, even])
    assert (first.n_won, first.n_lost, first.p) == (10, 0, pytest.approx(2 / 1024))
    assert first.p_holm == pytest.approx(4 / 1024)
    assert (second.n_won, second.n_lost, second.p, second.p_holm) == (1, 1, 1.0, 1.0)


@pytest.mark.parametrize("pair", [_pair([0.5, 1], [0, 1], "de"), _pair([1, 1, 0], [0, 1], "de")])
def test_language_tests_refuse_what_is_not_right_or_wrong_on_the_same_examples(pair):
    with pytest.raises(ValueError, match="xnli in de"):
        language_tests([pair])


def test_holm_is_statsmodels_own():
    p_values = np.random.default_rng(1).random(20) ** 3
    assert holm(p_values.tolist()) == pytest.approx(multipletests(p_values, method="holm")[1])


def test_mcnemar_exact_is_a_binomial_test():
    # scipy's exact test of a fair coin on the pairs that differ
    generator = np.random.default_rng(2)
    for won, lost in generator.integers(0, 60, size=(20, 2)):
        expected = stats.binomtest(int(won), int(won + lost)).pvalue if won + lost else 1.0
        assert mcnemar_exact(np.array([won]), np.array([lost]))[0] == pytest.approx(expected)


def test_mcnemar_exact_keeps_its_size_at_every_number_of_differences():
    # under the null, the chance of p <= 5% summed over all outcomes: never above 5%, and near it for many differences
    for total in range(1, 201):
        won = np.arange(total + 1)
        is_found = mcnemar_exact(won, total - won) <= 0.05
        size = stats.binom.pmf(won, total, 0.5)[is_found].sum()
        assert size <= 0.05
        if total >= 100:
            assert size > 0.03


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


def test_rank_intervals_hold_the_true_rank_about_as_often_as_they_say():
    # five systems, right with 50, 53, 56, 59 and 62%, on the same 400 examples; 60 samples, so 300 ranks
    generator = np.random.default_rng(8)
    rates = {"e": 0.50, "d": 0.53, "c": 0.56, "b": 0.59, "a": 0.62}
    true_rank = {name: place for place, name in enumerate(sorted(rates), start=1)}
    n_held = n_parted = 0
    for sample in range(60):
        outcomes = {name: (generator.random(400) < rate).astype(float) for name, rate in rates.items()}
        found = rank_systems(outcomes, seed=sample)
        n_held += sum(row.best <= true_rank[row.name] <= row.worst for row in found)
        n_parted += {row.name: row.group for row in found}["e"] > 1
    assert n_held >= 279  # 93% of 300
    assert n_parted >= 50  # 12 points are 3.5 standard errors of the difference


def test_leaders_group_leaves_out_an_equal_of_the_leader_seldom():
    # two equal systems: the difference of the two is told from zero in about 5% of the samples, half of it on each side
    generator = np.random.default_rng(9)
    n_parted = 0
    for sample in range(200):
        outcomes = {name: (generator.random(200) < 0.5).astype(float) for name in "ab"}
        n_parted += {row.group for row in rank_systems(outcomes, seed=sample)} == {1, 2}
    assert n_parted <= 18  # 10 expected, standard deviation 3.1
