"""Holm's correction of p-values; pure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt


def holm(p_values: Sequence[float]) -> npt.NDArray[np.float64]:
    """[tests] p-values corrected after Holm 1979, in the order given; none gives none.

    Equals `statsmodels.stats.multitest.multipletests(method="holm")`, whose import takes over a second.
    """
    order = np.argsort(p_values, kind="stable")
    corrected = np.zeros(len(order))
    steps = np.arange(len(order), 0, -1) * np.asarray(p_values, dtype=np.float64)[order]
    corrected[order] = np.minimum(1.0, np.maximum.accumulate(steps))
    return corrected
