import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.weightstats import DescrStatsW

from pipeline.statistics.equivalence import equivalence_test


def test_equivalence_test_is_statsmodels_ttost():
    gains = np.random.default_rng(1).normal(0.3, 1.0, 12)
    found = equivalence_test(gains.tolist(), 1.0)
    worst, (_, above, _), (_, below, _) = DescrStatsW(gains).ttost_mean(-1.0, 1.0)
    assert found["p"] == pytest.approx(worst)
    assert (found["p_above_lower"], found["p_below_upper"]) == (pytest.approx(above), pytest.approx(below))


def test_equivalence_at_five_percent_is_a_ninety_percent_interval_within_the_margin():
    generator = np.random.default_rng(2)
    for _ in range(200):
        gains = generator.normal(generator.uniform(-1.5, 1.5), 1.0, 12)
        interval = stats.ttest_1samp(gains, 0.0).confidence_interval(0.90)
        is_within = interval.low > -1.0 and interval.high < 1.0
        assert (equivalence_test(gains.tolist(), 1.0)["p"] < 0.05) == is_within


def test_equivalence_test_keeps_its_size_at_the_edge_of_the_margin():
    # true mean at the margin itself: equivalence is declared wrongly in at most 5% of the samples
    generator = np.random.default_rng(3)
    samples = generator.normal(1.0, 1.0, size=(2_000, 15))
    n_false = sum(equivalence_test(sample.tolist(), 1.0)["p"] < 0.05 for sample in samples)
    assert 60 <= n_false <= 130  # 100 expected, standard deviation 9.7
    # far outside it is declared hardly ever, at zero mostly
    assert all(equivalence_test((sample + 2.0).tolist(), 1.0)["p"] > 0.05 for sample in samples[:200])
    assert np.mean([equivalence_test((sample - 1.0).tolist(), 1.0)["p"] < 0.05 for sample in samples[:200]]) > 0.9
