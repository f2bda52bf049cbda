"""Taking part of a set of examples, the same part everywhere, and spreading a part over languages."""

from __future__ import annotations

import dataclasses
import hashlib
from collections import Counter
from collections.abc import Mapping

from pipeline.domain.errors import DataFormatError
from pipeline.domain.example import ExampleSet

SEVERAL_LANGUAGES = "mul"  # ISO 639-2: multiple languages


def _rank(seed: int, example_id: str) -> bytes:
    return hashlib.sha256(f"{seed}:{example_id}".encode()).digest()


def sample(examples: ExampleSet, limit: int | None, seed: int) -> ExampleSet:
    """At most `limit` of the examples, in file order.

    Chosen by a hash of (seed, example id), so that parallel languages, which share ids, keep the same examples, and a
    larger sample holds every smaller one.
    """
    if limit is None or len(examples.examples) <= limit:
        return examples

    def rank(index: int) -> bytes:
        return _rank(seed, examples.examples[index].example_id)

    chosen = sorted(sorted(range(len(examples.examples)), key=rank)[:limit])
    return dataclasses.replace(examples, examples=[examples.examples[index] for index in chosen])


def spread(by_language: Mapping[str, ExampleSet], limit: int | None, seed: int) -> ExampleSet:
    """At most `limit` examples, each in one of the languages, with as even a share for each as there can be.

    Where the languages are parallel (share ids), these are the examples that `sample` takes of one of them: the same
    facts, said in other languages. Each goes to the language that has had fewest, of those that have the example.

    Returns:
        The examples by language in code order, then in file order; language "mul".

    Raises:
        DataFormatError: the languages have other labels than the first.
    """
    languages = sorted(by_language)
    first = by_language[languages[0]]
    holders: dict[str, list[str]] = {}
    for language in languages:
        found = by_language[language]
        if found.labels != first.labels:
            raise DataFormatError(
                found.provenance or found.task, None, f"labels {list(found.labels)}", f"{list(first.labels)}"
            )
        for example in found.examples:
            holders.setdefault(example.example_id, []).append(language)
    chosen: dict[str, str] = {}
    shares = Counter(dict.fromkeys(languages, 0))
    for example_id in sorted(holders, key=lambda one: _rank(seed, one))[:limit]:
        chosen[example_id] = min(holders[example_id], key=lambda language: (shares[language], language))
        shares[chosen[example_id]] += 1
    examples = [
        example
        for language in languages
        for example in by_language[language].examples
        if chosen.get(example.example_id) == language
    ]
    provenance = "; ".join(dict.fromkeys(found.provenance for found in by_language.values() if found.provenance))
    return dataclasses.replace(first, language=SEVERAL_LANGUAGES, examples=examples, provenance=provenance)
