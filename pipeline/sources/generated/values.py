"""Dates, numbers, quantities and lists in the words and patterns of one language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from typing import Literal

from babel.dates import format_date, format_timedelta
from babel.lists import format_list
from babel.numbers import format_decimal
from babel.units import UnknownUnitError, format_unit
from num2words import num2words

from pipeline.domain.errors import MissingDataError
from pipeline.sources.generated.cldr import clean, locale

Length = Literal["long", "short"]
ListStyle = Literal["standard", "or"]
DATE_STYLES = ("full", "long", "medium", "iso")
# units that every one of the forty languages has a short name for
UNITS = (
    "length-kilometer", "length-meter", "length-centimeter", "length-mile", "mass-kilogram", "mass-gram", "mass-tonne",
    "volume-liter", "duration-year", "duration-month", "duration-week", "duration-day", "duration-hour",
    "duration-minute", "duration-second", "digital-megabyte", "digital-gigabyte", "area-square-kilometer",
    "area-hectare", "speed-kilometer-per-hour", "temperature-celsius", "power-kilowatt", "concentr-percent",
)  # fmt: skip
_NUM2WORDS_CODES = {"kk": "kz"}
# not in num2words 0.5.14: digits serve there
_NO_NUMBER_WORDS = frozenset(
    ("af", "bg", "el", "et", "eu", "hi", "jv", "ka", "ml", "mr", "ms", "my", "sw", "ta", "tl", "ur", "yo", "zh")
)


@lru_cache(maxsize=200_000)
def date_text(language: str, day: str, style: str) -> str:
    """An ISO date in CLDR's full, long or medium pattern of the language, or as it stands ("iso")."""
    if style == "iso":
        return day
    return clean(format_date(date.fromisoformat(day), style, locale=locale(language)))


@lru_cache(maxsize=200_000)
def number_text(language: str, number: int) -> str:
    """A number in digits with the language's grouping."""
    return clean(format_decimal(number, locale=locale(language)))


@cache
def number_words(language: str, number: int) -> str | None:
    """A number in words; None where num2words has no converter for the language or no word for the number."""
    if language in _NO_NUMBER_WORDS:
        return None
    try:
        return clean(str(num2words(number, lang=_NUM2WORDS_CODES.get(language, language))))
    except (NotImplementedError, OverflowError, IndexError, KeyError):
        return None


@lru_cache(maxsize=200_000)
def quantity_text(language: str, number: int, unit: str, length: Length) -> str:
    """A number with a unit; short where CLDR has no long pattern (zh, fa, ur, yo).

    Raises:
        MissingDataError: CLDR has no short pattern either.
    """
    text = _unit_pattern_text(language, number, unit, length) or _unit_pattern_text(language, number, unit, "short")
    if text is None:
        raise MissingDataError(
            f"CLDR has neither a {length} nor a short pattern for unit {unit!r} in {language!r}; take it out of UNITS"
        )
    return text


def has_unit(language: str, unit: str) -> bool:
    """Whether CLDR can write the unit in this language."""
    return _unit_pattern_text(language, 2, unit, "short") is not None


def _unit_pattern_text(language: str, number: int, unit: str, length: Length) -> str | None:
    try:
        text = format_unit(Decimal(number), unit, length=length, locale=locale(language))
    except UnknownUnitError:
        return None
    return None if unit in text else clean(text)  # Babel writes the unit's key where it has no pattern


@lru_cache(maxsize=100_000)
def relative_text(language: str, days: int) -> str:
    """A distance from now in CLDR's words: "in 3 days", "2 weeks ago"."""
    span = timedelta(days=days)
    return clean(format_timedelta(span, threshold=1.2, add_direction=True, locale=locale(language)))


def list_text(language: str, items: Sequence[str], style: ListStyle = "standard") -> str:
    """Items joined by CLDR's pattern: style "standard" is "and", "or" is "or"."""
    return clean(format_list(list(items), style, locale=locale(language)))
