"""Reported and derived evidence: what published sources print about a claim, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import duckdb

from pipeline.claims.queries import query_rows
from pipeline.claims.registry.claims_file import half_unit
from pipeline.claims.registry.interpretations import reading_of_nothing, readings_of
from pipeline.domain.claim import Claim, ClaimKind
from pipeline.domain.evidence import Evidence, EvidenceKind, MissingEvidence

_METHOD = (
    "mean over tasks of the printed averages' difference; question answering: mean of F1 and EM; "
    "interval from the rounding of every printed average, at the most decimals that the table shows"
)


@dataclass(frozen=True, slots=True)
class Source:
    """One published table that lists the claim's system beside its baseline."""

    source_id: str
    title: str
    table: str
    n_decimals: int
    is_own: bool
    gains: dict[str, Decimal]  # by task, points
    missing: tuple[MissingEvidence, ...]
    reported_ids: tuple[int, ...]  # rows behind `gains`

    def half_width(self, n_tasks: int) -> Decimal:
        """How far the sum of the gains of `n_tasks` tasks may be off because of rounding: each arm by half a unit."""
        return 2 * half_unit(self.n_decimals) * n_tasks


def reported_evidence(
    connection: duckdb.DuckDBPyConnection, claim: Claim, metrics: Mapping[str, tuple[str, ...]]
) -> list[Evidence]:
    """One reported row per reading and source (or one that says that there is none), and what can be derived.

    Args:
        metrics: which printed metrics make up a task's score, by registered task.
    """
    if claim.kind not in (ClaimKind.GAIN, ClaimKind.BEST_OF_GAIN):
        return [_nothing_printed(claim, reading.name) for reading in reading_of_nothing(claim)]
    rows = []
    for name in (reading.name for reading in readings_of(claim)):
        sources = _sources(connection, claim, name, metrics)
        if not sources:
            rows.append(_nothing_printed(claim, name))
        for source in sources:
            rows.append(_as_reported(claim, name, source))
            if source.gains and source.missing:
                rows.append(_partial_sum(claim, name, source))
    return rows


def subject_name(claim: Claim, name: str) -> str:
    """How data/reference/reported_scores.csv calls the claim's encoder after intermediate training."""
    return f"{claim.scope_encoder}+{'intermediate' if claim.kind is ClaimKind.BEST_OF_GAIN else name}"


def _sources(
    connection: duckdb.DuckDBPyConnection, claim: Claim, name: str, metrics: Mapping[str, tuple[str, ...]]
) -> list[Source]:
    subject = subject_name(claim, name)
    rows = query_rows(
        connection,
        "reported_arms",
        subject=subject,
        baseline=claim.scope_encoder,
        split=claim.split,
        tasks=list(claim.tasks),
    )
    tables: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for row in rows:
        tables.setdefault((row["source_id"], row["table_or_section"], row["setting"]), []).append(row)
    return [
        _source(claim, own, metrics) for _, own in sorted(tables.items()) if any(row["arm"] == "subject" for row in own)
    ]


