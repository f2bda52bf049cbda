"""Putting features of like length together, so that little is spent on padding."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import cycle, islice

POOL = 8  # batches that are sorted by length together: enough to pad little, few enough to stay mixed in kind


def shuffled_batches(lengths: Sequence[int], batch_size: int, seed: int, epoch: int) -> list[list[int]]:
    """Batches of `batch_size` indices for one epoch: shuffled, then sorted by length within pools, then shuffled again.

    Args:
        lengths: tokens of each feature.
        seed: with `epoch`, decides the order.
    """
    order = list(range(len(lengths)))
    generator = random.Random(f"{seed}:{epoch}")  # noqa: S311
    generator.shuffle(order)
    pool = batch_size * POOL
    batches: list[list[int]] = []
    for start in range(0, len(order), pool):
        part = sorted(order[start : start + pool], key=lambda index: lengths[index])
        batches += [part[at : at + batch_size] for at in range(0, len(part), batch_size)]
    generator.shuffle(batches)
    return batches


def share(batches: list[list[int]], rank: int, n_processes: int) -> list[list[int]]:
    """The batches of one process of several, as many for each: the first ones again where they do not divide."""
    missing = -len(batches) % n_processes
    return [*batches, *islice(cycle(batches), missing)][rank::n_processes]


def packed_batches(lengths: Sequence[int], tokens_per_batch: int) -> list[list[int]]:
    """Batches for prediction: sorted by length, each at most `tokens_per_batch` tokens with its padding."""
    batches: list[list[int]] = []
    current: list[int] = []
    for index in sorted(range(len(lengths)), key=lambda index: (lengths[index], index)):
        if current and lengths[index] * (len(current) + 1) > tokens_per_batch:
            batches.append(current)
            current = []
        current.append(index)
    return [*batches, current] if current else batches
