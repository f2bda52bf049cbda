"""One audit as frames: those of the store and those of an upload have the same columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from pipeline.audits.reports.audit import Audit, AuditedDocument
from pipeline.audits.reports.stored import (
    atom_rows,
    bin_rows,
    calibration_rows,
    claim_rows,
    finding_rows,
    reference_rows,
)
from pipeline.store.documents import document_row

DOCUMENTS = (
    "document_id file_name sha256 title dated research_question n_claims_asserted n_verified_asserted "
    "quality_score_asserted has_text n_rows n_ticked n_mapped"
).split()
ROWS = (
    "document_id file_name position claim_text is_ticked confidence is_truncated claim_ids mark line outcome misquotes "
    "outcome_reason link_group"
).split()
ATOMS = "document_id position atom atom_text status claim_ids reason figures".split()
FINDINGS = "finding kind finding_text likeness document_id file_name position line shown".split()
CALIBRATIONS = "document_id outcome n_rows n_true n_left_out brier brier_of_base_rate statement".split()
BINS = "document_id outcome low high n_rows n_true mean_confidence".split()
REFERENCES = "document_id number reference_text bearing positions".split()
ALL = "all"  # stands for a document_id


@dataclass(frozen=True, slots=True, eq=False)
class AuditFrames:
    """Rows of queries/documents.sql, document_rows.sql, document_atoms.sql and so on, in that order."""

    documents: pd.DataFrame
    rows: pd.DataFrame
    atoms: pd.DataFrame
    findings: pd.DataFrame
    calibrations: pd.DataFrame
    bins: pd.DataFrame
    references: pd.DataFrame
    refused: tuple[str, ...] = field(default=(), kw_only=True)  # why files could not be read

    def of_document(self, document_id: str) -> AuditFrames:
        """One document alone; a finding that another document takes part in keeps all its places."""
        found = self.findings
        touched = found[found["document_id"] == document_id]["finding"]
        return AuditFrames(
            documents=_only(self.documents, document_id),
            rows=_only(self.rows, document_id),
            atoms=_only(self.atoms, document_id),
            findings=found[found["finding"].isin(touched)],
            calibrations=_only(self.calibrations, document_id),
            bins=_only(self.bins, document_id),
            references=_only(self.references, document_id),
        )


def _only(frame: pd.DataFrame, document_id: str) -> pd.DataFrame:
    return frame[frame["document_id"] == document_id]


def frames_of(audit: Audit) -> AuditFrames:
    """The frames of an audit that no store holds."""
    groups = _groups(audit)
    parts = audit.documents
    return AuditFrames(
        _frame(DOCUMENTS, (_document(part) for part in parts)),
        _frame(ROWS, (row for part in parts for row in _rows(part, groups))),
        _frame(ATOMS, (atom for part in parts for atom in atom_rows(part))),
        _frame(FINDINGS, _findings(audit)),
        _frame(CALIBRATIONS, calibration_rows(audit)),
        _frame(BINS, bin_rows(audit)),
        _frame(REFERENCES, (row for part in parts for row in _references(part))),
        refused=tuple(refusal.message for refusal in audit.refused),
    )


def _frame(columns: list[str], rows: Iterable[Mapping[str, object]]) -> pd.DataFrame:
    return pd.DataFrame([[row[name] for name in columns] for row in rows], columns=columns)


def _groups(audit: Audit) -> dict[tuple[str, int], int]:
    """Group of each row that says the same as another."""
    ends = ((end, link.group) for link in audit.links for end in (link.first, link.second))
    return {(end.document_id, end.position): group for end, group in ends if group is not None}


def _document(part: AuditedDocument) -> dict[str, Any]:
    return {
        **document_row(part.document),
        "n_rows": len(part.rows),
        "n_ticked": sum(row.claim.is_ticked and row.claim.is_marked for row in part.rows),
        "n_mapped": sum(bool(row.claim_ids) for row in part.rows),
    }


def _rows(part: AuditedDocument, groups: Mapping[tuple[str, int], int]) -> Iterable[dict[str, Any]]:
    document = part.document
    for row in claim_rows(part):
        group = groups.get((document.document_id, int(str(row["position"]))))
        yield row | {"file_name": document.file_name, "link_group": group}


def _findings(audit: Audit) -> Iterable[dict[str, Any]]:
    names = [place.file_name for finding in audit.findings for place in finding.places]
    for row, file_name in zip(finding_rows(audit), names, strict=True):
        yield row | {"file_name": file_name}


def _references(part: AuditedDocument) -> Iterable[dict[str, Any]]:
    for row, reference in zip(reference_rows(part), part.references, strict=True):
        yield row | {"positions": ", ".join(map(str, reference.positions))}
