"""Weights in the safetensors format as numpy arrays, read and written without the library, which planning lacks.

Source: huggingface/safetensors README, "Format": 8 bytes with the header's length (little endian), a JSON header with
type, shape and place of every array, padded with blanks, then the arrays' bytes one after the other.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.domain.errors import EncoderError

Weights = dict[str, npt.NDArray[Any]]
_TYPES: dict[str, np.dtype[Any]] = {"F16": np.dtype("<f2"), "F32": np.dtype("<f4")}
_NAMES = {dtype: name for name, dtype in _TYPES.items()}
_ALIGNMENT = 8  # bytes


def read_weights(path: Path) -> Weights:
    """All arrays of a file by name.

    Raises:
        EncoderError: an array of a type other than half and single precision.
    """
    content = path.read_bytes()
    start = 8 + int.from_bytes(content[:8], "little")
    header = json.loads(content[8:start])
    header.pop("__metadata__", None)
    weights: Weights = {}
    for name, described in header.items():
        if described["dtype"] not in _TYPES:
            raise EncoderError(f"{path}: {name!r} is of type {described['dtype']}; expected {' or '.join(_TYPES)}")
        first, last = described["data_offsets"]
        flat = np.frombuffer(content[start + first : start + last], dtype=_TYPES[described["dtype"]])
        weights[name] = flat.reshape(described["shape"])
    return weights


def write_weights(path: Path, weights: Weights) -> None:
    """Write arrays of half or single precision, in name order."""
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    place = 0
    for name in sorted(weights):
        array = weights[name]
        header[name] = {
            "dtype": _NAMES[array.dtype],
            "shape": array.shape,
            "data_offsets": [place, place + array.nbytes],
        }
        place += array.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % _ALIGNMENT)
    with path.open("wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for name in sorted(weights):
            file.write(np.ascontiguousarray(weights[name]).tobytes())
