"""Which of four endings goes on: HellaSwag, on sequences and facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from pipeline.domain.example import ChoiceExample, ExampleSet
from pipeline.sources.generated.cldr import Kind
from pipeline.sources.generated.draws import (
    Cell,
    distinct_plans,
    draw_day,
    draw_other_values,
    draw_quantity,
    shuffle_in,
    told_territories,
)
from pipeline.sources.generated.phrases import DateText, Name, Phrase, Quantity, Statement, text_of
from pipeline.sources.generated.punctuation import marks
from pipeline.sources.generated.seeding import split_of

N_WRONG = 3
_STEPS_OF_DAYS = (1, 2, 7, 14)
_STEPS_OF_NUMBERS = (1, 2, 3, 5, 10, 20)
_STYLES_OF_DATES = ("full", "long", "medium")


@dataclass(frozen=True, slots=True)
class EndingPlan:
    """A beginning, the endings and the number of the right one."""

    beginning: tuple[Phrase, ...]
    endings: tuple[Phrase, ...]
    label: int


def sequence_endings(cell: Cell) -> ExampleSet:
    """Beginnings of a sequence of days or quantities, or of a row of facts, with four endings each."""

    def draw(random: Random, _: int) -> EndingPlan:
        return random.choice((_draw_days, _draw_quantities, _draw_facts))(random, cell)

    examples = [
        ChoiceExample(
            cell.example_id(position),
            _beginning(plan.beginning, cell.language),
            "",
            tuple(text_of(ending, cell.language) for ending in plan.endings),
            plan.label,
        )
        for position, plan in enumerate(distinct_plans(cell, draw, is_parallel=True))
    ]
    return ExampleSet(cell.task.task, cell.language, cell.split, examples)


GENERATORS = {"hellaswag": sequence_endings}


def _draw_days(random: Random, cell: Cell) -> EndingPlan:
    first = date.fromisoformat(draw_day(random, cell.seed, cell.split))
    step, style = random.choice(_STEPS_OF_DAYS), random.choice(_STYLES_OF_DATES)
    days = [DateText((first + timedelta(days=step * n)).isoformat(), style) for n in range(7)]
    endings, label = shuffle_in(random, days[3], random.sample(days[:3] + days[4:], N_WRONG))
    return EndingPlan(tuple(days[:3]), endings, label)


def _draw_quantities(random: Random, cell: Cell) -> EndingPlan:
    """3, 5, 7 kilometers -> 9 kilometers; the pair of start and step belongs to the split."""
    while True:
        first = draw_quantity(random, cell.seed, cell.split, random.choice(("long", "words")))
        step = random.choice(_STEPS_OF_NUMBERS)
        if split_of(cell.seed, "steps", first.number, step) is cell.split:
            break
    terms = [Quantity(first.number + step * n, first.unit, first.style) for n in range(7)]
    endings, label = shuffle_in(random, terms[3], random.sample(terms[:3] + terms[4:], N_WRONG))
    return EndingPlan(tuple(terms[:3]), endings, label)


def _draw_facts(random: Random, cell: Cell) -> EndingPlan:
    """France: euro. Japan: -> yen; the first fact tells what kind of fact comes next."""
    kind = random.choice((Kind.CURRENCY, Kind.LANGUAGE, Kind.CITY))
    pool = told_territories(cell.seed, cell.split, (kind,), 1)
    one, two = random.sample(pool, 2)
    right = two.values[kind]
    wrong = [Name(kind, code) for code in draw_other_values(random, cell, kind, (right,), N_WRONG)]
    endings, label = shuffle_in(random, Name(kind, right), wrong)
    beginning = (Statement(one.code, ((kind, one.values[kind]),)), Name(Kind.TERRITORY, two.code))
    return EndingPlan(beginning, endings, label)


def _beginning(phrases: tuple[Phrase, ...], language: str) -> str:
    mark = marks(language)
    texts = [text_of(phrase, language) for phrase in phrases]
    if isinstance(phrases[-1], Name):
        return (mark.stop.join(texts) + mark.colon).strip()
    return "".join(text + mark.comma for text in texts).strip()
