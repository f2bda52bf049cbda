"""Draws of facts, dates and numbers that respect the split of each."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import TypeVar

from pipeline.domain.errors import ProfileError
from pipeline.domain.task import Split, Task
from pipeline.sources.generated.cldr import Kind
from pipeline.sources.generated.facts import Territory, shared_codes, territories
from pipeline.sources.generated.phrases import N_FORMS, Quantity, Statement
from pipeline.sources.generated.seeding import random_for, split_of
from pipeline.sources.generated.values import UNITS

MAX_ATTEMPTS = 200
_FIRST_DAY = date(1950, 1, 1)
_N_DAYS = 36_500
PlanT = TypeVar("PlanT", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Cell:
    """What is asked of a generator: n examples of one task, split and language."""

    task: Task
    split: Split
    language: str
    seed: int
    n: int
    drawn_as: str | None = None  # language whose plans these are; None: its own

    def example_id(self, position: int) -> str:
        """Id of one example; the same in every language of a parallel task."""
        return f"{self.task.task}-{self.split.value}-{position:05d}"


def distinct_plans(cell: Cell, draw: Callable[[Random, int], PlanT], is_parallel: bool) -> list[PlanT]:
    """Plans for n examples, no two alike; the first m of n are the m that a smaller size gives.

    Args:
        cell: what is asked.
        draw: a plan from a random generator and the position 0..n-1; it must not look at the language.
        is_parallel: whether every language gets the same plans.

    Raises:
        ProfileError: there are fewer different plans than asked for.
    """
    seen: set[PlanT] = set()
    plans = []
    for position in range(cell.n):
        for attempt in range(MAX_ATTEMPTS):
            key = "" if is_parallel else cell.drawn_as or cell.language
            plan = draw(random_for(cell.seed, cell.task.task, cell.split, key, position, attempt), position)
            if plan not in seen:
                break
        else:
            raise ProfileError(
                f"generated task {cell.task.task!r}, split {cell.split.value!r}: only {position} different examples "
                f"found, {cell.n} asked for; lower the size of the split"
            )
        seen.add(plan)
        plans.append(plan)
    return plans


@cache
def told_territories(seed: int, split: Split, kinds: tuple[Kind, ...], at_least: int) -> tuple[Territory, ...]:
    """The territories of a split with at least so many facts of the given kinds."""
    return tuple(one for one in territories(seed, split) if sum(kind in one.values for kind in kinds) >= at_least)


def draw_statement(random: Random, territory: Territory, kinds: tuple[Kind, ...], n_values: int) -> Statement:
    """A statement of up to n_values facts of the given kinds, in a drawn order and arrangement."""
    told = [(kind, territory.values[kind]) for kind in kinds if kind in territory.values]
    chosen = random.sample(told, min(n_values, len(told)))
    return Statement(territory.code, tuple(chosen), random.randrange(N_FORMS))


def draw_day(random: Random, seed: int, split: Split) -> str:
    """An ISO day of the split."""
    while True:
        day = (_FIRST_DAY + timedelta(days=random.randrange(_N_DAYS))).isoformat()
        if split_of(seed, Kind.DATE, day) is split:
            return day


def draw_near_day(random: Random, cell: Cell, day: str, distances: Sequence[int]) -> str:
    """Another day of the same split, one of the given distances (in days) away where the split has one."""
    first = date.fromisoformat(day)
    near = [(first + timedelta(days=distance)).isoformat() for distance in distances]
    own = [other for other in near if split_of(cell.seed, Kind.DATE, other) is cell.split]
    return random.choice(own) if own else draw_day(random, cell.seed, cell.split)


def draw_quantity(random: Random, seed: int, split: Split, style: str) -> Quantity:
    """A number of a unit; the pair belongs to the split."""
    while True:
        number, unit = random.randrange(2, 100), random.choice(UNITS)
        if split_of(seed, "quantity", number, unit) is split:
            return Quantity(number, unit, style)


@cache
def told_values(seed: int, split: Split, kind: Kind) -> tuple[str, ...]:
    """The different values of one kind that the territories of a split have, sorted; all five regions in any split."""
    if kind is Kind.REGION:  # a continent belongs to no split: it is never what is to be learnt
        return shared_codes(kind)
    return tuple(sorted({one.values[kind] for one in told_territories(seed, split, (kind,), 1)}))


def draw_other_values(random: Random, cell: Cell, kind: Kind, but: tuple[str, ...], n: int) -> list[str]:
    """N different values of one kind, none of those in `but`."""
    return random.sample([code for code in told_values(cell.seed, cell.split, kind) if code not in but], n)


def shuffle_in(random: Random, right: PlanT, wrong: Sequence[PlanT]) -> tuple[tuple[PlanT, ...], int]:
    """The right choice at a drawn place among the wrong ones, and that place."""
    place = random.randrange(len(wrong) + 1)
    return (*wrong[:place], right, *wrong[place:]), place


def draw_other_quantity(random: Random, cell: Cell, one: Quantity, style: str) -> Quantity:
    """Another number of the same unit, of the same split."""
    while True:
        number = random.randrange(2, 100)
        if number != one.number and split_of(cell.seed, "quantity", number, one.unit) is cell.split:
            return Quantity(number, one.unit, style)
