"""A tiny XLM-R with random weights and a tokenizer trained on the spot, as a folder that loads like the real one."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from pathlib import Path

import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers
from transformers import XLMRobertaConfig, XLMRobertaModel, XLMRobertaTokenizer

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")  # in this order, as XLM-R numbers them; <mask> comes last
N_PIECES = 500  # beside every character
N_POSITIONS = 514  # of XLM-R: 512 tokens
WIDTH, N_LAYERS, N_HEADS = 32, 2, 2


def train_tokenizer(texts: Iterable[str]) -> XLMRobertaTokenizer:
    """Unigrams learned from `texts`, with the special tokens of XLM-R."""
    lines = list(texts)
    characters = {character for line in lines for character in unicodedata.normalize("NFKC", line)}
    learner = Tokenizer(models.Unigram())
    learner.normalizer = normalizers.NFKC()
    learner.pre_tokenizer = pre_tokenizers.Metaspace()
    size, unknown = len(characters) + N_PIECES, "<unk>"
    trainer = trainers.UnigramTrainer(vocab_size=size, unk_token=unknown, special_tokens=[unknown])
    learner.train_from_iterator(lines, trainer)
    learned = sorted(learner.get_vocab().items(), key=lambda item: item[1])
    pieces = [(piece, -float(rank)) for rank, (piece, _) in enumerate(learned, start=1) if piece not in SPECIAL]
    special = [(token, 0.0) for token in SPECIAL]
    return XLMRobertaTokenizer(vocab=[*special, *pieces, ("<mask>", 0.0)], model_max_length=N_POSITIONS - 2)


def write_stand_in_encoder(folder: Path, texts: Iterable[str], n_layers: int = N_LAYERS) -> Path:
    """Put config, weights and tokenizer into `folder`, and return it."""
    tokenizer = train_tokenizer(texts)
    config = XLMRobertaConfig(
        vocab_size=len(tokenizer),
        hidden_size=WIDTH,
        num_hidden_layers=n_layers,
        num_attention_heads=N_HEADS,
        intermediate_size=2 * WIDTH,
        max_position_embeddings=N_POSITIONS,
        pad_token_id=1,
        bos_token_id=0,
        eos_token_id=2,
    )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        XLMRobertaModel(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
