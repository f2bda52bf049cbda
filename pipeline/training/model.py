"""An encoder with a head on top, or with several networks that share it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from torch import Tensor, nn
from transformers import PreTrainedModel

from pipeline.heads.head import Batch, Head
from pipeline.heads.sentence_retrieval import mean_states
from pipeline.training.encoder import Encoder

STREAM = "stream"  # in a batch for JointModel: the number of its task


def encode(backbone: nn.Module, batch: Batch, takes_segments: bool) -> Tensor:
    """Last states, float [rows, tokens, width]."""
    inputs = {"input_ids": batch["input_ids"], "attention_mask": batch["attention_mask"]}
    if takes_segments:
        inputs["token_type_ids"] = batch["token_type_ids"]
    return cast("Tensor", backbone(**inputs).last_hidden_state)


def _logits(head: Head, network: nn.Module, pooling: str, states: Tensor, batch: Batch) -> Tensor:
    pooled = mean_states(states, batch["attention_mask"]) if pooling == "mean" else states[:, 0]
    return head.logits(network, states, pooled, batch)


class TaskModel(nn.Module):
    """Backbone and head network; forward gives the head's logits."""

    def __init__(self, encoder: Encoder, head: Head, network: nn.Module, pooling: str) -> None:
        """Put `network` of `head` on the backbone; `pooling` is "first" or "mean"."""
        super().__init__()
        self.backbone: PreTrainedModel = encoder.backbone
        self.network = network
        self._head, self._pooling = head, pooling
        self._takes_segments = "token_type_ids" in encoder.tokenizer.model_input_names

    def forward(self, batch: Batch) -> Tensor:
        """The head's scores for a batch of `heads.head.collate`."""
        states = encode(self.backbone, batch, self._takes_segments)
        return _logits(self._head, self.network, self._pooling, states, batch)


@dataclass(frozen=True, slots=True)
class TaskNetwork:
    """The head of one task and its network."""

    task: str
    head: Head
    network: nn.Module


class JointModel(nn.Module):
    """One backbone under the heads of several tasks and, beside them, the output layer of masked LM.

    Each batch goes to one of them: `batch["stream"]` is the number of its task, the next one is masked LM's.
    """

    def __init__(
        self, encoder: Encoder, parts: Sequence[TaskNetwork], pooling: str, masked: nn.Module | None = None
    ) -> None:
        """Put the networks on the backbone.

        Args:
            parts: one for each task, no two of the same.
            pooling: "first" or "mean".
            masked: masked LM on the same backbone, whose forward gives a batch's loss.
        """
        super().__init__()
        self.backbone: PreTrainedModel = encoder.backbone
        self.networks = nn.ModuleDict({part.task: part.network for part in parts})
        self.masked = masked
        self._parts, self._pooling = tuple(parts), pooling
        self._takes_segments = "token_type_ids" in encoder.tokenizer.model_input_names

    def forward(self, batch: Batch) -> Tensor:
        """The scores of the batch's head, or the loss of masked LM."""
        number = int(batch[STREAM])
        if self.masked is not None and number == len(self._parts):
            return cast("Tensor", self.masked(batch))
        part = self._parts[number]
        states = encode(self.backbone, batch, self._takes_segments)
        return _logits(part.head, part.network, self._pooling, states, batch)

    def loss(self, outputs: Tensor, batch: Batch) -> Tensor:
        """Mean loss of a batch, a scalar, from what `forward` gave for it."""
        number = int(batch[STREAM])
        return outputs if number == len(self._parts) else self._parts[number].head.loss(outputs, batch)
