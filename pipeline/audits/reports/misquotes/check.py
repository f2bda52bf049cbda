"""A row of a report held against everything that is printed: claims of the paper, published scores, data sets; pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.audits.reports.checks.references import identifiers
from pipeline.audits.reports.misquotes.counts import check_count
from pipeline.audits.reports.misquotes.gains import check_gain
from pipeline.audits.reports.misquotes.outcome import Outcome, RowCheck, SourceCheck, row_check
from pipeline.audits.reports.misquotes.scores import check_scores
from pipeline.audits.reports.misquotes.sentence import Sentence, Sources, is_in_name, read_sentence
from pipeline.audits.reports.misquotes.statements import check_statement
from pipeline.domain.atom import Atom
from pipeline.domain.document import ExtractedClaim


def check_row(row: ExtractedClaim, atoms: Sequence[Atom], sources: Sources) -> RowCheck:
    """What holding one row against its sources comes to.

    Args:
        atoms: of the row (`atoms_of`).
    """
    sentence = read_sentence(row, atoms, sources)
    checks = list(dict.fromkeys(_checks(atoms, sentence)))
    named = identifiers(" ".join(row.sources))
    if named:
        checks = [_unless_cited(check, named, sources) for check in checks]
    return row_check(_without_repeats(checks))


def _checks(atoms: Sequence[Atom], sentence: Sentence) -> Iterator[SourceCheck]:
    atoms = [atom for atom in atoms if not is_in_name(atom, sentence.sources)]
    scores = list(check_scores(atoms, sentence)) if not sentence.is_intermediate or sentence.names_own_system else []
    yield from scores
    has_scores = any(check.outcome is not Outcome.UNCHECKED for check in scores)
    for atom in atoms:
        has_number = atom.value is not None or bool(atom.doubt and "decimal comma" in atom.doubt)
        if has_number:
            found = check_count(atom, sentence)
            if found is None and not has_scores:
                found = check_gain(atom, sentence)
            if found is not None:
                yield found
        is_measured = atom.quantity in ("points", "percent") or (atom.quantity is None and "." in (atom.value or ""))
        yield from check_statement(atom.text, sentence, has_number=is_measured)
    if len({atom.text for atom in atoms}) > 1:
        yield from (
            check
            for check in check_statement(sentence.text, sentence, has_number=True)
            if check.outcome in (Outcome.AGREES, Outcome.CONTRADICTS)
        )


def _without_repeats(checks: Sequence[SourceCheck]) -> list[SourceCheck]:
    """Without agreement on a claim that another part of the row contradicts."""
    contradicted = {name for check in checks if check.outcome is Outcome.CONTRADICTS for name in check.claim_ids}
    return [
        check
        for check in checks
        if not (check.outcome is Outcome.AGREES and check.claim_ids and set(check.claim_ids) <= contradicted)
    ]


def _unless_cited(check: SourceCheck, named: frozenset[str] | set[str], sources: Sources) -> SourceCheck:
    """The check; not made where the row's own sources are named and the paper of the claim is not among them."""
    if not check.claim_ids or check.outcome not in (Outcome.CONTRADICTS, Outcome.OTHER_VERSION):
        return check
    held = [claim for claim in sources.claims if claim.claim_id in check.claim_ids]
    if named & {name for claim in held for name in identifiers(claim.source_url)}:
        return check
    reason = "it cites another source than the one whose claims are registered"
    return SourceCheck(Outcome.UNCHECKED, reason, None, check.claim_ids, check.sources)
