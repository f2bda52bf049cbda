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

    Args:
        limit: None: as many as the language with most has.

    Returns:
        The examples by language in code order, then in file order; language "mul".

    Raises:
        DataFormatError: the languages have other labels than the first.
    """
    languages = sorted(by_language)
    first = by_language[languages[0]]
    for language in languages:
        _check_labels(by_language[language], first)
    total = max(len(found.examples) for found in by_language.values()) if limit is None else limit
    chosen = _assign(by_language, languages, total, seed)
    examples = [
        example
        for language in languages
        for example in by_language[language].examples
        if chosen.get(example.example_id) == language
    ]
    provenance = "; ".join(dict.fromkeys(found.provenance for found in by_language.values() if found.provenance))
    return dataclasses.replace(first, language=SEVERAL_LANGUAGES, examples=examples, provenance=provenance)


def _check_labels(found: ExampleSet, first: ExampleSet) -> None:
    if found.labels != first.labels:
        place = found.provenance or found.task
        raise DataFormatError(place, None, f"labels {list(found.labels)}", f"{list(first.labels)}")


def _assign(by_language: Mapping[str, ExampleSet], languages: list[str], total: int, seed: int) -> dict[str, str]:
    """Language of each chosen example id: first up to an even share each, then whoever has more for who has less."""
    holders: dict[str, list[str]] = {}
    for language in languages:
        for example in by_language[language].examples:
            holders.setdefault(example.example_id, []).append(language)
    even, rest = divmod(total, len(languages))
    shares = Counter(dict.fromkeys(languages, 0))
    quotas = {language: even + (number < rest) for number, language in enumerate(languages)}
    ranked = sorted(holders, key=lambda one: _rank(seed, one))
    chosen: dict[str, str] = {}
    for bounds in (quotas, dict.fromkeys(languages, total)):
        for example_id in ranked:
            able = [one for one in holders[example_id] if shares[one] < bounds[one]]
            if len(chosen) < total and able and example_id not in chosen:
                chosen[example_id] = min(able, key=lambda one: (shares[one], one))
                shares[chosen[example_id]] += 1
    return chosen
