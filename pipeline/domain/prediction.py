"""What a run answered on one example, kept so that any metric can be recomputed without the encoder."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Prediction:
    """One example's answer.

    `outcome` is the example's own score, 0-1 (accuracy, EM, F1 of its best answer, share of tags right).
    For set metrics (tag F1) the three counts are the example's share of true positives, predicted and gold
    entities, so that a resample of examples gives the metric of the resample; None for other metrics.
    """

    example_id: str
    predicted: str
    gold: str
    outcome: float
    n_true_positive: int | None = None
    n_predicted: int | None = None
    n_gold: int | None = None
