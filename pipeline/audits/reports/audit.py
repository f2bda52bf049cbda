"""The audit of several reports together: pure, from documents, claims and verdicts to findings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import combinations, pairwise
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection

from pipeline.audits.reports.checks.calibration import Calibration, Outcome, all_true, calibrate, decided
from pipeline.audits.reports.checks.consistency import check_document, check_marks, document_place
from pipeline.audits.reports.checks.findings import Finding, FindingKind, Place
from pipeline.audits.reports.checks.references import AuditedReference, audit_references
from pipeline.audits.reports.checks.reliability import Reliability, reliability
from pipeline.audits.reports.checks.row_findings import (
    cut_sentences,
    identifier_faults,
    marks_against_verdicts,
    misquotes,
    thresholds,
    ticks_unchecked,
    unused_references,
    words_not_claimed,
)
from pipeline.audits.reports.matching.aliases import Aliases
from pipeline.audits.reports.matching.atoms import atoms_of
from pipeline.audits.reports.matching.comparison import Edges, compare, entry_of, match_entries
from pipeline.audits.reports.matching.facts import Fact, FactCheck, check_atom
from pipeline.audits.reports.matching.links import ClaimLink, LinkedRow, Match, RowKey, link_rows
from pipeline.audits.reports.matching.mapping import map_atom
from pipeline.audits.reports.misquotes.check import check_row
from pipeline.audits.reports.misquotes.outcome import Outcome as RowOutcome
from pipeline.audits.reports.misquotes.outcome import RowCheck, told
from pipeline.audits.reports.misquotes.published_scores import NO_SCORES, PublishedScores
from pipeline.audits.reports.misquotes.sentence import Sources, other_versions
from pipeline.domain.atom import Atom, MappingStatus
from pipeline.domain.atom import Mapping as AtomMapping
from pipeline.domain.claim import Claim, ClaimKind, Comparator
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
    check: RowCheck  # held against what is printed

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
    references: tuple[AuditedReference, ...]

    def n_atoms(self, status: MappingStatus) -> int:
        """Atoms that were mapped, are ambiguous, or were not mapped."""
        return sum(atom.mapping.status is status for row in self.rows for atom in row.atoms)


Shipped = Callable[[Sources], Sequence[tuple[AuditedDocument, Sequence[Finding]]]]


@dataclass(frozen=True, slots=True)
class Refusal:
    """One file that could not be read, and why."""

    file_name: str
    message: str


@dataclass(frozen=True, slots=True)
class Audit:
    """Everything that the audit of some documents found."""

    documents: tuple[AuditedDocument, ...]
    findings: tuple[Finding, ...]  # the gravest kinds first
    links: tuple[ClaimLink, ...]  # rows that say the same
    calibrations: tuple[Calibration, ...]  # per document and over all, against marks and against our verdicts
    reliability: Reliability
    verdicts: Mapping[str, tuple[OurVerdict, ...]]  # by registered claim; none where nothing is published
    refused: tuple[Refusal, ...] = ()  # files that could not be read, beside those above

    @property
    def outcomes(self) -> tuple[RowOutcome, ...]:
        """What became of each row, in order."""
        return tuple(row.check.outcome for part in self.documents for row in part.rows)

    @property
    def told(self) -> str:
        """The audit in one sentence."""
        return told(self.outcomes)

    def findings_of(self, *kinds: FindingKind) -> tuple[Finding, ...]:
        """Findings of those kinds, in order."""
        return tuple(finding for finding in self.findings if finding.kind in kinds)


def audit(
    documents: Sequence[Document],
    *,
    claims: Sequence[Claim],
    aliases: Aliases,
    facts: Sequence[Fact] = (),
    scores: PublishedScores = NO_SCORES,
    verdicts: Mapping[str, tuple[OurVerdict, ...]] | None = None,
    refused: Sequence[Refusal] = (),
    shipped: Shipped | None = None,
    n_processes: int = 1,
) -> Audit:
    """Atoms, mappings, findings and reliability of documents audited together; reads and writes nothing.

    Args:
        refused: files that could not be read.
        shipped: documents of which facts alone are at hand, with what was found on their texts.
        n_processes: that share the rows of a long document.

    Raises:
        DataFormatError: one document stands among them twice.
    """
    _refuse_twice(documents)
    known = verdicts or {}
    sources = Sources(tuple(claims), aliases, tuple(facts), scores, other_versions(claims, facts, aliases))
    parts = tuple(audit_document(document, sources, n_processes=n_processes) for document in documents)
    told_of = shipped(sources) if shipped is not None else ()
    if told_of:
        parts += tuple(part for part, _ in told_of)
    entries = [
        entry_of(part.document, row.claim, atom.atom, atom.mapping.about, aliases)
        for part in parts
        for row in part.rows
        for atom in row.atoms
    ]
    edges = match_entries(entries)
    links = link_rows(_linked_rows(parts), [*_matches(edges), *_mapped_alike(parts)])
    decisions = {claim_id: decided(verdict.word for verdict in given) for claim_id, given in known.items()}
    calibrations = _calibrations(parts, decisions)
    found = [finding for part in parts for finding in _findings_of(part, decisions, known, aliases)]
    found += [*compare(edges), *thresholds(calibrations, [part.document for part in parts])]
    found += [finding for _, findings in told_of for finding in findings]
    if edges.n_apart:
        text = (
            f"{edges.n_apart:,} parts of sentences name the same things; of these only parts in the same words were "
            "compared with each other"
        )
        found.append(Finding(FindingKind.UNCHECKED, text, tuple(document_place(part.document) for part in parts)))
    order = list(FindingKind)
    words = {claim_id: tuple(verdict.word for verdict in given) for claim_id, given in known.items()}
    rows = [(row.claim, row.claim_ids) for part in parts for row in part.rows]
    return Audit(
        documents=parts,
        findings=tuple(sorted(_distinct(found), key=lambda finding: order.index(finding.kind))),
        links=links,
        calibrations=calibrations,
        reliability=reliability(rows, words),
        verdicts=known,
        refused=tuple(refused),
    )


def _findings_of(
    part: AuditedDocument,
    decisions: Mapping[str, bool | None],
    verdicts: Mapping[str, tuple[OurVerdict, ...]],
    aliases: Aliases,
) -> Iterator[Finding]:
    """Findings within one document."""
    document = part.document
    ids = {row.claim.position: row.claim_ids for row in part.rows}

    def words_of(claim: ExtractedClaim) -> str:
        return "; ".join(f"{name} is {_words(verdicts.get(name, ()))}" for name in ids[claim.position])

    outcomes = {row.claim.position: row.check for row in part.rows}
    yield from misquotes(document, outcomes)
    yield from ticks_unchecked(document, outcomes)
    yield from check_document(document, aliases)
    yield from check_marks(document, _checks(part), outcomes)
    yield from marks_against_verdicts(document, _row_decisions(part, decisions), words_of)
    yield from words_not_claimed(document)
    yield from unused_references(document, part.references)
    yield from identifier_faults(document)
    yield from cut_sentences(document)


def _words(verdicts: Sequence[OurVerdict]) -> str:
    return ", ".join(f"{verdict.word.value} ({verdict.label})" for verdict in verdicts)


def _row_decisions(part: AuditedDocument, decisions: Mapping[str, bool | None]) -> dict[int, bool | None]:
    return {row.claim.position: all_true([decisions.get(name) for name in row.claim_ids]) for row in part.rows}


def _calibrations(parts: Sequence[AuditedDocument], decisions: Mapping[str, bool | None]) -> tuple[Calibration, ...]:
    """Per document, then over all where there are several: against marks, then against our verdicts."""
    scopes: list[tuple[str | None, Sequence[AuditedDocument]]] = [(part.document.document_id, [part]) for part in parts]
    if len(parts) > 1:
        scopes.append((None, parts))
    found = []
    for document_id, members in scopes:
        ticks = [(row.claim.confidence, row.claim.is_ticked) for part in members for row in part.rows]
        held = {part.document.document_id: _row_decisions(part, decisions) for part in members}
        judged = [
            (row.claim.confidence, held[part.document.document_id][row.claim.position])
            for part in members
            for row in part.rows
        ]
        found += [calibrate(document_id, Outcome.TICK, ticks), calibrate(document_id, Outcome.VERDICT, judged)]
    return tuple(found)


def _linked_rows(parts: Sequence[AuditedDocument]) -> list[LinkedRow]:
    return [
        LinkedRow(RowKey(part.document.document_id, row.claim.position), row.claim, len(row.atoms))
        for part in parts
        for row in part.rows
    ]


def _matches(edges: Edges) -> Iterator[Match]:
    for edge in edges.same:
        first, second = ((RowKey(*entry.row), entry.atom.number) for entry in (edge.first, edge.second))
        yield Match(first, second, edge.score)


def _mapped_alike(parts: Sequence[AuditedDocument]) -> Iterator[Match]:
    """Atoms of different rows that state one registered claim, in whatever words."""
    stated: dict[str, list[tuple[RowKey, int]]] = defaultdict(list)
    for part in parts:
        for row in part.rows:
            for audited in row.atoms:
                if audited.mapping.status is MappingStatus.MAPPED:
                    key = RowKey(part.document.document_id, row.claim.position), audited.atom.number
                    stated[audited.mapping.claim_ids[0]].append(key)
    for ends in stated.values():
        pairs = combinations(ends, 2) if len(ends) <= MOST_IN_PAIRS else pairwise(ends)
        yield from (Match(first, second, None) for first, second in pairs if first[0] != second[0])


MOST_IN_PAIRS = 200  # rows that state one claim; more are joined each to the next, in one group all the same


def audit_document(document: Document, sources: Sources, *, n_processes: int = 1) -> AuditedDocument:
    """Atoms, mappings and outcomes of one document.

    Args:
        n_processes: that share the rows, where there are LONG of them.

    Raises:
        DataFormatError: one of the processes ended without an answer, out of time or memory.
    """
    if n_processes > 1 and len(document.claims) >= LONG and "fork" in get_all_start_methods():
        rows = _in_processes(document, sources, n_processes)
    else:
        rows = [_audited_row(row, sources) for row in document.claims]
    by_id = {claim.claim_id: claim for claim in sources.claims}
    stated = {row.claim.position: [by_id[name] for name in row.claim_ids] for row in rows}
    figures = {row.claim.position: _sources(row) for row in rows}
    return AuditedDocument(document, tuple(rows), audit_references(document, stated, figures))


LONG = 300  # rows from which a document is worth another process


def _in_processes(document: Document, sources: Sources, n_processes: int) -> list[AuditedRow]:
    """The rows in order, every n-th in the same process; a fork has all sources at hand, and the limits of this one."""
    shares = [document.claims[start::n_processes] for start in range(n_processes)]
    fork = get_context("fork")
    others = []
    for share in shares[1:]:
        end, other = fork.Pipe(duplex=False)
        process = fork.Process(target=_send_rows, args=(other, share, sources), daemon=True)
        process.start()
        other.close()
        others.append((process, end))
    found = [[_audited_row(row, sources) for row in shares[0]]]
    for process, end in others:
        try:
            found.append(end.recv())
        except EOFError as error:
            expected = "shorter documents, or fewer at once"
            raise DataFormatError(
                document.file_name, None, "an audit that ended without an answer (out of time or memory?)", expected
            ) from error
        finally:
            end.close()
        process.join()
    return [found[number % n_processes][number // n_processes] for number in range(len(document.claims))]


def _send_rows(end: Connection, rows: Sequence[ExtractedClaim], sources: Sources) -> None:
    end.send([_audited_row(row, sources) for row in rows])
    end.close()


def _audited_row(row: ExtractedClaim, sources: Sources) -> AuditedRow:
    atoms = atoms_of(row, sources.aliases)
    check = check_row(row, atoms, sources)
    audited = (beside_figures(atom, _mapping(atom, check, sources), sources) for atom in atoms)
    return AuditedRow(row, tuple(audited), check)


def beside_figures(atom: Atom, mapping: AtomMapping, sources: Sources) -> AuditedAtom:
    """The atom beside published figures; those of another version of a claim that it states are told, not held to."""
    stated = mapping.claim_ids[0] if mapping.status is MappingStatus.MAPPED else ""
    others = sources.versions.get(stated, ())
    if others:
        own = next(claim.source_version for claim in sources.claims if claim.claim_id == stated)
        printed = ", ".join(f"{fact.value} in {fact.source}" for fact in others)
        mapping = replace(mapping, reason=f"{mapping.reason}, with {own}; another version: {printed}")
    facts = [fact for fact in sources.facts if fact not in others] if others else sources.facts
    return AuditedAtom(atom, mapping, check_atom(atom, facts, sources.aliases))


def _mapping(atom: Atom, check: RowCheck, sources: Sources) -> AtomMapping:
    """The mapping of an atom; a claim that the row contradicts is not stated by it, however alike the words are."""
    found = map_atom(atom, sources.claims, sources.aliases)
    if found.status is MappingStatus.UNMAPPED:
        found = _of_systems(atom, check, sources) or found
    held = [one for one in check.checks if set(one.claim_ids) & set(found.claim_ids)]
    if found.status is not MappingStatus.MAPPED or not held or held[-1].outcome is RowOutcome.AGREES:
        return found
    against = next((one for one in held if one.misquote is not None), None)
    if against is not None:
        return AtomMapping(MappingStatus.UNMAPPED, (), found.about, f"{against.misquote}: {against.reason}")
    return AtomMapping(MappingStatus.AMBIGUOUS, found.claim_ids, found.about, held[0].reason)


def _of_systems(atom: Atom, check: RowCheck, sources: Sources) -> AtomMapping | None:
    """The claim on the level of a system, or on two beside each other, that the row was held against; None for none."""
    if not any(one.claim_ids for one in check.checks):
        return None
    by_id = _claims_of_systems(sources)
    held = [(one, by_id[name]) for one in check.checks for name in one.claim_ids if name in by_id]
    for one, claim in held:
        is_order = atom.value is None and claim.comparator is Comparator.ABOVE
        if one.misquote is not None:
            return AtomMapping(MappingStatus.UNMAPPED, (), (claim.claim_id,), f"{one.misquote}: {one.reason}")
        if is_order or (atom.value is not None and abs(Decimal(atom.value)) == Decimal(claim.value)):
            is_mapped = one.outcome is RowOutcome.AGREES
            status = MappingStatus.MAPPED if is_mapped else MappingStatus.AMBIGUOUS
            reason = "systems, task and number agree" if atom.value is not None else "systems and their order agree"
            ids = (claim.claim_id,)
            return AtomMapping(status, ids, ids, reason if is_mapped else one.reason)
    return None


@lru_cache(maxsize=4)
def _claims_of_systems(sources: Sources) -> Mapping[str, Claim]:
    return {claim.claim_id: claim for claim in sources.claims if claim.kind in (ClaimKind.COMPARISON, ClaimKind.LEVEL)}


def _sources(row: AuditedRow) -> list[str]:
    return [fact.source for audited in row.atoms if audited.figures for fact in audited.figures.facts]


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
    kept: dict[FindingKind, list[set[Place]]] = defaultdict(list)
    ids = set[int]()
    for finding in sorted(findings, key=lambda finding: -len(finding.places)):
        places = set(finding.places)
        if not (finding.score and any(places <= others for others in kept[finding.kind])):
            kept[finding.kind].append(places)
            ids.add(id(finding))
    return [finding for finding in findings if id(finding) in ids]
