"""Which of a report's references bear on a claim that it lists; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pipeline.domain.claim import Claim
from pipeline.domain.document import Document, ExtractedClaim

_ARXIV = re.compile(
    r"(?:arxiv\.org/(?:abs|pdf|html)/|arxiv:\s*)([a-z-]+(?:\.[A-Z]{2})?/\d{7}|\d{4}\.\d{4,5})(?:v\d+)?", re.I
)
_DOI = re.compile(r"\b(10\.\d{4,9}/[^\s<>\"]+)", re.IGNORECASE)
_URL = re.compile(r"https?://([^\s<>\"]+)", re.IGNORECASE)
_AUTHOR_YEAR = re.compile(r"([A-Z][\w'’-]+)(?:\s+(?:et al\.?|(?:and|&)\s+[A-Z][\w'’-]+))?,?\s*\(?((?:19|20)\d{2})\b")


class Bearing(StrEnum):
    """Why a reference bears on a claim row."""

    CITED = "cited by a claim row"
    SOURCE = "source of a registered claim that a row states"
    FIGURE = "source of a published figure that a row was held against"
    NONE = "bears on no claim row"


@dataclass(frozen=True, slots=True)
class AuditedReference:
    """One reference with the claim rows that it bears on."""

    number: int  # in the list, from 1
    text: str
    bearing: Bearing
    positions: tuple[int, ...]  # of the claim rows; () for NONE


def identifiers(text: str) -> frozenset[str]:
    """Numbers on arXiv without version, DOIs and addresses in a text: "arxiv:2005.13013", "doi:10.1/x", "x.org/1"."""
    arxiv = {f"arxiv:{match.casefold()}" for match in _ARXIV.findall(text)}
    doi = {f"doi:{match.rstrip('.,;)').casefold()}" for match in _DOI.findall(text)}
    return frozenset(
        arxiv | doi or {match.rstrip("/.,;)").removeprefix("www.").casefold() for match in _URL.findall(text)}
    )


def audit_references(
    document: Document,
    stated: Mapping[int, Iterable[Claim]],
    figures: Mapping[int, Iterable[str]],
) -> tuple[AuditedReference, ...]:
    """Each reference with the strongest reason for which it bears on a claim row.

    A row cites a reference where its sources or its sentence hold the same identifier, its number in brackets, or the
    surname and year that the reference's text holds. Nothing outside the document and the registry is looked up, so a
    paper that does bear on a claim without being cited is not found.

    Args:
        stated: registered claims that each row states, by position.
        figures: sources of the published figures that each row was held against, by position.
    """
    found = []
    for number, text in enumerate(document.references, start=1):
        own = identifiers(text)
        reasons = (
            (Bearing.CITED, [row.position for row in document.claims if _cites(row, number, text, own)]),
            (
                Bearing.SOURCE,
                [at for at, claims in stated.items() if any(own & identifiers(c.source_url) for c in claims)],
            ),
            (Bearing.FIGURE, [at for at, sources in figures.items() if any(own & identifiers(s) for s in sources)]),
        )
        bearing, positions = next(((why, at) for why, at in reasons if at), (Bearing.NONE, []))
        found.append(AuditedReference(number, text, bearing, tuple(positions)))
    return tuple(found)


def _cites(row: ExtractedClaim, number: int, reference: str, own: frozenset[str]) -> bool:
    said = " ".join((row.text, *row.sources))
    if own & identifiers(said) or f"[{number}]" in said or str(number) in row.sources:
        return True
    return any(_holds(reference, name) and year in reference for name, year in _AUTHOR_YEAR.findall(said))


def _holds(text: str, name: str) -> bool:
    return re.search(rf"\b{re.escape(name)}\b", text) is not None


def bear_on_nothing(references: Sequence[AuditedReference]) -> tuple[AuditedReference, ...]:
    """Those of the references that bear on no claim row."""
    return tuple(reference for reference in references if reference.bearing is Bearing.NONE)


_ANY_ARXIV = re.compile(r"(?:arxiv\.org/(?:abs|pdf|html)/|arxiv:\s*)([^\s<>\"),;]+)", re.IGNORECASE)
_NEW_ARXIV = re.compile(r"(\d{2})(\d{2})\.(\d{4,5})(?:v(\d+))?(?:\.pdf)?")
_OLD_ARXIV = re.compile(r"[a-z-]+(?:\.[A-Z]{2})?/(\d{2})(\d{2})(\d{3})(?:v(\d+))?(?:\.pdf)?")
_ANY_DOI = re.compile(r"(?:doi\.org/|doi:\s*)([^\s<>\"]+)", re.IGNORECASE)
_DOI_FORM = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+")
_FIVE_DIGITS_FROM = (15, 1)  # arXiv numbers have five digits since January 2015, four before
_FIRST = (7, 4)  # the scheme YYMM.NNNN began in April 2007


def reference_faults(references: Sequence[str], dated: str | None) -> tuple[str, ...]:
    """Malformed or impossible arXiv identifiers and DOIs, and references that name the same thing twice.

    Nothing is looked up: an identifier is impossible where its month is none, its digits are those of another era of
    arXiv, or it lies behind the report's own date.

    Source: https://info.arxiv.org/help/arxiv_identifier.html

    Args:
        dated: the report's date as printed; None: identifiers are not held against it.
    """
    faults, seen = [], dict[str, int]()
    year = re.search(r"(?:19|20)\d{2}", dated or "")
    month = _month(dated or "")
    for number, text in enumerate(references, start=1):
        for printed in _ANY_ARXIV.findall(text):
            why = _arxiv_fault(printed.rstrip("."), (int(year.group()) % 100, month) if year else None)
            if why:
                faults.append(f"reference {number}, arXiv {printed}: {why}")
        for printed in _ANY_DOI.findall(text):
            if not _DOI_FORM.fullmatch(printed.rstrip(".,;)")):
                faults.append(f"reference {number}, DOI {printed}: not of the form 10.NNNN/...")
        for name in sorted(identifiers(text)):
            first = seen.setdefault(name, number)
            if first != number:
                faults.append(f"references {first} and {number} are the same: {name}")
    return tuple(faults)


def _arxiv_fault(printed: str, until: tuple[int, int] | None) -> str:
    """Why an arXiv identifier cannot be one; "" where it can."""
    new, old = _NEW_ARXIV.fullmatch(printed), _OLD_ARXIV.fullmatch(printed)
    match = new or old
    if match is None:
        return "not of the form YYMM.NNNNN or archive/YYMMNNN"
    at, serial, version = (int(match[1]), int(match[2])), match[3], match[4]
    n_digits = 5 if at >= _FIVE_DIGITS_FROM else 4
    is_early = at[0] > _LAST_CENTURY or at < _FIRST
    faults = (
        (not 1 <= at[1] <= 12, f"there is no month {at[1]:02d}"),
        (int(serial) == 0, "numbers are counted from 1"),
        (version is not None and int(version) == 0, "versions are counted from 1"),
        (old is not None and not is_early, "identifiers of this form ended in March 2007"),
        (new is not None and at < _FIRST, "identifiers of this form began in April 2007"),
        (new is not None and len(serial) != n_digits, f"numbers of 20{at[0]:02d}-{at[1]:02d} have {n_digits} digits"),
        (new is not None and until is not None and at > until, "it lies behind the report's own date"),
    )
    return next((why for is_wrong, why in faults if is_wrong), "")


_LAST_CENTURY = 90  # arXiv began in 1991
_MONTHS = "january february march april may june july august september october november december".split()


def _month(dated: str) -> int:
    """The month of a printed date; December where there is none."""
    iso = re.match(r"\d{4}-(\d{2})", dated)
    if iso:
        return int(iso[1])
    word = dated.split(maxsplit=1)[0].casefold() if dated.split() else ""
    return _MONTHS.index(word) + 1 if word in _MONTHS else 12
