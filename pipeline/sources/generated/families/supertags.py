"""Tags that say how a word combines with its neighbours: CCG, on English phrases.

The tags are written as in Combinatory Categorial Grammar and fit together by its rules, but the scheme is this
generator's own and much smaller than CCGbank's: PP and NP fragments, no verbs.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from pipeline.domain.example import ExampleSet, TaggedSentence
from pipeline.sources.generated import values
from pipeline.sources.generated.cldr import Kind
from pipeline.sources.generated.draws import Cell, distinct_plans, draw_day, draw_quantity
from pipeline.sources.generated.facts import entities
from pipeline.sources.generated.phrases import DateText, Quantity, name, text_of
from pipeline.sources.generated.seeding import split_of
from pipeline.sources.generated.words import is_word, split_words

_NAMES = (Kind.TERRITORY, Kind.CITY, Kind.CURRENCY)
_NO_NOUN_LAST = frozenset(("temperature-celsius",))  # "degrees Celsius": the head comes first
_Tagged = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SupertagPlan:
    """Words with their tags."""

    words: _Tagged


def supertags(cell: Cell) -> ExampleSet:
    """English sentences of two to four phrases: names, quantities, days, distances in time."""
    plans = distinct_plans(cell, lambda random, _: _draw(random, cell), is_parallel=False)
    examples = [
        TaggedSentence(
            cell.example_id(position), tuple(word for word, _ in plan.words), tuple(tag for _, tag in plan.words)
        )
        for position, plan in enumerate(plans)
    ]
    return ExampleSet(cell.task.task, cell.language, cell.split, examples, cell.task.labels or LABELS)


LABELS = tuple(
    sorted(
        (
            "N",
            "N/N",
            "N\\N",
            "N[num]",
            "N/N[num]",
            "(NP\\NP)/NP",
            "PP/NP",
            "PP\\NP",
            "conj",
            ",",
            ".",
            ":",
            "LRB",
            "RRB",
        )
    )
)
GENERATORS = {"ccg": supertags}
ENGLISH_ONLY = ("ccg",)  # the grammar is that of English phrases


def _draw(random: Random, cell: Cell) -> SupertagPlan:
    phrases = [_phrase(random, cell) for _ in range(random.randrange(2, 5))]
    words: list[tuple[str, str]] = []
    for number, phrase in enumerate(phrases):
        if number == len(phrases) - 1:
            words.append((random.choice(("and", "or")), "conj"))
        elif number:
            words.append(random.choice(((",", ","), (":", ":"), (";", ":"))))
        words += phrase
    return SupertagPlan((*words, (".", ".")))


def _phrase(random: Random, cell: Cell) -> _Tagged:
    draw = random.choice((_name, _name, _measured, _day, _distance))
    return draw(random, cell)


def _name(random: Random, cell: Cell) -> _Tagged:
    """A name of plain words, with a quantity in brackets behind one in three."""
    kind = random.choice(_NAMES)
    while True:
        words = name(cell.language, kind, random.choice(entities(cell.seed, cell.split, kind))).split()
        if all(map(is_word, words)) and words[0][0].isupper() and not {"of", "and", "the"} & set(words):
            break
    tagged = _noun_phrase(words)
    if random.random() < 1 / 3:
        return (*tagged, ("(", "LRB"), *_measured(random, cell), (")", "RRB"))
    return tagged


def _measured(random: Random, cell: Cell) -> _Tagged:
    """5 square kilometers: modifiers and a noun; "per" takes a noun phrase on either side."""
    while True:
        drawn = draw_quantity(random, cell.seed, cell.split, random.choice(("long", "words")))
        if drawn.unit not in _NO_NOUN_LAST:
            break
    return _measure(drawn, cell.language)


def _measure(drawn: Quantity, language: str) -> _Tagged:
    words = list(split_words(text_of(drawn, language)))
    if "per" not in words:
        return _noun_phrase(words)
    place = words.index("per")
    return (*_noun_phrase(words[:place]), ("per", "(NP\\NP)/NP"), *_noun_phrase(words[place + 1 :]))


def _noun_phrase(words: list[str]) -> _Tagged:
    return (*((word, "N/N") for word in words[:-1]), (words[-1], "N"))


def _day(random: Random, cell: Cell) -> _Tagged:
    """Monday, May 5, 2003: the month takes the number of the day, the year modifies what stands before it."""
    style = random.choice(("full", "long"))
    words = list(split_words(text_of(DateText(draw_day(random, cell.seed, cell.split), style), cell.language)))
    month, day, comma, year = words[-4:]
    date_tags = ((month, "N/N[num]"), (day, "N[num]"), (comma, ","), (year, "N\\N"))
    weekday = tuple((word, "," if word == "," else "N") for word in words[:-4])
    return (*weekday, *date_tags)


def _distance(random: Random, cell: Cell) -> _Tagged:
    """In 3 days, 2 weeks ago: a preposition before its noun phrase, or "ago" after it."""
    while True:
        text = values.relative_text(cell.language, random.choice((-1, 1)) * random.randrange(2, 9000))
        if split_of(cell.seed, "distance", text) is cell.split:
            break
    words = text.split()
    if words[0] == "in":
        return (("in", "PP/NP"), *_noun_phrase(words[1:]))
    return (*_noun_phrase(words[:-1]), (words[-1], "PP\\NP"))
