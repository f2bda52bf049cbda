"""The row of a claim of which nothing has been run, with the cells that it needs."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.claims.evidence.gathered_cells import needed_cells
from pipeline.claims.registry.interpretations import Reading
from pipeline.domain.claim import Claim
from pipeline.domain.evidence import Evidence, EvidenceKind, MissingEvidence


def nothing_ran(claim: Claim, reading: Reading, languages: Mapping[str, tuple[str, ...]]) -> Evidence:
    """The row of a reading in a home without any run."""
    return absent_evidence(
        claim,
        languages,
        name=reading.name,
        label=f"no run yet · {reading.name}",
        why_missing="nothing has been run",
        sql="select * from gains where false",
        why_not="Nothing has been run yet; `make run` scores a small encoder.",
        details={"regimes": list(reading.regimes)},
    )


def absent_evidence(
    claim: Claim,
    languages: Mapping[str, tuple[str, ...]],
    *,
    name: str,
    label: str,
    why_missing: str,
    sql: str,
    why_not: str,
    details: Mapping[str, object],
) -> Evidence:
    """The row of a claim, or of its reading `name`, of which nothing has been run."""
    needed = needed_cells(claim, languages)
    return Evidence(
        evidence_id=f"{claim.claim_id}|measured|none|{name}",
        claim_id=claim.claim_id,
        kind=EvidenceKind.MEASURED,
        label=label,
        profile=None,
        encoder=claim.scope_encoder,
        benchmark=claim.scope_benchmark,
        split=claim.split.value,
        tasks=(),
        estimate=None,
        low=None,
        high=None,
        level=None,
        method="none: nothing has been run",
        n_cells=0,
        n_cells_needed=len(needed),
        missing_cells=tuple(
            MissingEvidence(task, language, claim.split.value, why_missing) for task, language in needed
        ),
        inputs={"run_ids": []},
        sql=sql,
        why_not=why_not,
        details=dict(details),
    )
