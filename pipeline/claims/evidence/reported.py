"""Reported and derived evidence: what published sources print about a claim, and what follows from it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import duckdb

from pipeline.claims.evidence.bounds import MOST
from pipeline.claims.evidence.printed import Question, Source, printed_name, printed_sources, question_of
from pipeline.claims.provenance.recomputation import NEEDED_STATEMENT, OWN_STATEMENT
from pipeline.claims.queries import stored_text
from pipeline.claims.registry.interpretations import (
    Reading,
    claimed_languages,
    language_words,
    reading_of_nothing,
    readings_of,
)
from pipeline.claims.verdicts.judge import lies_within, meets
from pipeline.claims.verdicts.reasons import compared_words
from pipeline.domain.claim import Aggregation, Claim, ClaimKind, LanguageRule, System
from pipeline.domain.evidence import BY_HAND, Evidence, EvidenceKind, MissingEvidence, ScopeDifference

_METHOD = (
    "mean over tasks of the printed averages' difference; question answering: mean of F1 and EM; "
    "interval from the rounding of every printed average, at the most decimals that the table shows"
)
_LEVEL_METHOD = _METHOD.replace("averages' difference", "averages")
_DESCRIBED_METHOD = (
    "mean over tasks of the {what} of the printed figures, over languages and over the metrics of a task's score; "
    "interval from the rounding of every printed figure, at the most decimals that the table shows"
)
_GAINS = (ClaimKind.GAIN, ClaimKind.BEST_OF_GAIN)
_ARXIV = re.compile(r"arxiv\.org/(?:abs|pdf|html)/(\d{4}\.\d{4,5})(v\d+)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the registered tasks are, as far as printed figures are asked about them."""

    metrics: Mapping[str, tuple[str, ...]]  # which make up a task's score
    languages: Mapping[str, tuple[str, ...]]  # that the claim is about
    splits: Mapping[str, Sequence[str]]  # that the benchmark has
    lower: frozenset[str] = frozenset()  # tasks of whose number less is better
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)  # what a score can be, where not 0 to 100
    remarks: tuple[str, ...] = ()  # on every estimate


def facts_of(claim: Claim, rows: Sequence[Mapping[str, Any]]) -> Facts:
    """What is registered, as a claim asks of it.

    Args:
        rows: of sql/task_facts.sql.
    """
    return Facts(
        {row["task"]: tuple(row["score_metrics"]) for row in rows},
        claimed_languages(claim, {row["task"]: tuple(row["languages"]) for row in rows}),
        {row["task"]: tuple(row["splits"]) for row in rows},
    )


@dataclass(frozen=True, slots=True)
class Arms:
    """The systems that printed figures are asked about, under the name of their reading."""

    name: str
    system: System
    others: tuple[System, ...]  # (): the system's own score is claimed


def printed_arms(claim: Claim) -> list[Arms]:
    """The arms of each reading of a claim that printed figures can decide; none where they cannot."""
    if claim.system is not None:
        return [Arms(reading_name(claim), claim.system, claim.against)]
    if claim.kind not in _GAINS:
        return []
    return [Arms(reading.name, system, (other,)) for reading, (system, other) in _gain_arms(claim)]


def _gain_arms(claim: Claim) -> list[tuple[Reading, tuple[System, System]]]:
    return [(reading, _arms(claim, reading)) for reading in readings_of(claim)]


def reading_name(claim: Claim) -> str:
    """What is set against what, in labels and ids."""
    system = claim.system.name if claim.system else ""
    if not claim.against:
        return system
    against = claim.against[0].name if len(claim.against) == 1 else f"the best of {len(claim.against)}"
    return f"{system} over {against}"


def reported_evidence(connection: duckdb.DuckDBPyConnection, claim: Claim, facts: Facts) -> list[Evidence]:
    """One reported row per reading and source (or one that says that there is none), and what can be derived."""
    if claim.kind not in _GAINS:
        return [_nothing_printed_of_regimes(claim, reading.name) for reading in reading_of_nothing(claim)]
    return [
        row
        for arms in printed_arms(claim)
        for row in printed_evidence(connection, claim, facts, arms.name, arms.system, arms.others)
    ]


def _arms(claim: Claim, reading: Reading) -> tuple[System, System]:
    """The system after the reading's regime, and the one that it is set against, as printed tables name them."""
    regime = "intermediate" if claim.kind is ClaimKind.BEST_OF_GAIN else reading.regimes[0]
    return System(claim.scope_encoder, regime), System(claim.scope_encoder, claim.baseline)


