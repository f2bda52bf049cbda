"""Raw text for pretraining: facts, lists, dates, quantities; every language drawn on its own, nothing parallel."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from pipeline.domain.task import Split
from pipeline.sources.generated import values
from pipeline.sources.generated.cldr import Kind, lexicon
from pipeline.sources.generated.draws import draw_day, draw_quantity, draw_statement, told_territories
from pipeline.sources.generated.facts import entities
from pipeline.sources.generated.phrases import DateText, Listing, Name, passage, text_of
from pipeline.sources.generated.punctuation import end_sentence, marks
from pipeline.sources.generated.seeding import random_for

_FACTS = (Kind.CURRENCY, Kind.LANGUAGE, Kind.REGION, Kind.CITY)
_NAMES = (Kind.TERRITORY, Kind.CITY, Kind.CURRENCY, Kind.LANGUAGE)


def documents(seed: int, language: str, n: int) -> Iterator[str]:
    """N short documents in one language.

    Facts, dates and quantities are those of the training split alone. Names of all splits occur, but a name of
    another split only in lists, which tell nothing about it.
    """
    for number in range(n):
        random = random_for(seed, "text", language, number)
        yield _document(random, seed, language)


def _document(random: Random, seed: int, language: str) -> str:
    write = random.choice((_facts, _facts, _names, _names, _dates, _quantities, _numbers, _distances, _codes))
    return write(random, seed, language)


def _facts(random: Random, seed: int, language: str) -> str:
    """Two or three territories of the training split with up to three facts each."""
    told = random.sample(told_territories(seed, Split.TRAIN, _FACTS, 2), random.randrange(2, 4))
    return passage([draw_statement(random, one, _FACTS, random.randrange(1, 4)) for one in told], language)


def _names(random: Random, _: int, language: str) -> str:
    """A list of names of one kind, of any split."""
    kind = random.choice(_NAMES)
    names = list(lexicon(language).names[kind])
    chosen = tuple((kind, code) for code in random.sample(names, random.randrange(3, 7)))
    return passage([Listing(chosen, random.choice(("standard", "or")))], language)


def _dates(random: Random, seed: int, language: str) -> str:
    """Days, each in two styles."""
    days = [draw_day(random, seed, Split.TRAIN) for _ in range(random.randrange(1, 3))]
    texts = []
    for day in days:
        first, second = random.sample(values.DATE_STYLES, 2)
        texts.append(_pair(text_of(DateText(day, first), language), text_of(DateText(day, second), language), language))
    return "".join(end_sentence(text, language) for text in texts).strip()


def _quantities(random: Random, seed: int, language: str) -> str:
    """Two to four quantities."""
    styles = [random.choice(("long", "short", "words")) for _ in range(random.randrange(2, 5))]
    return _join([text_of(draw_quantity(random, seed, Split.TRAIN, style), language) for style in styles], language)


def _distances(random: Random, _: int, language: str) -> str:
    """Three distances in time from now."""
    return _join([values.relative_text(language, random.randrange(-900, 900)) for _ in range(3)], language)


def _numbers(random: Random, seed: int, language: str) -> str:
    """Numbers in words and digits; days where num2words lacks the language."""
    chosen = [(number, values.number_words(language, number)) for number in random.sample(range(200), 3)]
    texts = [_pair(words, values.number_text(language, number), language) for number, words in chosen if words]
    return _join(texts, language) if texts else _dates(random, seed, language)


def _codes(random: Random, seed: int, language: str) -> str:
    """Names of the training split with their international codes."""
    kind = random.choice((Kind.TERRITORY, Kind.CURRENCY, Kind.LANGUAGE))
    chosen = random.sample(entities(seed, Split.TRAIN, kind), 3)
    return _join([_pair(text_of(Name(kind, code), language), code, language) for code in chosen], language)


def _pair(one: str, other: str, language: str) -> str:
    mark = marks(language)
    return f"{one}{mark.opening}{other}{mark.closing}"


def _join(texts: list[str], language: str) -> str:
    mark = marks(language)
    return end_sentence(mark.comma.join(texts), language).strip()
