"""Encoder folders of three families with random weights, small enough to be trained in a test.

All know the same words whole and every other word as its characters, so that token counts can be worked out by hand.
"""

from __future__ import annotations

import copy
import string
from collections.abc import Sequence
from pathlib import Path

import torch
from transformers import (
    BertConfig,
    BertModel,
    MT5Config,
    MT5EncoderModel,
    PreTrainedConfig,
    PreTrainedModel,
    PreTrainedTokenizerFast,
    T5Tokenizer,
    XLMRobertaConfig,
    XLMRobertaModel,
    XLMRobertaTokenizer,
)

from pipeline.training.vocabulary import SPECIAL, make_tokenizer

FAMILIES = ("bert", "xlm_roberta", "mt5")
WORDS = (
    "a ana big blue cat dog eats emma fish green in is lives oslo paris red rome sat small the tom where which who and"
).split()
CHARACTERS = string.ascii_lowercase + string.digits + ".,?!"
WIDTH = 32
MAX_POSITIONS = 64


def bert_tokenizer(words: Sequence[str] = WORDS) -> PreTrainedTokenizerFast:
    """Word pieces: ids 0 to 4 are special, then words, characters, characters that go on a word."""
    pieces = [*SPECIAL, *words, *CHARACTERS, *(f"##{character}" for character in CHARACTERS)]
    return make_tokenizer(list(dict.fromkeys(pieces)), MAX_POSITIONS)


def _unigrams() -> list[tuple[str, float]]:
    whole = [(f"▁{word}", -2.0) for word in WORDS if len(word) > 1]
    single = [(character, -8.0) for character in CHARACTERS]
    return [*whole, ("▁", -4.0), ("▁a", -2.0), *single]


def xlm_roberta_tokenizer() -> PreTrainedTokenizerFast:
    """Unigrams with the special tokens of XLM-R, <mask> last."""
    special = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)]
    return XLMRobertaTokenizer(vocab=[*special, *_unigrams(), ("<mask>", 0.0)], model_max_length=MAX_POSITIONS)


def mt5_tokenizer() -> PreTrainedTokenizerFast:
    """Unigrams with the special tokens of mT5: no token at the start, </s> at the end."""
    special = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)]
    return T5Tokenizer(vocab=[*special, *_unigrams()], extra_ids=0, model_max_length=MAX_POSITIONS)


def _config(family: str, n_pieces: int) -> PreTrainedConfig:
    if family == "mt5":
        return MT5Config(
            vocab_size=n_pieces, d_model=WIDTH, d_kv=16, d_ff=64, num_layers=2, num_decoder_layers=1, num_heads=2,
            dropout_rate=0.0, pad_token_id=0, eos_token_id=1, decoder_start_token_id=0,
        )  # fmt: skip
    config_class, n_before = (BertConfig, 0) if family == "bert" else (XLMRobertaConfig, 2)
    special = {} if family == "bert" else {"pad_token_id": 1, "bos_token_id": 0, "eos_token_id": 2}
    return config_class(
        vocab_size=n_pieces, hidden_size=WIDTH, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64,
        max_position_embeddings=MAX_POSITIONS + n_before, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
        initializer_range=0.2, **special,
    )  # fmt: skip


def make_network(family: str, n_pieces: int, seed: int = 0) -> PreTrainedModel:
    """A network with random weights that follow from `seed`."""
    torch.manual_seed(seed)
    network = {"bert": BertModel, "xlm_roberta": XLMRobertaModel, "mt5": MT5EncoderModel}[family]
    # MT5EncoderModel changes the config that it is given
    return network(copy.deepcopy(_config(family, n_pieces)))


def make_tokenizer_of(family: str) -> PreTrainedTokenizerFast:
    """The tokenizer of one family."""
    return {"bert": bert_tokenizer, "xlm_roberta": xlm_roberta_tokenizer, "mt5": mt5_tokenizer}[family]()


def write_encoder(folder: Path, family: str) -> Path:
    """Put config, weights and tokenizer of a tiny encoder into `folder`, and return it."""
    tokenizer = make_tokenizer_of(family)
    make_network(family, len(tokenizer)).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
