"""Audited reports that a home keeps: documents/<document_id>.json, one file a report."""

from __future__ import annotations

from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from pipeline.domain.document import AssertedQuantity, Document
from pipeline.domain.errors import DataFormatError
from pipeline.store.document_facts import ENDING
from pipeline.store.sealed import read_sealed, write_sealed

_DOCUMENT = TypeAdapter(Document)


def write_document(folder: Path, document: Document) -> Path:
    """Put `document` into `folder`, replacing an earlier reading of the same file, and return its path."""
    path = folder / f"{document.document_id}.json"
    write_sealed(path, _DOCUMENT.dump_python(document, mode="json"))
    return path


def read_documents(folder: Path) -> tuple[Document, ...]:
    """Every saved document, by id; none where there is no such folder.

    Raises:
        DataFormatError: a file that holds no document, or another than its name says.
    """
    return tuple(_read(path) for path in sorted(folder.glob("*.json")) if not path.name.endswith(ENDING))


def _read(path: Path) -> Document:
    try:
        document = _DOCUMENT.validate_json(read_sealed(path, "save its report anew"))
    except ValidationError as error:
        first = error.errors()[0]
        found = f"{first['input']!r:.80} at {'.'.join(map(str, first['loc']))!r}"
        raise DataFormatError(path, None, found, f"a saved document ({first['msg']}); save its report anew") from error
    if document.document_id != path.stem:
        raise DataFormatError(path, None, f"document {document.document_id!r}", "the one that the file is named after")
    return document


def document_row(document: Document) -> dict[str, object]:
    """Row of table `documents`; of a number asserted several times the first."""
    return {
        "document_id": document.document_id,
        "file_name": document.file_name,
        "sha256": document.sha256,
        "title": document.title,
        "dated": document.dated,
        "research_question": document.research_question,
        "n_claims_asserted": _first(document, AssertedQuantity.CLAIMS),
        "n_verified_asserted": _first(document, AssertedQuantity.VERIFIED),
        "has_text": document.has_text,
        "quality_score_asserted": _first(document, AssertedQuantity.QUALITY),
    }


def _first(document: Document, quantity: AssertedQuantity) -> float | None:
    assertions = document.asserted(quantity)
    return assertions[0].value if assertions else None
