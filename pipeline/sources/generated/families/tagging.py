"""Word classes: UD-POS, with the seven of UD's seventeen tags that CLDR makes certain."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from random import Random

from pipeline.domain.example import ExampleSet, TaggedSentence
from pipeline.domain.task import Split
from pipeline.sources.generated import values
from pipeline.sources.generated.cldr import Kind, lexicon
from pipeline.sources.generated.draws import Cell, distinct_plans
from pipeline.sources.generated.facts import entities
from pipeline.sources.generated.punctuation import marks
from pipeline.sources.generated.seeding import split_of
from pipeline.sources.generated.words import conjunction, is_word, unit_words

UPOS = (
    "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN", "PUNCT", "SCONJ", "SYM",
    "VERB", "X",
)  # fmt: skip
SYMBOLS = ("%", "€", "$", "£", "¥", "₹", "+", "=")
_Tagged = tuple[tuple[str, str], ...]  # word, tag


@dataclass(frozen=True, slots=True)
class TaggedPlan:
    """Words with their tags."""

    words: _Tagged


def word_classes(cell: Cell) -> ExampleSet:
    """Sentences of two to five names, quantities and sums; each language has its own."""
    plans = distinct_plans(cell, lambda random, _: _draw(random, cell), is_parallel=False)
    examples = [
        TaggedSentence(
            cell.example_id(position), tuple(word for word, _ in plan.words), tuple(tag for _, tag in plan.words)
        )
        for position, plan in enumerate(plans)
    ]
    return ExampleSet(cell.task.task, cell.language, cell.split, examples, cell.task.labels or UPOS)


GENERATORS = {"udpos": word_classes}


def _draw(random: Random, cell: Cell) -> TaggedPlan:
    mark = marks(cell.language)
    items = [_item(random, cell) for _ in range(random.randrange(2, 6))]
    words: list[tuple[str, str]] = []
    for number, item in enumerate(items):
        if number == len(items) - 1 and (joint := conjunction(cell.language, random.choice(("standard", "or")))):
            words.append((joint, "CCONJ"))
        elif number:
            words.append((random.choice((mark.comma, mark.semicolon, mark.dash)).strip(), "PUNCT"))
        words += item
    return TaggedPlan((*words, (random.choice((mark.stop, mark.question)).strip(), "PUNCT")))


def _item(random: Random, cell: Cell) -> _Tagged:
    shape = random.choice(("name", "name", "quantity", "quantity", "symbol", "bracket"))
    if shape == "quantity":
        return _quantity(random, cell)
    if shape == "symbol":
        return ((_number(random, cell), "NUM"), (random.choice(SYMBOLS), "SYM"))
    name = (random.choice(one_word_names(cell.seed, cell.split, cell.language)), "PROPN")
    if shape == "bracket":
        mark = marks(cell.language)
        return (name, (mark.opening.strip(), "PUNCT"), *_quantity(random, cell), (mark.closing.strip(), "PUNCT"))
    return (name,)


def _quantity(random: Random, cell: Cell) -> _Tagged:
    """A number and a unit in the language's order."""
    number = int(_number(random, cell))
    unit, is_unit_first = random.choice(unit_words(cell.language, number))
    words = values.number_words(cell.language, number)
    spelled = words if words and " " not in words and random.random() < 0.5 else str(number)
    pair = ((spelled, "NUM"), (unit, "NOUN"))
    return (pair[1], pair[0]) if is_unit_first else pair


def _number(random: Random, cell: Cell) -> str:
    while True:
        number = random.randrange(2, 100)
        if split_of(cell.seed, "number", number) is cell.split:
            return str(number)


@cache
def one_word_names(seed: int, split: Split, language: str) -> tuple[str, ...]:
    """Names of territories and cities that are one word in this language and in English."""
    own, english = lexicon(language).names, lexicon("en").names
    found = {
        own[kind][code]
        for kind in (Kind.TERRITORY, Kind.CITY)
        for code in entities(seed, split, kind)
        if is_word(own[kind][code]) and is_word(english[kind][code])
    }
    return tuple(sorted(found))
