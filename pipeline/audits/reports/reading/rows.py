"""From the cells of one row to one extracted claim: tick or cross, confidence, sources."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from pipeline.domain.document import ExtractedClaim
from pipeline.domain.errors import DataFormatError

MAX_ROWS = 1_000
MAX_CHARACTERS = 2_000  # of one statement
TICKS = frozenset({"✓", "✔", "✔️", "☑", "☑️", "✅", "[x]", "yes", "true", "verified", "supported"})
CROSSES = frozenset(
    {
        "×",
        "✗",
        "✘",
        "☒",
        "❌",
        "✖",
        "✖️",
        "[ ]",
        "no",
        "false",
        "unverified",
        "unsupported",
        "not verified",
        "not supported",
    }
)
UNMARKED = "unmarked"  # in the place of a mark: a pasted sentence, which nobody ticked or crossed
_LATEX = {
    **dict.fromkeys((r"\checkmark", r"\cmark", r"\tick", r"\surd", r"\ding{51}"), "✓"),
    **dict.fromkeys((":white_check_mark:", ":heavy_check_mark:", "&#10003;", "&check;"), "✓"),
    **dict.fromkeys((r"\xmark", r"\times", r"\ding{55}"), "✗"),
    **dict.fromkeys((":negative_squared_cross_mark:", ":x:", "&#10007;"), "✗"),
}
_EMPHASIS = re.compile(r"</?\w+[^>]*>|[*_`$\ufe0e\ufe0f]|\\(?:text|textbf|mathbf|mathrm)\{|\}")
MARKS = sorted(TICKS | CROSSES, key=len, reverse=True)
_NO_CONFIDENCE = frozenset({"", "-", "–", "—", "n/a"})
_CONFIDENCE = re.compile(r"(\d+(?:\.\d+)?|\.\d+)(\s?%)?")
_SENTENCE_END = re.compile(r"[.!?…][\"”’')\]]*$")
_SHORTEST_CUT = 80  # characters; a shorter row without a full stop is a phrase, not a cut sentence


class Column(StrEnum):
    """What a column of the claims table holds."""

    CLAIM = "claim"
    MARK = "mark"
    CONFIDENCE = "confidence"
    SOURCES = "sources"
    REASONING = "reasoning"


_HEADERS: Mapping[str, Column] = {
    **dict.fromkeys(
        (
            "claim",
            "claims",
            "statement",
            "statements",
            "extracted claim",
            "extracted claims",
            "finding",
            "findings",
            "key finding",
            "assertion",
            "result",
        ),
        Column.CLAIM,
    ),
    **dict.fromkeys(
        (
            "verified",
            "supported",
            "status",
            "verdict",
            "ticked",
            "verification",
            "is verified",
            "check",
            "checked",
            "verified by source",
            "mark",
        ),
        Column.MARK,
    ),
    **dict.fromkeys(
        ("confidence", "score", "confidence score", "conf", "conf.", "certainty", "probability"), Column.CONFIDENCE
    ),
    **dict.fromkeys(("source", "sources", "citation", "citations", "evidence"), Column.SOURCES),
    **dict.fromkeys(("reasoning", "reason", "rationale", "explanation", "notes"), Column.REASONING),
}


def column_of(header: str) -> Column | None:
    """What a column holds, by its header: without emphasis, "?" and a unit in brackets."""
    return _HEADERS.get(_bare_header(header))


def is_percent_header(header: str) -> bool:
    """Whether the header says that its numbers are percentages: "Confidence (%)"."""
    return "%" in header or "percent" in header.casefold()


def _bare_header(header: str) -> str:
    bare = re.sub(r"\([^()]*\)|\[[^\[\]]*\]|%|\bpercent\b", " ", _EMPHASIS.sub("", header))
    return " ".join(bare.strip(" ?:").casefold().split())


def mark_of(cell: str) -> bool | None:
    """True for a tick, False for a cross, None for neither; emphasis and LaTeX around it do not matter."""
    plain = cell
    for name, sign in _LATEX.items():
        plain = plain.replace(name, sign)
    plain = " ".join(_EMPHASIS.sub("", plain).split()).casefold()
    if plain in TICKS | CROSSES:
        return plain in TICKS
    words = [word for word in re.split(r"[\s(),;:/-]+", plain) if word]
    known = {word in TICKS for word in words if word in TICKS | CROSSES}
    is_all = all(word in TICKS | CROSSES for word in words)
    return known.pop() if words and is_all and len(known) == 1 else None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands, for messages."""

    name: str
    line: int

    def refuse(self, found: str, expected: str) -> DataFormatError:
        """The error to raise for what was found here."""
        return DataFormatError(self.name, self.line, found, expected)


