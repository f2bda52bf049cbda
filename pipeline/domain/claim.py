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
    COMPARISON = "comparison"  # one system scores so much above another, or above the best of several
    LEVEL = "level"  # a system reaches a score
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


class Metric(StrEnum):
    """Which number of a cell is judged."""

    TASK_SCORE = "task_score"
    ACCURACY = "accuracy"
    F1 = "f1"
    EM = "em"

    @property
    def words(self) -> str:
        """As cards say it."""
        if self is Metric.TASK_SCORE:
            return "XTREME's task score: mean of F1 and EM for question answering, else the task's F1 or accuracy"
        return {Metric.ACCURACY: "accuracy", Metric.F1: "F1", Metric.EM: "exact match"}[self]


class NamedMetric(str):
    """A metric that the file of a described benchmark names: "ter", "bleu", "mcc"."""

    __slots__ = ()

    @property
    def value(self) -> str:
        """The name."""
        return str(self)

    @property
    def words(self) -> str:
        """As cards say it."""
        return str(self)


AnyMetric = Metric | NamedMetric


def metric_of(name: str) -> AnyMetric:
    """The metric of this name."""
    return Metric(name) if name in set(Metric) else NamedMetric(name)


class LanguageRule(StrEnum):
    """Which languages of each task the claim is about, where it does not list them."""

    ALL = "all"
    ALL_BUT_ENGLISH = "all_but_english"

    @property
    def words(self) -> str:
        """As cards say it."""
        every = "every language in which XTREME evaluates the task"
        return f"{every}, English included" if self is LanguageRule.ALL else f"{every}, but English"


class SplitRule(StrEnum):
    """Which examples the claim is about; table columns hold the value."""

    DEV = "dev"
    TEST = "test"
    DEV_ELSE_TEST = "dev_else_test"
    NONE = ""  # the claim is about no scores

    @property
    def words(self) -> str:
        """As cards say it."""
        if self is SplitRule.DEV_ELSE_TEST:
            return "development set where XTREME has one, else test set"
        return {SplitRule.DEV: "development set", SplitRule.TEST: "test set", SplitRule.NONE: ""}[self]

    @property
    def named(self) -> str:
        """The one split that a text about the claim names; the paper says development set of all nine tasks."""
        return SplitRule.DEV.value if self is SplitRule.DEV_ELSE_TEST else self.value


class Aggregation(StrEnum):
    """What the cells of several tasks and languages are averaged over."""

    MEAN_OVER_TASKS = "mean_over_tasks"
    MEAN_OVER_LANGUAGES = "mean_over_languages"
    MEAN_OVER_FAMILIES = "mean_over_families"

    @property
    def words(self) -> str:
        """As cards say it."""
        return {
            Aggregation.MEAN_OVER_TASKS: "mean over the languages of each task, then over tasks",
            Aggregation.MEAN_OVER_LANGUAGES: "mean over the tasks of each language, then over languages",
            Aggregation.MEAN_OVER_FAMILIES: "mean over the cells of each language family, then over families",
        }[self]


class OverSeeds(StrEnum):
    """What stands for a cell that was trained with several seeds."""

    MEDIAN = "median"
    MEAN = "mean"


@dataclass(frozen=True, slots=True)
class System:
    """One side of a comparison: an encoder after a regime, or a row of a printed table."""

    encoder: str  # as runs and data/reference/reported_scores.csv name it
    regime: str = "none"
    row: str = ""  # the printed name, where a table has several rows of the encoder; "": any
    setting: str = ""  # of the printed row; "": zero-shot, or none stated
    table: str = ""  # the printed table begins with this; "": any
    aliases: tuple[str, ...] = ()  # other names of the same weights

    @property
    def name(self) -> str:
        """In labels and reasons."""
        regime = "" if self.regime == "none" else f" after {self.regime}"
        row = f" ({self.row})" if self.row else ""
        return f"{self.encoder}{regime}{row}" + (f", {self.setting}" if self.setting else "")


@dataclass(frozen=True, slots=True)
class PrintedFigure:
    """What a printed figure is about that is no score on a registered task."""

    task: str
    metric: str


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
    encoder: str = ""  # printed_number: whose row; with `row` and `table` it must leave one figure a source
    row: str = ""  # the printed name of the system
    table: str = ""  # the table's name begins with this


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
    baseline: str  # regime that the gain is over; beside the same encoder and seed
    tasks: tuple[str, ...]
    languages: LanguageRule
    metric: AnyMetric
    split: SplitRule
    aggregation: Aggregation
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
    only_languages: tuple[str, ...] = ()  # of each task; (): as `languages` says
    over_seeds: OverSeeds = OverSeeds.MEAN
    system: System | None = None  # comparison and level
    against: tuple[System, ...] = ()  # comparison; of several the one that comes out best
    printed: PrintedFigure | None = None  # comparison and level on something else than `tasks`
    other_versions: tuple[str, ...] = ()  # source_ids of tables that belong to another version of the source
