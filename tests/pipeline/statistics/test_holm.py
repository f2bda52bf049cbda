import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests

from pipeline.statistics.holm import holm


def test_holm_steps_down():
    # 0.01 x 3; 0.03 x 2 = 0.06; 0.04 x 1, but no less than the one before: 0.06
    assert holm([0.01, 0.04, 0.03]).tolist() == pytest.approx([0.03, 0.06, 0.06])
    assert holm([]).tolist() == []


def test_holm_is_statsmodels_own():
    p_values = np.random.default_rng(1).random(20) ** 3
    assert holm(p_values.tolist()) == pytest.approx(multipletests(p_values, method="holm")[1])


def test_holm_keeps_the_family_wise_error_under_the_null():
    # 300 families of 15 exact tests of fair coins: at 5% at most about 15 families may show an effect
    generator = np.random.default_rng(4)
    n_false = 0
    for _ in range(300):
        total = generator.integers(20, 60, size=15)
        won = generator.binomial(total, 0.5)
        fewer = np.minimum(won, total - won)
        p_values = np.minimum(1.0, 2.0 * stats.binom.cdf(fewer, total, 0.5))
        n_false += bool((holm(p_values.tolist()) < 0.05).any())
    assert n_false <= 25
