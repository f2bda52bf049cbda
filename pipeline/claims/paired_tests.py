"""Exact McNemar tests by language, with Holm's correction; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from pipeline.claims.statistics import FloatArray, IntArray


@dataclass(frozen=True, slots=True, eq=False)
class AnsweredPair:
    """The same examples of one task and language, answered by two runs: 1 right, 0 wrong."""

    task: str
    language: str
    subject: FloatArray  # [examples]
    baseline: FloatArray


@dataclass(frozen=True, slots=True)
class LanguageTest:
    """Whether one regime answers other examples right than its baseline, in one language."""

    task: str
    language: str
    n_won: int  # right with the intermediate phase alone
    n_lost: int  # right without it alone
    p: float  # two-sided, exact
    p_holm: float  # corrected for all tests made together


def mcnemar_exact(n_won: IntArray, n_lost: IntArray) -> FloatArray:
    """[tests] two-sided exact p: twice the binomial tail of the fewer of the two, at most 1; 1 without any difference.

    Args:
        n_won: [tests] pairs in which the first arm alone is right.
        n_lost: [tests] pairs in which the second arm alone is right.

    Source: McNemar 1947; equals `statsmodels.stats.contingency_tables.mcnemar(exact=True)`.
    """
    fewer, total = np.minimum(n_won, n_lost), n_won + n_lost
    return np.asarray(np.minimum(1.0, 2.0 * stats.binom.cdf(fewer, total, 0.5)))


def holm(p_values: Sequence[float]) -> FloatArray:
    """[tests] p-values corrected after Holm 1979, in the order given; none gives none.

    Equals `statsmodels.stats.multitest.multipletests(method="holm")`, whose import takes over a second.
    """
    order = np.argsort(p_values, kind="stable")
    corrected = np.zeros(len(order))
    steps = np.arange(len(order), 0, -1) * np.asarray(p_values, dtype=np.float64)[order]
    corrected[order] = np.minimum(1.0, np.maximum.accumulate(steps))
    return corrected


def language_tests(cells: Sequence[AnsweredPair]) -> list[LanguageTest]:
    """One test for each cell, all corrected together, in the order given.

    Raises:
        ValueError: outcomes between 0 and 1 (a McNemar test knows right and wrong alone), or of different examples.
    """
    for cell in cells:
        if cell.subject.shape != cell.baseline.shape or cell.subject.ndim != 1:
            raise ValueError(f"{cell.task} in {cell.language}: McNemar needs both runs' outcomes on the same examples")
        if not np.isin(np.concatenate([cell.subject, cell.baseline]), (0.0, 1.0)).all():
            raise ValueError(f"{cell.task} in {cell.language}: McNemar needs outcomes of 0 and 1")
    won = np.array([int((cell.subject > cell.baseline).sum()) for cell in cells], dtype=np.int64)
    lost = np.array([int((cell.subject < cell.baseline).sum()) for cell in cells], dtype=np.int64)
    p_values = mcnemar_exact(won, lost)
    corrected = holm(p_values.tolist())
    return [
        LanguageTest(cell.task, cell.language, int(n_won), int(n_lost), float(p), float(p_holm))
        for cell, n_won, n_lost, p, p_holm in zip(cells, won, lost, p_values, corrected, strict=True)
    ]
