"""Evidence rows of a built file picked by claim, reading and evidence, with all that is stored about each."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from pipeline.claims.queries import query_rows
from pipeline.domain.errors import unknown_name

_AS_JSON = ("missing_cells", "details", "scope_differences", "definition")


@dataclass(frozen=True, slots=True)
class Explained:
    """One evidence row with its claim, verdict, recomputation and inputs; fields of the tables of these names."""

    row: dict[str, Any]  # columns of sql/explained.sql, JSON read
    inputs: tuple[dict[str, Any], ...]  # rows of evidence_inputs
    differences: tuple[dict[str, Any], ...]  # rows of differences, in order; () where the claim is confirmed

    def __getitem__(self, column: str) -> Any:
        """One column."""
        return self.row[column]

    @property
    def selector(self) -> str:
        """What names this row, and no other, on the command line."""
        return f"{self['claim_id']}:{self['reading']}:{self['evidence_key']}"


def pick(connection: duckdb.DuckDBPyConnection, selector: str) -> list[Explained]:
    """The rows that CLAIM_ID[:READING[:EVIDENCE]] names, in the order of the verdict board.

    Args:
        selector: EVIDENCE is a kind (measured), a profile (mini-full; it may hold colons), both (measured/mini-full),
            the whole evidence_id or its key. "all" names every row.

    Raises:
        UnknownNameError: no such claim, reading or evidence; the nearest is suggested.
    """
    claim_id, _, rest = selector.partition(":")
    reading, _, evidence = rest.partition(":")
    rows = select(connection, claim_id, reading, (evidence,) if evidence else ())
    return [_explained(connection, row) for row in rows]


def select(
    connection: duckdb.DuckDBPyConnection, claim_id: str, reading: str = "", evidence: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """Rows of sql/explained.sql that fit all that is named, JSON as text; "all", "" and () leave it open.

    Args:
        evidence: any of these; each must fit some row.

    Raises:
        UnknownNameError: as `pick`.
    """
    rows = query_rows(connection, "explained")
    if claim_id != "all":
        rows = _only("claim", (claim_id,), rows, lambda row: [row["claim_id"]])
    if reading:
        rows = _only(f"reading of {claim_id!r}", (reading,), rows, lambda row: [row["reading"]])
    if evidence:
        rows = _only(f"evidence on {claim_id!r}", evidence, rows, _names)
    return rows


def _names(row: dict[str, Any]) -> list[str]:
    """What an evidence row may be called."""
    profile = [row["profile"], f"{row['kind']}/{row['profile']}"] if row["profile"] else []
    return [row["kind"], *profile, row["evidence_key"], row["evidence_id"]]


def _only(
    noun: str, names: Sequence[str], rows: list[dict[str, Any]], names_of: Callable[[dict[str, Any]], list[str]]
) -> list[dict[str, Any]]:
    known = {known for row in rows for known in names_of(row)}
    for name in names:
        if name not in known:
            raise unknown_name(noun, name, {known for row in rows for known in names_of(row)[:3]})
    return [row for row in rows if not set(names).isdisjoint(names_of(row))]


def _explained(connection: duckdb.DuckDBPyConnection, row: dict[str, Any]) -> Explained:
    inputs = query_rows(connection, "inputs_of", evidence_id=row["evidence_id"])
    differences = query_rows(connection, "differences_of", evidence_id=row["evidence_id"])
    return Explained(row | {name: json.loads(row[name]) for name in _AS_JSON}, tuple(inputs), tuple(differences))
