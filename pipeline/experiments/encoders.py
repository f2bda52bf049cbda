"""What the name of an encoder in a profile stands for."""

from __future__ import annotations

import hashlib
from pathlib import Path

from pipeline.domain.errors import MissingDataError
from pipeline.store.home import ENCODERS

WEIGHTS, TOKENIZER = "model.safetensors", "tokenizer.json"


def encoder_location(name: str) -> str:
    """The folder of an encoder that ships with the project, else the name as it is: a folder or a hub id."""
    shipped = ENCODERS / name
    return str(shipped) if "/" not in name and (shipped / WEIGHTS).is_file() else name


def encoder_identity(name: str) -> str:
    """What enters job keys for an encoder: sha256 over weights, config and tokenizer of a folder; a hub id as it is.

    Raises:
        MissingDataError: the name is that of a folder that lacks weights.
    """
    folder = Path(encoder_location(name))
    if not folder.is_dir():
        return name
    digest = hashlib.sha256()
    for file in (WEIGHTS, TOKENIZER, "config.json"):
        if not (folder / file).is_file():
            raise MissingDataError(f"encoder folder {str(folder)!r} has no {file}; save the encoder with safetensors")
        digest.update((folder / file).read_bytes())
    return digest.hexdigest()
