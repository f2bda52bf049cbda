"""The audit of a home's saved documents as rows of its built file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import duckdb

from pipeline.audits.reports.audit import Audit, AuditedDocument, audit
from pipeline.audits.reports.facts_alone import shipped_parts
from pipeline.audits.reports.matching.aliases import load_aliases
from pipeline.audits.reports.matching.facts import shipped_facts
from pipeline.audits.reports.misquotes.published_scores import shipped_scores
from pipeline.audits.reports.our_verdicts import verdicts_of
from pipeline.domain.claim import Claim
from pipeline.domain.document import Document
from pipeline.store.document_facts import DocumentFacts
from pipeline.store.home import REFERENCE
from pipeline.store.tables import insert_rows

ALL_DOCUMENTS = "all"  # stands for a document_id


def fill_audit(
    connection: duckdb.DuckDBPyConnection,
    documents: Sequence[Document],
    claims: Sequence[Claim],
    reference: Path = REFERENCE,
    shipped: Sequence[DocumentFacts] = (),
) -> None:
    """Fill extracted_claims, atoms, claim_links, calibrations and the rest of the audit of an open file.

    Args:
        documents: audited with their texts.
        shipped: facts of further documents, in the table `documents` like the others.

    Nothing to do without documents. Verdicts are those of the file, which are filled before.
    """
    if not documents and not shipped:
        return
    aliases = load_aliases()
    facts, verdicts = shipped_facts(aliases, reference), verdicts_of(connection)
    found = audit(
        documents,
        claims=claims,
        aliases=aliases,
        facts=facts,
        scores=shipped_scores(reference),
        verdicts=verdicts,
        shipped=shipped_parts(shipped),
    )
    for part in found.documents:
        insert_rows(connection, "extracted_claims", claim_rows(part))
        insert_rows(connection, "atoms", atom_rows(part))
        insert_rows(connection, "document_references", reference_rows(part))
    insert_rows(connection, "claim_links", _link_rows(found))
    insert_rows(connection, "calibrations", calibration_rows(found))
    insert_rows(connection, "calibration_bins", bin_rows(found))
    insert_rows(connection, "document_findings", finding_rows(found))


def claim_rows(part: AuditedDocument) -> list[dict[str, object]]:
    """Rows of extracted_claims."""
    return [
        {
            "document_id": part.document.document_id,
            "position": row.claim.position,
            "claim_text": row.claim.text,
            "is_ticked": row.claim.is_ticked,
            "confidence": row.claim.confidence,
            "is_truncated": row.claim.is_truncated,
            "claim_ids": list(row.claim_ids),
            "mark": row.claim.mark,
            "line": row.claim.line,
            "outcome": row.check.outcome.value,
            "misquotes": [kind.value for kind in row.check.misquotes],
            "outcome_reason": row.check.reason,
        }
        for row in part.rows
    ]


def atom_rows(part: AuditedDocument) -> list[dict[str, object]]:
    """Rows of atoms."""
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


def reference_rows(part: AuditedDocument) -> list[dict[str, object]]:
    """Rows of document_references."""
    return [
        {
            "document_id": part.document.document_id,
            "number": reference.number,
            "reference_text": reference.text,
            "bearing": reference.bearing.value,
            "positions": list(reference.positions),
        }
        for reference in part.references
    ]


def _link_rows(found: Audit) -> list[dict[str, object]]:
    return [
        {
            "document_id": link.first.document_id,
            "position": link.first.position,
            "other_document_id": link.second.document_id,
            "other_position": link.second.position,
            "kind": link.kind.value,
            "link_group": link.group,
            "n_matched_atoms": link.n_matched,
            "likeness": link.likeness,
            "is_cut": link.is_cut,
            "marks_agree": link.marks_agree,
        }
        for link in found.links
    ]


def calibration_rows(found: Audit) -> list[dict[str, object]]:
    """Rows of calibrations."""
    rows: list[dict[str, object]] = []
    for part in found.calibrations:
        best = part.thresholds[0] if part.thresholds else None
        rows.append(
            {
                "document_id": part.document_id or ALL_DOCUMENTS,
                "outcome": part.outcome.value,
                "n_rows": part.n_rows,
                "n_true": part.n_true,
                "n_left_out": part.n_left_out,
                "brier": part.brier,
                "brier_of_base_rate": part.brier_of_base_rate,
                "threshold": best.up_to if best else None,
                "n_right": best.n_right if best else None,
                "statement": part.statement,
            }
        )
    return rows


def bin_rows(found: Audit) -> list[dict[str, object]]:
    """Rows of calibration_bins."""
    return [
        {
            "document_id": part.document_id or ALL_DOCUMENTS,
            "outcome": part.outcome.value,
            "low": one.low,
            "high": one.high,
            "n_rows": one.n_rows,
            "n_true": one.n_true,
            "mean_confidence": one.mean_confidence,
        }
        for part in found.calibrations
        for one in part.bins
    ]


def finding_rows(found: Audit) -> list[dict[str, object]]:
    """Rows of document_findings: one for each place of a finding."""
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