def read_row(cells: Mapping[Column, str], position: int, place: Place) -> ExtractedClaim:
    """The claim of one row; whether it was cut is told later, from all rows (`mark_cuts`).

    Raises:
        DataFormatError: no statement, a mark that is neither tick nor cross, or a confidence outside 0-1.
    """
    text = " ".join(cells[Column.CLAIM].split())
    if not text or len(text) > MAX_CHARACTERS:
        raise place.refuse(f"a statement of {len(text)} characters", f"1 to {MAX_CHARACTERS} characters")
    mark = " ".join(cells[Column.MARK].split())
    is_marked = mark != UNMARKED
    is_ticked = mark_of(mark) if is_marked else True
    if is_ticked is None:
        known = "one of " + " ".join(sorted(TICKS)) + ", or " + " ".join(sorted(CROSSES))
        raise place.refuse(f"the mark {mark!r:.40}", known)
    printed = cells.get(Column.CONFIDENCE, "").strip()
    return ExtractedClaim(
        position=position,
        line=place.line,
        text=text,
        mark=mark if is_marked else "",
        is_ticked=is_ticked,
        confidence=_confidence(printed, place),
        confidence_printed=printed,
        sources=tuple(part.strip(" <>") for part in re.split(r"[;\s]+", cells.get(Column.SOURCES, "")) if part),
        reasoning=" ".join(cells.get(Column.REASONING, "").split()),
        is_truncated=False,
    )


def _confidence(printed: str, place: Place) -> float | None:
    if printed.casefold() in _NO_CONFIDENCE:
        return None
    match = _CONFIDENCE.fullmatch(printed)
    if match is None:
        raise place.refuse(
            f"the confidence {printed!r:.40}", "a number such as 0.27 or 27%, with a point, not negative"
        )
    value = float(match[1]) / (100 if match[2] else 1)
    if value > 1:
        raise place.refuse(f"the confidence {printed!r:.40}", "a fraction 0-1, or a percentage 0-100 with its % sign")
    return value


def check_one_scale(claims: Sequence[ExtractedClaim], name: str) -> None:
    """Refuse a table that mixes fractions with percentages: "0.5" and "0.5%" would be told apart by one sign.

    Raises:
        DataFormatError: at the first row of the other scale.
    """
    printed = [claim for claim in claims if claim.confidence is not None]
    for claim in printed:
        if claim.confidence_printed.endswith("%") != printed[0].confidence_printed.endswith("%"):
            found = f"the confidence {claim.confidence_printed!r} after {printed[0].confidence_printed!r}"
            raise Place(name, claim.line).refuse(found, "all fractions or all percentages")


def mark_cuts(claims: Sequence[ExtractedClaim]) -> tuple[ExtractedClaim, ...]:
    """The claims, with those named that the report cut off.

    Reports cut sentences at a fixed width, give or take trimmed blanks and lost characters. A row counts as cut where
    it has no closing punctuation and is at most 3 characters shorter than the longest such row; so does an ellipsis
    at its end. Its last word or number may be cut as well.
    """
    width = max((len(claim.text) for claim in claims if not _SENTENCE_END.search(claim.text)), default=0)
    return tuple(replace(claim, is_truncated=_is_cut(claim.text, width)) for claim in claims)


def _is_cut(text: str, width: int) -> bool:
    if text.endswith(("…", "...")):
        return True
    return not _SENTENCE_END.search(text) and len(text) >= max(_SHORTEST_CUT, width - 3)
