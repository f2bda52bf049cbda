"""What is measured in one cell (task, split, language)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.domain.prediction import Prediction
from pipeline.domain.score import LayerScore

# what an encoder says to one example: label or answer string, number of a choice or candidate, or tags
Reply = str | int | Sequence[str]


@dataclass(frozen=True, slots=True)
class MetricValue:
    """One metric of a cell, in percent."""

    metric: str
    value: float
    metric_impl: str  # formula and library version


@dataclass(frozen=True, slots=True)
class CellScores:
    """The metrics asked for and, example by example, what they rest on."""

    values: tuple[MetricValue, ...]  # in the order of task.metrics
    predictions: tuple[Prediction, ...]  # one an example, in file order
    layers: tuple[LayerScore, ...] = ()  # of retrieval, where it is scored at every layer


@dataclass(frozen=True, slots=True)
class Measured:
    """Every metric that a task type has, before a task takes its choice."""

    by_metric: Mapping[str, MetricValue]
    predictions: tuple[Prediction, ...]
