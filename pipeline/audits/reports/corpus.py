"""Hundreds of reports audited in one run: each on its own, then one table over all of them."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path

from pipeline.audits.reports.audit import Refusal, audit_document
from pipeline.audits.reports.matching.aliases import load_aliases
from pipeline.audits.reports.matching.facts import shipped_facts
from pipeline.audits.reports.misquotes.outcome import Outcome, told
from pipeline.audits.reports.misquotes.published_scores import shipped_scores
from pipeline.audits.reports.misquotes.sentence import Sources, other_versions
from pipeline.audits.reports.reading.content import read_report
from pipeline.audits.reports.reading.wording import tokens_of
from pipeline.claims.registry.claims_file import load_claims
from pipeline.domain.errors import DataFormatError, MissingDataError

ENDINGS = (".txt", ".md", ".markdown", ".pdf")
MOST_WORKERS = 8
_AT_ONCE = 16  # files a worker takes in one go


@dataclass(frozen=True, slots=True)
class CorpusRow:
    """One claim row of one report."""

    position: int
    text: str
    is_ticked: bool
    confidence: float | None
    outcome: Outcome
    misquotes: tuple[str, ...]
    reason: str
    claim_ids: tuple[str, ...]  # registered claims that it states
    about: tuple[str, ...]  # registered claims that it was held against


@dataclass(frozen=True, slots=True)
class CorpusReport:
    """One report."""

    file_name: str
    title: str
    n_unread: int
    rows: tuple[CorpusRow, ...]


@dataclass(frozen=True, slots=True)
class ClaimCount:
    """How a corpus treats one claim, or one sentence for which none is registered."""

    claim: str  # id of the claim, or the sentence
    is_registered: bool
    n_reports: int
    n_rows: int
    n_ticked: int
    n_crossed: int
    n_misquoted: int


@dataclass(frozen=True, slots=True)
class Corpus:
    """All reports, with what they make of each claim."""

    reports: tuple[CorpusReport, ...]
    refused: tuple[Refusal, ...]
    claims: tuple[ClaimCount, ...]  # the most repeated first

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """What became of each row, in order."""
        return tuple(row.outcome for report in self.reports for row in report.rows)

    @property
    def told(self) -> str:
        """The corpus in one sentence."""
        return told(self.outcomes)


def files_below(paths: Iterable[Path]) -> list[Path]:
    """Files as they are, and for a folder every report in it and below, by name."""
    found = list[Path]()
    for path in paths:
        if path.is_dir():
            found += sorted(one for one in path.rglob("*") if one.suffix.lower() in ENDINGS and one.is_file())
        else:
            found.append(path)
    return found


def audit_corpus(files: Sequence[Path], *, n_workers: int | None = None) -> Corpus:
    """The audit of every file on its own, and the table over all of them; a file that cannot be read is named.

    Args:
        n_workers: processes; None: one a processor, at most MOST_WORKERS.

    Raises:
        MissingDataError: no file at all.
    """
    if not files:
        raise MissingDataError(f"no report was found; a report ends in {', '.join(ENDINGS)}")
    workers = min(n_workers or os.cpu_count() or 1, MOST_WORKERS, len(files))
    if workers == 1:
        found = [_audit_file(path) for path in files]
    else:
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            found = list(pool.map(_audit_file, files, chunksize=_AT_ONCE))
    reports = tuple(one for one in found if isinstance(one, CorpusReport))
    refused = tuple(one for one in found if isinstance(one, Refusal))
    return Corpus(reports, refused, tuple(count_claims(reports)))


@lru_cache(maxsize=1)
def _sources() -> Sources:
    aliases, claims = load_aliases(), tuple(load_claims())
    facts = shipped_facts(aliases)
    return Sources(claims, aliases, facts, shipped_scores(), other_versions(claims, facts, aliases))


def _audit_file(path: Path) -> CorpusReport | Refusal:
    try:
        document = read_report(path)
    except (DataFormatError, MissingDataError) as error:
        return Refusal(path.name, str(error))
    part = audit_document(document, _sources())
    rows = tuple(
        CorpusRow(
            position=row.claim.position,
            text=row.claim.text,
            is_ticked=row.claim.is_ticked,
            confidence=row.claim.confidence,
            outcome=row.check.outcome,
            misquotes=tuple(kind.value for kind in row.check.misquotes),
            reason=row.check.reason,
            claim_ids=row.claim_ids,
            about=tuple(dict.fromkeys(name for check in row.check.checks for name in check.claim_ids)),
        )
        for row in part.rows
    )
    return CorpusReport(document.file_name, document.title, len(document.unread), rows)


def count_claims(reports: Iterable[CorpusReport]) -> list[ClaimCount]:
    """How often each registered claim is stated or misquoted, and each other sentence that is repeated; the most first.

    A row that states several claims counts for each of them; sentences are the same where their words are.
    """
    rows: dict[tuple[bool, str], list[tuple[int, CorpusRow]]] = {}
    shown: dict[tuple[bool, str], str] = {}
    for number, report in enumerate(reports):
        for row in report.rows:
            is_misquote = row.outcome in (Outcome.CONTRADICTS, Outcome.OTHER_VERSION)
            names = list(dict.fromkeys([*row.claim_ids, *(row.about if is_misquote or not row.claim_ids else ())]))
            keys = [(True, name) for name in names] or [(False, " ".join(token.base for token in tokens_of(row.text)))]
            for key in keys:
                rows.setdefault(key, []).append((number, row))
                shown.setdefault(key, key[1] if key[0] else row.text)
    counts = [_count(shown[key], key[0], found) for key, found in rows.items() if key[0] or len(found) > 1]
    return sorted(counts, key=lambda one: (-one.n_reports, -one.n_rows, one.claim))


def _count(claim: str, is_registered: bool, rows: Sequence[tuple[int, CorpusRow]]) -> ClaimCount:
    marks = Counter(row.is_ticked for _, row in rows)
    return ClaimCount(
        claim=claim,
        is_registered=is_registered,
        n_reports=len({number for number, _ in rows}),
        n_rows=len(rows),
        n_ticked=marks[True],
        n_crossed=marks[False],
        n_misquoted=sum(row.outcome in (Outcome.CONTRADICTS, Outcome.OTHER_VERSION) for _, row in rows),
    )
