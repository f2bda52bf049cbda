"""Numbers that a report states about itself: claims extracted and verified, papers retrieved, quality score."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipeline.audits.reports.reading.rows import Place
from pipeline.audits.reports.reading.wording import NUMBER_WORDS
from pipeline.domain.document import AssertedQuantity, Assertion, Section

_N = rf"(?P<n>(?<![\w.,/-])[-−]?\d[\d.,]*%?|\b(?:{'|'.join(NUMBER_WORDS)})\b)"
_NOT = r"(?:not\s+(?:independently\s+)?(?:verified|supported)|unverified|unsupported|refuted|rejected)"
_YES = r"(?:independently\s+|successfully\s+)?(?:verified|supported|confirmed)"
_FILL = r"(?:\s+(?:claims|of\s+them|were|was|are))*\s+"
_PATTERNS = (
    (AssertedQuantity.UNVERIFIED, rf"{_N}{_FILL}{_NOT}\b"),
    (AssertedQuantity.VERIFIED, rf"{_N}(?:\s+of\s+(?:the\s+)?(?P<total>\d+))?{_FILL}{_YES}\b"),
    (AssertedQuantity.CLAIMS, rf"{_N}\s+claims?\b(?!\s+(?:were\s+|are\s+)?(?:{_YES}|{_NOT}))"),
    (AssertedQuantity.PAPERS, rf"{_N}\s+(?:papers|documents|studies)\b(?:\s+(?:were\s+)?retrieved)?"),
    (AssertedQuantity.QUALITY, r"(?:quality|review)\s+score(?:\s+of|:|\s+is|\s+was)?\s+(?P<n>-?[\d.,]+)\s*/\s*10\b"),
)  # fmt: skip
_COMPILED = tuple((quantity, re.compile(pattern, re.IGNORECASE)) for quantity, pattern in _PATTERNS)
_SKIPPED = re.compile(r"abstract|references|bibliography|limitations", re.IGNORECASE)


def read_assertions(sections: Iterable[Section], name: str) -> tuple[Assertion, ...]:
    """Every such number, in file order; the abstract, which speaks of other people's work, is not searched.

    Raises:
        DataFormatError: a count that is negative, a percentage or no whole number, or a score outside 0-10.
    """
    found = [
        assertion
        for section in sections
        if not _SKIPPED.fullmatch(section.heading)
        for offset, line in enumerate(section.text.split("\n"))
        for assertion in _of_line(line, Place(name, section.line + offset))
    ]
    return tuple(found)


def _of_line(line: str, place: Place) -> Iterator[Assertion]:
    for quantity, pattern in _COMPILED:
        for match in pattern.finditer(line):
            yield Assertion(quantity, _number(match["n"], quantity, place), match["n"], place.line)
            total = match.groupdict().get("total")
            if total:
                yield Assertion(
                    AssertedQuantity.CLAIMS, _number(total, AssertedQuantity.CLAIMS, place), total, place.line
                )


def _number(printed: str, quantity: AssertedQuantity, place: Place) -> float:
    word = NUMBER_WORDS.get(printed.casefold())
    if word is not None:
        return float(word)
    if quantity is AssertedQuantity.QUALITY:
        if re.fullmatch(r"\d+(\.\d+)?", printed) and float(printed) <= 10:
            return float(printed)
        raise place.refuse(f"the {quantity.value} {printed!r}", "a number from 0 to 10")
    plain = printed.rstrip(".,").replace(",", "")
    if not plain.isascii() or not plain.isdigit() or len(plain) > 9:
        raise place.refuse(f"{printed!r} as the number of {quantity.value}", "a whole number, not negative")
    return float(plain)
