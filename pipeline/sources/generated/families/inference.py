"""Does the premise say so: MNLI, ANLI+, XNLI."""

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
    draw_other_values,
    draw_statement,
    told_territories,
)
from pipeline.sources.generated.facts import Territory
from pipeline.sources.generated.phrases import N_FORMS, DateText, Phrase, Statement, passage
from pipeline.sources.generated.values import DATE_STYLES

LABELS = ("contradiction", "entailment", "neutral")
DATE_SHARE = 0.2
SINGLE_SHARE = 0.6  # of premises of facts that tell of one territory; the others tell of two
_DISTANCES = (-3653, -365, -40, -7, -2, 2, 7, 40, 365, 3653)  # days
_KINDS = (Kind.CURRENCY, Kind.LANGUAGE, Kind.REGION, Kind.CITY)


@dataclass(frozen=True, slots=True)
class PairPlan:
    """A premise, a hypothesis and whether the one follows from the other."""

    premise: tuple[Phrase, ...]
    hypothesis: tuple[Phrase, ...]
    label: str


Draw = Callable[[Random, Cell, str], PairPlan]


def labelled_pairs(draw: Draw, is_parallel: bool, cell: Cell) -> ExampleSet:
    """Premise and hypothesis; the three labels take turns."""
    labels = cell.task.labels or LABELS

    def draw_one(random: Random, position: int) -> PairPlan:
        return draw(random, cell, LABELS[position % len(LABELS)])

    plans = distinct_plans(cell, draw_one, is_parallel)
    examples = [
        SequenceExample(
            cell.example_id(position),
            passage(plan.premise, cell.language),
            passage(plan.hypothesis, cell.language),
            plan.label,
        )
        for position, plan in enumerate(plans)
    ]
    return ExampleSet(cell.task.task, cell.language, cell.split, examples, labels)


def _draw_mixed(random: Random, cell: Cell, label: str) -> PairPlan:
    if random.random() < DATE_SHARE:
        return _draw_dates(random, cell, label)
    return _draw_facts(random, cell, label, n_statements=1 if random.random() < SINGLE_SHARE else 2)


def _draw_facts(random: Random, cell: Cell, label: str, n_statements: int) -> PairPlan:
    """Facts of a few territories against one fact: told, untrue, or untold but true."""
    pool = told_territories(cell.seed, cell.split, _KINDS, 3)
    chosen = random.sample(pool, n_statements + 1)
    told, stranger = chosen[:-1], chosen[-1]
    premise = tuple(draw_statement(random, one, _KINDS, 2) for one in told)
    place = random.randrange(n_statements)
    statement, owner = premise[place], told[place]
    if label == "neutral":
        return PairPlan(premise, (_untold(random, statement, owner, stranger),), label)
    kind, value = random.choice(statement.values)
    if label == "contradiction":
        value = _other_value(random, cell, premise, kind, value)
    return PairPlan(premise, (Statement(owner.code, ((kind, value),), random.randrange(N_FORMS)),), label)


def _untold(random: Random, statement: Statement, owner: Territory, stranger: Territory) -> Statement:
    """A true fact that the premise does not tell: of the same territory, or of one that it does not name."""
    if random.random() < 0.5:
        return draw_statement(random, stranger, _KINDS, 1)
    told = dict(statement.values)
    kind = random.choice([kind for kind in owner.values if kind not in told])
    return Statement(owner.code, ((kind, owner.values[kind]),), random.randrange(N_FORMS))


def _other_value(random: Random, cell: Cell, premise: tuple[Statement, ...], kind: Kind, value: str) -> str:
    """A wrong value of the same kind: of a neighbour in the premise if one is told, else of any territory."""
    near = [code for one in premise for told, code in one.values if told is kind and code != value]
    if near and random.random() < 0.5:
        return random.choice(near)
    return draw_other_values(random, cell, kind, (value,), 1)[0]


def _draw_dates(random: Random, cell: Cell, label: str) -> PairPlan:
    """A day against the same day, a near day, or either of two days, each in some style."""
    day = draw_day(random, cell.seed, cell.split)
    premise_style, hypothesis_style = random.sample(DATE_STYLES, 2)
    told = (DateText(day, premise_style),)
    if label == "entailment":
        return PairPlan(told, (DateText(day, hypothesis_style),), label)
    if label == "contradiction":
        return PairPlan(told, (DateText(draw_near_day(random, cell, day, _DISTANCES), hypothesis_style),), label)
    fact = draw_statement(random, random.choice(told_territories(cell.seed, cell.split, _KINDS, 3)), _KINDS, 1)
    return PairPlan(told, (DateText(day, hypothesis_style), fact), label)


def _draw_adversarial(random: Random, cell: Cell, label: str) -> PairPlan:
    """Two territories and a hypothesis of two facts, of which at most one is wrong or untold."""
    plan = _draw_facts(random, cell, label, n_statements=2)
    statement = random.choice([one for one in plan.premise if isinstance(one, Statement)])
    true = replace(statement, values=(random.choice(statement.values),), form=random.randrange(N_FORMS))
    hypothesis = [*plan.hypothesis, true]
    random.shuffle(hypothesis)
    return PairPlan(plan.premise, tuple(hypothesis), label)


GENERATORS = {
    "mnli": partial(labelled_pairs, _draw_mixed, True),
    "anli_plus": partial(labelled_pairs, _draw_adversarial, True),
    "xnli": partial(labelled_pairs, _draw_mixed, True),
}
