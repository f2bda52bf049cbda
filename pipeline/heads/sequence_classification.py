"""Classification of a text or a pair of texts from its pooled state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from torch import Tensor, nn
from torch.nn import functional
from transformers import PreTrainedTokenizerFast

from pipeline.domain.example import ExampleSet, SequenceExample
from pipeline.domain.task import TaskType
from pipeline.heads.head import Batch, Feature, FeatureSettings, row_segments


class SequenceClassification:
    """One linear layer on the pooled state."""

    task_type = TaskType.SEQUENCE_CLASSIFICATION

    def network(self, width: int, n_labels: int, dropout: float) -> nn.Module:
        """Dropout and a linear layer, width to n_labels."""
        return nn.Sequential(nn.Dropout(dropout), nn.Linear(width, n_labels))

    def features(
        self, examples: ExampleSet, tokenizer: PreTrainedTokenizerFast, settings: FeatureSettings
    ) -> list[Feature]:
        """One sequence an example; target: the number of its label, none for a label that training did not have."""
        items = [example for example in examples.examples if isinstance(example, SequenceExample)]
        if not items:
            return []
        pairs = any(item.text_b is not None for item in items)
        encoded = tokenizer(
            [item.text_a for item in items],
            [item.text_b or "" for item in items] if pairs else None,
            truncation=True,
            max_length=settings.max_length,
        )
        label_ids = {label: number for number, label in enumerate(examples.labels)}
        return [
            Feature(
                index,
                (tuple(encoded["input_ids"][index]),),
                (row_segments(encoded, index),),
                (label_ids[item.label],) if item.label in label_ids else None,
            )
            for index, item in enumerate(items)
        ]

    def logits(self, network: nn.Module, states: Tensor, pooled: Tensor, batch: Batch) -> Tensor:  # noqa: ARG002
        """Float [rows, n_labels]."""
        scores: Tensor = network(pooled)
        return scores

    def loss(self, logits: Tensor, batch: Batch) -> Tensor:
        """Cross entropy."""
        return functional.cross_entropy(logits.float(), batch["targets"][:, 0])

    def answers(
        self,
        examples: ExampleSet,
        features: Sequence[Feature],
        logits: Sequence[Tensor],
        settings: FeatureSettings,  # noqa: ARG002
    ) -> list[Any]:
        """The best label of each example."""
        best = {feature.example_index: int(score.argmax()) for feature, score in zip(features, logits, strict=True)}
        return [examples.labels[best[index]] for index in range(len(examples.examples))]


HEAD = SequenceClassification()
