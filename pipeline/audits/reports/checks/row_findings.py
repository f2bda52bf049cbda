"""Findings on marks against our verdicts, thresholds, references, what was asked for, and cut sentences; pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from pipeline.audits.reports.checks.calibration import Calibration
from pipeline.audits.reports.checks.calibration import Outcome as Forecast
from pipeline.audits.reports.checks.consistency import document_place, row_place
from pipeline.audits.reports.checks.findings import Finding, FindingKind
from pipeline.audits.reports.checks.references import AuditedReference, bear_on_nothing, reference_faults
from pipeline.audits.reports.misquotes.outcome import Outcome, RowCheck
from pipeline.audits.reports.reading.wording import stems, tokens_of
from pipeline.domain.document import Document, ExtractedClaim, Section

_ENDS = re.compile(r"[.!?…:][\"”’')\]]*$")
_QUESTION_WORDS = stems(
    tokens_of("how what which when where why who whether both only also using within than compared")
)
_LONG = 80  # characters; a shorter line without a full stop is no cut sentence


_KINDS = {Outcome.CONTRADICTS: FindingKind.CONTRADICTS_SOURCE, Outcome.OTHER_VERSION: FindingKind.OTHER_VERSION}


def misquotes(document: Document, checks: Mapping[int, RowCheck]) -> Iterator[Finding]:
    """Rows that contradict what their source prints, or print another version's number, each with its kinds.

    Args:
        checks: by row position.
    """
    for claim in document.claims:
        check = checks[claim.position]
        if check.outcome in _KINDS:
            kinds = ", ".join(kind.value for kind in check.misquotes)
            crossed = "" if claim.is_ticked else "; the report crossed the row itself"
            yield Finding(_KINDS[check.outcome], f"{kinds}: {check.reason}{crossed}", (row_place(document, claim),))


def ticks_unchecked(document: Document, checks: Mapping[int, RowCheck]) -> Iterator[Finding]:
    """The ticked rows that nothing here can be held against, in one finding."""
    ticked = [claim for claim in document.claims if claim.is_ticked and claim.is_marked]
    rows = [claim for claim in ticked if checks[claim.position].outcome is Outcome.UNCHECKED]
    if rows:
        text = f"{len(rows)} of {len(ticked)} ticked rows could not be checked: the tick is the report's word alone"
        yield Finding(FindingKind.TICK_UNCHECKED, text, tuple(row_place(document, claim) for claim in rows))


def identifier_faults(document: Document) -> Iterator[Finding]:
    """References whose arXiv identifier or DOI is malformed or impossible, and references named twice."""
    for fault in reference_faults(document.references, document.dated):
        yield Finding(FindingKind.REFERENCE_WRONG, fault, (document_place(document),))


def marks_against_verdicts(
    document: Document, decisions: Mapping[int, bool | None], words_of: Callable[[ExtractedClaim], str]
) -> Iterator[Finding]:
    """Rows ticked though our verdicts refute them, and crossed though they confirm them.

    Args:
        decisions: what our verdicts decide of each row, by position (`calibration.all_true`).
        words_of: our verdicts on a row's claims in words.
    """
    for claim in document.claims:
        decision = decisions.get(claim.position)
        if decision is not None and claim.is_marked and decision is not claim.is_ticked:
            marked = "ticked, but refuted" if claim.is_ticked else "crossed, but confirmed"
            text = f"{marked}: {words_of(claim)}"
            yield Finding(FindingKind.TICK_AGAINST_VERDICT, text, (row_place(document, claim),))


def thresholds(calibrations: Iterable[Calibration], documents: Sequence[Document]) -> Iterator[Finding]:
    """What a threshold on the printed confidence explains of the marks, for each scope that has both marks."""
    names = {document.document_id: document for document in documents}
    for found in calibrations:
        if found.outcome is not Forecast.TICK or not 0 < found.n_true < found.n_rows:
            continue
        scope = documents if found.document_id is None else [names[found.document_id]]
        who = "all documents together: " if found.document_id is None else ""
        yield Finding(FindingKind.THRESHOLD, who + found.statement, tuple(document_place(part) for part in scope))


def unused_references(document: Document, references: Sequence[AuditedReference]) -> Iterator[Finding]:
    """The references that bear on no claim row, in one finding."""
    unused = bear_on_nothing(references)
    if unused:
        named = ", ".join(reference.text for reference in unused)
        text = (
            f"{len(unused)} of {len(references)} references bear on none of its claims (no row cites them, and no "
            f"registered claim or figure that a row states comes from them): {named}"
        )
        yield Finding(FindingKind.REFERENCE_UNUSED, text, (document_place(document),))


def words_not_claimed(document: Document) -> Iterator[Finding]:
    """Words of the research question that no claim row has, compared by stem; joined words need all their parts."""
    question = document.research_question
    if not question or not document.has_text:
        return
    held = stems(token for claim in document.claims for token in tokens_of(claim.text))
    asked = {word.strip(".,;:?!()\"'“”"): stems(tokens_of(word)) - _QUESTION_WORDS for word in question.split()}
    asked = {word: parts for word, parts in asked.items() if parts}
    missing = [word for word, parts in asked.items() if not parts <= held]
    if missing:
        text = f"{len(missing)} of {len(asked)} words of its research question stand in no claim row: "
        yield Finding(FindingKind.NOT_CLAIMED, text + ", ".join(missing), (document_place(document),))


def cut_sentences(document: Document) -> Iterator[Finding]:
    """Claim rows, and sections of prose, that end within a sentence."""
    cut = [claim for claim in document.claims if claim.is_truncated]
    if cut:
        text = f"{len(cut)} of {len(document.claims)} claim rows are cut off"
        yield Finding(FindingKind.CUT_OFF, text, tuple(row_place(document, claim) for claim in cut))
    for section, last in sections_cut(document):
        line = section.text.splitlines()[last].strip()
        text = f"section {section.heading!r} ends within a sentence: …{line[-40:]}"
        yield Finding(FindingKind.CUT_OFF, text, (document_place(document, section.line + last),))


def sections_cut(document: Document) -> Iterator[tuple[Section, int]]:
    """Sections of prose that end within a sentence, each with the place of its last line within it."""
    for section in document.sections:
        lines = [line.strip() for line in section.text.splitlines()]
        last = next((number for number in range(len(lines) - 1, -1, -1) if lines[number]), None)
        if last is not None and len(lines[last]) >= _LONG and not _ENDS.search(lines[last]):
            yield section, last
