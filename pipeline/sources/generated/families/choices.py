"""Which answer is right: CosmosQA (told in the context) and CommonsenseQA (known, not told)."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from pipeline.domain.example import ChoiceExample, ExampleSet
from pipeline.sources.generated.cldr import Kind, lexicon
from pipeline.sources.generated.draws import (
    Cell,
    distinct_plans,
    draw_other_values,
    draw_statement,
    shuffle_in,
    told_territories,
)
from pipeline.sources.generated.facts import Territory
from pipeline.sources.generated.phrases import Statement, name, passage
from pipeline.sources.generated.punctuation import marks

N_COSMOS_CHOICES = 4
N_COMMONSENSE_CHOICES = 5
_KINDS = (Kind.CURRENCY, Kind.LANGUAGE, Kind.REGION, Kind.CITY)


@dataclass(frozen=True, slots=True)
class ChoicePlan:
    """Statements (none: the answer must be known), a question about a territory, and the choices."""

    context: tuple[Statement, ...]
    territory: str
    asked: Kind
    choices: tuple[str, ...]  # codes of the kind that is asked for
    label: int


def told_answers(cell: Cell) -> ExampleSet:
    """Questions on a context of two territories; a wrong choice is what the context tells of the other one."""
    return _example_set(cell, distinct_plans(cell, lambda random, _: _draw_told(random, cell), is_parallel=True))


def known_answers(cell: Cell) -> ExampleSet:
    """Questions without a context; all choices are of the kind that is asked for."""
    return _example_set(cell, distinct_plans(cell, lambda random, _: _draw_known(random, cell), is_parallel=True))


GENERATORS = {"cosmosqa": told_answers, "commonsenseqa": known_answers}


def _draw_told(random: Random, cell: Cell) -> ChoicePlan:
    kind = random.choice(_KINDS)
    pool = told_territories(cell.seed, cell.split, (kind,), 1)
    one = random.choice(pool)
    two = random.choice([other for other in pool if other.values[kind] != one.values[kind]])
    told = [draw_statement(random, territory, (kind,), 1) for territory in (one, two)]
    random.shuffle(told)
    return _plan(random, cell, tuple(told), one, kind, (two.values[kind],), N_COSMOS_CHOICES)


def _draw_known(random: Random, cell: Cell) -> ChoicePlan:
    kind = random.choice(_KINDS)
    one = random.choice(told_territories(cell.seed, cell.split, (kind,), 1))
    return _plan(random, cell, (), one, kind, (), N_COMMONSENSE_CHOICES)


def _plan(
    random: Random,
    cell: Cell,
    context: tuple[Statement, ...],
    territory: Territory,
    kind: Kind,
    near: tuple[str, ...],
    n_choices: int,
) -> ChoicePlan:
    """The question with its right choice among the near ones and drawn others of the same kind."""
    right = territory.values[kind]
    drawn = draw_other_values(random, cell, kind, (right, *near), n_choices - 1 - len(near))
    wrong = random.sample([*near, *drawn], n_choices - 1)
    choices, label = shuffle_in(random, right, wrong)
    return ChoicePlan(context, territory.code, kind, choices, label)


def _example_set(cell: Cell, plans: list[ChoicePlan]) -> ExampleSet:
    examples = [_example(cell, position, plan) for position, plan in enumerate(plans)]
    return ExampleSet(cell.task.task, cell.language, cell.split, examples)


def _example(cell: Cell, position: int, plan: ChoicePlan) -> ChoiceExample:
    mark = marks(cell.language)
    subject = name(cell.language, Kind.TERRITORY, plan.territory)
    question = lexicon(cell.language).unknown[plan.asked] + mark.colon + subject + mark.question
    choices = tuple(name(cell.language, plan.asked, code) for code in plan.choices)
    return ChoiceExample(cell.example_id(position), passage(plan.context, cell.language), question, choices, plan.label)
