"""Phase 1: an encoder of our own, by masked language modelling on the text of many languages."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import PreTrainedModel

from pipeline.experiments.profile import Pretraining
from pipeline.experiments.starts import find_start
from pipeline.heads.head import IGNORED, Batch
from pipeline.sources.source import TextSource
from pipeline.training.device import make_accelerator
from pipeline.training.encoder import Encoder, load_encoder, save_encoder, weights_digest
from pipeline.training.loop import OptimiserSettings, ProgressSink, TrainingOutcome, train
from pipeline.training.masked_text import masked_batches, n_batches, pack, read_texts
from pipeline.training.model import encode
from pipeline.training.spare_pieces import add_spare_pieces
from pipeline.training.start import start_encoder


class MaskedLanguageModel(nn.Module):
    """The encoder with an output layer tied to its embeddings; only masked positions go through that layer."""

    place: Tensor | None  # int64 [pieces]: the row of each piece that can be predicted
    rows: Tensor | None  # float [pieces that can be predicted, width]

    def __init__(self, encoder: Encoder, pieces: Tensor | None = None) -> None:
        """Put the output layer on the encoder's backbone.

        Args:
            pieces: int64 [n], the only ones that can be predicted, under embeddings that are not trained; None: all.
        """
        super().__init__()
        self.backbone: PreTrainedModel = encoder.backbone
        self.embeddings: nn.Embedding = encoder.embeddings
        width = self.embeddings.embedding_dim
        self.transform = nn.Sequential(nn.Linear(encoder.width, width), nn.GELU(), nn.LayerNorm(width))
        n_pieces = self.embeddings.num_embeddings
        place = None if pieces is None else torch.zeros(n_pieces, dtype=torch.int64)
        if place is not None and pieces is not None:
            place[pieces] = torch.arange(len(pieces))
        self.register_buffer("place", place, persistent=False)
        rows = None if pieces is None else self.embeddings.weight.detach()[pieces]
        self.register_buffer("rows", rows, persistent=False)
        self.bias = nn.Parameter(torch.zeros(n_pieces if pieces is None else len(pieces)))
        self._takes_segments = "token_type_ids" in encoder.tokenizer.model_input_names

    def forward(self, batch: Batch) -> Tensor:
        """Mean loss over the masked positions, a scalar."""
        states = encode(self.backbone, batch, self._takes_segments)
        at = batch["targets"] != IGNORED
        rows = self.embeddings.weight if self.rows is None else self.rows
        targets = batch["targets"][at] if self.place is None else self.place[batch["targets"][at]]
        scores = functional.linear(self.transform(states[at]), rows, self.bias)
        return functional.cross_entropy(scores.float(), targets)


def snapshot_steps(n_steps: int, n_snapshots: int) -> tuple[int, ...]:
    """Steps after which the encoder is kept: 0, then evenly spaced, closer at first, where most is learned.

    The last step is not among them: its encoder is the result.
    """
    return tuple(sorted({round(n_steps * (number / n_snapshots) ** 2) for number in range(n_snapshots)}))


def _write_snapshot(encoder: Encoder, folder: Path) -> None:
    """Keep the encoder as it is now at `folder`, whole or not at all; one kept before a resumption is left."""
    if folder.is_dir():
        return
    temporary = folder.with_name(f".{folder.name}.tmp")
    shutil.rmtree(temporary, ignore_errors=True)
    half = copy.deepcopy(encoder.backbone).half()
    save_encoder(Encoder(encoder.name, half, encoder.tokenizer), temporary)
    temporary.replace(folder)


@dataclass(frozen=True, slots=True)
class Pretrained:
    """An encoder after masked LM."""

    encoder: Encoder
    start_digest: str  # of the weights that masked LM started from
    outcome: TrainingOutcome
    precision: str


def pretrain(
    source: TextSource,
    settings: Pretraining,
    *,
    attention: str,
    precision: str,
    progress: ProgressSink,
    state_folder: Path | None = None,
    state_seconds: float = 120.0,
    snapshot_folder: Path | None = None,
    to_read: Iterable[str] = (),
) -> Pretrained:
    """Make an encoder from the source's text: vocabulary, starting weights, masked LM.

    Args:
        to_read: texts that spare pieces (`settings.n_spare_pieces`) must not split anew, beside the source's own.
        snapshot_folder: where `settings.n_snapshots` encoders are left on the way, in half precision; step 0 is the
            start with its new vocabulary.

    Raises:
        MissingDataError: the source lacks text in a language of the settings.
        EncoderError: the declared start cannot be had or trained so.
    """
    text = read_texts(source, settings.languages)
    encoder = start_encoder(settings, text, attention)
    encoder.check_length(settings.block_length)
    digest = weights_digest(encoder.backbone)
    blocks = pack(encoder.tokenizer, text, settings)
    torch.manual_seed(settings.seed)
    model = MaskedLanguageModel(encoder)
    accelerator = make_accelerator(precision)

    def loss(wrapped: nn.Module, batch: Batch) -> Tensor:
        value: Tensor = wrapped(batch)
        return value

    share_of = (accelerator.process_index, accelerator.num_processes)
    n = n_batches(settings, accelerator.num_processes)
    steps = snapshot_steps(n, settings.n_snapshots) if snapshot_folder else ()

    def keep(step: int) -> None:
        if snapshot_folder and step in steps:
            _write_snapshot(encoder, snapshot_folder / f"step-{step:06d}")

    keep(0)
    outcome = train(
        model,
        lambda first: masked_batches(blocks, encoder.tokenizer, settings, first, share_of),
        n,
        loss,
        OptimiserSettings(
            settings.learning_rate,
            settings.warmup_fraction,
            settings.weight_decay,
            settings.clip_norm,
            body_learning_rate=settings.body_learning_rate,
        ),
        accelerator,
        n_tokens_expected=n * settings.batch_size * settings.block_length * accelerator.num_processes,
        progress=progress,
        state_folder=state_folder,
        state_seconds=state_seconds,
        after_step=keep,
        body=[weight for weight in model.backbone.parameters() if weight is not encoder.embeddings.weight],
    )
    if settings.n_spare_pieces:
        start = load_encoder(find_start(settings.start), attention, settings.dropout)
        encoder = add_spare_pieces(encoder, start, settings.n_spare_pieces, chain(*text.values(), to_read))
    return Pretrained(encoder, digest, outcome, accelerator.mixed_precision)
