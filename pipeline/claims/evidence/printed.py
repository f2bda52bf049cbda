"""Figures that published tables print of one system, or of one beside another, task by task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import duckdb

from pipeline.claims.queries import query_rows
from pipeline.claims.registry.claims_file import half_unit
from pipeline.claims.registry.interpretations import claimed_split
from pipeline.domain.claim import Claim, LanguageRule, Metric, System
from pipeline.domain.evidence import MissingEvidence

AVERAGE = "avg"  # language of a printed average
NOT_PRINTED = "not printed for both"
TASK_SCORE = (Metric.TASK_SCORE.value,)  # one figure that a reader entered for the mean of F1 and EM
ZERO_SHOT = ("", "zero-shot")  # settings of rows that say nothing of translated or further training data
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the figures, apart from the systems."""

    tasks: tuple[str, ...]
    splits: Mapping[str, str]  # by task
    metrics: Mapping[str, tuple[str, ...]]  # whose mean is the number of a task
    languages: Mapping[str, tuple[str, ...]]  # by task; the average alone where it is over all
    lower: frozenset[str] = frozenset()  # tasks of whose number less is better: a difference is how much less


@dataclass(frozen=True, slots=True)
class Entered:
    """Who entered the figures of a table by hand, and when; UTC."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Source:
    """One published table that lists the claim's system, beside another where there is one."""

    source_id: str
    title: str
    url: str
    table: str
    values: dict[str, Decimal]  # by task; percent, or points over the other
    halves: dict[str, Decimal]  # by task; how far its value may be off because of rounding
    missing: tuple[MissingEvidence, ...]
    plus: tuple[int, ...]  # rows behind `values` of the system
    minus: tuple[int, ...]  # and of the other
    is_of_averages: bool  # averages over all languages stand for those that the claim names
    entered: Entered | None = None  # None: a checked source

    @property
    def reported_ids(self) -> tuple[int, ...]:
        """All rows behind `values`."""
        return tuple(sorted((*self.plus, *self.minus)))

    @property
    def half_width(self) -> Decimal:
        """How far the sum of `values` may be off because of rounding: each arm of each task by half a unit."""
        return sum(self.halves.values(), Decimal(0))


def question_of(
    claim: Claim,
    metrics: Mapping[str, tuple[str, ...]],
    languages: Mapping[str, tuple[str, ...]],
    splits: Mapping[str, Sequence[str]],
) -> Question:
    """What a claim asks.

    Args:
        metrics: which printed metrics make up a task's score, by registered task.
        languages: that the claim is about, by registered task.
        splits: that the benchmark has, by registered task.
    """
    if claim.printed is not None:
        task, language = claim.printed.task, claim.only_languages or (AVERAGE,)
        return Question((task,), {task: claim.split.value}, {task: (claim.printed.metric,)}, {task: tuple(language)})
    is_over_all = claim.languages is LanguageRule.ALL and not claim.only_languages
    of_score = {task: metrics.get(task, ()) for task in claim.tasks}
    return Question(
        claim.tasks,
        {task: claimed_split(claim, task, splits) for task in claim.tasks},
        of_score if claim.metric is Metric.TASK_SCORE else dict.fromkeys(claim.tasks, (claim.metric.value,)),
        {task: (AVERAGE,) if is_over_all else languages.get(task, ()) for task in claim.tasks},
    )


def printed_sources(
    connection: duckdb.DuckDBPyConnection, question: Question, system: System, other: System | None
) -> list[Source]:
    """Every table that prints something of the question on the system, and on the other; by source and table.

    The rows of the other system are those of the same table, unless it names a table of its own of the same source.
    """
    sides = [side for side in (system, other) if side is not None]
    names = {name.partition("+")[0] for side in sides for name in (side.encoder, *side.aliases)}
    rows = query_rows(connection, "printed_figures", encoders=sorted(names), tasks=list(question.tasks))
    tables: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        if _is_of(system, row):
            tables.setdefault((row["source_id"], row["table_or_section"]), []).append(row)
    found = []
    for (source_id, table), own in sorted(tables.items()):
        beside = [
            row
            for row in rows
            if other is not None
            and _is_of(other, row)
            and row["source_id"] == source_id
            and (other.table or row["table_or_section"] == table)
        ]
        source = _source(question, own, beside if other is not None else None)
        if source.values or any(cell.reason != NOT_PRINTED for cell in source.missing):
            found.append(source)
    return found


