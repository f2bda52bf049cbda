"""Text for masked LM: sentences packed into blocks, blocks drawn into batches, tokens masked."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

import numpy as np
import numpy.typing as npt
import torch
from transformers import PreTrainedTokenizerFast

from pipeline.domain.errors import EncoderError, MissingDataError
from pipeline.experiments.profile import MaskedText, Pretraining
from pipeline.experiments.recipe import check_text
from pipeline.heads.head import IGNORED, Batch
from pipeline.sources.source import TextSource

Ids = npt.NDArray[np.int32]


def read_texts(source: TextSource, languages: Sequence[str], max_sentences: int | None = None) -> dict[str, list[str]]:
    """Sentences of the source in these languages; in all that it has where none are named.

    Args:
        max_sentences: of each language, the first ones; None: all.

    Raises:
        MissingDataError: the source has no text in a language named.
    """
    wanted = check_text(source, languages)
    return {language: list(islice(source.read_text(language), max_sentences)) for language in wanted}


@dataclass(frozen=True, slots=True)
class Blocks:
    """Training text as blocks of token ids: int32 [n_blocks, block_length] for each language."""

    by_language: dict[str, Ids]
    shares: dict[str, float]  # of each language in a batch; they sum to 1

    @property
    def pieces(self) -> Ids:
        """Every piece of the text, int32 [n], ascending."""
        return np.unique(np.concatenate([np.unique(blocks) for blocks in self.by_language.values()]))


def pack(tokenizer: PreTrainedTokenizerFast, text: dict[str, list[str]], settings: MaskedText) -> Blocks:
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


def masked_batch(
    blocks: Blocks,
    tokenizer: PreTrainedTokenizerFast,
    settings: MaskedText,
    seed: int,
    number: int,
    pieces: Ids | None = None,
) -> Batch:
    """One batch for masked LM: of the tokens chosen, 80% [MASK], 10% a random piece, 10% as they were.

    It follows from seed and number alone, so that a resumed training sees what an uninterrupted one does.

    Args:
        pieces: among which random ones are drawn; None: all of the vocabulary.

    Source: Devlin et al. 2019, section 3.1 (masking); Conneau et al. 2020, section 3.1 (language sampling).
    """
    languages = sorted(blocks.by_language)
    shares = np.array([blocks.shares[language] for language in languages])
    special = np.array(sorted(tokenizer.all_special_ids))
    ordinary = np.setdiff1d(np.arange(len(tokenizer)) if pieces is None else pieces, special)
    generator = np.random.default_rng([seed, number])
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
    return {
        "input_ids": torch.from_numpy(inputs),
        "attention_mask": torch.ones(rows.shape, dtype=torch.int64),
        "token_type_ids": torch.zeros(rows.shape, dtype=torch.int64),
        "targets": torch.from_numpy(np.where(masked, rows, IGNORED)),
    }


def masked_batches(
    blocks: Blocks,
    tokenizer: PreTrainedTokenizerFast,
    settings: Pretraining,
    first: int = 0,
    share_of: tuple[int, int] = (0, 1),
) -> Iterator[Batch]:
    """The batches of pretraining, from batch number `first` of this process on.

    Args:
        share_of: number of this process and how many there are; they take turns.
    """
    rank, n_processes = share_of
    for number in range(first * n_processes + rank, n_batches(settings, n_processes) * n_processes, n_processes):
        yield masked_batch(blocks, tokenizer, settings, settings.seed, number)


def n_batches(settings: MaskedText, n_processes: int = 1) -> int:
    """Batches of each process that together make up `n_tokens` tokens."""
    return max(1, math.ceil(settings.n_tokens / (settings.batch_size * settings.block_length * n_processes)))


def check_tokenizer(name: str, tokenizer: PreTrainedTokenizerFast) -> None:
    """Nothing, if text can be masked with this tokenizer.

    Raises:
        EncoderError: it lacks a first, separating or mask token.
    """
    if None in (tokenizer.cls_token_id, tokenizer.sep_token_id, tokenizer.mask_token_id):
        raise EncoderError(
            f"encoder {name!r} lacks a first, separating or mask token; masked LM needs them: choose one such as BERT "
            "or XLM-R, or do without masked LM"
        )
