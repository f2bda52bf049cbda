"""Figures that published tables print of one system, or of one beside another, task by task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
ZERO_SHOT = ("", "zero-shot")  # settings of rows that say nothing of translated or further training data
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the figures, apart from the systems."""

    tasks: tuple[str, ...]
    splits: Mapping[str, str]  # by task
    metrics: Mapping[str, tuple[str, ...]]  # whose mean is the number of a task
    languages: Mapping[str, tuple[str, ...]]  # by task; the average alone where it is over all


@dataclass(frozen=True, slots=True)
class Source:
    """One published table that lists the claim's system, beside another where there is one."""

    source_id: str
    title: str
    table: str
    n_decimals: int
    n_arms: int  # 1: the system's own score
    values: dict[str, Decimal]  # by task; percent, or points over the other
    missing: tuple[MissingEvidence, ...]
    plus: tuple[int, ...]  # rows behind `values` of the system
    minus: tuple[int, ...]  # and of the other
    is_of_averages: bool  # averages over all languages stand for those that the claim names

    @property
    def reported_ids(self) -> tuple[int, ...]:
        """All rows behind `values`."""
        return tuple(sorted((*self.plus, *self.minus)))

    def half_width(self, n_tasks: int) -> Decimal:
        """How far the sum over `n_tasks` tasks may be off because of rounding: each arm by half a unit."""
        return self.n_arms * half_unit(self.n_decimals) * n_tasks


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
    return Source(
        source_id=own[0]["source_id"],
        title=own[0]["source_title"],
        table=own[0]["table_or_section"],
        n_decimals=max(row["n_decimals"] for row in (*own, *(beside or ()))),
        n_arms=1 if beside is None else 2,
        values=found.values,
        missing=tuple(found.missing),
        plus=tuple(found.plus),
        minus=tuple(found.minus),
        is_of_averages=is_of_averages,
    )


@dataclass(frozen=True, slots=True)
class _Values:
    values: dict[str, Decimal]
    missing: list[MissingEvidence]
    plus: list[int]
    minus: list[int]


def _values(
    question: Question, own: Sequence[Row], beside: Sequence[Row] | None, languages: Mapping[str, tuple[str, ...]]
) -> _Values:
    """The number of each task of which every figure is printed once."""
    arms = {"the system": own} if beside is None else {"the system": own, "its baseline": beside}
    found = _Values({}, [], [], [])
    for task in question.tasks:
        metrics, split = question.metrics[task], question.splits[task]
        cells = {
            (who, metric, language): [
                row
                for row in rows
                if (row["task"], row["metric"], row["language"], row["split"]) == (task, metric, language, split)
            ]
            for who, rows in arms.items()
            for metric in metrics
            for language in languages[task]
        }
        faults = [_fault(*key, rows) for key, rows in cells.items()]
        reason = "; ".join(fault for fault in faults if fault) if cells else "the task is not registered"
        if any(all(not rows for (who, *_), rows in cells.items() if who == arm) for arm in arms):
            reason = NOT_PRINTED
        if reason:
            found.missing.append(MissingEvidence(task, AVERAGE, split, reason))
            continue
        signed = [
            (1 if who == "the system" else -1) * Decimal(rows[0]["value_text"]) for (who, _, _), rows in cells.items()
        ]
        found.values[task] = sum(signed, Decimal(0)) / (len(cells) // len(arms))
        for (who, _, _), rows in cells.items():
            (found.plus if who == "the system" else found.minus).append(rows[0]["reported_id"])
    return found


def _fault(who: str, metric: str, language: str, rows: Sequence[Row]) -> str:
    """What is wrong with one printed figure; "" where there is exactly one."""
    where = "" if language == AVERAGE else f" in {language}"
    if not rows:
        return f"{metric} of {who}{where} is not printed"
    if len(rows) == 1:
        return ""
    named = ", ".join(sorted({row["system"] for row in rows}))
    return f"{metric} of {who}{where} is printed {len(rows)} times ({named}); name its row"
