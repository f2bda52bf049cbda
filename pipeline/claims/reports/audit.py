"""The audit of several reports together: pure, from documents, claims and verdicts to findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.claims.reports.aliases import Aliases
from pipeline.claims.reports.atoms import atoms_of
from pipeline.claims.reports.comparison import compare, entry_of
from pipeline.claims.reports.consistency import check_document, check_marks
from pipeline.claims.reports.facts import Fact, FactCheck, check_atom
from pipeline.claims.reports.findings import Finding, FindingKind
from pipeline.claims.reports.mapping import map_atom
from pipeline.claims.reports.reliability import Reliability, reliability
from pipeline.domain.atom import Atom, MappingStatus
from pipeline.domain.atom import Mapping as AtomMapping
from pipeline.domain.claim import Claim
from pipeline.domain.document import Document, ExtractedClaim
from pipeline.domain.errors import DataFormatError
from pipeline.domain.verdict import Direction, VerdictWord


@dataclass(frozen=True, slots=True)
class OurVerdict:
    """One verdict of the published store, in short."""

    label: str  # body of evidence
    word: VerdictWord
    direction: Direction | None


@dataclass(frozen=True, slots=True)
class AuditedAtom:
    """One atom with what became of it."""

    atom: Atom
    mapping: AtomMapping
    figures: FactCheck | None  # published figures on its quantity


@dataclass(frozen=True, slots=True)
class AuditedRow:
    """One claim row with its atoms."""

    claim: ExtractedClaim
    atoms: tuple[AuditedAtom, ...]

    @property
    def claim_ids(self) -> tuple[str, ...]:
        """Registered claims that its atoms are mapped to, each once."""
        mapped = (audited.mapping for audited in self.atoms if audited.mapping.status is MappingStatus.MAPPED)
        return tuple(dict.fromkeys(claim_id for mapping in mapped for claim_id in mapping.claim_ids))


@dataclass(frozen=True, slots=True)
class AuditedDocument:
    """One document with its rows."""

    document: Document
    rows: tuple[AuditedRow, ...]

    def n_atoms(self, status: MappingStatus) -> int:
        """Atoms that were mapped, are ambiguous, or were not mapped."""
        return sum(atom.mapping.status is status for row in self.rows for atom in row.atoms)


@dataclass(frozen=True, slots=True)
class Audit:
    """Everything that the audit of some documents found."""

    documents: tuple[AuditedDocument, ...]
    findings: tuple[Finding, ...]  # the gravest kinds first
    reliability: Reliability
    verdicts: Mapping[str, tuple[OurVerdict, ...]]  # by registered claim; none where nothing is published

    def findings_of(self, *kinds: FindingKind) -> tuple[Finding, ...]:
        """Findings of those kinds, in order."""
        return tuple(finding for finding in self.findings if finding.kind in kinds)


def audit(
    documents: Sequence[Document],
    *,
    claims: Sequence[Claim],
    aliases: Aliases,
    facts: Sequence[Fact] = (),
    verdicts: Mapping[str, tuple[OurVerdict, ...]] | None = None,
) -> Audit:
    """Atoms, mappings, findings and reliability of documents audited together; reads and writes nothing.

    Raises:
        DataFormatError: one document stands among them twice.
    """
    _refuse_twice(documents)
    audited = tuple(audit_document(document, claims, aliases, facts) for document in documents)
    known = verdicts or {}
    found = [finding for part in audited for finding in check_document(part.document, aliases)]
    found += [finding for part in audited for finding in check_marks(part.document, _checks(part))]
    found += compare(
        [
            entry_of(part.document, row.claim, atom.atom, atom.mapping.about, aliases)
            for part in audited
            for row in part.rows
            for atom in row.atoms
        ]
    )
    order = list(FindingKind)
    words = {claim_id: tuple(verdict.word for verdict in given) for claim_id, given in known.items()}
    rows = [(row.claim, row.claim_ids) for part in audited for row in part.rows]
    sorted_findings = tuple(sorted(_distinct(found), key=lambda finding: order.index(finding.kind)))
    return Audit(audited, sorted_findings, reliability(rows, words), known)


def audit_document(
    document: Document, claims: Sequence[Claim], aliases: Aliases, facts: Sequence[Fact] = ()
) -> AuditedDocument:
    """Atoms and mappings of one document."""

    def audited(atom: Atom) -> AuditedAtom:
        return AuditedAtom(atom, map_atom(atom, claims, aliases), check_atom(atom, facts, aliases))

    rows = [AuditedRow(row, tuple(audited(atom) for atom in atoms_of(row, aliases))) for row in document.claims]
    return AuditedDocument(document, tuple(rows))


def _refuse_twice(documents: Sequence[Document]) -> None:
    seen: dict[str, str] = {}
    for document in documents:
        if document.sha256 in seen:
            found = f"the same bytes as {seen[document.sha256]}"
            raise DataFormatError(document.file_name, None, found, "each document once")
        seen[document.sha256] = document.file_name


def _checks(part: AuditedDocument) -> dict[tuple[int, int], FactCheck]:
    return {
        (row.claim.position, atom.atom.number): atom.figures for row in part.rows for atom in row.atoms if atom.figures
    }


def _distinct(findings: Sequence[Finding]) -> list[Finding]:
    """Without findings whose rows are all in an earlier one of the same kind, as atoms of one row often repeat."""
    kept: list[Finding] = []
    by_size = sorted(findings, key=lambda finding: -len(finding.places))
    for finding in by_size:
        places = set(finding.places)
        if not any(other.kind is finding.kind and places <= set(other.places) and finding.score for other in kept):
            kept.append(finding)
    return [finding for finding in findings if any(finding is other for other in kept)]
