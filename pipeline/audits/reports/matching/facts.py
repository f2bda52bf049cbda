"""Published figures that ship with the project (data/reference), as far as an atom can be held against them; pure."""

from __future__ import annotations

import re
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
    def dev_examples(self) -> str: ...  # noqa: D102
    @property
    def test_examples(self) -> str: ...  # noqa: D102
    @property
    def num_languages(self) -> str: ...  # noqa: D102
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
    language: str = ""  # code of the one language that it is about


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
    """Examples of each set and number of languages; of several numbers in a cell each."""
    for row in datasets:
        subjects = tuple(sorted(aliases.names(row.dataset, Role.REGIME, Role.TARGET)))
        language = re.search(r"\((\w{2,3})\)", row.dataset) if "per-language" in row.role else None
        if len(subjects) != 1 or ("per-language" in row.role and language is None):
            continue
        cells = (
            ("training_examples", row.train_examples),
            ("dev_examples", row.dev_examples),
            ("test_examples", row.test_examples),
        )
        for quantity, cell in cells:
            for number in () if "-" in cell else re.findall(r"\d+", cell):
                yield Fact(subjects, quantity, number, row.source, language[1] if language else "")
        if row.num_languages.isdigit() and int(row.num_languages) > 1:
            yield Fact(subjects, "languages", row.num_languages, row.source)


def check_atom(atom: Atom, facts: Sequence[Fact], aliases: Aliases) -> FactCheck | None:
    """What the facts on the atom's subjects and quantity say; None where there are none, or the atom is in doubt."""
    if atom.value is None or atom.quantity is None or atom.doubt or atom.is_negated:
        return None
    core = aliases.with_role(atom.subjects, Role.REGIME, Role.CHOICE, Role.TARGET)
    subjects = core or aliases.with_role(atom.subjects, Role.BENCHMARK)
    fitting = tuple(
        fact
        for fact in facts
        if frozenset(fact.subjects) == subjects and fact.quantity == atom.quantity and not fact.language
    )
    if not fitting:
        return None
    outcomes = {agrees(Decimal(atom.value), atom.comparator, Decimal(fact.value)) for fact in fitting}
    status = (
        FactStatus.DISPUTED if len(outcomes) == 2 else FactStatus.AGREES if True in outcomes else FactStatus.DIFFERS
    )
    return FactCheck(status, fitting)


def agrees(stated: Decimal, comparator: Comparator, published: Decimal) -> bool:
    """Whether a stated number is the published one, as far as the digits that are stated tell.

    "393,000" is 392,702 as rounded; "8" is 8.2; "8.2" is not 8.4. A whole number below 1,000 is rounded to ones.
    """
    if comparator is Comparator.AT_LEAST:
        return published >= stated
    if comparator is Comparator.ABOVE:
        return published > stated
    if comparator is Comparator.AT_MOST:
        return published <= stated
    return abs(published - stated) <= rounding(stated) / 2


def rounding(stated: Decimal) -> Decimal:
    """The unit to which a number looks rounded: 0.1 for 8.2, 1 for 85, 1,000 for 393,000; 0 for 392,702."""
    exponent = stated.as_tuple().exponent
    if isinstance(exponent, int) and exponent < 0:
        return Decimal(1).scaleb(exponent)
    if abs(stated) < ROUND_FROM:
        return Decimal(1)
    zeros = len(str(abs(int(stated)))) - len(str(abs(int(stated))).rstrip("0"))
    return Decimal(10) ** zeros if zeros >= _FEWEST_ZEROS else Decimal(0)


ROUND_FROM = 1_000
_FEWEST_ZEROS = 2  # 9,740 may well be a count; 9,700 is rounded


def shipped_facts(aliases: Aliases, reference: Path = REFERENCE) -> tuple[Fact, ...]:
    """Published figures of data/reference that atoms can be held against."""
    return gather_facts(load_datasets(reference), load_reported_scores(reference), load_languages(), aliases)
