"""The evidence drawer: how each number is computed anew, and the inputs behind it with their hashes."""

from __future__ import annotations

import dataclasses
import hashlib
import json

import duckdb
import pyarrow as pa

from pipeline.claims.provenance.code_identity import judging_code_digest
from pipeline.claims.provenance.recomputation import recomputation_of
from pipeline.claims.queries import query_rows, query_text
from pipeline.store.sql_sandbox.worker import read_plainly
from pipeline.store.tables import insert_rows

_KEY_DIGITS = 10


def fill_inputs(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill `recomputations` and `evidence_inputs` of an open file whose evidence is there."""
    insert_rows(connection, "evidence_inputs", query_rows(connection, "input_runs"))
    insert_rows(connection, "evidence_inputs", query_rows(connection, "input_figures"))
    insert_rows(connection, "evidence_inputs", query_rows(connection, "input_scores"))
    rows = query_rows(connection, "evidence_rows")
    connection.execute(query_text("hold_gains"))
    found = [_recomputation_row(connection, row) for row in rows]
    connection.execute(query_text("let_go_of_gains"))
    insert_rows(connection, "recomputations", found)


def evidence_key(evidence_id: str) -> str:
    """Short name of an evidence row on the command line; the same in every build."""
    return hashlib.sha256(evidence_id.encode()).hexdigest()[:_KEY_DIGITS]


def reading_of(evidence_id: str) -> str:
    """The reading of the claim that the evidence is about."""
    return evidence_id.rpartition("|")[2]


def rows_digest(table: pa.Table) -> str:
    """The sha256 of the rows that a statement reads; the order in which they come plays no part."""
    lines = sorted(json.dumps(row, sort_keys=True, default=str) for row in table.to_pylist())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _recomputation_row(connection: duckdb.DuckDBPyConnection, row: dict[str, object]) -> dict[str, object]:
    evidence_id = str(row["evidence_id"])
    found = recomputation_of(row, json.loads(str(row["inputs"])), json.loads(str(row["details"])))
    rows = read_plainly(connection, str(row["sql"]))
    return dataclasses.asdict(found) | {
        "evidence_id": evidence_id,
        "claim_id": row["claim_id"],
        "reading": reading_of(evidence_id),
        "evidence_key": evidence_key(evidence_id),
        "n_rows": rows.num_rows,
        "rows_sha256": rows_digest(rows),
        "code_digest": judging_code_digest(),
    }
