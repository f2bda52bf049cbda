"""Phase 1: an encoder of our own, by masked language modelling on the text of many languages."""

from __future__ import annotations

import copy
import math
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import AutoModel, BertConfig, PreTrainedModel, PreTrainedTokenizerFast

from pipeline.domain.errors import EncoderError, MissingDataError
from pipeline.experiments.profile import Pretraining
from pipeline.experiments.starts import find_start
from pipeline.heads.head import IGNORED, Batch
from pipeline.sources.source import TextSource
from pipeline.training.device import make_accelerator
from pipeline.training.encoder import Encoder, load_encoder, save_encoder, weights_digest
from pipeline.training.loop import OptimiserSettings, ProgressSink, TrainingOutcome, train
from pipeline.training.model import encode
from pipeline.training.vocabulary import SPECIAL, frequent_pieces, learn_pieces, make_tokenizer, new_embeddings

Ids = npt.NDArray[np.int32]


def _random_start(pieces: Sequence[str], settings: Pretraining, attention: str) -> Encoder:
    config = BertConfig(
        vocab_size=len(pieces),
        hidden_size=settings.hidden_size,
        num_hidden_layers=settings.n_layers,
        num_attention_heads=settings.n_heads,
        intermediate_size=4 * settings.hidden_size,
        max_position_embeddings=512,
        hidden_dropout_prob=settings.dropout,
        attention_probs_dropout_prob=settings.dropout,
    )
    backbone = AutoModel.from_config(config, attn_implementation=attention, add_pooling_layer=False)
    return Encoder("random", backbone, make_tokenizer(pieces, 512))


def start_encoder(settings: Pretraining, text: dict[str, list[str]], attention: str) -> Encoder:
    """The encoder before masked LM: the declared start with a vocabulary for all languages of `text`.

    Args:
        text: sentences of each language.
        attention: "eager" or "sdpa".

    Raises:
        EncoderError: the start cannot be had, or its vocabulary cannot be masked or extended.
        MissingDataError: pieces are to be chosen by English text, and there is none.
    """
    torch.manual_seed(settings.seed)
    if settings.start == "random":
        return _random_start(
            [*SPECIAL, *learn_pieces(chain.from_iterable(text.values()), settings.n_new_pieces, settings.n_characters)],
            settings,
            attention,
        )
    start = load_encoder(find_start(settings.start), attention, settings.dropout)
    _check_vocabulary(start, settings)
    if settings.vocabulary == "keep":
        return start
    foreign = chain.from_iterable(sentences for language, sentences in text.items() if language != "en")
    learned = learn_pieces(foreign, settings.n_new_pieces, settings.n_characters)
    kept = _kept_pieces(start, text, settings)
    pieces = list(dict.fromkeys([*kept, *learned]))
    generator = torch.Generator().manual_seed(settings.seed)
    rows = new_embeddings(pieces, start.tokenizer, start.embeddings.weight.detach(), generator)
    start.backbone.resize_token_embeddings(len(pieces), mean_resizing=False)
    start.embeddings.weight.data.copy_(rows)
    start.embeddings.padding_idx = start.backbone.config.pad_token_id = pieces.index("[PAD]")
    return Encoder(start.name, start.backbone, make_tokenizer(pieces, start.n_positions or 512))


def _check_vocabulary(start: Encoder, settings: Pretraining) -> None:
    tokenizer = start.tokenizer
    if None in (tokenizer.cls_token_id, tokenizer.sep_token_id, tokenizer.mask_token_id):
        raise EncoderError(
            f"start {start.name!r} lacks a first, separating or mask token; masked LM needs them: choose a start such "
            "as BERT or XLM-R, or use this one as `encoder`"
        )
    if settings.vocabulary != "keep" and not tokenizer.get_vocab().keys() >= set(SPECIAL):
        raise EncoderError(
            f"start {start.name!r} has no word pieces (of {', '.join(SPECIAL)}, some are missing), so its vocabulary "
            f'cannot be changed by {settings.vocabulary!r}; set vocabulary = "keep"'
        )


def _kept_pieces(start: Encoder, text: dict[str, list[str]], settings: Pretraining) -> list[str]:
    if settings.vocabulary == "replace":
        return list(SPECIAL)
    if settings.n_kept_pieces is not None:
        if "en" not in text:
            raise MissingDataError("n_kept_pieces counts pieces in English text; add 'en' to the languages or leave it")
        return frequent_pieces(start.tokenizer, text["en"], settings.n_kept_pieces)
    by_number = sorted(start.tokenizer.get_vocab().items(), key=lambda item: item[1])
    return [piece for piece, _ in by_number if not piece.startswith("[unused")]


@dataclass(frozen=True, slots=True)
class Blocks:
    """Training text as blocks of token ids: int32 [n_blocks, block_length] for each language."""

    by_language: dict[str, Ids]
    shares: dict[str, float]  # of each language in a batch; they sum to 1


