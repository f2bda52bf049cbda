"""Encoders that are made from a shipped one without training: some of its layers, or another architecture untrained.

"mini:4-layers"    the embeddings and the first 4 layers of `mini`, nothing trained afterwards
"mini:mt5-128x2"   the encoder of an mT5 of width 128 and 2 layers with random weights and the tokenizer of `mini`

The files are made when they are first asked for, below the home, and are the same wherever they are made.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.domain.errors import EncoderError
from pipeline.experiments.weights_file import Weights, read_weights, write_weights
from pipeline.store.home import ENCODERS, find_home

_NAME = re.compile(
    r"(?P<base>[a-z0-9-]+):(?:(?P<layers>[1-9][0-9]?)-layers|mt5-(?P<width>[1-9][0-9]*)x(?P<depth>[1-9][0-9]?))"
)
_LAYER = re.compile(r"encoder\.layer\.(\d+)\.")
HEAD_WIDTH = 32  # of an untrained mT5
SEED = 0
EMBEDDING_DEVIATION = 0.05  # mT5 has 1.0 and 250,000 pieces; tied to an output layer that learns too slowly here
FILES = ("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json")


@dataclass(frozen=True, slots=True)
class Derived:
    """What the name of a derived encoder says."""

    base: str
    n_layers: int
    width: int | None  # of an mT5; None: layers of the base

    @property
    def is_random(self) -> bool:
        """Whether its weights have learned nothing."""
        return self.width is not None


def parse_derived(name: str) -> Derived | None:
    """What `name` stands for; None where it is not the name of a derived encoder."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    width = found["width"]
    return Derived(found["base"], int(found["layers"] or found["depth"]), int(width) if width else None)


def derived_folder(name: str) -> str:
    """The folder of a derived encoder, made if it is not there.

    Raises:
        EncoderError: the base does not ship with the project, or has fewer layers.
    """
    derived = parse_derived(name)
    base = ENCODERS / derived.base if derived else ENCODERS / name
    if derived is None or not all((base / file).is_file() for file in FILES):
        raise EncoderError(f"encoder {name!r} is made from {base}, which lacks one of {', '.join(FILES)}")
    folder = find_home().root / "derived-encoders" / name.replace(":", "-")
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
            made = Path(temporary) / "encoder"
            made.mkdir()
            _write(derived, base, made)
            _put(made, folder)
    return str(folder)


def _put(made: Path, folder: Path) -> None:
    try:
        made.rename(folder)
    except OSError:  # another process was faster; its files are the same
        if not folder.is_dir():
            raise


def _write(derived: Derived, base: Path, out: Path) -> None:
    config = json.loads((base / "config.json").read_text(encoding="utf-8"))
    tokenizer = json.loads((base / "tokenizer_config.json").read_text(encoding="utf-8"))
    if derived.width is None:
        weights = first_layers(read_weights(base / "model.safetensors"), derived.n_layers)
        config |= {"num_hidden_layers": derived.n_layers}
        _copy_training(base, out, sum(array.size for array in weights.values()))
    else:
        config = mt5_config(derived.width, derived.n_layers, int(config["vocab_size"]))
        tokenizer |= {"model_input_names": ["input_ids", "attention_mask"]}  # mT5 has no segments
        weights = mt5_weights(config)
    write_weights(out / "model.safetensors", weights)
    shutil.copy(base / "tokenizer.json", out / "tokenizer.json")
    for file, content in (("config.json", config), ("tokenizer_config.json", tokenizer)):
        (out / file).write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _copy_training(base: Path, out: Path, n_parameters: int) -> None:
    """How the base was made holds for its layers too, but for their number."""
    if (base / "training.json").is_file():
        training = json.loads((base / "training.json").read_text(encoding="utf-8"))
        training |= {"n_parameters": n_parameters, "weights_sha256": None}
        (out / "training.json").write_text(json.dumps(training, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def first_layers(weights: Weights, n_layers: int) -> Weights:
    """The weights of a BERT without those of layer `n_layers` (counted from 0) and above.

    Raises:
        EncoderError: there are not so many layers.
    """
    layers = {name: int(found[1]) for name in weights if (found := _LAYER.match(name))}
    if not layers or n_layers > max(layers.values()) + 1:
        raise EncoderError(f"{n_layers} layers are asked for, and the encoder has {len(set(layers.values()))}")
    return {name: array for name, array in weights.items() if layers.get(name, -1) < n_layers}


def mt5_config(width: int, n_layers: int, n_pieces: int) -> dict[str, Any]:
    """config.json of the encoder of an mT5; widths as in mT5-small (d_ff is twice the width), heads of 32."""
    return {
        "architectures": ["MT5EncoderModel"],
        "model_type": "mt5",
        "vocab_size": n_pieces,
        "d_model": width,
        "d_kv": HEAD_WIDTH,
        "d_ff": 2 * width,
        "num_layers": n_layers,
        "num_heads": max(1, width // HEAD_WIDTH),
        "feed_forward_proj": "gated-gelu",
        "dropout_rate": 0.0,
        "relative_attention_num_buckets": 32,
        "relative_attention_max_distance": 128,
        "layer_norm_epsilon": 1e-6,
        "is_encoder_decoder": False,
        "tie_word_embeddings": True,
        "pad_token_id": 0,
        "dtype": "float32",
    }


def mt5_weights(config: dict[str, Any]) -> Weights:
    """Random weights of the encoder of an mT5, float32, from a fixed seed.

    Source: Raffel et al. 2020 and their code. Deviations: (d_model d_kv)^-1/2 for queries; d_model^-1/2 for keys,
    values, the position bias and the way into the feed-forward layer; (heads d_kv)^-1/2 and d_ff^-1/2 for the ways out.
    """
    generator = np.random.default_rng(SEED)
    width, inner, wide = config["d_model"], config["num_heads"] * config["d_kv"], config["d_ff"]

    def draw(rows: int, columns: int, deviation: float) -> npt.NDArray[np.float32]:
        return (deviation * generator.standard_normal((rows, columns))).astype(np.float32)

    ones = np.ones(width, dtype=np.float32)
    weights: Weights = {"shared.weight": draw(config["vocab_size"], width, EMBEDDING_DEVIATION)}
    for number in range(config["num_layers"]):
        attention = f"encoder.block.{number}.layer.0"
        weights[f"{attention}.SelfAttention.q.weight"] = draw(inner, width, (width * config["d_kv"]) ** -0.5)
        weights[f"{attention}.SelfAttention.k.weight"] = draw(inner, width, width**-0.5)
        weights[f"{attention}.SelfAttention.v.weight"] = draw(inner, width, width**-0.5)
        weights[f"{attention}.SelfAttention.o.weight"] = draw(width, inner, inner**-0.5)
        weights[f"{attention}.layer_norm.weight"] = ones.copy()
        if number == 0:  # shared by all layers
            weights[f"{attention}.SelfAttention.relative_attention_bias.weight"] = draw(
                config["relative_attention_num_buckets"], config["num_heads"], width**-0.5
            )
        forward = f"encoder.block.{number}.layer.1"
        weights[f"{forward}.DenseReluDense.wi_0.weight"] = draw(wide, width, width**-0.5)
        weights[f"{forward}.DenseReluDense.wi_1.weight"] = draw(wide, width, width**-0.5)
        weights[f"{forward}.DenseReluDense.wo.weight"] = draw(width, wide, wide**-0.5)
        weights[f"{forward}.layer_norm.weight"] = ones.copy()
    weights["encoder.final_layer_norm.weight"] = ones.copy()
    return weights
