"""Sums of variances with their degrees of freedom, and the variance of a median; pure."""

from __future__ import annotations

from functools import lru_cache
from math import comb

import numpy as np
from scipy import integrate, stats

from pipeline.statistics.bootstrap import FloatArray


def satterthwaite(variance: FloatArray, loss: FloatArray) -> FloatArray:
    """Degrees of freedom of a sum of variances; 1 where all are nil."""
    return np.divide(variance**2, loss, out=np.ones_like(variance), where=loss > 0)


def freedom_of_both(of_seeds: FloatArray, freedom: float, of_others: FloatArray, loss: FloatArray) -> FloatArray:
    """Degrees of freedom where a part of the variance is known from few seeds.

    Satterthwaite's formula takes a part that happens to be small for one that is, and with it the freedom of the rest;
    so 1 / freedom is that of both parts in proportion to their size instead, which is never more.

    Args:
        of_seeds: [sets] the seeds' part before anything is taken out, with `freedom` degrees of freedom.
        of_others: [sets] the rest of the variance.
        loss: [sets] its squared parts over their degrees of freedom.
    """
    whole = of_seeds + of_others
    share = np.divide(of_seeds, whole, out=np.ones_like(whole), where=whole > 0)
    return np.asarray(1.0 / (share / freedom + (1.0 - share) / satterthwaite(of_others, loss)))


def freedom_of_sum(parts: FloatArray, freedoms: FloatArray) -> float:
    """Degrees of freedom of a sum of variances, after Satterthwaite; 1 where all are nil."""
    loss = float((parts**2 / freedoms).sum())
    return float(parts.sum()) ** 2 / loss if loss > 0 else 1.0


@lru_cache
def median_inflation(n_seeds: int) -> float:
    """Variance of the median of n normal numbers over that of their mean; an even n takes that of the odd below.

    Source: density of the middle order statistic, n C(n - 1, m) F^m (1 - F)^m f with m = (n - 1) / 2.
    """
    n = n_seeds if n_seeds % 2 else n_seeds - 1
    if n == 1:
        return 1.0
    half = (n - 1) // 2

    def term(x: float) -> float:
        below = float(stats.norm.cdf(x))
        return float(x * x * n * comb(n - 1, half) * (below * (1.0 - below)) ** half * stats.norm.pdf(x))

    return float(n * integrate.quad(term, -10.0, 10.0)[0])
