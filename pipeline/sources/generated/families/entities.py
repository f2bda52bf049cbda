"""Tagging names by class: PAN-X.

CLDR holds no persons or organisations. PAN-X's label names therefore stand for other classes here:
LOC is a place (territory or city), ORG a currency, PER a language. See docs/mini-xtreme.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from pipeline.domain.example import ExampleSet, TaggedSentence
from pipeline.sources.generated.cldr import Kind
from pipeline.sources.generated.draws import Cell, distinct_plans, draw_day, draw_quantity
from pipeline.sources.generated.facts import entities
from pipeline.sources.generated.phrases import DateText, Name, Phrase, text_of
from pipeline.sources.generated.words import PUNCTUATION, split_words

CLASS_OF = {Kind.TERRITORY: "LOC", Kind.CITY: "LOC", Kind.CURRENCY: "ORG", Kind.LANGUAGE: "PER"}
LABELS = ("B-LOC", "B-ORG", "B-PER", "I-LOC", "I-ORG", "I-PER", "O")
_KINDS = (Kind.TERRITORY, Kind.CITY, Kind.CURRENCY, Kind.CURRENCY, Kind.LANGUAGE, Kind.LANGUAGE)


@dataclass(frozen=True, slots=True)
class SentencePlan:
    """Names and other phrases, each followed by its mark."""

    phrases: tuple[Phrase, ...]
    marks: tuple[str, ...]


def tagged_names(cell: Cell) -> ExampleSet:
    """Sentences of two to four names between dates and quantities; names of one split never stand in another."""
    plans = distinct_plans(cell, lambda random, _: _draw(random, cell), is_parallel=False)
    examples = [_tagged(cell.example_id(position), plan, cell.language) for position, plan in enumerate(plans)]
    return ExampleSet(cell.task.task, cell.language, cell.split, examples, cell.task.labels or LABELS)


GENERATORS = {"panx": tagged_names}


def _draw(random: Random, cell: Cell) -> SentencePlan:
    phrases: list[Phrase] = []
    for _ in range(random.randrange(2, 5)):
        kind = random.choice(_KINDS)
        phrases.append(Name(kind, random.choice(entities(cell.seed, cell.split, kind))))
    for _ in range(random.randrange(0, 3)):
        phrases.append(_other(random, cell))
    random.shuffle(phrases)
    return SentencePlan(tuple(phrases), tuple(random.choice(PUNCTUATION) for _ in phrases))


def _other(random: Random, cell: Cell) -> Phrase:
    if random.random() < 0.5:
        return draw_quantity(random, cell.seed, cell.split, random.choice(("long", "words")))
    return DateText(draw_day(random, cell.seed, cell.split), random.choice(("full", "long", "medium")))


def _tagged(example_id: str, plan: SentencePlan, language: str) -> TaggedSentence:
    words: list[str] = []
    tags: list[str] = []
    for phrase, mark in zip(plan.phrases, plan.marks, strict=True):
        found = split_words(text_of(phrase, language))
        words += [*found, mark]
        if isinstance(phrase, Name):
            label = CLASS_OF[phrase.kind]
            tags += [f"B-{label}", *[f"I-{label}"] * (len(found) - 1), "O"]
        else:
            tags += ["O"] * (len(found) + 1)
    return TaggedSentence(example_id, tuple(words), tuple(tags))
