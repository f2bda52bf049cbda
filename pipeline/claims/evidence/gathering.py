"""All evidence for all claims, gathered from a built file and judged into it."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Sequence

import duckdb

from pipeline.claims.evidence.consistency import consistency_evidence
from pipeline.claims.evidence.described import described_evidence, is_described, printed_facts
from pipeline.claims.evidence.example_outcomes import Answers
from pipeline.claims.evidence.gathered_cells import families_of
from pipeline.claims.evidence.measured import measured_evidence
from pipeline.claims.evidence.reported import facts_of, printed_arms, printed_evidence, reported_evidence
from pipeline.claims.evidence.seeds import spreads_of, with_seeds_needed
from pipeline.claims.evidence.structure import sql_evidence, structure_evidence
from pipeline.claims.evidence.systems import system_evidence
from pipeline.claims.queries import query_rows, query_text
from pipeline.claims.registry.claims_file import TaskFacts, task_fault
from pipeline.claims.registry.described import described_fault
from pipeline.claims.registry.interpretations import claimed_languages
from pipeline.claims.verdicts.reasons import judged
from pipeline.domain.claim import Claim, ClaimKind
from pipeline.domain.errors import ClaimError
from pipeline.domain.evidence import Evidence
from pipeline.domain.verdict import Verdict
from pipeline.store.benchmarks import stored_benchmarks
from pipeline.store.tables import insert_rows

USUAL_MOST = 100.0  # points; no percentage is below 0 or above 100, so no gain is further from zero
_NOT_COLUMNS = (
    "other_differences",
    "is_own_table",
    "is_bounded",
    "about_missing",
    "why_not",
    "tasks",
    "n_seeds",
    "remarks",
    "most",
    "undecided",
)


def gather_evidence(
    connection: duckdb.DuckDBPyConnection, claims: Sequence[Claim], answers: Answers | None = None
) -> list[Evidence]:
    """Every body of evidence for every claim: measured, then reported and derived, in claim order.

    Args:
        answers: of the same file, kept for others; None: for these claims alone.

    Raises:
        ClaimError: a claim that asks of a task what the task does not have, or whose own statement is refused.
    """
    held = answers or Answers(connection)
    tasks = {row["task"]: row for row in held.rows("task_facts")}
    known = {name: TaskFacts(row["metrics"], row["splits"]) for name, row in tasks.items()}
    languages = {name: tuple(row["languages"]) for name, row in tasks.items()}
    benchmarks = stored_benchmarks(connection)
    found: dict[str, list[Evidence]] = {}
    for claim in claims:
        fault = described_fault(claim, benchmarks) or task_fault(claim, known)
        if fault:
            raise ClaimError(f"claim {claim.claim_id!r}, {fault}")
        if claim.kind is ClaimKind.STRUCTURE:
            rows = structure_evidence(connection, claim)
        elif claim.kind is ClaimKind.SQL:
            rows = sql_evidence(connection, claim)
        elif is_described(claim, benchmarks):
            rows = described_evidence(connection, claim, benchmarks, families_of(held))
        else:
            own = claimed_languages(claim, languages)
            facts = facts_of(claim, list(tasks.values()))
            if claim.kind in (ClaimKind.COMPARISON, ClaimKind.LEVEL):
                rows = system_evidence(connection, claim, own, facts, held)
            else:
                is_count = claim.kind is ClaimKind.CONSISTENCY
                rows = (consistency_evidence if is_count else measured_evidence)(connection, claim, own, held)
                rows += reported_evidence(connection, claim, facts)
        found[claim.claim_id] = rows
    spreads = spreads_of(row for rows in found.values() for row in rows)
    return [row for claim in claims for row in with_seeds_needed(claim, found[claim.claim_id], spreads)]


def printed_figures_evidence(connection: duckdb.DuckDBPyConnection, claim: Claim) -> list[Evidence]:
    """What printed figures alone say of a claim, reading by reading; nothing where they cannot decide its kind.

    Raises:
        ClaimError: the claim asks of a task what the task does not have.
    """
    rows = query_rows(connection, "task_facts")
    benchmarks = stored_benchmarks(connection)
    known = {row["task"]: TaskFacts(row["metrics"], row["splits"]) for row in rows}
    fault = described_fault(claim, benchmarks) or task_fault(claim, known)
    if fault:
        raise ClaimError(f"claim {claim.claim_id!r}, {fault}")
    facts = printed_facts(claim, benchmarks, rows)
    return [
        row
        for arms in printed_arms(claim)
        for row in printed_evidence(connection, claim, facts, arms.name, arms.system, arms.others)
    ]


def judge_claims(
    connection: duckdb.DuckDBPyConnection, claims: Sequence[Claim], answers: Answers | None = None
) -> None:
    """Fill `evidence` and `verdicts` (one per evidence row) of an open file."""
    by_id = {claim.claim_id: claim for claim in claims}
    connection.execute(query_text("hold_gains"))
    evidence = gather_evidence(connection, claims, answers)
    connection.execute(query_text("let_go_of_gains"))
    insert_rows(connection, "evidence", [_evidence_row(row) for row in evidence])
    verdicts = [judged(by_id[row.claim_id], row) for row in evidence]
    insert_rows(connection, "verdicts", [_verdict_row(row) for row in verdicts])


def _evidence_row(evidence: Evidence) -> dict[str, object]:
    row = {
        field.name: getattr(evidence, field.name)
        for field in dataclasses.fields(evidence)
        if field.name not in _NOT_COLUMNS
    }
    details = {
        **evidence.details,
        "n_tasks": len(evidence.tasks),
        "is_own_table": evidence.is_own_table,
        "n_seeds": evidence.n_seeds,
    }
    if evidence.most != USUAL_MOST:
        details["most"] = None if math.isinf(evidence.most) else evidence.most
    if evidence.undecided:
        details["undecided"] = evidence.undecided
    return row | {
        "kind": evidence.kind.value,
        "missing_cells": _json([dataclasses.asdict(cell) for cell in evidence.missing_cells]),
        "inputs": _json(evidence.inputs),
        "details": _json(details),
    }


def _verdict_row(verdict: Verdict) -> dict[str, object]:
    return dataclasses.asdict(verdict) | {
        "verdict": verdict.verdict.value,
        "direction": verdict.direction.value if verdict.direction else None,
        "scope_differences": _json([dataclasses.asdict(row) for row in verdict.scope_differences]),
    }


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False)
