"""Streams of batches that are trained on together: one for each task, one of masked text, mixed by seed."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import torch
from transformers import PreTrainedTokenizerFast

from pipeline.experiments.profile import ContinuedMlm, FineTuning
from pipeline.heads.head import Batch, Feature, collate
from pipeline.training.batches import share, shuffled_batches
from pipeline.training.masked_text import Blocks, Ids, masked_batch, n_batches
from pipeline.training.model import STREAM


@dataclass(frozen=True, slots=True)
class Conditions:
    """What decides the batches of a process beside the data: seed, its number, and how many processes there are."""

    seed: int
    rank: int = 0
    n_processes: int = 1


class Stream(Protocol):
    """Batches of one sort, in a fixed order."""

    n_batches: int  # of this process
    n_tokens: int  # about as many, of all processes, without padding

    def batch(self, number: int) -> Batch:
        """Batch `number` of this process."""


class TaskStream:
    """The features of one task, over all its epochs."""

    def __init__(self, features: Sequence[Feature], settings: FineTuning, pad_id: int, conditions: Conditions) -> None:
        """Shuffle every epoch by seed and number of the epoch; `features` have targets."""
        self._features, self._pad_id = features, pad_id
        lengths = [feature.n_tokens for feature in features]
        self._order: list[list[int]] = []
        for epoch in range(settings.epochs):
            batches = shuffled_batches(lengths, settings.batch_size, conditions.seed, epoch)
            self._order += share(batches, conditions.rank, conditions.n_processes)
        self.n_batches = len(self._order)
        self.n_tokens = settings.epochs * sum(len(row) for feature in features for row in feature.rows)

    def batch(self, number: int) -> Batch:
        """Batch `number` of this process, padded."""
        return collate([self._features[index] for index in self._order[number]], self._pad_id)


class MaskedStream:
    """Masked text of several languages."""

    def __init__(
        self,
        blocks: Blocks,
        tokenizer: PreTrainedTokenizerFast,
        settings: ContinuedMlm,
        conditions: Conditions,
        pieces: Ids | None = None,
    ) -> None:
        """Draw every batch from the seed and its number; random pieces among `pieces`, or all."""
        self._pieces = pieces
        self._blocks, self._tokenizer, self._settings, self._conditions = blocks, tokenizer, settings, conditions
        self.n_batches = n_batches(settings, conditions.n_processes)
        self.n_tokens = self.n_batches * settings.batch_size * settings.block_length * conditions.n_processes

    def batch(self, number: int) -> Batch:
        """Batch `number` of this process; the processes take turns."""
        turn = number * self._conditions.n_processes + self._conditions.rank
        return masked_batch(self._blocks, self._tokenizer, self._settings, self._conditions.seed, turn, self._pieces)


def mixed_order(n_batches: Mapping[int, int], seed: int) -> list[int]:
    """Numbers of streams, each as often as it has batches, shuffled by seed: the same in every process.

    Every stream thus has a share of the batches in proportion to what it holds, from beginning to end.
    """
    order = [stream for stream, n in n_batches.items() for _ in range(n)]
    random.Random(f"{seed}:streams").shuffle(order)  # noqa: S311
    return order


def mixed_batches(streams: Sequence[Stream], order: Sequence[int], first: int = 0) -> Iterator[Batch]:
    """The batches of several streams in a mixed order, from batch number `first` on; each says which it is of."""
    seen = Counter(order[:first])
    for stream in order[first:]:
        yield {**streams[stream].batch(seen[stream]), STREAM: torch.tensor(stream)}
        seen[stream] += 1
