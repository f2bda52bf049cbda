"""Phases 2 and 3: training an encoder with a fresh head on one labelled English task."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from pipeline.domain.errors import DataFormatError
from pipeline.domain.example import ExampleSet, QuestionExample
from pipeline.domain.task import Task
from pipeline.experiments.profile import FineTuning
from pipeline.heads.discovery import get_head
from pipeline.heads.head import Batch, Feature, FeatureSettings, collate
from pipeline.training.batches import share, shuffled_batches
from pipeline.training.device import make_accelerator
from pipeline.training.encoder import Encoder
from pipeline.training.loop import OptimiserSettings, ProgressSink, TrainingOutcome, train
from pipeline.training.model import TaskModel


@dataclass(frozen=True, slots=True)
class FineTuned:
    """An encoder after a phase, with the head that it was trained with."""

    encoder: Encoder
    network: nn.Module
    outcome: TrainingOutcome
    may_be_unanswerable: bool
    precision: str


def _flat_batches(
    features: list[Feature], settings: FineTuning, seed: int, share_of: tuple[int, int]
) -> list[list[int]]:
    lengths = [feature.n_tokens for feature in features]
    batches: list[list[int]] = []
    for epoch in range(settings.epochs):
        batches += share(shuffled_batches(lengths, settings.batch_size, seed, epoch), *share_of)
    return batches


def fine_tune(
    encoder: Encoder,
    task: Task,
    examples: ExampleSet,
    settings: FineTuning,
    *,
    pooling: str,
    precision: str,
    seed: int,
    progress: ProgressSink,
    state_folder: Path | None = None,
) -> FineTuned:
    """Train `encoder` in place, with a new head of the task's type, on labelled examples.

    The head is new in every phase: nothing but the encoder is handed on. Its initial weights, the dropout and the order
    of the batches follow from `seed` alone.

    Raises:
        DataFormatError: the examples hold no label.
        EncoderError: the encoder has too few positions for `settings.max_length`.
    """
    encoder.check_length(settings.max_length)
    head = get_head(task.task_type)
    unanswerable = any(isinstance(item, QuestionExample) and not item.is_answerable for item in examples.examples)
    feature_settings = FeatureSettings(settings.max_length, settings.stride)
    features = [f for f in head.features(examples, encoder.tokenizer, feature_settings) if f.target is not None]
    if not features:
        raise DataFormatError(examples.provenance or task.task, None, "no labelled example", "labels to train on")
    torch.manual_seed(seed)
    network = head.network(encoder.width, len(examples.labels), settings.dropout)
    model = TaskModel(encoder, head, network, pooling)
    accelerator = make_accelerator(precision)
    order = _flat_batches(features, settings, seed, (accelerator.process_index, accelerator.num_processes))
    pad_id = int(encoder.tokenizer.pad_token_id or 0)

    def batches(first: int) -> Iterator[Batch]:
        for indices in order[first:]:
            yield collate([features[index] for index in indices], pad_id)

    def loss(wrapped: nn.Module, batch: Batch) -> Tensor:
        return head.loss(wrapped(batch), batch)

    outcome = train(
        model,
        batches,
        len(order),
        loss,
        OptimiserSettings(
            settings.learning_rate,
            settings.warmup_fraction,
            settings.weight_decay,
            settings.clip_norm,
            settings.gradient_accumulation,
        ),
        accelerator,
        n_tokens_expected=settings.epochs * sum(len(row) for feature in features for row in feature.rows),
        progress=progress,
        state_folder=state_folder,
    )
    return FineTuned(encoder, network, outcome, unanswerable, accelerator.mixed_precision)
