"""Tables read as `import reported` and the claim page read them."""

from __future__ import annotations

from functools import cache

from pipeline.audits.entered.reading import ReadTable, read_table
from pipeline.audits.entered.session import reader_knowledge
from pipeline.claims.registry.claims_file import load_claims
from pipeline.domain.claim import Claim
from pipeline.tasks.discovery import load_tasks
from tests.frozen import FROZEN_CLAIMS


@cache
def claims() -> dict[str, Claim]:
    return {claim.claim_id: claim for claim in load_claims(FROZEN_CLAIMS)}


def read(text: str, claim: str | None = None, stated: dict[str, str] | None = None, **given: str) -> ReadTable:
    """The table, held against a claim of the frozen file where one is named."""
    known = reader_knowledge(load_tasks(), claim=claims()[claim] if claim else None, stated=stated)
    return read_table(text, known, name="table.txt", given=given)


def cells(table: ReadTable) -> dict[tuple[str, ...], str]:
    """Value as typed, by system, task, language, metric; the split is left out."""
    return {
        (one.figure.encoder, one.figure.task, one.figure.language, one.figure.metric): one.figure.value_text
        for one in table.figures
    }
