"""Tiny encoder folders of every family that a profile may name, saved as their originals are: random weights.

multilingual MiniLM is BERT's network with XLM-R's pieces, XLM-V is XLM-R's with more of them, SigLIP and CLIP lie there
with both towers. All know the words of tiny_encoders.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import torch
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import (
    BertConfig,
    BertModel,
    CLIPConfig,
    CLIPModel,
    CLIPTokenizer,
    DebertaV2Config,
    DebertaV2Model,
    DebertaV2Tokenizer,
    PreTrainedModel,
    PreTrainedTokenizerFast,
    RemBertConfig,
    RemBertModel,
    RemBertTokenizer,
    SiglipConfig,
    SiglipModel,
    XLMRobertaConfig,
    XLMRobertaModel,
    XLMRobertaTokenizer,
)

from tests.pipeline.tiny_encoders import (
    CHARACTERS,
    MAX_POSITIONS,
    WIDTH,
    WORDS,
    make_network,
    make_tokenizer_of,
    xlm_roberta_tokenizer,
)

SIZES = {
    "hidden_size": WIDTH, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64,
    "hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0, "initializer_range": 0.2,
}  # fmt: skip
TOWER = {
    "hidden_size": WIDTH, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64,
    "attention_dropout": 0.0,
}  # fmt: skip
VISION = {**TOWER, "image_size": 8, "patch_size": 4}
Made = tuple[PreTrainedModel, PreTrainedTokenizerFast]


def _unigrams(n_more: int = 0) -> list[tuple[str, float]]:
    whole = [(f"▁{word}", -2.0) for word in WORDS if len(word) > 1]
    single = [(character, -8.0) for character in CHARACTERS]
    return [*whole, ("▁", -4.0), ("▁a", -2.0), *single, *((f"▁more{n}", -9.0) for n in range(n_more))]


def _special(*tokens: str) -> list[tuple[str, float]]:
    return [(token, 0.0) for token in tokens]


def _as_is(family: str) -> Made:
    tokenizer = make_tokenizer_of(family)
    return make_network(family, len(tokenizer)), tokenizer


def _xlm_v() -> Made:
    vocab = [*_special("<s>", "<pad>", "</s>", "<unk>"), *_unigrams(3_000), *_special("<mask>")]
    tokenizer = XLMRobertaTokenizer(vocab=vocab, model_max_length=MAX_POSITIONS)
    config = XLMRobertaConfig(
        vocab_size=len(tokenizer), max_position_embeddings=MAX_POSITIONS + 2, pad_token_id=1, bos_token_id=0,
        eos_token_id=2, **SIZES,
    )  # fmt: skip
    return XLMRobertaModel(config), tokenizer


def _minilm() -> Made:
    tokenizer = xlm_roberta_tokenizer()
    return BertModel(BertConfig(vocab_size=len(tokenizer), max_position_embeddings=MAX_POSITIONS, **SIZES)), tokenizer


def _mdeberta() -> Made:
    vocab = [*_special("[PAD]", "[CLS]", "[SEP]", "[UNK]"), *_unigrams(), *_special("[MASK]")]
    tokenizer = DebertaV2Tokenizer(vocab=vocab, unk_id=3, model_max_length=MAX_POSITIONS)
    config = DebertaV2Config(  # as mDeBERTa: relative positions alone
        vocab_size=len(tokenizer), max_position_embeddings=MAX_POSITIONS, relative_attention=True,
        position_biased_input=False, pos_att_type=["p2c", "c2p"], position_buckets=16, share_att_key=True,
        norm_rel_ebd="layer_norm", type_vocab_size=0, **SIZES,
    )  # fmt: skip
    return DebertaV2Model(config), tokenizer


def _rembert() -> Made:
    vocab = [*_special("<pad>", "<unk>", "[CLS]", "[SEP]", "[MASK]"), *_unigrams()]
    tokenizer = RemBertTokenizer(vocab=vocab, model_max_length=MAX_POSITIONS)
    config = RemBertConfig(  # narrower embeddings than states
        vocab_size=len(tokenizer), max_position_embeddings=MAX_POSITIONS, input_embedding_size=16,
        output_embedding_size=24, pad_token_id=0, **SIZES,
    )  # fmt: skip
    return RemBertModel(config), tokenizer


def _siglip() -> Made:
    pieces = Tokenizer(models.Unigram([*_special("<pad>", "</s>", "<unk>"), *_unigrams()], unk_id=2))
    pieces.normalizer = normalizers.Lowercase()
    pieces.pre_tokenizer, pieces.decoder = pre_tokenizers.Metaspace(), decoders.Metaspace()
    pieces.post_processor = processors.TemplateProcessing(
        single="$A </s>", pair="$A </s> $B:1 </s>:1", special_tokens=[("</s>", 1)]
    )
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=pieces, eos_token="</s>", pad_token="</s>", unk_token="<unk>",
        model_max_length=MAX_POSITIONS, model_input_names=["input_ids", "attention_mask"],
    )  # fmt: skip
    text = {**TOWER, "vocab_size": len(tokenizer), "max_position_embeddings": MAX_POSITIONS, "projection_size": WIDTH}
    return SiglipModel(SiglipConfig(text_config=text, vision_config=VISION)), tokenizer


def _clip() -> Made:
    letters = [*CHARACTERS, *(f"{character}</w>" for character in CHARACTERS)]
    vocab = {piece: number for number, piece in enumerate([*letters, "<|startoftext|>", "<|endoftext|>"])}
    tokenizer = CLIPTokenizer(vocab=vocab, merges=[], model_max_length=MAX_POSITIONS)
    text = {
        **TOWER, "vocab_size": len(vocab), "max_position_embeddings": MAX_POSITIONS, "projection_dim": WIDTH,
        "bos_token_id": vocab["<|startoftext|>"], "eos_token_id": vocab["<|endoftext|>"],
        "pad_token_id": vocab["<|endoftext|>"],
    }  # fmt: skip
    return CLIPModel(CLIPConfig(text_config=text, vision_config=VISION, projection_dim=WIDTH)), tokenizer


MAKERS: dict[str, Callable[[], Made]] = {
    "xlm_r": lambda: _as_is("xlm_roberta"),
    "mbert": lambda: _as_is("bert"),
    "mt5": lambda: _as_is("mt5"),
    "xlm_v": _xlm_v,
    "minilm": _minilm,
    "mdeberta": _mdeberta,
    "rembert": _rembert,
    "siglip": _siglip,
    "clip": _clip,
}


def write_family(folder: Path, family: str) -> Path:
    """Put a tiny encoder of `family` into `folder`, and return it."""
    torch.manual_seed(0)
    network, tokenizer = MAKERS[family]()
    network.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
