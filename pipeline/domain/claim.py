"""A number that a paper asserts, typed so that it can be judged."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ClaimKind(StrEnum):
    """What is asserted, and so how evidence for it is gathered."""

    GAIN = "gain"  # mean gain of one regime over the baseline
    BEST_OF_GAIN = "best_of_gain"  # mean gain of the best regime of each target task
    PRESENCE = "presence"  # the mean gain lies above the value
    ABSENCE = "absence"  # the mean gain does not go beyond the declared margin
    ORDERING = "ordering"  # one regime scores above another
    CONSISTENCY = "consistency"  # how many regimes, or target tasks, gain
    STRUCTURE = "structure"  # a count or fact of the set-up, held against published figures
    SQL = "sql"  # anything else: one statement gives the number


class Counted(StrEnum):
    """What a claim of consistency counts."""

    REGIMES = "regimes"
    TASKS = "tasks"


class Comparator(StrEnum):
    """How the printed value is meant."""

    EQUALS = "equals"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ABOVE = "above"  # the value itself left out


@dataclass(frozen=True, slots=True)
class Wording:
    """One way in which reports put a claim that is no gain; all of it must be there."""

    subjects: tuple[str, ...]  # names of the alias file; regimes, choices and target tasks exactly, others at least
    words: tuple[str, ...] = ()
    quantity: str | None = None  # what the claim's value counts; None: the part states no number
    is_negated: bool = False


@dataclass(frozen=True, slots=True)
class FigureQuery:
    """Published figures that bear on a claim of structure: a statement of sql/facts and what it is asked of."""

    query: str
    of: tuple[str, ...] = ()
    differs: str = ""  # in what they count something else than the claim; "" where they do not


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim; grain of table `claims`. Values are points unless `unit` says otherwise."""

    claim_id: str
    paper: str
    paper_title: str
    source_version: str
    source_url: str
    locator: str
    statement: str  # in our own words
    kind: ClaimKind
    regimes: tuple[str, ...]  # one reading each, judged apart; best_of_gain and consistency: all of them together
    baseline: str
    tasks: tuple[str, ...]
    languages: str  # rule in words
    metric: str  # rule in words
    split: str
    aggregation: str  # rule in words
    comparator: Comparator
    value: str  # as printed
    value_low: float  # rounding interval of the printed value
    value_high: float
    tolerance: float  # declared, beyond rounding; >= 0
    unit: str
    scope_encoder: str
    scope_encoder_aliases: tuple[str, ...]  # other names of the same weights
    scope_benchmark: str
    own_sources: tuple[str, ...]  # source_ids of published tables that are this very source version
    notes: tuple[str, ...]  # what the source leaves open and how it is read here
    definition: str  # the entry of the claims file as JSON
    rivals: tuple[str, ...] = ()  # ordering: one regime for each of `regimes`, or several for a single one
    intermediate_tasks: tuple[str, ...] = ()  # that a regime of several tasks must hold; (): not said
    counted: Counted | None = None  # consistency
    figures: tuple[FigureQuery, ...] = ()  # structure; (): nothing here bears on it
    statement_sql: str = ""  # sql
    sql_encoder: str = ""  # sql: what the statement's number is about
    sql_benchmark: str = ""
    wordings: tuple[Wording, ...] = ()
    only_languages: tuple[str, ...] = ()  # of each task; (): every language in which XTREME evaluates it
