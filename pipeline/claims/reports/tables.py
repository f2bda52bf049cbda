"""The audit of a home's saved documents as rows of its built file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import duckdb

from pipeline.claims.reports.aliases import Aliases, load_aliases
from pipeline.claims.reports.audit import Audit, AuditedDocument, audit
from pipeline.claims.reports.facts import Fact, gather_facts
from pipeline.domain.claim import Claim
from pipeline.domain.document import Document
from pipeline.store.home import REFERENCE
from pipeline.store.languages import load_languages
from pipeline.store.reference import load_datasets, load_reported_scores
from pipeline.store.tables import insert_rows


def shipped_facts(aliases: Aliases, reference: Path = REFERENCE) -> tuple[Fact, ...]:
    """Published figures of data/reference that atoms can be held against."""
    return gather_facts(load_datasets(reference), load_reported_scores(reference), load_languages(), aliases)


def fill_audit(
    connection: duckdb.DuckDBPyConnection,
    documents: Sequence[Document],
    claims: Sequence[Claim],
    reference: Path = REFERENCE,
) -> None:
    """Fill extracted_claims, atoms and document_findings of an open file; nothing to do without documents."""
    if not documents:
        return
    aliases = load_aliases()
    found = audit(documents, claims=claims, aliases=aliases, facts=shipped_facts(aliases, reference))
    for part in found.documents:
        insert_rows(connection, "extracted_claims", _claim_rows(part))
        insert_rows(connection, "atoms", _atom_rows(part))
    insert_rows(connection, "document_findings", _finding_rows(found))


def _claim_rows(part: AuditedDocument) -> list[dict[str, object]]:
    return [
        {
            "document_id": part.document.document_id,
            "position": row.claim.position,
            "claim_text": row.claim.text,
            "is_ticked": row.claim.is_ticked,
            "confidence": row.claim.confidence,
            "is_truncated": row.claim.is_truncated,
            "claim_ids": list(row.claim_ids),
        }
        for row in part.rows
    ]


def _atom_rows(part: AuditedDocument) -> list[dict[str, object]]:
    return [
        {
            "document_id": part.document.document_id,
            "position": row.claim.position,
            "atom": audited.atom.number,
            "atom_text": audited.atom.text,
            "subjects": list(audited.atom.subjects),
            "value": audited.atom.value,
            "quantity": audited.atom.quantity,
            "comparator": audited.atom.comparator.value,
            "is_negated": audited.atom.is_negated,
            "status": audited.mapping.status.value,
            "claim_ids": list(audited.mapping.claim_ids),
            "reason": audited.mapping.reason,
            "figures": audited.figures.status.value if audited.figures else None,
            "figure_sources": json.dumps(
                [[fact.value, fact.source] for fact in audited.figures.facts] if audited.figures else [],
                ensure_ascii=False,
            ),
        }
        for row in part.rows
        for audited in row.atoms
    ]


def _finding_rows(found: Audit) -> list[dict[str, object]]:
    return [
        {
            "finding": number,
            "kind": finding.kind.value,
            "finding_text": finding.text,
            "likeness": finding.score,
            "document_id": place.document_id,
            "position": place.position,
            "line": place.line,
            "shown": place.shown,
        }
        for number, finding in enumerate(found.findings, start=1)
        for place in finding.places
    ]
