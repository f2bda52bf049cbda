"""An audit as JSON (all of it) or CSV (one row per atom)."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable
from pathlib import Path

from pydantic import TypeAdapter

from pipeline.audits.reports.audit import Audit, AuditedAtom, AuditedDocument, AuditedRow
from pipeline.audits.reports.audit_table import verdict_words
from pipeline.domain.errors import ProfileError
from pipeline.store.atomic import write_json, write_text

_AUDIT = TypeAdapter(Audit)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def check_outputs(outputs: Iterable[Path | None], inputs: Iterable[Path]) -> None:
    """Refuse an output that is an audited report, a folder, or lies where no file can be made; called first.

    Raises:
        ProfileError: the first such output.
    """
    reports = {path.resolve() for path in inputs}
    for path in outputs:
        if path is None:
            continue
        if path.resolve() in reports:
            raise ProfileError(f"{path} is one of the reports and would be overwritten; name another file")
        folder = next(parent for parent in path.resolve().parents if parent.exists())
        if path.is_dir() or not folder.is_dir() or not os.access(folder, os.W_OK):
            raise ProfileError(f"{path} cannot be written; name a file in a folder that you may write to")


def write_audit_json(audit: Audit, path: Path) -> None:
    """Put the whole audit at `path`, all of it or nothing."""
    write_json(path, _AUDIT.dump_python(audit, mode="json"))


def write_audit_csv(audit: Audit, path: Path) -> None:
    """Put one row per atom at `path`, all of it or nothing; texts that a spreadsheet would run get a leading "'"."""
    rows = [_csv_row(part, row, atom, audit) for part in audit.documents for row in part.rows for atom in row.atoms]
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]) if rows else ["document_id"], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_text(path, text.getvalue())


def _csv_row(part: AuditedDocument, row: AuditedRow, audited: AuditedAtom, audit: Audit) -> dict[str, object]:
    claim, atom, mapping, figures = row.claim, audited.atom, audited.mapping, audited.figures
    return {
        "document_id": part.document.document_id,
        "file_name": safe_cell(part.document.file_name),
        "position": claim.position,
        "line": claim.line,
        "is_ticked": claim.is_ticked,
        "confidence": claim.confidence,
        "confidence_printed": safe_cell(claim.confidence_printed),
        "is_truncated": claim.is_truncated,
        "atom": atom.number,
        "subjects": " ".join(atom.subjects),
        "value": atom.value,
        "quantity": atom.quantity,
        "comparator": atom.comparator.value,
        "is_negated": atom.is_negated,
        "doubt": safe_cell(atom.doubt),
        "status": mapping.status.value,
        "claim_ids": " ".join(mapping.claim_ids),
        "reason": safe_cell(mapping.reason),
        "figures": figures.status.value if figures else None,
        "our_verdicts": "; ".join(verdict_words(audit.verdicts.get(claim_id, ())) for claim_id in mapping.claim_ids),
        "text": safe_cell(atom.text),
        "statement": safe_cell(claim.text),
        "outcome": row.check.outcome.value,
        "misquotes": ", ".join(kind.value for kind in row.check.misquotes),
        "outcome_reason": safe_cell(row.check.reason),
    }


def safe_cell(text: str) -> str:
    """The text, with a leading "'" where a spreadsheet would run it."""
    return f"'{text}" if text.startswith(_FORMULA) else text
