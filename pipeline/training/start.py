"""The encoder that masked LM starts from: a declared start with a vocabulary for many languages."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import torch
from transformers import AutoModel, BertConfig

from pipeline.domain.errors import EncoderError, MissingDataError
from pipeline.experiments.profile import Pretraining
from pipeline.experiments.starts import find_start
from pipeline.training.encoder import Encoder, load_encoder
from pipeline.training.masked_text import check_tokenizer
from pipeline.training.vocabulary import SPECIAL, frequent_pieces, learn_pieces, make_tokenizer, new_embeddings


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
    check_tokenizer(start.name, tokenizer)
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
