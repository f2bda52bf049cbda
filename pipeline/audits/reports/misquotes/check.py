"""A row of a report held against everything that is printed: claims of the paper, published scores, data sets; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.audits.reports.checks.references import identifiers
from pipeline.audits.reports.matching.atoms import atoms_of
from pipeline.audits.reports.misquotes.counts import check_count
from pipeline.audits.reports.misquotes.gains import check_gain
from pipeline.audits.reports.misquotes.outcome import Outcome, RowCheck, SourceCheck, row_check
from pipeline.audits.reports.misquotes.scores import check_scores
from pipeline.audits.reports.misquotes.sentence import (
    CORE,
    Sentence,
    Sources,
    is_in_name,
    read_sentence,
    without_contrasts,
)
from pipeline.audits.reports.misquotes.statements import check_statement
from pipeline.audits.reports.reading import phrasing
from pipeline.audits.reports.reading.wording import tokens_of
from pipeline.domain.atom import Atom
from pipeline.domain.document import ExtractedClaim


def check_row(row: ExtractedClaim, atoms: Sequence[Atom], sources: Sources) -> RowCheck:
    """What holding one row against its sources comes to.

    Args:
        atoms: of the row (`atoms_of`).
    """
    said = without_contrasts(row.text, sources)
    if said != row.text:
        row = replace(row, text=said)
        atoms = atoms_of(row, sources.aliases)
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
    for text, has_number in _statements(atoms, sentence):
        yield from check_statement(text, sentence, has_number=has_number)
    if len({atom.text for atom in atoms}) > 1:
        yield from (
            check
            for check in check_statement(sentence.text, sentence, has_number=True)
            if check.outcome in (Outcome.AGREES, Outcome.CONTRADICTS)
        )


def _statements(atoms: Sequence[Atom], sentence: Sentence) -> list[tuple[str, bool]]:
    """Parts of a row, and whether each prints a measured number; names alone ("XNLI: ...") go with the part behind."""
    found, label = dict[str, bool](), ""
    for atom in atoms:
        is_measured = atom.quantity in ("points", "percent") or (atom.quantity is None and "." in (atom.value or ""))
        if atom.value is None and atom.text != label and _is_label(atom, sentence):
            label = f"{label}, {atom.text}" if label else atom.text
            continue
        text = f"{label}: {atom.text}" if label else atom.text
        found[text] = found.get(text, False) or is_measured
        label = ""
    if label:
        *_, last = found or {"": False}
        found[f"{last}: {label}" if last else label] = found.pop(last, False)
    return list(found.items())


def _is_label(atom: Atom, sentence: Sentence) -> bool:
    """Whether the part is hardly more than names, and says nothing of them."""
    n_words = len(tokens_of(atom.text))
    has_core = bool(sentence.sources.aliases.with_role(atom.subjects, *CORE))
    return (
        has_core and n_words <= _LONGEST_LABEL and phrasing.effect_of(atom.text) is None and not _SAYS.search(atom.text)
    )


_LONGEST_LABEL = 6  # words
_SAYS = re.compile(r"\b(?:is|are|was|were|has|have|does|do|than|no|not|without|lack\w*|\w+s from)\b", re.IGNORECASE)


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