def _is_of(system: System, row: Row) -> bool:
    settings = (system.setting,) if system.setting else ZERO_SHOT
    return (
        row["encoder"] in (printed_name(system), *system.aliases)
        and row["setting"] in settings
        and system.row in ("", row["system"])
        and row["table_or_section"].startswith(system.table)
    )


def printed_name(system: System) -> str:
    """How data/reference/reported_scores.csv calls an encoder after a regime."""
    return system.encoder if system.regime == "none" else f"{system.encoder}+{system.regime}"


def _source(question: Question, own: Sequence[Row], beside: Sequence[Row] | None) -> Source:
    by_language = _values(question, own, beside, question.languages)
    averages = dict.fromkeys(question.tasks, (AVERAGE,))
    of_averages = _values(question, own, beside, averages)
    is_of_averages = bool(by_language.missing) and len(of_averages.values) > len(by_language.values)
    found = of_averages if is_of_averages else by_language
    by = own[0]["entered_by"]
    return Source(
        source_id=own[0]["source_id"],
        title=own[0]["source_title"],
        url=own[0]["source_url"],
        table=own[0]["table_or_section"],
        values=found.values,
        halves=found.halves,
        missing=tuple(found.missing),
        plus=tuple(found.plus),
        minus=tuple(found.minus),
        is_of_averages=is_of_averages,
        entered=None if by is None else Entered(by, own[0]["entered_at"]),
    )


@dataclass(frozen=True, slots=True)
class _Values:
    values: dict[str, Decimal]
    halves: dict[str, Decimal]
    missing: list[MissingEvidence]
    plus: list[int]
    minus: list[int]


def _values(
    question: Question, own: Sequence[Row], beside: Sequence[Row] | None, languages: Mapping[str, tuple[str, ...]]
) -> _Values:
    """The number of each task of which every figure is printed once."""
    arms = {"the system": own} if beside is None else {"the system": own, "its baseline": beside}
    found = _Values({}, {}, [], [], [])
    most = max((row["n_decimals"] for rows in arms.values() for row in rows), default=0)
    for task in question.tasks:
        split = question.splits[task]
        cells, reason = _cells(arms, task, split, question.metrics[task], languages[task])
        if reason and len(question.metrics[task]) > 1:
            whole, why = _cells(arms, task, split, TASK_SCORE, languages[task])
            cells, reason = (cells, reason) if why else (whole, "")
        if reason:
            found.missing.append(MissingEvidence(task, AVERAGE, split, reason))
            continue
        ahead = "its baseline" if task in question.lower and beside is not None else "the system"
        signed = [(1 if who == ahead else -1) * Decimal(rows[0]["value_text"]) for (who, _, _), rows in cells.items()]
        n_of_arm = len(cells) // len(arms)
        decimals = [rows[0]["n_decimals"] if rows[0]["entered_by"] else most for rows in cells.values()]
        found.values[task] = sum(signed, Decimal(0)) / n_of_arm
        found.halves[task] = sum(map(half_unit, decimals), Decimal(0)) / n_of_arm
        for (who, _, _), rows in cells.items():
            (found.plus if who == ahead else found.minus).append(rows[0]["reported_id"])
    return found


_Cells = dict[tuple[str, str, str], list[Row]]  # by arm, metric, language


def _cells(
    arms: Mapping[str, Sequence[Row]], task: str, split: str, metrics: Sequence[str], languages: Sequence[str]
) -> tuple[_Cells, str]:
    """The figures of each arm, and what is wrong with them; "" where each is printed once."""
    cells = {
        (who, metric, language): [
            row
            for row in rows
            if (row["task"], row["metric"], row["language"], row["split"]) == (task, metric, language, split)
        ]
        for who, rows in arms.items()
        for metric in metrics
        for language in languages
    }
    if any(all(not rows for (who, *_), rows in cells.items() if who == arm) for arm in arms):
        return cells, NOT_PRINTED
    return cells, "; ".join(fault for fault in (_fault(*key, rows) for key, rows in cells.items()) if fault)


def _fault(who: str, metric: str, language: str, rows: Sequence[Row]) -> str:
    """What is wrong with one printed figure; "" where there is exactly one."""
    where = "" if language == AVERAGE else f" in {language}"
    if not rows:
        return f"{metric} of {who}{where} is not printed"
    if len(rows) == 1:
        return ""
    named = ", ".join(sorted({row["system"] for row in rows}))
    return f"{metric} of {who}{where} is printed {len(rows)} times ({named}); name its row"
