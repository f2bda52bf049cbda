"""Numbers as reports print them, brought to one form before words are read; pure.

Spelled-out numbers of more than one word ("three hundred thousand") are read by text2num. The rest is ours, as
docs/decisions says: to quantulum3, 393k is kelvin and 1.1M metres.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

from text_to_num import alpha2digit  # type: ignore[import-untyped]

from pipeline.audits.reports.reading.patterns import AnyCase

_SUPERSCRIPTS = re.compile(
    "(?<=[^\\s\\d])[\u00b9\u00b2\u00b3\u2070-\u2079]+|(?<=\\d)[\u00b9\u00b2\u00b3\u2070-\u2079]+(?=\\W|$)"
)
_POWER = re.compile("(?<![\\d.])10([\u2070\u00b9\u00b2\u00b3\u2074-\u2079]+)")
_FOREIGN_DIGIT = re.compile(r"(?![0-9])\d")
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_YEAR = r"(?:19|20)\d{2}[a-z]?"
_COUNTED = (
    r"(?!\s+(?:[a-z-]+\s+){0,2}(?:examples|instances|sentences|pairs|points|parameters|tokens|languages|tasks|hours))"
)
_POINTERS = AnyCase(
    r"\[\s*\d{1,3}\s*(?:[,;-]\s*\d{1,3}\s*)*\]"  # [3], [3, 5], [12-14]
    r"|\[[A-Za-z][\w+:-]*\d{2,4}[a-z]?\]"  # [Phang2020]
    r"|\(?\b(?:Tables|Tabs\.|Figures|Figs\.|Sections|Secs\.|Pages|pp\.|Rows|Columns)\s*\d+(?:\.\d+)*"
    r"(?:\s*(?:,|and|-)\s*\d+(?:\.\d+)*)*\)?"
    r"|\(?\b(?:Table|Tab\.|Figure|Fig\.|Section|Sec\.|Sect\.|Appendix|App\.|Equation|Eq\.|Chapter|Chap\.|Page|p\.|"
    r"Footnote|Row|Column)\s*\(?[A-Z]?\.?\d+(?:\.\d+)*[a-z]?\)*"
    r"|§+\s*\d+(?:\.\d+)*"
    rf"|\({_YEAR}\)"
    rf"|(?<=al\.)[,\s]+\(?{_YEAR}\)?|(?<=al)[,\s]+\(?{_YEAR}\)?"
    rf"|\b(?:in|since|of|from|until|by|before|after|during|early|late|mid)\s+{_YEAR}\b{_COUNTED}"
    r"|\barxiv[:\s./a-z]*\d{4}\.\d{4,5}(?:v\d+)?",
)
_GROUPS = re.compile(r"(?<![\d.,])\d{1,3}(?:[ '’]\d{3})+(?![\d.]?\d)")
_BROKEN_POINT = re.compile(r"(?<=\d) \.(?=\d)|(?<=\d)[·\u2027](?=\d)")
_BARE_POINT = re.compile(r"(?<![\w.)])\.(?=\d)")
_MAGNITUDE = re.compile(
    r"(?<![\w.,])(?P<number>\d+(?:,\d{3})*(?:\.\d+)?)(?:(?P<sign>k|K|M|B)|\s?(?P<word>thousand|million|mn|billion|bn))(?!\w)"
)
_FACTORS = {
    "k": 10**3,
    "thousand": 10**3,
    "m": 10**6,
    "mn": 10**6,
    "million": 10**6,
    "b": 10**9,
    "bn": 10**9,
    "billion": 10**9,
}
_POINTS = re.compile(r"(?<=\d)[\s-]?(?:%-points?|%\s?points?|p\.p\.?|pp|ppts?|pts?)(?!\w)\.?", re.IGNORECASE)
_COMPARED = (
    (re.compile(r"(?:≥|>=|⩾|=>)\s*(?=[-+]?\d)"), " at least "),
    (re.compile(r"(?:≤|<=|⩽)\s*(?=[-+]?\d)"), " at most "),
    (re.compile(r"(?:≳|>)\s*(?=[-+]?\d)"), " more than "),
    (re.compile(r"(?:≲|<)\s*(?=[-+]?\d)"), " less than "),
    (re.compile(r"(?:≈|~|∼|≃|\bca\.|\bc\.|\bapprox\.)\s*(?=[-+]?\d)"), " about "),
)
_BETWEEN = re.compile(r"\bbetween\s+([-+]?\d[\d.,]*)\s*(?:%|points?)?\s+and\s+(?=[-+]?\d)", re.IGNORECASE)
_SPELLED = re.compile(
    r"\b(?:hundred|thousand|million|billion|point\s+(?:zero|one|two|three|four|five|six|seven|eight|nine)|"
    r"(?:twen|thir|for|fif|six|seven|eigh|nine)ty)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=1 << 13)
def plain_numbers(text: str) -> str:
    """The text with every number in plain digits, and without citations, pointers and years, which are no quantities.

    Digits of any script become 0-9; `393k`, `1.1 million` and `393 000` whole numbers; `.5` `0.5`; `8 .2`, the way PDFs
    break it, `8.2`; `pp` and `pts` points; signs such as `≥` and `~` the words for them. A decimal comma stays.
    """
    plain = _POWER.sub(lambda match: str(10 ** int(unicodedata.normalize("NFKC", match[1])[:2])), text)
    plain = unicodedata.normalize("NFKC", _SUPERSCRIPTS.sub("", plain))
    if not plain.isascii():
        plain = _FOREIGN_DIGIT.sub(lambda match: str(unicodedata.decimal(match.group())), plain)
        plain = _DASHES.sub("-", plain).replace("٫", ".").replace("٬", ",")
    plain = _POINTERS.sub(_without_pointer, plain)
    plain = _BROKEN_POINT.sub(".", plain)
    plain = _GROUPS.sub(lambda match: re.sub(r"[ '’]", "", match.group()), plain)
    plain = _BARE_POINT.sub("0.", plain)
    plain = _MAGNITUDE.sub(_whole, plain)
    plain = _POINTS.sub(" points ", plain)
    for sign, words in _COMPARED:
        plain = sign.sub(words, plain)
    plain = _BETWEEN.sub(r"\1 to ", plain)
    if _SPELLED.search(plain):
        plain = str(alpha2digit(plain, "en"))
    return plain


@lru_cache(maxsize=1 << 12)
def without_pointers(text: str) -> str:
    """The text without citations in square brackets, pointers to tables and sections, and years."""
    return _POINTERS.sub(_without_pointer, text)


def _without_pointer(match: re.Match[str]) -> str:
    """Nothing; but the bracket that a pointer left open stays shut."""
    found = match.group()
    return " )" if found.endswith(")") and found.count("(") < found.count(")") else " "


def _whole(match: re.Match[str]) -> str:
    factor = _FACTORS[(match["sign"] or match["word"]).casefold()]
    value = Decimal(match["number"].replace(",", "")) * factor
    return f"{value.normalize():f}"
