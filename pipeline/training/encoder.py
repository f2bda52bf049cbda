"""Loading a pretrained encoder with its tokenizer, and saving it again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import torch
from torch import nn
from transformers import (
    AutoConfig,
    AutoModel,
    AutoModelForTextEncoding,
    AutoTokenizer,
    PreTrainedConfig,
    PreTrainedModel,
    PreTrainedTokenizerFast,
)
from transformers.utils import logging as transformers_logging

from pipeline.domain.errors import EncoderError

transformers_logging.disable_progress_bar()


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
    def embeddings(self) -> nn.Embedding:
        """The word-piece embeddings, float [pieces, width]."""
        return cast("nn.Embedding", self.backbone.get_input_embeddings())

    @property
    def n_parameters(self) -> int:
        """Weights of the backbone, embeddings among them."""
        return sum(parameter.numel() for parameter in self.backbone.parameters())


def _load_backbone(name: str, config: PreTrainedConfig, attention: str) -> PreTrainedModel:
    # an encoder-decoder family (mT5) is loaded as its encoder alone
    loader = AutoModelForTextEncoding if getattr(config, "is_encoder_decoder", False) else AutoModel
    return loader.from_pretrained(  # type: ignore[no-any-return]
        name, config=config, attn_implementation=attention, use_safetensors=True, dtype=torch.float32
    )


def load_encoder(name: str, attention: str = "sdpa", dropout: float | None = None) -> Encoder:
    """The encoder in a local folder, or of a hub id, in single precision.

    Args:
        name: folder with config.json, model.safetensors and tokenizer files, or a hub id.
        attention: "eager" or "sdpa"; families that lack sdpa fall back to eager.
        dropout: probability that replaces the config's own, for states and attention; None leaves it.

    Raises:
        EncoderError: nothing there, no safetensors weights, or no fast tokenizer.
    """
    try:
        config = AutoConfig.from_pretrained(name)
        if dropout is not None:
            for field in ("hidden_dropout_prob", "attention_probs_dropout_prob", "dropout_rate", "attention_dropout"):
                if hasattr(config, field):
                    setattr(config, field, dropout)
        backbone = _load_backbone(name, config, attention)
        tokenizer = AutoTokenizer.from_pretrained(name, use_fast=True)
    except (OSError, ValueError) as error:
        raise EncoderError(
            f"encoder {name!r} cannot be loaded ({error}); expected a folder with config.json, model.safetensors and "
            "tokenizer.json, or a hub id that this machine can reach"
        ) from error
    if not isinstance(tokenizer, PreTrainedTokenizerFast):
        raise EncoderError(f"encoder {name!r} has no fast tokenizer; character offsets are needed: save tokenizer.json")
    return Encoder(name, backbone, tokenizer)


def save_encoder(encoder: Encoder, folder: Path) -> None:
    """Write config, safetensors weights and tokenizer into `folder`."""
    encoder.backbone.save_pretrained(folder)
    encoder.tokenizer.save_pretrained(folder)


def weights_digest(module: torch.nn.Module) -> str:
    """sha256, first 16 digits, over names, types, shapes and bytes of all weights, in name order."""
    digest = hashlib.sha256()
    for name, tensor in sorted(module.state_dict().items()):
        digest.update(f"{name} {tensor.dtype} {tuple(tensor.shape)}".encode())
        digest.update(tensor.detach().cpu().contiguous().view(torch.uint8).numpy().tobytes())
    return digest.hexdigest()[:16]
