"""Documents audited on their own, from files or bytes, held against a published file or none; nothing is written."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipeline.audits.reports.audit import Audit, Refusal, audit
from pipeline.audits.reports.matching.aliases import load_aliases
from pipeline.audits.reports.matching.facts import shipped_facts
from pipeline.audits.reports.misquotes.published_scores import shipped_scores
from pipeline.audits.reports.our_verdicts import verdicts_of
from pipeline.audits.reports.reading.content import read_report, read_report_bytes
from pipeline.claims.registry.claims_file import load_claims
from pipeline.domain.document import Document
from pipeline.domain.errors import CrosscheckError, DataFormatError, MissingDataError

MAX_DOCUMENTS = 20
MOST_PROCESSES = 8


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that somebody handed in."""

    name: str
    content: bytes


def audit_documents(
    sources: Sequence[Path | Upload],
    connection: duckdb.DuckDBPyConnection | None = None,
    *,
    n_processes: int | None = None,
) -> Audit:
    """The audit of the documents together, as docs/audit.md describes it.

    Args:
        connection: an open published file, read for our verdicts; None: no verdict is shown.
        n_processes: that share the rows of a long document; None: one a processor, at most MOST_PROCESSES.

    A document that cannot be read is named in the audit (`Audit.refused`) and does not stop the others.

    Raises:
        MissingDataError: no document, or the only one is not there.
        DataFormatError: too many documents, or none that can be read; file and line are named.
    """
    if not sources:
        raise MissingDataError("no document was given; name a report as text, Markdown or PDF")
    if len(sources) > MAX_DOCUMENTS:
        name = str(sources[0].name)
        raise DataFormatError(name, None, f"{len(sources)} documents with it", f"at most {MAX_DOCUMENTS} at once")
    documents, refused = read_all(sources)
    aliases = load_aliases()
    return audit(
        documents,
        claims=load_claims(),
        aliases=aliases,
        facts=shipped_facts(aliases),
        scores=shipped_scores(),
        verdicts=verdicts_of(connection) if connection is not None else {},
        refused=refused,
        n_processes=n_processes or min(os.cpu_count() or 1, MOST_PROCESSES),
    )


def read_all(sources: Sequence[Path | Upload]) -> tuple[list[Document], list[Refusal]]:
    """The documents that can be read, each once, and those that cannot, with the reason.

    Raises:
        DataFormatError, MissingDataError: none can be read; it is the first one's reason.
    """
    documents, refused, faults = dict[str, Document](), list[Refusal](), list[CrosscheckError]()
    for source in sources:
        try:
            document = (
                read_report(source) if isinstance(source, Path) else read_report_bytes(source.content, source.name)
            )
            if document.sha256 in documents:
                found = f"the same bytes as {documents[document.sha256].file_name}"
                raise DataFormatError(source.name, None, found, "each document once")
            documents[document.sha256] = document
        except (DataFormatError, MissingDataError) as error:
            faults.append(error)
            refused.append(Refusal(str(source.name), str(error)))
    if not documents:
        raise faults[0]
    return list(documents.values()), refused
