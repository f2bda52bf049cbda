"""What every head offers: features from examples, a small network on top of the states, a loss, and answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import torch
from torch import Tensor, nn
from transformers import PreTrainedTokenizerFast

from pipeline.domain.example import ExampleSet
from pipeline.domain.task import TaskType

IGNORED = -100  # target of a position without a loss (torch's cross entropy default)
Batch = dict[str, Tensor]


@dataclass(frozen=True, slots=True)
class Feature:
    """One input of the encoder: one or, for multiple choice, several token sequences, with its target."""

    example_index: int  # into ExampleSet.examples
    rows: tuple[tuple[int, ...], ...]  # token ids
    segments: tuple[tuple[int, ...], ...]  # token type ids, same shape
    target: tuple[int, ...] | None = None  # meaning is the head's
    meta: dict[str, Any] = field(default_factory=dict)  # what decoding needs: word starts, character offsets

    @property
    def n_tokens(self) -> int:
        """Tokens of the longest row times rows: the padded cost of this feature alone."""
        return max(len(row) for row in self.rows) * len(self.rows)


@dataclass(frozen=True, slots=True)
class FeatureSettings:
    """How examples become token sequences."""

    max_length: int
    stride: int = 64
    max_answer_tokens: int = 30
    may_be_unanswerable: bool = False  # the training examples held questions without an answer


class Head(Protocol):
    """One task type; the constant HEAD of each module of this package."""

    task_type: TaskType

    def network(self, width: int, n_labels: int, dropout: float) -> nn.Module:
        """The layers on top of the encoder, freshly initialised."""

    def features(
        self, examples: ExampleSet, tokenizer: PreTrainedTokenizerFast, settings: FeatureSettings
    ) -> list[Feature]:
        """Token sequences of every example, in order; targets where examples are labelled."""

    def logits(self, network: nn.Module, states: Tensor, pooled: Tensor, batch: Batch) -> Tensor:
        """Scores from states: float [rows, tokens, width] and pooled: float [rows, width]."""

    def loss(self, logits: Tensor, batch: Batch) -> Tensor:
        """Mean loss of the batch, a scalar."""

    def answers(
        self, examples: ExampleSet, features: Sequence[Feature], logits: Sequence[Tensor], settings: FeatureSettings
    ) -> list[Any]:
        """One answer per example in file order, as `score_cell` takes them; logits[i] belongs to features[i]."""


def collate(features: Sequence[Feature], pad_id: int) -> Batch:
    """Pad features to one batch.

    Returns:
        input_ids, attention_mask, token_type_ids: int64 [rows, tokens]; `targets`: int64 [features, ...] where every
        feature has one, padded with IGNORED; `n_features`: how many they are. Rows are features times rows per feature.
    """
    rows = [row for feature in features for row in feature.rows]
    segments = [segment for feature in features for segment in feature.segments]
    longest = max(len(row) for row in rows)
    batch = {
        "input_ids": torch.full((len(rows), longest), pad_id),
        "attention_mask": torch.zeros((len(rows), longest), dtype=torch.int64),
        "token_type_ids": torch.zeros((len(rows), longest), dtype=torch.int64),
    }
    for index, (row, segment) in enumerate(zip(rows, segments, strict=True)):
        batch["input_ids"][index, : len(row)] = torch.tensor(row)
        batch["attention_mask"][index, : len(row)] = 1
        batch["token_type_ids"][index, : len(row)] = torch.tensor(segment)
    batch["n_features"] = torch.tensor(len(features))
    targets = [feature.target for feature in features if feature.target is not None]
    if len(targets) == len(features):
        width = max(len(target) for target in targets)
        batch["targets"] = torch.tensor([[*target, *[IGNORED] * (width - len(target))] for target in targets])
    return batch


def row_segments(encoding: Any, index: int) -> tuple[int, ...]:
    """Token type ids of row `index` of a tokenizer's output; zeros where the encoder has none."""
    if "token_type_ids" in encoding:
        return tuple(encoding["token_type_ids"][index])
    return (0,) * len(encoding["input_ids"][index])
