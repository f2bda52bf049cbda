"""Tiny encoder folders, made once a session; no hub."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

os.environ["HF_HUB_OFFLINE"] = "1"  # read when transformers is imported; without it, a lack of network is waited out


@pytest.fixture(scope="session")
def encoder_folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A folder for each of the families "bert", "xlm_roberta" and "mt5", with random weights."""
    from tests.pipeline.tiny_encoders import FAMILIES, write_encoder  # torch, which few tests here need

    root = tmp_path_factory.mktemp("encoders")
    return {family: write_encoder(root / family, family) for family in FAMILIES}
