"""Which English line says the same: Tatoeba (every line has a partner) and BUCC 2018 (half have none)."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from pipeline.domain.example import ExampleSet, RetrievalQuery
from pipeline.sources.generated.cldr import Kind
from pipeline.sources.generated.draws import Cell, distinct_plans, draw_day, draw_quantity
from pipeline.sources.generated.facts import entities
from pipeline.sources.generated.phrases import DateText, Listing, Phrase, text_of
from pipeline.sources.generated.punctuation import marks
from pipeline.sources.generated.seeding import random_for

DIGITS_SHARE = 0.5  # lines with a quantity or a date, which helps where scripts differ
_KINDS = (Kind.TERRITORY, Kind.TERRITORY, Kind.CITY, Kind.CURRENCY, Kind.LANGUAGE)
_ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class LinePlan:
    """What one line says."""

    phrases: tuple[Phrase, ...]


def translations(cell: Cell) -> ExampleSet:
    """Every query has its translation at the same place among the English candidates, as in Tatoeba's files."""
    plans = distinct_plans(cell, lambda random, _: _draw(random, cell), is_parallel=True)
    queries = [
        RetrievalQuery(cell.example_id(position), _line(plan, cell.language), position)
        for position, plan in enumerate(plans)
    ]
    candidates = tuple(_line(plan, _ENGLISH) for plan in plans)
    ids = tuple(f"{query.example_id}-en" for query in queries)
    return ExampleSet(cell.task.task, cell.language, cell.split, queries, (), candidates, ids)


def mined_pairs(cell: Cell) -> ExampleSet:
    """N queries and n candidates of which half are translations of each other; each language has its own lines."""
    twice = Cell(cell.task, cell.split, cell.language, cell.seed, cell.n + cell.n // 2)
    plans = distinct_plans(twice, lambda random, _: _draw(random, cell), is_parallel=False)
    n_alone = cell.n // 2
    foreign, english = plans[: cell.n], plans[n_alone:]  # they share the middle
    order = list(range(len(english)))
    random_for(cell.seed, cell.task.task, cell.split, cell.language, "order").shuffle(order)
    place_of = {plan: order.index(number) for number, plan in enumerate(english)}
    queries = [
        RetrievalQuery(cell.example_id(position), _line(plan, cell.language), place_of.get(plan))
        for position, plan in enumerate(foreign)
    ]
    candidates = tuple(_line(english[number], _ENGLISH) for number in order)
    ids = tuple(f"{cell.example_id(number)}-en" for number in range(len(candidates)))
    return ExampleSet(cell.task.task, cell.language, cell.split, queries, (), candidates, ids)


GENERATORS = {"tatoeba": translations, "bucc2018": mined_pairs}


def _draw(random: Random, cell: Cell) -> LinePlan:
    """A list of two or three names, and in half of the lines a quantity or a date."""
    kind = random.choice(_KINDS)
    codes = random.sample(entities(cell.seed, cell.split, kind), random.choice((2, 3)))
    listing = Listing(tuple((kind, code) for code in codes), random.choice(("standard", "or")))
    if random.random() >= DIGITS_SHARE:
        return LinePlan((listing,))
    if random.random() < 0.5:
        return LinePlan((listing, draw_quantity(random, cell.seed, cell.split, "long")))
    return LinePlan((listing, DateText(draw_day(random, cell.seed, cell.split), "long")))


def _line(plan: LinePlan, language: str) -> str:
    return marks(language).colon.join(text_of(phrase, language) for phrase in plan.phrases)