def printed_evidence(
    connection: duckdb.DuckDBPyConnection,
    claim: Claim,
    facts: Facts,
    name: str,
    system: System,
    others: Sequence[System],
) -> list[Evidence]:
    """Rows on one system, against the one of the others that comes out best where there are any.

    Args:
        name: of the reading, in labels and ids.
        others: (): the system's own score is claimed.
    """
    question = asked_of(claim, facts)
    tables: dict[tuple[str, str], list[Source]] = {}
    for other in others or (None,):
        for source in printed_sources(connection, question, system, other):
            tables.setdefault((source.source_id, source.table), []).append(source)
    rows: list[Evidence] = []
    for found in tables.values():
        whole = [source for source in found if source.values and not source.missing]
        best = min(whole, key=lambda source: sum(source.values.values())) if whole else found[0]
        rows += _of_table(
            _Asked(claim, name, question.tasks, system, others, len(whole), facts.ranges, facts.remarks), best
        )
    return rows or [_nothing_printed(_Asked(claim, name, question.tasks, system, others, 0))]


def asked_of(claim: Claim, facts: Facts) -> Question:
    """What a claim asks: of a described task in each language, as its average need not be printed, in its direction."""
    question = question_of(claim, facts.metrics, facts.languages, facts.splits)
    if not facts.lower and not facts.ranges:
        return question
    languages = {**question.languages} if claim.printed is not None else {**question.languages, **facts.languages}
    return replace(question, languages=languages, lower=facts.lower)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of tables, and how many of the others a table prints in full."""

    claim: Claim
    name: str
    tasks: tuple[str, ...]
    system: System
    others: Sequence[System]
    n_whole: int
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()

    @property
    def noun(self) -> str:
        """What the numbers of tasks are."""
        if self.claim.kind in _GAINS:
            return "gains"
        return "differences" if self.others else "scores"

    def range(self, task: str) -> tuple[float, float]:
        """What the number of one task can be."""
        low, high = self.ranges.get(task, (0, int(MOST)))
        return (low - high, high - low) if self.others else (low, high)

    @property
    def why_bounded(self) -> str:
        """Why the missing tasks can sum to no more."""
        return "as the ranges of their metrics say" if self.ranges else "since scores lie in 0 to 100"


def _of_table(asked: _Asked, source: Source) -> Iterator[Evidence]:
    if not source.missing:
        n_tasks = len(asked.tasks)
        total, half = sum(source.values.values(), Decimal(0)), source.half_width
        bounds = [float(value / n_tasks) for value in (total, total - half, total + half)]
        yield _evidence(asked, EvidenceKind.REPORTED, source, bounds=bounds)
        return
    lacking = ", ".join(cell.task for cell in source.missing)
    who = f"{source.title}, {source.table}," if source.entered else source.source_id
    why = (
        f"{who} prints {len(source.values)} of the {len(asked.tasks)} target tasks in full; "
        f"missing: {lacking} ({source.missing[0].reason})."
    )
    yield _evidence(asked, EvidenceKind.REPORTED, source, why_not=why)
    if source.values and all(math.isfinite(end) for cell in source.missing for end in asked.range(cell.task)):
        yield _partial_sum(asked, source)


def _partial_sum(asked: _Asked, source: Source) -> Evidence:
    """What the missing tasks would have to add up to for the claim to hold, and whether they can."""
    claim, n_tasks, n_printed = asked.claim, len(asked.tasks), len(source.values)
    total, half = sum(source.values.values(), Decimal(0)), source.half_width
    claimed, claim_half = Decimal(claim.value), Decimal(str(claim.value_high)) - Decimal(claim.value)
    needed = n_tasks * claimed - total
    needed_half = n_tasks * (claim_half + Decimal(str(claim.tolerance))) + half
    ranges = [asked.range(cell.task) for cell in source.missing]
    least, most = (int(sum(ends)) if sum(ends) == int(sum(ends)) else sum(ends) for ends in zip(*ranges, strict=True))
    tasks, compared = ", ".join(cell.task for cell in source.missing), compared_words(claim.comparator)
    bound = {
        "n_printed": n_printed,
        "sum_printed": _interval(total, half),
        "mean_printed": _interval(total / n_printed, half / n_printed),
        "sum_needed_of_missing": _interval(needed, needed_half),
        "sum_possible_of_missing": {"low": least, "high": most},
        "missing_tasks": [cell.task for cell in source.missing],
    }
    low = float((total - half + Decimal(least)) / n_tasks)
    high = float((total + half + Decimal(most)) / n_tasks)
    said = (
        f"The {asked.noun} printed for {n_printed} tasks sum to {total:+.2f} points [{total - half:+.2f}, "
        f"{total + half:+.2f}]; for a mean of {compared}{claim.value} over {n_tasks} tasks, {tasks} would have to sum "
        f"to {compared}{needed:+.2f} [{needed - needed_half:+.2f}, {needed + needed_half:+.2f}]"
    )
    if lies_within(claim, low, high) or not meets(claim, low, high):
        about = f"{said}; they can sum to {least:+g} to {most:+g}, {asked.why_bounded}."
        bounds = (float(total / n_printed), low, high)
        return _evidence(asked, EvidenceKind.DERIVED, source, bounds=bounds, bound=bound, about_missing=about)
    why = f"{said}. They can sum to {least:+g} to {most:+g}, so these would decide: {tasks}."
    return _evidence(asked, EvidenceKind.DERIVED, source, bound=bound, why_not=why)


def _interval(middle: Decimal, half: Decimal) -> dict[str, float]:
    return {"value": float(middle), "low": float(middle - half), "high": float(middle + half)}


def _nothing_printed(asked: _Asked) -> Evidence:
    claim, system = asked.claim, asked.system
    beside = f" beside {' or '.join(other.name for other in asked.others)}" if asked.others else ""
    if claim.kind in _GAINS:
        after = f"{claim.scope_encoder} after {asked.name}"
        reason = f"no source prints {printed_name(system)} on {claim.split.value}"
    else:
        after, reason = f"{system.name}{beside}", f"no source prints {system.name}"
    tasks = asked.tasks
    why = _no_source(claim, after, tasks)
    missing = tuple(MissingEvidence(task, "avg", claim.split.value, reason) for task in tasks)
    return _evidence(asked, EvidenceKind.REPORTED, None, why_not=why, missing=missing)


def _no_source(claim: Claim, system: str, tasks: Sequence[str]) -> str:
    lacking = f"all {len(tasks)} are missing: {', '.join(tasks)}" if len(tasks) > 1 else f"{tasks[0]} is missing"
    return f"No source here prints scores of {system} task by task ({claim.split.words}); {lacking}."


def _nothing_printed_of_regimes(claim: Claim, name: str) -> Evidence:
    """Of kinds that set several regimes side by side: none of them is printed anywhere here."""
    reason = f"no source prints {claim.scope_encoder} after single intermediate tasks on {claim.split.value}"
    why = _no_source(claim, f"{claim.scope_encoder} after one intermediate task or regime and another", claim.tasks)
    asked = _Asked(claim, name, claim.tasks, System(claim.scope_encoder), (System(claim.scope_encoder),), 0)
    missing = tuple(MissingEvidence(task, "avg", claim.split.value, reason) for task in claim.tasks)
    return _evidence(asked, EvidenceKind.REPORTED, None, why_not=why, missing=missing)


def _printed_differences(claim: Claim, *, is_of_averages: bool) -> tuple[ScopeDifference, ...]:
    """In what a mean of averages, as tables print them, is another than the one that the claim asks for."""
    found = []
    if is_of_averages and (claim.only_languages or claim.languages is not LanguageRule.ALL):
        found.append(ScopeDifference("languages", language_words(claim), "an average over all, as printed"))
    if claim.aggregation is not Aggregation.MEAN_OVER_TASKS and len(claim.tasks) > 1:
        words = Aggregation.MEAN_OVER_TASKS.words
        found.append(ScopeDifference("aggregation", claim.aggregation.words, f"{words}, as printed"))
    return tuple(found)


def _differences(asked: _Asked, source: Source) -> tuple[ScopeDifference, ...]:
    claim = asked.claim
    found = list(_printed_differences(claim, is_of_averages=source.is_of_averages)) if claim.printed is None else []
    if source.source_id in claim.other_versions or (source.entered and _is_other_version(claim, source.url)):
        found.append(ScopeDifference("source version", claim.source_version, source.source_id))
    if len(asked.others) > 1 and 0 < asked.n_whole < len(asked.others):
        names = ", ".join(other.name for other in asked.others)
        found.append(
            ScopeDifference("systems compared with", names, f"the best of {asked.n_whole} of {len(asked.others)}")
        )
    return tuple(found)


def _evidence(
    asked: _Asked,
    kind: EvidenceKind,
    source: Source | None,
    *,
    bounds: Sequence[float] | None = None,
    why_not: str = "",
    about_missing: str = "",
    bound: Mapping[str, object] | None = None,
    missing: tuple[MissingEvidence, ...] = (),
) -> Evidence:
    """A row with the columns that all reported and derived rows share; `bounds` is estimate, low, high."""
    claim, name = asked.claim, asked.name
    place = f"{source.source_id}, {source.table}" if source else "no published source"
    shown = f"{BY_HAND}: {source.title}, {source.table}" if source and source.entered else place
    values = {task: float(value) for task, value in source.values.items()} if source else {}
    estimate, low, high = bounds or (None, None, None)
    method = _METHOD if asked.others else _LEVEL_METHOD
    if asked.ranges:
        method = _DESCRIBED_METHOD.format(what="difference" if asked.others else "mean")
    if source and source.entered:
        method = method.replace("at the most decimals that the table shows", "at the decimals that were typed")
    return Evidence(
        evidence_id=f"{claim.claim_id}|{kind.value}|{place}|{name}",
        claim_id=claim.claim_id,
        kind=kind,
        label=f"{shown} · {name}",
        profile=None,
        encoder=claim.scope_encoder,
        benchmark=claim.scope_benchmark,
        split=claim.split.value,
        tasks=tuple(values) if claim.printed is None else (),
        estimate=estimate,
        low=low,
        high=high,
        level=None,
        method=method if source else "none: nothing is printed",
        n_cells=len(values),
        n_cells_needed=len(asked.tasks),
        missing_cells=source.missing if source else missing,
        inputs={"reported_ids": list(source.reported_ids) if source else []},
        sql=_inputs_sql(source),
        other_differences=_differences(asked, source) if source else (),
        is_own_table=bool(source and _is_own(claim, source)),
        remarks=(*_by_hand(source), *(asked.remarks if estimate is not None else ())),
        is_bounded=bool(about_missing),
        about_missing=about_missing,
        why_not=why_not,
        details={
            "source_title": source.title if source else None,
            "entered": _entered(source),
            "tasks": [{"task": task, "gain": value} for task, value in values.items()],
            "bound": dict(bound or {}),
            **(_statements(claim, asked, source, has_estimate=estimate is not None) if source and values else {}),
        },
    )


def _is_own(claim: Claim, source: Source) -> bool:
    """Whether a table is of the very source version that makes the claim; of what was entered, its address says so."""
    if source.entered is None:
        return source.source_id in claim.own_sources
    return _address(source.url) == _address(claim.source_url)


def _address(url: str) -> str:
    paper = _ARXIV.search(url)
    return (
        (paper[1] + (paper[2] or "")).lower() if paper else re.sub(r"^https?://(www\.)?|/+$", "", url.strip().lower())
    )


def _is_other_version(claim: Claim, url: str) -> bool:
    """Whether the address names another version of the claim's paper on arXiv."""
    claimed, found = _ARXIV.search(claim.source_url), _ARXIV.search(url)
    if claimed is None or found is None or claimed[1] != found[1]:
        return False
    return None not in (claimed[2], found[2]) and claimed[2] != found[2]


