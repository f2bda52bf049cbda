"""Evidence on counts and facts of a set-up, from published figures; and on claims that bring their own statement."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import duckdb

from pipeline.claims.evidence.statement_sources import figure_statements, is_printed
from pipeline.claims.evidence.statements import run_ids, run_with_tables
from pipeline.claims.provenance.recomputation import OWN_STATEMENT
from pipeline.claims.queries import query_rows, query_text, sql_list
from pipeline.domain.claim import Claim, FigureQuery
from pipeline.domain.errors import ClaimError
from pipeline.domain.evidence import Evidence, EvidenceKind, ScopeDifference

PRINTED_NUMBER = "printed_number"  # the statement that is asked of one row of a printed table
_METHOD = "a count or sum of published figures (data/reference), taken as exact"


def structure_evidence(connection: duckdb.DuckDBPyConnection, claim: Claim) -> list[Evidence]:
    """One row per published figure that bears on the claim; one that says that there is none."""
    rows = [
        _figure_evidence(claim, query, number, found)
        for number, query in enumerate(claim.figures, start=1)
        for found in _found(connection, claim, query)
    ]
    return rows or [_evidence(claim, EvidenceKind.REPORTED, "no published source", why_not=_no_figures(claim))]


def sql_evidence(connection: duckdb.DuckDBPyConnection, claim: Claim) -> list[Evidence]:
    """The one row that the claim's own statement gives.

    Raises:
        ClaimError: the statement is no single read of the file's own tables, or does not give one fitting row.
    """
    (value, low, high, n_rows), tables = run_with_tables(connection, claim.claim_id, claim.statement_sql)
    are_printed = is_printed(claim.claim_id, tables)
    wanted = figure_statements(connection, claim.statement_sql) if are_printed else []
    ids = run_ids(connection, claim.claim_id, wanted) if wanted else []
    kind = _kind_of(connection, value, ids) if are_printed else EvidenceKind.MEASURED
    why_not = "" if value is not None else f"The claim's own statement gives no value from {n_rows} rows."
    return [
        _evidence(
            claim,
            kind,
            "the claim's own statement",
            numbers=None if value is None else (value, low, high),
            why_not=why_not,
            encoder=claim.sql_encoder,
            benchmark=claim.sql_benchmark,
            ids=ids,
            n_cells=n_rows,
            sql=_inputs_sql(ids) if are_printed else claim.statement_sql,
            method="the statement that the claims file gives",
            details={OWN_STATEMENT: f"select value from ({claim.statement_sql.rstrip().rstrip(';')})"},  # noqa: S608
        )
    ]


def _kind_of(connection: duckdb.DuckDBPyConnection, value: float | None, ids: Sequence[int]) -> EvidenceKind:
    """Reported where the value is one printed figure itself, else derived from such figures."""
    if len(ids) != 1:
        return EvidenceKind.DERIVED
    [(printed,)] = connection.execute(f"select value from ({_inputs_sql(ids)})").fetchall()  # noqa: S608
    return EvidenceKind.REPORTED if value == printed else EvidenceKind.DERIVED


def _inputs_sql(ids: Sequence[int]) -> str:
    where = f"reported_id in ({', '.join(map(str, ids))})" if ids else "false"
    return f"select * from reported_scores where {where} order by reported_id"  # noqa: S608


def _found(connection: duckdb.DuckDBPyConnection, claim: Claim, query: FigureQuery) -> list[dict[str, Any]]:
    try:
        return query_rows(connection, f"figures/{query.query}", **_asked(query))
    except FileNotFoundError as error:
        raise ClaimError(
            f"claim {claim.claim_id!r}: no statement {query.query!r} in pipeline/claims/sql/figures; use one of those "
            "(lists of our own are no evidence on a paper)"
        ) from error


def _asked(query: FigureQuery) -> dict[str, object]:
    """Values of a statement's parameters."""
    values: dict[str, object] = {"of": list(query.of)}
    if query.query == PRINTED_NUMBER:
        values |= {"encoder": query.encoder, "row": query.row, "table": query.table}
    return values


