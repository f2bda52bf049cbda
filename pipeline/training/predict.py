"""Answers of a trained model, and pooled states of an untrained one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn

from pipeline.domain.example import ExampleSet
from pipeline.domain.task import Task
from pipeline.heads.discovery import get_head
from pipeline.heads.head import FeatureSettings, collate
from pipeline.heads.sentence_retrieval import mean_states
from pipeline.training.batches import packed_batches
from pipeline.training.device import make_accelerator
from pipeline.training.encoder import Encoder
from pipeline.training.model import TaskModel


def predict(
    encoder: Encoder,
    network: nn.Module,
    task: Task,
    examples: ExampleSet,
    settings: FeatureSettings,
    *,
    pooling: str,
    precision: str,
    tokens_per_batch: int,
) -> list[Any]:
    """One answer per example in file order, in the form that `metrics.cell.score_cell` takes."""
    head = get_head(task.task_type)
    features = head.features(examples, encoder.tokenizer, settings)
    accelerator = make_accelerator(precision)
    model = TaskModel(encoder, head, network, pooling).to(accelerator.device).eval()
    pad_id = int(encoder.tokenizer.pad_token_id or 0)
    logits: list[Tensor] = [torch.empty(0)] * len(features)
    for indices in packed_batches([feature.n_tokens for feature in features], tokens_per_batch):
        chosen = [features[index] for index in indices]
        batch = {name: tensor.to(accelerator.device) for name, tensor in collate(chosen, pad_id).items()}
        with torch.inference_mode(), accelerator.autocast():
            scores = model(batch).float().cpu()
        for row, index in enumerate(indices):
            logits[index] = scores[row]
    return head.answers(examples, features, logits, settings)


def embed(
    encoder: Encoder,
    sentences: Sequence[str],
    *,
    layers: Sequence[int],
    max_length: int,
    precision: str,
    tokens_per_batch: int,
) -> Tensor:
    """Mean states of sentences at each of `layers`, from one pass.

    Args:
        layers: 0 is the embeddings, -1 the last layer.

    Returns:
        float [layers, sentences, width].

    Raises:
        EncoderError: the encoder has too few positions for `max_length`.
    """
    encoder.check_length(max_length)
    rows = encoder.tokenizer(list(sentences), truncation=True, max_length=max_length, verbose=False)["input_ids"]
    accelerator = make_accelerator(precision)
    backbone = encoder.backbone.to(accelerator.device).eval()
    only = layers[0] if len(layers) == 1 else -1  # of one layer, those above it are not needed
    pooled = torch.zeros(len(layers), len(rows), encoder.width)
    for indices in packed_batches([len(row) for row in rows], tokens_per_batch):
        chosen = [{"input_ids": rows[index]} for index in indices]
        batch = encoder.tokenizer.pad(chosen, return_tensors="pt").to(accelerator.device)
        with torch.inference_mode(), accelerator.autocast(), encoder.cut_above(only) as is_cut:
            found = backbone(
                input_ids=batch["input_ids"], attention_mask=batch["attention_mask"], output_hidden_states=not is_cut
            )
        for number, layer in enumerate(layers):
            states = found.last_hidden_state if is_cut else found.hidden_states[layer]
            pooled[number, indices] = mean_states(states.float(), batch["attention_mask"]).cpu()
    return pooled