def _entered(source: Source | None) -> dict[str, str] | None:
    if source is None or source.entered is None:
        return None
    by, at = source.entered.by, f"{source.entered.at:%Y-%m-%d %H:%M} UTC"
    return {"by": by, "at": at, "title": source.title, "url": source.url, "table": source.table}


def _by_hand(source: Source | None) -> tuple[str, ...]:
    """That the figures were entered by hand, by whom, when and from where."""
    if source is None or source.entered is None:
        return ()
    n_figures = len(source.reported_ids)
    what = "This figure was" if n_figures == 1 else f"These {n_figures} figures were"
    them = "it" if n_figures == 1 else "them"
    when = f"{source.entered.at:%Y-%m-%d}"
    return (
        f"{what} {BY_HAND} by {source.entered.by} on {when} from {source.table} of {source.title} ({source.url}); "
        f"nobody has checked {them} against it.",
    )


def _statements(claim: Claim, asked: _Asked, source: Source, *, has_estimate: bool) -> dict[str, object]:
    """The statement that computes the number anew: the estimate, or the sum that the missing tasks would need."""
    figures: dict[str, object] = {"plus": list(source.plus), "minus": list(source.minus)}
    if has_estimate:
        return {OWN_STATEMENT: _of_table_read(stored_text("stored_printed_mean", **figures), source)}
    needed = {"claimed": Decimal(claim.value), "n_tasks": len(asked.tasks)}
    return {NEEDED_STATEMENT: _of_table_read(stored_text("stored_needed_sum", **figures, **needed), source)}


def _of_table_read(statement: str, source: Source) -> str:
    """The statement on the table that holds the source's figures: checked ones and others are never read together."""
    return statement.replace("from reported_scores", f"from {_table_of(source)}")


def _table_of(source: Source | None) -> str:
    return "entered_scores" if source is not None and source.entered else "reported_scores"


def _inputs_sql(source: Source | None) -> str:
    """Statement that reads the printed figures behind an estimate from the built file."""
    numbers = ", ".join(map(str, source.reported_ids)) if source is not None else ""
    where = f"reported_id in ({numbers})" if numbers else "false"
    return f"select * from {_table_of(source)} where {where} order by reported_id"  # noqa: S608
