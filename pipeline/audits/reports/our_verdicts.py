"""Our verdicts, read from a published file."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from pipeline.audits.reports.audit import OurVerdict
from pipeline.claims.queries import query_rows
from pipeline.domain.evidence import is_by_hand
from pipeline.domain.verdict import Direction, VerdictWord
from pipeline.store.home import Home
from pipeline.store.publish import open_build, published


def read_verdicts(home: Home) -> Mapping[str, tuple[OurVerdict, ...]]:
    """Verdicts by claim; empty where nothing was ever published in this home.

    Raises:
        StoreError: something is published that cannot be read.
    """
    if not home.pointer.exists():
        return {}
    with open_build(published(home)) as connection:
        return verdicts_of(connection)


def verdicts_of(connection: duckdb.DuckDBPyConnection) -> Mapping[str, tuple[OurVerdict, ...]]:
    """Verdicts by claim, of an open file whose claims are judged; none on figures that a reader entered by hand."""
    found: dict[str, list[OurVerdict]] = {}
    for row in query_rows(connection, "verdict_rows"):
        if is_by_hand(row["label"]):
            continue
        direction = Direction(row["direction"]) if row["direction"] else None
        verdict = OurVerdict(f"{row['kind']}: {row['label']}", VerdictWord(row["verdict"]), direction)
        found.setdefault(row["claim_id"], []).append(verdict)
    return {claim_id: tuple(verdicts) for claim_id, verdicts in found.items()}