def _figure_evidence(claim: Claim, query: FigureQuery, number: int, found: dict[str, Any]) -> Evidence:
    is_sum = len(query.of) > 1
    place = str(found["place"] or "no published source")
    ids = found.get("reported_ids") or []
    is_own = place in claim.own_sources
    value = found["value"]
    differs = query.differs or ("" if not ids or is_own else f"{claim.source_version} | {place}")
    claimed, _, here = differs.partition(" | ")
    what = "source version" if ids and not query.differs else "what is counted"
    sql = query_text(f"figures/{query.query}").replace("$of", f"cast([{sql_list(query.of)}] as varchar[])")
    for name, text in _asked(query).items():
        sql = sql.replace(f"${name}", sql_list([str(text)])) if name != "of" else sql
    sql = sql.rstrip().rstrip(";")
    return _evidence(
        claim,
        EvidenceKind.DERIVED if is_sum else EvidenceKind.REPORTED,
        f"{place} · {query.query.replace('_', ' ')} {number}",
        numbers=None if value is None else (float(value), None, None),
        why_not=_why_no_value(query, found) if value is None else "",
        differences=(ScopeDifference(what, claimed, here),) if differs else (),
        is_own=is_own,
        ids=ids,
        n_cells=int(value is not None),
        sql=sql,
        details=_figure_details(found, sql, place),
    )


def _why_no_value(query: FigureQuery, found: dict[str, Any]) -> str:
    if query.query != PRINTED_NUMBER:
        return f"No source here prints this number of {', '.join(query.of) or 'what is claimed'}."
    rows = sorted(found["printed_as"])
    return (
        f"{found['place']} prints several figures of this name ({'; '.join(rows)}); which one is claimed takes its "
        "encoder, row and table."
    )


def _figure_details(found: dict[str, Any], sql: str, place: str) -> dict[str, object]:
    if found["value"] is None:
        return {"shown": found["shown"]}
    again = f"select value from ({sql}) where place = {sql_list([place])}"  # noqa: S608
    return {"shown": found["shown"], OWN_STATEMENT: again}


def _no_figures(claim: Claim) -> str:
    return f"No published figure here bears on the claim; what would: {claim.locator}."


def _evidence(
    claim: Claim,
    kind: EvidenceKind,
    label: str,
    *,
    numbers: tuple[float, float | None, float | None] | None = None,
    why_not: str = "",
    differences: tuple[ScopeDifference, ...] = (),
    is_own: bool = False,
    ids: Sequence[int] = (),
    encoder: str = "",
    benchmark: str = "",
    n_cells: int = 0,
    sql: str = "select * from reported_scores where false",
    method: str = _METHOD,
    details: dict[str, object] | None = None,
) -> Evidence:
    """A row in the claim's own scope, but for what is said otherwise; `numbers` is value, low, high."""
    value, low, high = numbers or (None, None, None)
    if value is not None and not math.isfinite(value):
        raise ClaimError(f"claim {claim.claim_id!r}: {label} gives {value}; a finite number is needed")
    return Evidence(
        evidence_id=f"{claim.claim_id}|{kind.value}|{label}|structure",
        claim_id=claim.claim_id,
        kind=kind,
        label=label,
        profile=None,
        encoder=encoder or claim.scope_encoder,
        benchmark=benchmark or claim.scope_benchmark,
        split=claim.split.value,
        tasks=claim.tasks,
        estimate=value,
        low=low,
        high=high,
        level=None,
        method=method,
        n_cells=n_cells,
        n_cells_needed=max(n_cells, 1),
        missing_cells=(),
        inputs={"reported_ids": list(ids)},
        sql=sql,
        other_differences=differences,
        is_own_table=is_own,
        why_not=why_not,
        details={"tasks": [], **(details or {})},
    )
