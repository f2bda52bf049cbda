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
