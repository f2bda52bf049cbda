"""Phases 2 and 3: training an encoder with fresh heads on one labelled task or several, and on masked text beside."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from pipeline.domain.errors import DataFormatError
from pipeline.domain.example import ExampleSet, QuestionExample
from pipeline.domain.task import Task
from pipeline.experiments.profile import ContinuedMlm, FineTuning
from pipeline.heads.discovery import get_head
from pipeline.heads.head import Batch, Feature, FeatureSettings
from pipeline.training.device import make_accelerator
from pipeline.training.encoder import Encoder
from pipeline.training.loop import OptimiserSettings, ProgressSink, TrainingOutcome, train
from pipeline.training.masked_lm import MaskedLanguageModel
from pipeline.training.masked_text import check_tokenizer, pack
from pipeline.training.model import JointModel, TaskNetwork
from pipeline.training.streams import Conditions, MaskedStream, Stream, TaskStream, mixed_batches, mixed_order
from pipeline.training.used_pieces import only_used_pieces


@dataclass(frozen=True, slots=True)
class Lesson:
    """One task to train on: its examples and how they are fed."""

    task: Task
    examples: ExampleSet
    settings: FineTuning
    fill_head: Callable[[nn.Module], object] | None = None  # loads weights to go on from; None: a new head


@dataclass(frozen=True, slots=True)
class MaskedLesson:
    """Text to mask beside the tasks: sentences of each language and how they are fed."""

    text: dict[str, list[str]]
    settings: ContinuedMlm


@dataclass(frozen=True, slots=True)
class TrainedHead:
    """The head of one task after a phase."""

    task: str
    labels: tuple[str, ...]
    may_be_unanswerable: bool
    n_train_examples: int
    network: nn.Module


@dataclass(frozen=True, slots=True)
class FineTuned:
    """An encoder after a phase, with the heads that it was trained with."""

    encoder: Encoder
    heads: tuple[TrainedHead, ...]  # in the order of the lessons
    outcome: TrainingOutcome
    precision: str


def fine_tune(
    encoder: Encoder,
    lessons: Sequence[Lesson],
    shared: FineTuning,
    masked: MaskedLesson | None = None,
    *,
    pooling: str,
    precision: str,
    seed: int,
    progress: ProgressSink,
    state_folder: Path | None = None,
    state_seconds: float = 120.0,
) -> FineTuned:
    """Train `encoder` in place, with a new head for each task, on labelled examples and masked text.

    Every batch is of one task or of masked text; all are mixed in one order (streams.mixed_order). The heads are new in
    every phase: nothing but the encoder is handed on, unless a lesson fills its head. Their initial weights, the
    dropout and the order of the batches follow from `seed` alone.

    Args:
        lessons: one or more, of different tasks; lengths, batch sizes, epochs and head dropout are those of each.
        shared: learning rate, warm-up, decay, clipping, accumulation and what of the encoder stays as it is; those of
            the lesson where there is one.

    Raises:
        DataFormatError: the examples of a lesson hold no label.
        EncoderError: the encoder has too few positions for a lesson's length, no mask token for masked text, or reads
            from left to right while `pooling` is "first".
        MissingDataError: a language has less than one block of text.
    """
    encoder.check_pooling(pooling)
    if shared.n_frozen_layers is not None:
        encoder.freeze(shared.n_frozen_layers)
    features = [_features(encoder, lesson) for lesson in lessons]
    blocks = pieces = None
    if masked is not None:
        check_tokenizer(encoder.name, encoder.tokenizer)
        encoder.check_length(masked.settings.block_length)
        blocks = pack(encoder.tokenizer, masked.text, masked.settings)
        # a table that is not trained has nothing to learn of pieces that the text lacks
        pieces = blocks.pieces if shared.n_frozen_layers is not None else None
    torch.manual_seed(seed)
    heads = tuple(_new_head(encoder, lesson) for lesson in lessons)
    parts = [
        TaskNetwork(head.task, get_head(lesson.task.task_type), head.network)
        for head, lesson in zip(heads, lessons, strict=True)
    ]
    output = None if pieces is None else torch.from_numpy(pieces).long()
    model = JointModel(encoder, parts, pooling, MaskedLanguageModel(encoder, output) if masked else None)
    accelerator = make_accelerator(precision, leaves_weights_out=len(lessons) > 1 or masked is not None)
    conditions = Conditions(seed, accelerator.process_index, accelerator.num_processes)
    pad_id = int(encoder.tokenizer.pad_token_id or 0)
    streams: list[Stream] = [
        TaskStream(part, lesson.settings, pad_id, conditions) for part, lesson in zip(features, lessons, strict=True)
    ]
    if masked is not None and blocks is not None:
        streams.append(MaskedStream(blocks, encoder.tokenizer, masked.settings, conditions, pieces))
    order = mixed_order({number: stream.n_batches for number, stream in enumerate(streams)}, seed)

    def batches(first: int) -> Iterator[Batch]:
        return mixed_batches(streams, order, first)

    def loss(wrapped: nn.Module, batch: Batch) -> Tensor:
        return model.loss(wrapped(batch), batch)

    # masking puts any piece into a batch; a table that is not trained costs nothing
    is_cut = masked is None and shared.n_frozen_layers is None
    ids = {pad_id, *(piece for part in features for one in part for row in one.rows for piece in row)} if is_cut else ()
    with only_used_pieces(encoder, ids) if is_cut else nullcontext():
        outcome = train(
            model,
            batches,
            len(order),
            loss,
            OptimiserSettings(
                shared.learning_rate,
                shared.warmup_fraction,
                shared.weight_decay,
                shared.clip_norm,
                shared.gradient_accumulation,
            ),
            accelerator,
            n_tokens_expected=sum(stream.n_tokens for stream in streams),
            progress=progress,
            state_folder=state_folder,
            state_seconds=state_seconds,
        )
    return FineTuned(encoder, heads, outcome, accelerator.mixed_precision)


def _features(encoder: Encoder, lesson: Lesson) -> list[Feature]:
    """The labelled features of a lesson."""
    settings, examples = lesson.settings, lesson.examples
    encoder.check_length(settings.max_length)
    head = get_head(lesson.task.task_type)
    found = head.features(examples, encoder.tokenizer, FeatureSettings(settings.max_length, settings.stride))
    labelled = [feature for feature in found if feature.target is not None]
    if not labelled:
        place = examples.provenance or lesson.task.task
        raise DataFormatError(place, None, "no labelled example", "labels to train on")
    return labelled


def _new_head(encoder: Encoder, lesson: Lesson) -> TrainedHead:
    examples = lesson.examples
    network = get_head(lesson.task.task_type).network(encoder.width, len(examples.labels), lesson.settings.dropout)
    if lesson.fill_head is not None:
        lesson.fill_head(network)
    unanswerable = any(isinstance(item, QuestionExample) and not item.is_answerable for item in examples.examples)
    return TrainedHead(lesson.task.task, examples.labels, unanswerable, len(examples.examples), network)
