"""Do two texts say the same: QQP and PAWS-X."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from random import Random

from pipeline.domain.example import ExampleSet, SequenceExample
from pipeline.sources.generated.cldr import Kind
from pipeline.sources.generated.draws import (
    Cell,
    distinct_plans,
    draw_day,
    draw_near_day,
    draw_other_quantity,
    draw_quantity,
    told_territories,
)
from pipeline.sources.generated.facts import entities
from pipeline.sources.generated.phrases import N_FORMS, DateText, Listing, Phrase, Statement, passage
from pipeline.sources.generated.values import DATE_STYLES

LABELS = ("0", "1")  # 1: the same
_DISTANCES = (-3653, -365, -31, -30, -1, 1, 30, 31, 365, 3653)  # days: a day, a month, a year, ten years
_KINDS = (Kind.CURRENCY, Kind.LANGUAGE, Kind.CITY)
_NAMES = (Kind.TERRITORY, Kind.CITY, Kind.CURRENCY, Kind.LANGUAGE)


@dataclass(frozen=True, slots=True)
class ParaphrasePlan:
    """Two texts and whether they say the same."""

    one: tuple[Phrase, ...]
    other: tuple[Phrase, ...]
    is_same: bool


Draw = Callable[[Random, Cell, bool], ParaphrasePlan]


def pairs(draws: tuple[Draw, ...], is_parallel: bool, cell: Cell) -> ExampleSet:
    """Pairs of texts, the same and not the same by turns, each of a drawn sort."""
    plans = distinct_plans(
        cell, lambda random, position: random.choice(draws)(random, cell, bool(position % 2)), is_parallel
    )
    examples = [
        SequenceExample(
            cell.example_id(position),
            passage(plan.one, cell.language),
            passage(plan.other, cell.language),
            LABELS[plan.is_same],
        )
        for position, plan in enumerate(plans)
    ]
    return ExampleSet(cell.task.task, cell.language, cell.split, examples, cell.task.labels or LABELS)


def _days(random: Random, cell: Cell, is_same: bool) -> ParaphrasePlan:
    """A day in two styles; not the same: another day of the year, or of another year."""
    day = draw_day(random, cell.seed, cell.split)
    first, second = random.sample(DATE_STYLES, 2)
    other = day if is_same else draw_near_day(random, cell, day, _DISTANCES)
    return ParaphrasePlan((DateText(day, first),), (DateText(other, second),), is_same)


def _quantities(random: Random, cell: Cell, is_same: bool) -> ParaphrasePlan:
    """A quantity written out and short; not the same: another number."""
    one = draw_quantity(random, cell.seed, cell.split, random.choice(("long", "words")))
    other = replace(one, style="short") if is_same else draw_other_quantity(random, cell, one, "short")
    return ParaphrasePlan((one,), (other,), is_same)


def _lists(random: Random, cell: Cell, is_same: bool) -> ParaphrasePlan:
    """Three names in another order; not the same: one of them is another."""
    kind = random.choice(_NAMES)
    *codes, stranger = random.sample(entities(cell.seed, cell.split, kind), 4)
    others = list(codes)
    if not is_same:
        others[random.randrange(len(others))] = stranger
    random.shuffle(others)
    one, other = (Listing(tuple((kind, code) for code in chosen)) for chosen in (codes, others))
    return ParaphrasePlan((one,), (other,), is_same)


def _replaced(random: Random, cell: Cell, is_same: bool) -> ParaphrasePlan:
    """One fact in two arrangements; not the same: another value or another territory."""
    kind = random.choice(_KINDS)
    pool = told_territories(cell.seed, cell.split, (kind,), 1)
    one = random.choice(pool)
    first, second = random.sample(range(N_FORMS), 2)
    territory, value = one.code, one.values[kind]
    if not is_same:
        stranger = random.choice([other for other in pool if other.values[kind] != value])
        territory, value = (stranger.code, value) if random.random() < 0.5 else (territory, stranger.values[kind])
    told = Statement(one.code, ((kind, one.values[kind]),), first)
    return ParaphrasePlan((told,), (Statement(territory, ((kind, value),), second),), is_same)


def _swapped(random: Random, cell: Cell, is_same: bool) -> ParaphrasePlan:
    """Two facts in the other order; not the same: their values changed places, as in PAWS."""
    kind = random.choice(_KINDS)
    pool = told_territories(cell.seed, cell.split, (kind,), 1)
    one = random.choice(pool)
    two = random.choice([other for other in pool if other.values[kind] != one.values[kind]])
    values = (one.values[kind], two.values[kind]) if is_same else (two.values[kind], one.values[kind])
    form = random.randrange(N_FORMS)
    told = (
        Statement(one.code, ((kind, one.values[kind]),), form),
        Statement(two.code, ((kind, two.values[kind]),), form),
    )
    retold = (Statement(two.code, ((kind, values[1]),), form), Statement(one.code, ((kind, values[0]),), form))
    return ParaphrasePlan(told, retold, is_same)


GENERATORS = {
    "qqp": partial(pairs, (_days, _quantities, _lists, _replaced), True),
    "pawsx": partial(pairs, (_days, _quantities, _lists, _replaced, _swapped), True),
}
