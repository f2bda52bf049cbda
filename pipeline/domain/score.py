"""The number a run reached on one task, language, split and metric."""

from __future__ import annotations

import math
from dataclasses import dataclass

from pipeline.domain.errors import ScoreRangeError
from pipeline.domain.task import Split


@dataclass(frozen=True, slots=True)
class Score:
    """One score in percent, 0-100."""

    run_id: str
    task: str
    language: str
    split: Split
    metric: str
    value: float
    n_examples: int  # examples scored; 0: an imported score that does not state it
    n_available: int  # examples the source holds; more than n_examples where a profile caps them
    chance: float | None  # percent of the declared random guesser on the same examples
    metric_impl: str  # formula and library version: "seqeval 1.2.2"

    def __post_init__(self) -> None:
        """Refuse a value that cannot be a percentage."""
        if not math.isfinite(self.value) or not 0.0 <= self.value <= 100.0:
            raise ScoreRangeError(
                f"score {self.value} for run {self.run_id!r}, task {self.task!r}, language {self.language!r}, "
                f"metric {self.metric!r} is outside 0-100; is the metric in percent and finite?"
            )


@dataclass(frozen=True, slots=True)
class LayerScore:
    """One score of sentence retrieval at one layer, in percent, 0-100; its cell is that of the record it stands in."""

    layer: int  # 0: the embeddings, 1: the first layer
    metric: str
    value: float
    is_headline: bool  # the layer that the cell's own score is of

    def __post_init__(self) -> None:
        """Refuse a value that cannot be a percentage, and a layer that cannot be."""
        if self.layer < 0:
            raise ScoreRangeError(f"layer {self.layer} is below 0; layers count from the embeddings, which are 0")
        if not math.isfinite(self.value) or not 0.0 <= self.value <= 100.0:
            raise ScoreRangeError(
                f"score {self.value} at layer {self.layer}, metric {self.metric!r} is outside 0-100; "
                "is the metric in percent and finite?"
            )
