"""Accuracy: the share of equal labels."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.domain.errors import MetricInputError

ACCURACY_IMPL = "accuracy: equal / all, as XTREME evaluate.py"


def accuracy(predicted: Sequence[object], gold: Sequence[object]) -> float:
    """Share of equal labels, in percent.

    Args:
        predicted: [n] labels (or indices) in file order; n >= 1.
        gold: [n] reference labels, same order and type.

    Raises:
        MetricInputError: lengths differ or n is 0.

    Source: google-research/xtreme evaluate.py, `accuracy` (percent, not fraction).
    """
    check_lengths(len(predicted), len(gold), "labels")
    n_equal = sum(p == g for p, g in zip(predicted, gold, strict=True))
    return 100.0 * n_equal / len(gold)


def check_lengths(n_predicted: int, n_gold: int, noun: str) -> None:
    """Refuse an empty set and one answered in part.

    Raises:
        MetricInputError: the counts differ or are 0.
    """
    if n_predicted != n_gold or n_gold == 0:
        raise MetricInputError(
            f"got {n_predicted} predicted {noun} for {n_gold} gold ones; expected the same number, at least 1. "
            "Predict every example, in file order"
        )
