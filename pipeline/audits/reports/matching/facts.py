"""Published figures that ship with the project (data/reference), as far as an atom can be held against them; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from pipeline.audits.reports.matching.aliases import Aliases, Role
from pipeline.domain.atom import Atom
from pipeline.domain.claim import Comparator
from pipeline.domain.language import Language
from pipeline.store.home import REFERENCE
from pipeline.store.languages import load_languages
from pipeline.store.reference import load_datasets, load_reported_scores


class DatasetRow(Protocol):
    """What is read of a row of datasets.csv."""

    @property
    def dataset(self) -> str: ...  # noqa: D102
    @property
    def role(self) -> str: ...  # noqa: D102
    @property
    def train_examples(self) -> str: ...  # noqa: D102
    @property
    def source(self) -> str: ...  # noqa: D102


class ScoreRow(Protocol):
    """What is read of a row of reported_scores.csv."""

    @property
    def source_id(self) -> str: ...  # noqa: D102
    @property
    def system(self) -> str: ...  # noqa: D102
    @property
    def metric(self) -> str: ...  # noqa: D102
    @property
    def value_text(self) -> str: ...  # noqa: D102
    @property
    def flag(self) -> str: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Fact:
    """One published figure."""

    subjects: tuple[str, ...]  # sorted
    quantity: str
    value: str  # as printed
    source: str


class FactStatus(StrEnum):
    """What the published figures say of an atom."""

    AGREES = "agrees"
    DIFFERS = "differs"
    DISPUTED = "disputed"  # some agree, some differ


@dataclass(frozen=True, slots=True)
class FactCheck:
    """The published figures on the atom's very quantity."""

    status: FactStatus
    facts: tuple[Fact, ...]


def gather_facts(
    datasets: Iterable[DatasetRow], scores: Iterable[ScoreRow], languages: Iterable[Language], aliases: Aliases
) -> tuple[Fact, ...]:
    """Training set sizes, XTREME's number of languages, and printed gains and numbers of intermediate tasks."""
    facts = [*_sizes(datasets, aliases)]
    n_languages = sum(language.is_xtreme for language in languages)
    facts.append(Fact(("xtreme",), "languages", str(n_languages), "languages.csv, rows of XTREME"))
    for row in scores:
        if row.flag:
            continue
        subjects = aliases.names(row.system, Role.REGIME, Role.CHOICE)
        if row.metric == "number_of_intermediate_tasks":
            facts.append(Fact((), "intermediate_tasks", row.value_text, row.source_id))
        elif row.metric.startswith("points_gain_over_") and subjects:
            facts.append(Fact(tuple(sorted(subjects)), "points", row.value_text, row.source_id))
    return tuple(facts)


def _sizes(datasets: Iterable[DatasetRow], aliases: Aliases) -> Iterable[Fact]:
    for row in datasets:
        subjects = aliases.names(row.dataset, Role.REGIME, Role.TARGET)
        is_whole = "per-language" not in row.role and "component" not in row.role
        if len(subjects) == 1 and is_whole and row.train_examples.isdigit():
            yield Fact(tuple(sorted(subjects)), "training_examples", row.train_examples, row.source)


def check_atom(atom: Atom, facts: Sequence[Fact], aliases: Aliases) -> FactCheck | None:
    """What the facts on the atom's subjects and quantity say; None where there are none, or the atom is in doubt."""
    if atom.value is None or atom.quantity is None or atom.doubt or atom.is_negated:
        return None
    core = aliases.with_role(atom.subjects, Role.REGIME, Role.CHOICE, Role.TARGET)
    subjects = core or aliases.with_role(atom.subjects, Role.BENCHMARK)
    fitting = tuple(fact for fact in facts if frozenset(fact.subjects) == subjects and fact.quantity == atom.quantity)
    if not fitting:
        return None
    outcomes = {_agrees(Decimal(atom.value), atom.comparator, Decimal(fact.value)) for fact in fitting}
    status = (
        FactStatus.DISPUTED if len(outcomes) == 2 else FactStatus.AGREES if True in outcomes else FactStatus.DIFFERS
    )
    return FactCheck(status, fitting)


def _agrees(stated: Decimal, comparator: Comparator, published: Decimal) -> bool:
    if comparator is Comparator.AT_LEAST:
        return published >= stated
    if comparator is Comparator.AT_MOST:
        return published <= stated
    return published == stated


def shipped_facts(aliases: Aliases, reference: Path = REFERENCE) -> tuple[Fact, ...]:
    """Published figures of data/reference that atoms can be held against."""
    return gather_facts(load_datasets(reference), load_reported_scores(reference), load_languages(), aliases)
