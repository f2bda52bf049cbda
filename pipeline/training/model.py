"""An encoder with a head on top."""

from __future__ import annotations

from typing import cast

from torch import Tensor, nn
from transformers import PreTrainedModel

from pipeline.heads.head import Batch, Head
from pipeline.heads.sentence_retrieval import mean_states
from pipeline.training.encoder import Encoder


def encode(backbone: nn.Module, batch: Batch, takes_segments: bool) -> Tensor:
    """Last states, float [rows, tokens, width]."""
    inputs = {"input_ids": batch["input_ids"], "attention_mask": batch["attention_mask"]}
    if takes_segments:
        inputs["token_type_ids"] = batch["token_type_ids"]
    return cast("Tensor", backbone(**inputs).last_hidden_state)


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
        pooled = mean_states(states, batch["attention_mask"]) if self._pooling == "mean" else states[:, 0]
        return self._head.logits(self.network, states, pooled, batch)
