"""A claim sentence split into the parts that each assert one thing; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CITATION = re.compile(r"\s*\([^()]*(?:\bet al\b|\b(?:19|20)\d{2}\b)[^()]*\)?")
_MARKER = re.compile(r"\(\s*(?:[ivx]{1,4}|\d{1,2}|[a-h])\s*\)\s*", re.IGNORECASE)
_SPLIT = re.compile(
    r"\s*(?:;|\|(?=\s)|\t|:(?=\s))\s*"
    r"|,?\s+(?:whereas|while|although|but|however|because)\s+"
    r"|,\s+(?:as|since|which)\s+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Clause:
    """One part of a sentence."""

    text: str
    reaches_cut: bool


def split_clauses(text: str, *, is_truncated: bool) -> list[Clause]:
    """The parts in order, citations in brackets left out; at least one.

    Parted are sentences at ";", ":" and "|", at "whereas", "while", "although", "but", "however", "because", and at
    ", as", ", since", ", which". The items of an enumeration "(i) ...; (ii) ..." each take the words
    before the first marker along, unless these end in a colon and so stand for themselves.
    """
    plain = without_citations(text)
    stem, *items = _MARKER.split(plain)
    stem = stem.strip()
    if not items:
        parts = [stem]
    elif not stem or stem.endswith(":"):
        parts = [stem, *items]
    else:
        parts = [f"{stem} {_trimmed(item)}" for item in items]
    texts = [_trimmed(piece) for part in parts for piece in _SPLIT.split(part)]
    kept = [piece for piece in texts if piece] or [text]
    return [Clause(piece, is_truncated and index == len(kept) - 1) for index, piece in enumerate(kept)]


def without_citations(text: str) -> str:
    """The text without citations in brackets, also where the last one was cut off."""
    return _CITATION.sub("", text).strip()


def _trimmed(piece: str) -> str:
    return re.sub(r"[,;]?\s*(?:\band\b|\bor\b)?\s*$", "", piece.strip().rstrip(".,;:")).strip()
