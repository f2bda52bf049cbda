"""Loading a pretrained encoder with its tokenizer, and saving it again."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import torch
from safetensors import SafetensorError
from tokenizers import AddedToken
from torch import nn
from transformers import (
    MODEL_FOR_TEXT_ENCODING_MAPPING,
    AutoConfig,
    AutoModel,
    AutoModelForTextEncoding,
    AutoTokenizer,
    PreTrainedConfig,
    PreTrainedModel,
    PreTrainedTokenizerBase,
    PreTrainedTokenizerFast,
    SiglipTextConfig,
    SiglipTextModel,
)
from transformers.utils import logging as transformers_logging
from transformers.utils.hub import cached_file

from pipeline.domain.errors import EncoderError

transformers_logging.disable_progress_bar()
transformers_logging.set_verbosity_error()  # what is missing from a checkpoint is checked below, and an error


CUT_TYPES = ("bert", "roberta", "xlm-roberta")  # nothing but the layers comes after the embeddings
CAUSAL_TYPES = ("clip_text_model",)  # model types whose tokens see only those before them


@dataclass(frozen=True, slots=True)
class Encoder:
    """A pretrained network that turns tokens into states, with its tokenizer."""

    name: str
    backbone: PreTrainedModel
    tokenizer: PreTrainedTokenizerFast

    @property
    def width(self) -> int:
        """Size of a state."""
        return int(getattr(self.backbone.config, "hidden_size", None) or self.backbone.config.d_model)

    @property
    def n_layers(self) -> int:
        """Layers above the embeddings."""
        return int(self.backbone.config.num_hidden_layers)

    @property
    def embeddings(self) -> nn.Embedding:
        """The word-piece embeddings, float [pieces, width]."""
        return cast("nn.Embedding", self.backbone.get_input_embeddings())

    @property
    def n_parameters(self) -> int:
        """Weights of the backbone, embeddings among them."""
        return sum(parameter.numel() for parameter in self.backbone.parameters())

    @property
    def n_positions(self) -> int | None:
        """Tokens of the longest row that the backbone has positions for; None: positions are relative."""
        embeddings = getattr(self.backbone, "embeddings", None)
        positions = getattr(embeddings, "position_embeddings", getattr(embeddings, "position_embedding", None))
        if not isinstance(positions, nn.Embedding):
            return None
        # families that count positions from behind the padding id (RoBERTa, XLM-R) mark it in the embedding
        n_unused = 0 if positions.padding_idx is None else positions.padding_idx + 1
        return positions.num_embeddings - n_unused

    @property
    def is_causal(self) -> bool:
        """Whether a token sees only those before it, as in CLIP's text tower."""
        return self.backbone.config.model_type in CAUSAL_TYPES

    @property
    def layers(self) -> nn.ModuleList:
        """The layers above the embeddings, the lowest first."""
        lists = (part for part in self.backbone.modules() if isinstance(part, nn.ModuleList))
        return next(part for part in lists if len(part) == self.n_layers)  # the outermost comes first

    @contextmanager
    def cut_above(self, layer: int) -> Iterator[bool]:
        """Within it, the backbone ends with the layer of this number (1: the lowest), if its family allows that.

        Gives whether it does: its last states are then those of that layer.
        """
        if not 1 <= layer < self.n_layers or self.backbone.config.model_type not in CUT_TYPES:
            yield False
            return
        whole = self.layers
        owner, name = next(
            (part, name) for part in self.backbone.modules() for name, child in part.named_children() if child is whole
        )
        setattr(owner, name, whole[:layer])
        try:
            yield True
        finally:
            setattr(owner, name, whole)

    def freeze(self, n_layers: int) -> None:
        """Leave the embeddings (words, positions, segments) and the lowest `n_layers` layers out of all training.

        Raises:
            EncoderError: there are fewer layers.
        """
        if n_layers > self.n_layers:
            raise EncoderError(
                f"encoder {self.name!r} has {self.n_layers} layers, so {n_layers} cannot stay as they are; "
                "lower n_frozen_layers"
            )
        tables = (part for name, part in self.backbone.named_modules() if name.split(".")[-1] == "embeddings")
        for part in (self.embeddings, *tables, *self.layers[:n_layers]):
            part.requires_grad_(False)

    def check_pooling(self, pooling: str) -> None:
        """Nothing, if the state that `pooling` takes can have seen the whole row.

        Raises:
            EncoderError: it is the first state of an encoder whose tokens see only those before them.
        """
        if pooling == "first" and self.is_causal:
            raise EncoderError(
                f"encoder {self.name!r} reads from left to right, so its first state has seen nothing; "
                'set pooling = "mean"'
            )

    def check_length(self, max_length: int) -> None:
        """Nothing, if rows of `max_length` tokens fit.

        Raises:
            EncoderError: the backbone has fewer positions.
        """
        if self.n_positions is not None and max_length > self.n_positions:
            raise EncoderError(
                f"encoder {self.name!r} has positions for {self.n_positions} tokens, not {max_length}; "
                "lower max_length or block_length"
            )


def _text_config(config: PreTrainedConfig) -> PreTrainedConfig:
    """The config of the text tower where an encoder of text and images is named, else the config as it is."""
    return config.text_config if config.model_type in ("clip", "siglip") else config


def _loader(config: PreTrainedConfig) -> Any:  # the library types its loaders each in its own way
    # an encoder-decoder family (mT5) is loaded as its encoder alone, whether or not the folder holds a decoder
    if isinstance(config, SiglipTextConfig):  # in none of the library's tables
        return SiglipTextModel
    return AutoModelForTextEncoding if type(config) in MODEL_FOR_TEXT_ENCODING_MAPPING else AutoModel


