"""Documents audited on their own, from files or bytes, held against a published file or none; nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipeline.audits.reports.audit import Audit, audit
from pipeline.audits.reports.matching.aliases import load_aliases
from pipeline.audits.reports.matching.facts import shipped_facts
from pipeline.audits.reports.our_verdicts import verdicts_of
from pipeline.audits.reports.reading.content import read_report, read_report_bytes
from pipeline.claims.registry.claims_file import load_claims
from pipeline.domain.errors import DataFormatError, MissingDataError

MAX_DOCUMENTS = 20


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that somebody handed in."""

    name: str
    content: bytes


def audit_documents(sources: Sequence[Path | Upload], connection: duckdb.DuckDBPyConnection | None = None) -> Audit:
    """The audit of the documents together, as docs/audit.md describes it.

    Args:
        connection: an open published file, read for our verdicts; None: no verdict is shown.

    Raises:
        MissingDataError: no document, or a file that is not there.
        DataFormatError: too many documents, one twice, or one that cannot be read; file and line are named.
    """
    if not sources:
        raise MissingDataError("no document was given; name a report as text, Markdown or PDF")
    if len(sources) > MAX_DOCUMENTS:
        name = str(sources[0].name)
        raise DataFormatError(name, None, f"{len(sources)} documents with it", f"at most {MAX_DOCUMENTS} at once")
    documents = [
        read_report(source) if isinstance(source, Path) else read_report_bytes(source.content, source.name)
        for source in sources
    ]
    aliases = load_aliases()
    verdicts = verdicts_of(connection) if connection is not None else {}
    return audit(documents, claims=load_claims(), aliases=aliases, facts=shipped_facts(aliases), verdicts=verdicts)