def pack(tokenizer: PreTrainedTokenizerFast, text: dict[str, list[str]], settings: Pretraining) -> Blocks:
    """Sentences of each language put one after the other, with separators, and cut into blocks of equal length.

    Raises:
        MissingDataError: a language has less than one block of text.
    """
    cls, sep, length = tokenizer.cls_token_id, tokenizer.sep_token_id, settings.block_length
    by_language = {}
    for language, sentences in text.items():
        rows = tokenizer(sentences, add_special_tokens=False, verbose=False)["input_ids"]
        stream = np.fromiter(chain.from_iterable([*row, sep] for row in rows), dtype=np.int32)
        body = length - 1
        n_blocks = len(stream) // body
        if n_blocks == 0:
            raise MissingDataError(
                f"language {language!r} has {len(stream)} tokens of text; expected at least {body}: "
                "add text or leave the language out of the profile"
            )
        blocks = stream[: n_blocks * body].reshape(n_blocks, body)
        by_language[language] = np.concatenate([np.full((n_blocks, 1), cls, dtype=np.int32), blocks], axis=1)
    weights = {language: len(blocks) ** settings.sampling_exponent for language, blocks in by_language.items()}
    return Blocks(by_language, {language: weight / sum(weights.values()) for language, weight in weights.items()})


def masked_batches(
    blocks: Blocks,
    tokenizer: PreTrainedTokenizerFast,
    settings: Pretraining,
    first: int = 0,
    share_of: tuple[int, int] = (0, 1),
) -> Iterator[Batch]:
    """Batches for masked LM from batch number `first` on: 80% [MASK], 10% a random piece, 10% as it was.

    Every batch is drawn from its own number, so that a resumed training sees what an uninterrupted one does.

    Args:
        first: among the batches of this process.
        share_of: number of this process and how many there are; they take turns.

    Source: Devlin et al. 2019, section 3.1 (masking); Conneau et al. 2020, section 3.1 (language sampling).
    """
    languages = sorted(blocks.by_language)
    shares = np.array([blocks.shares[language] for language in languages])
    special = np.array(sorted(tokenizer.all_special_ids))
    ordinary = np.setdiff1d(np.arange(len(tokenizer)), special)
    rank, n_processes = share_of
    for number in range(first * n_processes + rank, n_batches(settings, n_processes) * n_processes, n_processes):
        generator = np.random.default_rng([settings.seed, number])
        chosen = generator.choice(len(languages), size=settings.batch_size, p=shares)
        rows = np.stack(
            [
                blocks.by_language[languages[index]][generator.integers(len(blocks.by_language[languages[index]]))]
                for index in chosen
            ]
        ).astype(np.int64)
        maskable = ~np.isin(rows, special)
        masked = maskable & (generator.random(rows.shape) < settings.mask_fraction)
        if not masked.any():  # a batch without a masked position has no loss
            masked[tuple(np.argwhere(maskable)[0])] = True
        action = generator.random(rows.shape)
        inputs = np.where(masked & (action < 0.8), tokenizer.mask_token_id, rows)
        drawn = ordinary[generator.integers(len(ordinary), size=rows.shape)]
        inputs = np.where(masked & (action >= 0.9), drawn, inputs)
        yield {
            "input_ids": torch.from_numpy(inputs),
            "attention_mask": torch.ones(rows.shape, dtype=torch.int64),
            "token_type_ids": torch.zeros(rows.shape, dtype=torch.int64),
            "targets": torch.from_numpy(np.where(masked, rows, IGNORED)),
        }


def n_batches(settings: Pretraining, n_processes: int = 1) -> int:
    """Batches of each process that together make up `n_tokens` tokens."""
    return max(1, math.ceil(settings.n_tokens / (settings.batch_size * settings.block_length * n_processes)))


class MaskedLanguageModel(nn.Module):
    """The encoder with an output layer tied to its embeddings; only masked positions go through that layer."""

    def __init__(self, encoder: Encoder) -> None:
        """Put the output layer on the encoder's backbone."""
        super().__init__()
        self.backbone: PreTrainedModel = encoder.backbone
        self.embeddings: nn.Embedding = encoder.embeddings
        width = self.embeddings.embedding_dim
        self.transform = nn.Sequential(nn.Linear(encoder.width, width), nn.GELU(), nn.LayerNorm(width))
        self.bias = nn.Parameter(torch.zeros(self.embeddings.num_embeddings))
        self._takes_segments = "token_type_ids" in encoder.tokenizer.model_input_names

    def forward(self, batch: Batch) -> Tensor:
        """Mean loss over the masked positions, a scalar."""
        states = encode(self.backbone, batch, self._takes_segments)
        at = batch["targets"] != IGNORED
        scores = functional.linear(self.transform(states[at]), self.embeddings.weight, self.bias)
        return functional.cross_entropy(scores.float(), batch["targets"][at])


def read_texts(source: TextSource, languages: Iterable[str]) -> dict[str, list[str]]:
    """Every sentence of the source in these languages; all that it has where none are named.

    Raises:
        MissingDataError: the source has no text in a language named.
    """
    present = source.text_languages()
    wanted = tuple(languages) or present
    lacking = sorted(set(wanted) - set(present))
    if lacking or not wanted:
        raise MissingDataError(
            f"source {source.name!r} has no pretraining text in {', '.join(lacking) or 'any language'}; "
            f"present: {', '.join(present) or 'none'}"
        )
    return {language: list(source.read_text(language)) for language in wanted}


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
    snapshot_folder: Path | None = None,
) -> Pretrained:
    """Make an encoder from the source's text: vocabulary, starting weights, masked LM.

    Args:
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
        OptimiserSettings(settings.learning_rate, settings.warmup_fraction, settings.weight_decay, settings.clip_norm),
        accelerator,
        n_tokens_expected=n * settings.batch_size * settings.block_length * accelerator.num_processes,
        progress=progress,
        state_folder=state_folder,
        after_step=keep,
    )
    return Pretrained(encoder, digest, outcome, accelerator.mixed_precision)
