"""How large an encoder is: counted in a folder's files, or declared in data/reference/encoders.csv for a hub id."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.domain.errors import DataFormatError, MissingDataError
from pipeline.experiments.encoders import WEIGHTS, encoder_location, shape_of
from pipeline.experiments.profile import Profile
from pipeline.store.home import REFERENCE

ENCODERS_FILE = REFERENCE / "encoders.csv"
_Count = Annotated[int, Field(ge=1)]
_CONFIG_NAMES = {  # config.json spells these by family; the first that is there counts
    "layers": ("num_hidden_layers", "num_layers", "n_layers"),
    "width": ("hidden_size", "d_model"),
    "feed_forward": ("intermediate_size", "d_ff"),
    "heads": ("num_attention_heads", "num_heads"),
}
_TABLES = ("embeddings.", "shared.", "embed_tokens.", "embedding.")  # parts of names of embedding weights


@dataclass(frozen=True, slots=True)
class EncoderShape:
    """What time and memory depend on."""

    layers: int
    width: int
    feed_forward: int
    heads: int
    n_body: int  # parameters outside the embeddings
    n_embedding: int
    basis: str  # "counted" or "declared"
    source: str

    @property
    def n_parameters(self) -> int:
        """All weights."""
        return self.n_body + self.n_embedding


class _Declared(BaseModel):
    """a row of encoders.csv"""  # noqa: D415

    model_config = ConfigDict(extra="forbid", frozen=True)
    encoder: str
    model_type: str
    layers: _Count
    width: _Count
    feed_forward: _Count
    heads: _Count
    pieces: _Count
    positions: _Count
    source: Annotated[str, Field(min_length=1)]


def body_parameters(layers: int, width: int, feed_forward: int) -> int:
    """Weights of the layers of a BERT-like encoder: four projections and two feed-forward matrices, biases and norms.

    Source: Devlin et al. 2019, section 3; Vaswani et al. 2017, sections 3.2 and 3.3.
    """
    attention = 4 * (width * width + width)
    feeding = 2 * width * feed_forward + feed_forward + width
    return layers * (attention + feeding + 4 * width)


def declared_shapes(path: Path = ENCODERS_FILE) -> dict[str, EncoderShape]:
    """Every declared encoder by its hub id.

    Raises:
        DataFormatError: a row breaks the form; its line is named.
    """
    shapes = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in (reader := csv.DictReader(file, restkey="(beyond the header)")):
            try:
                one = _Declared.model_validate(row)
            except ValidationError as error:
                first = error.errors()[0]
                found = f"{first['input']!r:.60} in column {'.'.join(map(str, first['loc']))!r}"
                raise DataFormatError(path, reader.line_num, found, f"a declared encoder ({first['msg']})") from error
            tables = (one.pieces + one.positions) * one.width
            body = body_parameters(one.layers, one.width, one.feed_forward)
            shapes[one.encoder] = EncoderShape(
                one.layers, one.width, one.feed_forward, one.heads, body, tables, "declared", one.source
            )
    return shapes


def folder_shape(folder: Path) -> EncoderShape:
    """The shape of the encoder in a folder, its weights counted in the header of model.safetensors.

    Raises:
        MissingDataError: a file is not there.
        DataFormatError: config.json lacks a size, or the weights are no safetensors.
    """
    config_path, weights = folder / "config.json", folder / WEIGHTS
    for path in (config_path, weights):
        if not path.is_file():
            raise MissingDataError(f"encoder folder {str(folder)!r} has no {path.name}")
    config = json.loads(config_path.read_bytes())
    config = config.get("text_config") or config
    sizes = {field: _size(config, names, config_path) for field, names in _CONFIG_NAMES.items()}
    tables, body = 0, 0
    for name, n_weights in _tensor_sizes(weights).items():
        if name.startswith(("decoder.", "vision_model.", "lm_head.", "cls.", "pooler.")):  # never loaded
            continue
        is_table = any(part in name for part in _TABLES) and not name.endswith("bias")
        tables, body = (tables + n_weights, body) if is_table else (tables, body + n_weights)
    return EncoderShape(**sizes, n_body=body, n_embedding=tables, basis="counted", source=str(weights))


def find_shape(name: str) -> EncoderShape | None:
    """The shape of the encoder that a profile names: counted in its folder, else declared; None where it is neither."""
    name = shape_of(name) or name
    if name in declared_shapes():  # whether or not it is here yet
        return declared_shapes()[name]
    folder = Path(encoder_location(name))
    return folder_shape(folder) if folder.is_dir() else None


def profile_shape(profile: Profile) -> EncoderShape | None:
    """The shape of the encoder that a profile trains; of one still to be made, by its settings or its start."""
    if profile.encoder is not None:
        return find_shape(profile.encoder)
    made = profile.pretraining
    if made is None:
        return None
    if made.start != "random":
        return find_shape(made.start)
    body = body_parameters(made.n_layers, made.hidden_size, 4 * made.hidden_size)
    tables = made.n_new_pieces * made.hidden_size
    return EncoderShape(
        made.n_layers, made.hidden_size, 4 * made.hidden_size, made.n_heads, body, tables, "declared", "[pretraining]"
    )


def _size(config: Mapping[str, Any], names: tuple[str, ...], path: Path) -> int:
    for name in names:
        if isinstance(config.get(name), int):
            return int(config[name])
    raise DataFormatError(path, None, f"none of {', '.join(names)}", "the sizes of an encoder")


def _tensor_sizes(path: Path) -> dict[str, int]:
    """Number of weights by tensor name, from the file's header alone (8 bytes of length, then JSON)."""
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        try:
            header = json.loads(file.read(min(length, 100_000_000)))
        except ValueError as error:
            raise DataFormatError(path, None, "no JSON header", "safetensors") from error
    return {name: math.prod(entry["shape"]) for name, entry in header.items() if name != "__metadata__"}
