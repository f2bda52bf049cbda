"""Our verdicts, read from the published file of a home."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.claims.reports.audit import OurVerdict
from pipeline.claims.verdict_table import verdict_rows
from pipeline.store.home import Home
from pipeline.store.publish import published


def read_verdicts(home: Home) -> Mapping[str, tuple[OurVerdict, ...]]:
    """Verdicts by claim; empty where nothing was ever published in this home.

    Raises:
        StoreError: something is published that cannot be read.
    """
    if not home.pointer.exists():
        return {}
    found: dict[str, list[OurVerdict]] = {}
    for row in verdict_rows(published(home)):
        label = f"{row.kind.value}: {row.label}"
        found.setdefault(row.claim_id, []).append(OurVerdict(label, row.verdict, row.direction))
    return {claim_id: tuple(verdicts) for claim_id, verdicts in found.items()}
