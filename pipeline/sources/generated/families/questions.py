"""Questions whose answer is a span of the context: SQuAD 1.1 and 2.0, XQuAD, MLQA, TyDiQA."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from random import Random

from pipeline.domain.example import Answer, ExampleSet, QuestionExample
from pipeline.sources.generated.cldr import Kind, lexicon
from pipeline.sources.generated.draws import Cell, distinct_plans, draw_statement, told_territories
from pipeline.sources.generated.facts import Territory
from pipeline.sources.generated.phrases import N_FORMS, Statement, name, statement_pieces
from pipeline.sources.generated.punctuation import end_sentence, marks

_KINDS = (Kind.CURRENCY, Kind.LANGUAGE, Kind.REGION, Kind.CITY)
REVERSED_SHARE = 0.25  # "Unknown region: euro?" asks for the territory
UNANSWERABLE_EVERY = 3  # in SQuAD 2.0 every third question has no answer


@dataclass(frozen=True, slots=True)
class QuestionPlan:
    """A context of statements and what is asked about it."""

    context: tuple[Statement, ...]
    subject: tuple[Kind, str]
    asked: Kind
    answer_territory: str | None  # the statement that holds the answer; None: no answer
    form: int


def span_questions(n_statements: int, is_parallel: bool, cell: Cell) -> ExampleSet:
    """Questions on contexts of n statements with two facts each; every question has an answer."""
    plans = distinct_plans(cell, lambda random, _: _draw(random, cell, n_statements), is_parallel)
    return _example_set(cell, plans)


def answerable_or_not(cell: Cell) -> ExampleSet:
    """Questions of which every third has no answer in its context."""

    def draw(random: Random, position: int) -> QuestionPlan:
        plan = _draw(random, cell, 3)
        return plan if position % UNANSWERABLE_EVERY else _without_answer(random, cell, plan)

    return _example_set(cell, distinct_plans(cell, draw, is_parallel=False))


def dated_questions(cell: Cell) -> ExampleSet:
    """Questions on cities, currencies and the day a currency was introduced; each language has its own."""
    return _example_set(cell, distinct_plans(cell, lambda random, _: _draw_dated(random, cell), is_parallel=False))


GENERATORS = {
    "squad_v1": partial(span_questions, 3, True),
    "squad_v2": answerable_or_not,
    "xquad": partial(span_questions, 3, True),
    "mlqa": partial(span_questions, 2, True),
    "tydiqa": dated_questions,
}


def _draw(random: Random, cell: Cell, n_statements: int) -> QuestionPlan:
    pool = told_territories(cell.seed, cell.split, _KINDS, 2)
    context = tuple(draw_statement(random, one, _KINDS, 2) for one in random.sample(pool, n_statements))
    statement = random.choice(context)
    kind, code = random.choice(statement.values)
    everything = [value for one in context for value in one.values]
    if kind is not Kind.REGION and everything.count((kind, code)) == 1 and random.random() < REVERSED_SHARE:
        return QuestionPlan(context, (kind, code), Kind.TERRITORY, statement.territory, random.randrange(N_FORMS))
    subject = (Kind.TERRITORY, statement.territory)
    return QuestionPlan(context, subject, kind, statement.territory, random.randrange(N_FORMS))


def _without_answer(random: Random, cell: Cell, plan: QuestionPlan) -> QuestionPlan:
    """The same context with a question about a fact or a territory that it does not tell."""
    pool = told_territories(cell.seed, cell.split, _KINDS, 2)
    stranger = random.choice([one for one in pool if one.code not in {told.territory for told in plan.context}])
    statement = random.choice(plan.context)
    untold = [kind for kind in _KINDS if kind not in dict(statement.values)]
    if random.random() < 0.5:
        return QuestionPlan(plan.context, (Kind.TERRITORY, statement.territory), random.choice(untold), None, plan.form)
    return QuestionPlan(plan.context, (Kind.TERRITORY, stranger.code), random.choice(_KINDS), None, plan.form)


def _draw_dated(random: Random, cell: Cell) -> QuestionPlan:
    pool = told_territories(cell.seed, cell.split, (Kind.CITY, Kind.CURRENCY), 2)
    context = tuple(_dated_statement(random, one) for one in random.sample([one for one in pool if one.since], 2))
    statement = random.choice(context)
    asked = random.choice([kind for kind, _ in statement.values] + [Kind.TERRITORY])
    if asked is Kind.TERRITORY:
        subject = (Kind.CITY, dict(statement.values)[Kind.CITY])
    else:
        subject = (Kind.TERRITORY, statement.territory)
    return QuestionPlan(context, subject, asked, statement.territory, random.randrange(N_FORMS))


def _dated_statement(random: Random, territory: Territory) -> Statement:
    if territory.since is None:
        raise ValueError(f"territory {territory.code!r} has no date; expected one with a date")
    told = [
        (Kind.CITY, territory.values[Kind.CITY]),
        (Kind.CURRENCY, territory.values[Kind.CURRENCY]),
        (Kind.DATE, territory.since.isoformat()),
    ]
    random.shuffle(told)
    return Statement(territory.code, tuple(told), random.randrange(N_FORMS))


def _example_set(cell: Cell, plans: list[QuestionPlan]) -> ExampleSet:
    examples = [_example(cell, position, plan) for position, plan in enumerate(plans)]
    return ExampleSet(cell.task.task, cell.language, cell.split, examples)


def _example(cell: Cell, position: int, plan: QuestionPlan) -> QuestionExample:
    context, spans = _context(plan.context, cell.language)
    question = _question(plan, cell.language)
    if plan.answer_territory is None:
        return QuestionExample(cell.example_id(position), question, context, (), is_answerable=False)
    answer = spans[plan.answer_territory, plan.asked]
    return QuestionExample(cell.example_id(position), question, context, (answer,))


def _context(statements: tuple[Statement, ...], language: str) -> tuple[str, dict[tuple[str, Kind], Answer]]:
    """The text and, for each territory and kind of fact, where its name stands."""
    text, spans = "", {}
    for statement in statements:
        for piece, kind in statement_pieces(statement, language):
            if kind is not None:
                spans[statement.territory, kind] = Answer(piece, len(text))
            text += piece
        text = end_sentence(text, language)
    return text.rstrip(), spans


def _question(plan: QuestionPlan, language: str) -> str:
    """What is missing, in CLDR's words ("Unknown Currency"), and about whom; dates are asked by the bare subject."""
    mark = marks(language)
    subject = name(language, *plan.subject)
    if plan.asked is Kind.DATE:
        return subject + mark.question
    missing = lexicon(language).unknown[plan.asked]
    parts = (missing, subject) if plan.form % 2 else (subject, missing)
    joint = mark.colon if plan.form < 2 else mark.comma
    return joint.join(parts) + mark.question
