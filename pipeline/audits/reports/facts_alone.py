"""Reports of which only facts are at hand: facts taken from an audit, and facts audited beside texts; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from textwrap import shorten

from pipeline.audits.reports.audit import Audit, AuditedAtom, AuditedDocument, AuditedRow, Shipped, beside_figures
from pipeline.audits.reports.checks.consistency import document_place, names_not_claimed
from pipeline.audits.reports.checks.findings import Finding, FindingKind
from pipeline.audits.reports.checks.references import audit_references
from pipeline.audits.reports.checks.row_findings import sections_cut
from pipeline.audits.reports.matching.aliases import Aliases
from pipeline.audits.reports.misquotes.outcome import NOTHING, Misquote, Outcome, RowCheck, SourceCheck
from pipeline.audits.reports.misquotes.sentence import Sources
from pipeline.domain.atom import Atom, MappingStatus
from pipeline.domain.atom import Mapping as AtomMapping
from pipeline.domain.claim import Claim, Comparator
from pipeline.domain.document import Assertion, Document, ExtractedClaim
from pipeline.store.document_facts import DocumentFacts, PartFacts, RowFacts

_LONGEST_NAME = 42  # characters of a title that stand for a file's name
OUR_WORDS = "[in our words]"
NO_CLAIM = "something for which no claim is registered"


def facts_of(audit: Audit, aliases: Aliases) -> Iterator[DocumentFacts]:
    """The facts of each document of an audit; the question is left to be put in our own words."""
    for part in audit.documents:
        document = part.document
        yield DocumentFacts(
            document_id=document.document_id,
            sha256=document.sha256,
            title=document.title,
            dated=document.dated,
            research_question=None,
            asserted={one.quantity: one.value for one in reversed(document.assertions)},
            rows=[_row_facts(row) for row in part.rows],
            names_not_claimed=names_not_claimed(document, aliases),
            sections_cut=[section.heading for section, _ in sections_cut(document)],
            references=list(document.references),
        )


def _row_facts(row: AuditedRow) -> RowFacts:
    is_misquote = row.check.outcome in (Outcome.CONTRADICTS, Outcome.OTHER_VERSION)
    return RowFacts(
        position=row.claim.position,
        is_ticked=row.claim.is_ticked,
        confidence=row.claim.confidence,
        is_cut=row.claim.is_truncated,
        parts=[
            PartFacts(
                status=part.mapping.status,
                claims=list(part.mapping.claim_ids),
                subjects=list(part.atom.subjects),
                value=part.atom.value,
                quantity=part.atom.quantity,
                is_negated=part.atom.is_negated,
            )
            for part in row.atoms
        ],
        outcome=row.check.outcome.value,
        misquotes=[kind.value for kind in row.check.misquotes],
        reason=row.check.reason if is_misquote else "",
    )


def audited_facts(facts: DocumentFacts, sources: Sources) -> AuditedDocument:
    """A document made of facts alone, as if its rows said what the registered claims say, in our words."""
    claims = {claim.claim_id: claim for claim in sources.claims}
    document = document_of(facts, claims)
    rows = tuple(
        AuditedRow(
            claim,
            tuple(_audited(row, number, part, claims, sources) for number, part in enumerate(row.parts, 1)),
            _check(row),
        )
        for row, claim in zip(facts.rows, document.claims, strict=True)
    )
    stated = {row.claim.position: [claims[name] for name in row.claim_ids if name in claims] for row in rows}
    figures = {
        row.claim.position: [fact.source for part in row.atoms if part.figures for fact in part.figures.facts]
        for row in rows
    }
    return AuditedDocument(document, rows, audit_references(document, stated, figures))


def document_of(facts: DocumentFacts, claims: Mapping[str, Claim]) -> Document:
    """The document that the facts tell of; its rows are in our words."""
    return Document(
        document_id=facts.document_id,
        file_name=shorten(facts.title, _LONGEST_NAME, placeholder=" …"),
        sha256=facts.sha256,
        title=facts.title,
        dated=facts.dated,
        research_question=facts.research_question,
        sections=(),
        claims=tuple(_claim(row, claims) for row in facts.rows),
        assertions=tuple(Assertion(quantity, value, f"{value:g}", 0) for quantity, value in facts.asserted.items()),
        references=tuple(facts.references),
        has_text=False,
    )


def _claim(row: RowFacts, claims: Mapping[str, Claim]) -> ExtractedClaim:
    said = [_words(part, claims) for part in row.parts]
    return ExtractedClaim(
        position=row.position,
        line=0,
        text=f"{OUR_WORDS} {' '.join(dict.fromkeys(said))}",
        mark="✓" if row.is_ticked else "×",
        is_ticked=row.is_ticked,
        confidence=row.confidence,
        confidence_printed="" if row.confidence is None else f"{row.confidence:.2f}",
        sources=(),
        reasoning="",
        is_truncated=row.is_cut,
    )


def _words(part: PartFacts, claims: Mapping[str, Claim]) -> str:
    if not part.claims:
        return f"It says {NO_CLAIM}."
    said = " / ".join(claims[name].statement if name in claims else name for name in part.claims)
    return said if part.status is MappingStatus.MAPPED else f"It may say: {said}"


def _audited(row: RowFacts, number: int, part: PartFacts, claims: Mapping[str, Claim], sources: Sources) -> AuditedAtom:
    known = [name for name in part.subjects if name in sources.aliases.subjects]
    comparators = [claims[name].comparator for name in part.claims if name in claims and part.value is not None]
    atom = Atom(
        position=row.position,
        number=number,
        text=_words(part, claims),
        subjects=tuple(known),
        value=part.value,
        quantity=part.quantity,
        comparator=next(iter(comparators), Comparator.EQUALS),
        is_negated=part.is_negated,
        reaches_cut=False,
        doubt="" if part.status is MappingStatus.MAPPED else "its sentence is not at hand",
    )
    reason = {
        MappingStatus.MAPPED: "as its text was read; the sentence does not ship",
        MappingStatus.AMBIGUOUS: "more than one reading; the sentence does not ship",
        MappingStatus.UNMAPPED: "no registered claim; the sentence does not ship",
    }[part.status]
    mapping = AtomMapping(part.status, tuple(part.claims), tuple(part.claims), reason)
    return beside_figures(atom, mapping, sources)


def _check(row: RowFacts) -> RowCheck:
    """The outcome that the audit of the text came to."""
    outcome = Outcome(row.outcome)
    claims = tuple(dict.fromkeys(name for part in row.parts for name in part.claims))
    if row.misquotes:
        return RowCheck(
            outcome, tuple(SourceCheck(outcome, row.reason, Misquote(kind), claims) for kind in row.misquotes)
        )
    reason = {Outcome.AGREES: "it states what the source states", Outcome.UNCHECKED: NOTHING}
    return RowCheck(outcome, (SourceCheck(outcome, reason.get(outcome, "its words leave it open"), None, claims),))


def facts_findings(facts: DocumentFacts, document: Document) -> Iterator[Finding]:
    """Findings that were made on the text and hold without it."""
    if facts.names_not_claimed:
        names = " or ".join(facts.names_not_claimed)
        text = f"no extracted claim is about {names}, which its title or research question names"
        yield Finding(FindingKind.NOT_CLAIMED, text, (document_place(document),))
    for heading in facts.sections_cut:
        text = f"section {heading!r} ends within a sentence"
        yield Finding(FindingKind.CUT_OFF, text, (document_place(document),))


def shipped_parts(known: Iterable[DocumentFacts]) -> Shipped:
    """What `audit` takes along of reports of which facts alone are at hand."""

    def parts(sources: Sources) -> list[tuple[AuditedDocument, list[Finding]]]:
        found = [(facts, audited_facts(facts, sources)) for facts in known]
        return [(part, list(facts_findings(facts, part.document))) for facts, part in found]

    return parts
