"""The best of several endings, each scored with its context."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from torch import Tensor, nn
from torch.nn import functional
from transformers import PreTrainedTokenizerFast

from pipeline.domain.example import ChoiceExample, ExampleSet
from pipeline.domain.task import TaskType
from pipeline.heads.head import Batch, Feature, FeatureSettings, row_segments


class MultipleChoice:
    """One score per (context, ending) pair from its pooled state; all examples of a task have as many choices."""

    task_type = TaskType.MULTIPLE_CHOICE

    def network(self, width: int, n_labels: int, dropout: float) -> nn.Module:  # noqa: ARG002
        """Dropout and a linear layer, width to 1."""
        return nn.Sequential(nn.Dropout(dropout), nn.Linear(width, 1))

    def features(
        self, examples: ExampleSet, tokenizer: PreTrainedTokenizerFast, settings: FeatureSettings
    ) -> list[Feature]:
        """One feature an example with a row for each choice; target: the number of the right one."""
        features = []
        for index, item in enumerate(examples.examples):
            if not isinstance(item, ChoiceExample):
                continue
            endings = [f"{item.question} {choice}".strip() for choice in item.choices]
            encoded = tokenizer(
                [item.context] * len(endings), endings, truncation="longest_first", max_length=settings.max_length
            )
            features.append(
                Feature(
                    index,
                    tuple(tuple(row) for row in encoded["input_ids"]),
                    tuple(row_segments(encoded, row) for row in range(len(endings))),
                    None if item.label is None else (item.label,),
                )
            )
        return features

    def logits(self, network: nn.Module, states: Tensor, pooled: Tensor, batch: Batch) -> Tensor:  # noqa: ARG002
        """Float [features, choices]."""
        scores: Tensor = network(pooled).squeeze(-1)
        return scores.view(int(batch["n_features"]), -1)

    def loss(self, logits: Tensor, batch: Batch) -> Tensor:
        """Cross entropy over the choices."""
        return functional.cross_entropy(logits.float(), batch["targets"][:, 0])

    def answers(
        self,
        examples: ExampleSet,  # noqa: ARG002
        features: Sequence[Feature],
        logits: Sequence[Tensor],
        settings: FeatureSettings,  # noqa: ARG002
    ) -> list[Any]:
        """The number of the best choice of each example."""
        return [int(score.argmax()) for _, score in zip(features, logits, strict=True)]


HEAD = MultipleChoice()
