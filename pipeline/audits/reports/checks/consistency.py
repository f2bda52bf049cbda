"""Findings within one document: what it asserts about itself against what is there; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.audits.reports.checks.findings import Finding, FindingKind, Place
from pipeline.audits.reports.matching.aliases import Aliases, Role
from pipeline.audits.reports.matching.facts import FactCheck, FactStatus
from pipeline.audits.reports.misquotes.outcome import Outcome, RowCheck
from pipeline.domain.document import AssertedQuantity, Document, ExtractedClaim

DOUBT_BELOW = 0.5  # a ticked row whose confidence is less is called out


def counted(document: Document) -> dict[AssertedQuantity, int]:
    """What can be counted in the document itself; papers and quality score cannot."""
    n_ticked = sum(claim.is_ticked for claim in document.claims)
    return {
        AssertedQuantity.CLAIMS: len(document.claims),
        AssertedQuantity.VERIFIED: n_ticked,
        AssertedQuantity.UNVERIFIED: len(document.claims) - n_ticked,
    }


def check_document(document: Document, aliases: Aliases) -> list[Finding]:
    """Findings on counts, self-contradicting numbers, ticks with little confidence, and what was asked for."""
    found = [*_counts(document), *_repeated(document), *_doubtful(document)]
    return [*found, *_not_claimed(document, aliases)] if document.has_text else found


def row_place(document: Document, claim: ExtractedClaim) -> Place:
    """The place of one claim row."""
    shown = f"{claim.mark} {claim.confidence_printed}".strip()
    return Place(document.document_id, document.file_name, claim.position, claim.line or None, shown)


def document_place(document: Document, line: int | None = None, shown: str = "") -> Place:
    """The whole document, or one line of it."""
    return Place(document.document_id, document.file_name, None, line or None, shown)


def _counts(document: Document) -> Iterator[Finding]:
    n_unread = len(document.unread)
    for unread in document.unread:
        text = f"could not be read as a row: {unread.text:.60}: {unread.reason}"
        yield Finding(FindingKind.UNREAD, text, (document_place(document, unread.line),))
    for quantity, number in counted(document).items():
        assertions = document.asserted(quantity)
        for assertion in assertions:
            if number < assertion.value <= number + n_unread:
                text = (
                    f"asserts {assertion.printed} {quantity.value}; {number} could be read and {n_unread} lines "
                    f"could not, "
                    "so this is not held against it"
                )
                yield Finding(
                    FindingKind.UNCHECKED, text, (document_place(document, assertion.line, assertion.printed),)
                )
            elif assertion.value != number:
                text = f"asserts {assertion.printed} {quantity.value}; {number} are there"
                yield Finding(
                    FindingKind.COUNT_WRONG, text, (document_place(document, assertion.line, assertion.printed),)
                )
        if not assertions and quantity is not AssertedQuantity.UNVERIFIED and _is_whole_report(document):
            text = f"asserts no number of {quantity.value}; {number} are there"
            yield Finding(FindingKind.UNCHECKED, text, (document_place(document),))
    for assertion in document.asserted(AssertedQuantity.PAPERS)[:1]:
        n_listed = len(document.references)
        if assertion.value != n_listed:
            text = f"asserts {assertion.printed} papers retrieved and names {n_listed} in its references"
            yield Finding(FindingKind.UNCHECKED, text, (document_place(document, assertion.line, assertion.printed),))
    for assertion in document.asserted(AssertedQuantity.QUALITY)[:1]:
        text = f"asserts a quality score of {assertion.printed}/10; nothing in the document lets it be recomputed"
        yield Finding(FindingKind.UNCHECKED, text, (document_place(document, assertion.line, assertion.printed),))


def _is_whole_report(document: Document) -> bool:
    """Whether a report stands around the rows, which could count them; a pasted sentence or a bare table has none."""
    return bool(document.assertions or document.research_question or document.dated or document.references)


def _repeated(document: Document) -> Iterator[Finding]:
    for quantity in AssertedQuantity:
        assertions = document.asserted(quantity)
        if len({assertion.value for assertion in assertions}) > 1:
            text = f"asserts several numbers of {quantity.value}: {', '.join(item.printed for item in assertions)}"
            places = tuple(document_place(document, item.line, item.printed) for item in assertions)
            yield Finding(FindingKind.NUMBERS_DISAGREE, text, places)


def _doubtful(document: Document) -> Iterator[Finding]:
    ticked = [claim for claim in document.claims if claim.is_ticked and claim.confidence is not None]
    doubtful = [claim for claim in ticked if claim.confidence is not None and claim.confidence < DOUBT_BELOW]
    if doubtful:
        highest = max(claim.confidence or 0 for claim in ticked)
        text = (
            f"{len(doubtful)} of {len(ticked)} ticked rows have a confidence below {DOUBT_BELOW:g}; "
            f"the highest of a ticked row is {highest:g}"
        )
        yield Finding(FindingKind.TICK_DESPITE_DOUBT, text, tuple(row_place(document, claim) for claim in doubtful))


def _not_claimed(document: Document, aliases: Aliases) -> Iterator[Finding]:
    missing = names_not_claimed(document, aliases)
    if missing:
        text = f"no extracted claim is about {' or '.join(missing)}, which its title or research question names"
        yield Finding(FindingKind.NOT_CLAIMED, text, (document_place(document),))


def names_not_claimed(document: Document, aliases: Aliases) -> list[str]:
    """Encoders, benchmarks and tasks that the title or the research question names and no row does."""
    roles = (Role.BENCHMARK, Role.ENCODER, Role.REGIME, Role.TARGET)
    missing = aliases.names(f"{document.title}. {document.research_question or ''}", *roles)
    for claim in document.claims:
        if not missing:
            break
        missing -= aliases.names(claim.text, *roles)
    return sorted(missing)


def check_marks(
    document: Document, checks: Mapping[tuple[int, int], FactCheck], outcomes: Mapping[int, RowCheck]
) -> Iterator[Finding]:
    """Rows whose mark goes against published figures: ticked though all differ, crossed though all agree.

    Gains in points are left out: they depend on the source's version, and the judge weighs them (docs/method.md).

    Args:
        checks: by row position and atom number.
        outcomes: by row position; a ticked row that is found out to contradict its source is not named again.
    """
    by_position = {claim.position: claim for claim in document.claims}
    for (position, _), check in checks.items():
        claim = by_position[position]
        against = FactStatus.DIFFERS if claim.is_ticked else FactStatus.AGREES
        if not claim.is_marked or (claim.is_ticked and outcomes[position].outcome is Outcome.CONTRADICTS):
            continue
        if check.status is against and check.facts[0].quantity != "points":
            figures = "; ".join(f"{fact.value} ({fact.source})" for fact in check.facts)
            marked = (
                "ticked, but published figures differ" if claim.is_ticked else "crossed, but published figures agree"
            )
            yield Finding(FindingKind.TICK_AGAINST_FIGURE, f"{marked}: {figures}", (row_place(document, claim),))
