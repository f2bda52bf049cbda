"""Random choices that depend on names alone: not on call order, process or PYTHONHASHSEED."""

from __future__ import annotations

import hashlib
from random import Random

from pipeline.domain.task import Split

TRAIN_SHARE, DEV_SHARE = 60, 15  # percent of all facts; the rest is test


def stable_hash(*parts: object) -> int:
    """A number below 2**64 that the parts' text alone decides."""
    text = "\x1f".join(str(part) for part in parts)
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


def random_for(*parts: object) -> Random:
    """A random generator seeded by the parts' text alone."""
    return Random(stable_hash(*parts))  # noqa: S311 - examples, not secrets


def split_of(seed: int, *fact: object) -> Split:
    """The only split that a fact may appear in, the same in every language and task."""
    place = stable_hash("split", seed, *fact) % 100
    if place < TRAIN_SHARE:
        return Split.TRAIN
    return Split.DEV if place < TRAIN_SHARE + DEV_SHARE else Split.TEST
