"""Taking part of a set of examples, the same part everywhere."""

from __future__ import annotations

import dataclasses
import hashlib

from pipeline.domain.example import ExampleSet


def sample(examples: ExampleSet, limit: int | None, seed: int) -> ExampleSet:
    """At most `limit` of the examples, in file order.

    Chosen by a hash of (seed, example id), so that parallel languages, which share ids, keep the same examples, and a
    larger sample holds every smaller one.
    """
    if limit is None or len(examples.examples) <= limit:
        return examples

    def rank(index: int) -> bytes:
        return hashlib.sha256(f"{seed}:{examples.examples[index].example_id}".encode()).digest()

    chosen = sorted(sorted(range(len(examples.examples)), key=rank)[:limit])
    return dataclasses.replace(examples, examples=[examples.examples[index] for index in chosen])
