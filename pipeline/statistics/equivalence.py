"""Two one-sided tests of equivalence; pure."""

from __future__ import annotations

import math
from collections.abc import Sequence

from scipy import stats


def equivalence_test(gains: Sequence[float], margin: float) -> dict[str, float | int | None]:
    """p-values of the two one-sided t tests that the mean gain lies above -margin, and below +margin.

    `p` is the larger of the two: below 0.05 the mean is equivalent to zero at 5%. Null where fewer than two gains are
    given, as these have no spread, or where all are the same and the test is no test.

    Args:
        gains: [units] points, one of each unit drawn; here the languages.
        margin: points, > 0.

    Source: Schuirmann 1987; each side is `scipy.stats.ttest_1samp`.
    """
    n_units = len(gains)
    if n_units < 2 or max(gains) - min(gains) < 1e-12:
        return {"p_above_lower": None, "p_below_upper": None, "p": None, "n_units": n_units, "margin": margin}
    above = float(stats.ttest_1samp(gains, -margin, alternative="greater").pvalue)
    below = float(stats.ttest_1samp(gains, margin, alternative="less").pvalue)
    worst = max(above, below)
    if not math.isfinite(worst):
        raise ValueError(f"equivalence of {n_units} gains against a margin of {margin} gave p = {worst}")
    return {"p_above_lower": above, "p_below_upper": below, "p": worst, "n_units": n_units, "margin": margin}