def _load_backbone(name: str, config: PreTrainedConfig, attention: str) -> PreTrainedModel:
    backbone, report = _loader(config).from_pretrained(
        name,
        config=config,
        attn_implementation=attention,
        use_safetensors=True,
        dtype=torch.float32,
        output_loading_info=True,
    )
    absent = sorted(key for key in report["missing_keys"] if not key.startswith("pooler."))
    if absent:  # the library would draw them at random
        raise ValueError(f"its weights lack {len(absent)} of those that config.json calls for, {absent[0]} among them")
    _drop_pooler(backbone)
    return cast("PreTrainedModel", backbone)


def _drop_pooler(backbone: PreTrainedModel) -> None:
    if isinstance(backbone, SiglipTextModel):  # its forward calls it; without a gradient it stays as it came
        backbone.head.requires_grad_(False)
    if "add_pooling_layer" in inspect.signature(type(backbone).__init__).parameters:
        # never used here; without it, a start that lacks one has one digest, and every weight gets a gradient
        setattr(backbone, "pooler", None)  # noqa: B010  # the library's types know it as a module alone


def _load_tokenizer(name: str) -> PreTrainedTokenizerBase:
    tokenizer = AutoTokenizer.from_pretrained(name, use_fast=True)
    if isinstance(tokenizer, PreTrainedTokenizerFast) or not _has_file(name, "tokenizer.json"):
        return cast("PreTrainedTokenizerBase", tokenizer)
    # SigLIP's class is a slow one, though tokenizer.json lies beside it
    special: dict[str, Any] = {
        key: str(token) for key, token in tokenizer.special_tokens_map.items() if isinstance(token, str | AddedToken)
    }
    fast: PreTrainedTokenizerFast = PreTrainedTokenizerFast.from_pretrained(name, **special)
    return fast


def _has_file(name: str, file: str) -> bool:
    return cached_file(name, file, _raise_exceptions_for_missing_entries=False) is not None


def load_encoder(name: str, attention: str = "sdpa", dropout: float | None = None) -> Encoder:
    """The encoder in a local folder, or of a hub id, in single precision.

    Args:
        name: folder with config.json, model.safetensors and tokenizer files, or a hub id.
        attention: "eager" or "sdpa", which not every family has.
        dropout: probability that replaces the config's own, for states and attention; None leaves it.

    Raises:
        EncoderError: nothing there, weights missing or unreadable, or no fast tokenizer with pieces that fit them.
    """
    try:
        config = _text_config(AutoConfig.from_pretrained(name))
        if dropout is not None:
            for field in ("hidden_dropout_prob", "attention_probs_dropout_prob", "dropout_rate", "attention_dropout"):
                if hasattr(config, field):
                    setattr(config, field, dropout)
        backbone = _load_backbone(name, config, attention)
        tokenizer = _load_tokenizer(name)
    except (OSError, ValueError, RuntimeError, SafetensorError) as error:  # RuntimeError: weights of another shape
        raise EncoderError(
            f"encoder {name!r} cannot be loaded ({error}); expected a folder with config.json, model.safetensors and "
            "tokenizer.json, or a hub id that this machine can reach"
        ) from error
    if not isinstance(tokenizer, PreTrainedTokenizerFast):
        raise EncoderError(f"encoder {name!r} has no fast tokenizer; character offsets are needed: save tokenizer.json")
    encoder = Encoder(name, backbone, tokenizer)
    # without its files, the library makes a tokenizer of special tokens alone
    if not len(tokenizer.all_special_ids) < len(tokenizer) <= encoder.embeddings.num_embeddings:
        raise EncoderError(
            f"encoder {name!r} has a tokenizer of {len(tokenizer)} pieces, {len(tokenizer.all_special_ids)} of them "
            f"special, and {encoder.embeddings.num_embeddings} embeddings; expected the tokenizer.json that belongs to "
            "the weights"
        )
    return encoder


def random_encoder(name: str, seed: int, attention: str = "sdpa", dropout: float | None = None) -> Encoder:
    """Weights drawn at random as its family begins training, in the shape and with the tokenizer of encoder `name`.

    Args:
        name: folder or hub id of the encoder whose shape it has.
        seed: of the weights; the same ones come out in every process.
        attention: "eager" or "sdpa", which not every family has.
        dropout: as for `load_encoder`.

    Raises:
        EncoderError: encoder `name` cannot be loaded.

    Source: Devlin et al. 2019 and their code (weights from a normal of deviation 0.02, biases 0) for BERT.
    """
    shape = load_encoder(name, attention, dropout)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        # the config may ask for half precision, as a shipped encoder's does
        config = shape.backbone.config
        if isinstance(config, SiglipTextConfig):
            backbone = SiglipTextModel._from_config(config, attn_implementation=attention, dtype=torch.float32)
        else:
            backbone = _loader(config).from_config(config, attn_implementation=attention, dtype=torch.float32)
    _drop_pooler(backbone)
    return Encoder(f"random:{name}", backbone, shape.tokenizer)


def save_encoder(encoder: Encoder, folder: Path) -> None:
    """Write config, safetensors weights and tokenizer into `folder`."""
    encoder.backbone.save_pretrained(folder)
    encoder.tokenizer.save_pretrained(folder)


def weights_digest(module: torch.nn.Module) -> str:
    """sha256, first 16 digits, over names, types, shapes and bytes of all weights, in name order."""
    digest = hashlib.sha256()
    for name, tensor in sorted(module.state_dict().items()):
        digest.update(f"{name} {tensor.dtype} {tuple(tensor.shape)}".encode())
        digest.update(tensor.detach().cpu().contiguous().flatten().view(torch.uint8).numpy().tobytes())
    return digest.hexdigest()[:16]