def _source(claim: Claim, rows: Sequence[dict[str, Any]], metrics: Mapping[str, tuple[str, ...]]) -> Source:
    first = rows[0]
    cells: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for row in rows:
        cells.setdefault((row["task"], row["metric"], row["arm"]), []).append(row)
    gains: dict[str, Decimal] = {}
    missing: list[MissingEvidence] = []
    used: list[int] = []
    for task in claim.tasks:
        needed = [(task, metric, arm) for metric in metrics.get(task, ()) for arm in ("subject", "baseline")]
        faults = [_fault(key, cells.get(key, [])) for key in needed]
        reason = "; ".join(fault for fault in faults if fault) if needed else "the task is not registered"
        if reason:
            missing.append(MissingEvidence(task, "avg", claim.split, reason))
            continue
        signed = [(1 if key[2] == "subject" else -1) * Decimal(cells[key][0]["value_text"]) for key in needed]
        gains[task] = sum(signed, Decimal(0)) / (len(needed) // 2)
        used += [cells[key][0]["reported_id"] for key in needed]
    return Source(
        source_id=first["source_id"],
        title=first["source_title"],
        table=first["table_or_section"],
        n_decimals=first["n_decimals"],
        is_own=first["source_id"] in claim.own_sources,
        gains=gains,
        missing=tuple(missing),
        reported_ids=tuple(sorted(used)),
    )


def _fault(key: tuple[str, str, str], rows: Sequence[dict[str, Any]]) -> str:
    """What is wrong with one printed average; "" where there is exactly one."""
    _, metric, arm = key
    who = "the system" if arm == "subject" else "its baseline"
    if not rows:
        return f"{metric} of {who} is not printed"
    return "" if len(rows) == 1 else f"{metric} of {who} is printed {len(rows)} times"


def _nothing_printed(claim: Claim, name: str) -> Evidence:
    is_gain = claim.kind in (ClaimKind.GAIN, ClaimKind.BEST_OF_GAIN)
    wanted = subject_name(claim, name) if is_gain else f"{claim.scope_encoder} after single intermediate tasks"
    after = name if is_gain else "single regimes"
    missing = tuple(
        MissingEvidence(task, "avg", claim.split, f"no source prints {wanted} on {claim.split}") for task in claim.tasks
    )
    return _evidence(
        claim,
        name,
        kind=EvidenceKind.REPORTED,
        source=None,
        missing=missing,
        why_not=(
            f"No source here prints per-task {claim.split} scores of {claim.scope_encoder} after {after}; "
            f"missing are all target tasks of the claim ({len(claim.tasks)}): {', '.join(claim.tasks)}."
        ),
    )


def _as_reported(claim: Claim, name: str, source: Source) -> Evidence:
    if not source.missing:
        n_tasks = len(claim.tasks)
        total, half = sum(source.gains.values(), Decimal(0)), source.half_width(n_tasks)
        bounds = [float(value / n_tasks) for value in (total, total - half, total + half)]
        return _evidence(claim, name, kind=EvidenceKind.REPORTED, source=source, missing=(), bounds=bounds)
    return _evidence(
        claim,
        name,
        kind=EvidenceKind.REPORTED,
        source=source,
        missing=source.missing,
        why_not=(
            f"{source.source_id} prints {len(source.gains)} of the {len(claim.tasks)} target tasks in full; "
            f"missing: {', '.join(cell.task for cell in source.missing)}."
        ),
    )


def _partial_sum(claim: Claim, name: str, source: Source) -> Evidence:
    """What the missing tasks would have to add up to for the claim to hold, given the printed ones."""
    n_tasks, n_printed = len(claim.tasks), len(source.gains)
    total, half = sum(source.gains.values(), Decimal(0)), source.half_width(n_printed)
    claimed, claim_half = Decimal(claim.value), Decimal(str(claim.value_high)) - Decimal(claim.value)
    needed = n_tasks * claimed - total
    needed_half = n_tasks * (claim_half + Decimal(str(claim.tolerance))) + half
    tasks = ", ".join(cell.task for cell in source.missing)
    bound = {
        "n_printed": n_printed,
        "sum_printed": _interval(total, half),
        "mean_printed": _interval(total / n_printed, half / n_printed),
        "sum_needed_of_missing": _interval(needed, needed_half),
        "missing_tasks": [cell.task for cell in source.missing],
    }
    return _evidence(
        claim,
        name,
        kind=EvidenceKind.DERIVED,
        source=source,
        missing=source.missing,
        bound=bound,
        why_not=(
            f"The gains printed for {n_printed} tasks sum to {total:+.2f} points [{total - half:+.2f}, "
            f"{total + half:+.2f}]; for a mean of {claim.value} over {n_tasks} tasks, {tasks} would have to sum to "
            f"{needed:+.2f} [{needed - needed_half:+.2f}, {needed + needed_half:+.2f}]."
        ),
    )


def _interval(middle: Decimal, half: Decimal) -> dict[str, float]:
    return {"value": float(middle), "low": float(middle - half), "high": float(middle + half)}


def _evidence(
    claim: Claim,
    name: str,
    *,
    kind: EvidenceKind,
    source: Source | None,
    missing: tuple[MissingEvidence, ...],
    bounds: Sequence[float] | None = None,
    why_not: str = "",
    bound: Mapping[str, object] | None = None,
) -> Evidence:
    """A row with the columns that all reported and derived rows share; `bounds` is estimate, low, high."""
    place = f"{source.source_id}, {source.table}" if source else "no published source"
    ids = source.reported_ids if source else ()
    gains = {task: float(gain) for task, gain in source.gains.items()} if source else {}
    estimate, low, high = bounds or (None, None, None)
    return Evidence(
        evidence_id=f"{claim.claim_id}|{kind.value}|{place}|{name}",
        claim_id=claim.claim_id,
        kind=kind,
        label=f"{place} · {name}",
        profile=None,
        encoder=claim.scope_encoder,
        benchmark=claim.scope_benchmark,
        split=claim.split,
        tasks=tuple(gains),
        estimate=estimate,
        low=low,
        high=high,
        level=None,
        method=_METHOD if source else "none: nothing is printed",
        n_cells=len(gains),
        n_cells_needed=len(claim.tasks),
        missing_cells=missing,
        inputs={"reported_ids": list(ids)},
        sql=_inputs_sql(ids),
        is_own_table=bool(source and source.is_own),
        why_not=why_not,
        details={
            "source_title": source.title if source else None,
            "tasks": [{"task": task, "gain": gain} for task, gain in gains.items()],
            "bound": dict(bound or {}),
        },
    )


def _inputs_sql(reported_ids: Sequence[int]) -> str:
    """Statement that reads the printed figures behind an estimate from the built file."""
    numbers = ", ".join(map(str, reported_ids))
    where = f"reported_id in ({numbers})" if numbers else "false"
    return f"select * from reported_scores where {where} order by reported_id"  # noqa: S608
