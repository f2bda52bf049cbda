"""Names in forty languages, read from Unicode CLDR through Babel; names that CLDR lacks are left out, not made up."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from babel import Locale
from babel.core import get_global

from pipeline.domain.errors import MissingDataError, unknown_name

# XTREME's languages; the one name that CLDR spells otherwise is in _BABEL_IDS
LANGUAGES = (
    "af", "ar", "bg", "bn", "de", "el", "en", "es", "et", "eu", "fa", "fi", "fr", "he",
    "hi", "hu", "id", "it", "ja", "jv", "ka", "kk", "ko", "ml", "mr", "ms", "my", "nl",
    "pt", "ru", "sw", "ta", "te", "th", "tl", "tr", "ur", "vi", "yo", "zh",
)  # fmt: skip
# codes for "unknown", "test" or "none"
_NO_NAMES = frozenset(("ZZ", "XA", "XB", "XXX", "XTS", "und", "zxx", "mul", "mis"))
_BABEL_IDS = {"tl": "fil"}
_OTHER_SCRIPTS = frozenset((
    "ar", "bg", "bn", "el", "fa", "he", "hi", "ja", "ka", "kk",
    "ko", "ml", "mr", "my", "ru", "ta", "te", "th", "ur", "zh",
))  # fmt: skip
_LATIN = frozenset(LANGUAGES) - _OTHER_SCRIPTS
_INVISIBLE = re.compile("[\u200e\u200f\u061c\u2066-\u2069]")  # direction marks: no words, only layout


class Kind(StrEnum):
    """What a name names."""

    TERRITORY = "territory"
    REGION = "region"
    CURRENCY = "currency"
    LANGUAGE = "language"
    CITY = "city"
    DATE = "date"  # an ISO day; has a pattern instead of a name


@dataclass(frozen=True)
class Lexicon:
    """The names of one language.

    `names[kind][code]` holds only names that CLDR really has. `unknown[kind]` is CLDR's own phrase for a missing
    value ("Unknown Currency"); questions are built with it, because CLDR holds no interrogative words.
    """

    language: str
    names: Mapping[Kind, Mapping[str, str]]
    unknown: Mapping[Kind, str]
    dropped: tuple[tuple[Kind, str], ...]

    def name(self, kind: Kind, code: str) -> str:
        """The name of a code; MissingDataError where CLDR has none in this language."""
        try:
            return self.names[kind][code]
        except KeyError:
            raise MissingDataError(
                f"CLDR has no {kind} name for {code!r} in {self.language!r}; "
                "use facts.shared_codes(), which leaves such codes out"
            ) from None


def clean(text: str) -> str:
    """The text in NFC with plain single spaces and without direction marks."""
    return " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFC", text)).split())


def check_language(language: str) -> None:
    """Raise UnknownNameError unless the language is one of XTREME's forty."""
    if language not in LANGUAGES:
        raise unknown_name("language", language, LANGUAGES)


@cache
def locale(language: str) -> Locale:
    """Babel's locale of one of the forty languages."""
    check_language(language)
    return Locale.parse(_BABEL_IDS.get(language, language))


@cache
def lexicon(language: str) -> Lexicon:
    """Every name of one language, with the codes that were dropped because CLDR falls back there."""
    data = locale(language)
    cities = {zone: _city(language, zone) for zone in get_global("zone_territories") if "/" in zone}
    tables: dict[Kind, Iterable[tuple[str, str | None]]] = {
        Kind.TERRITORY: [(code, data.territories.get(code)) for code in codes(Kind.TERRITORY)],
        Kind.REGION: [(code, data.territories.get(code)) for code in codes(Kind.REGION)],
        Kind.CURRENCY: [(code, data.currencies.get(code)) for code in codes(Kind.CURRENCY)],
        Kind.LANGUAGE: [(code, data.languages.get(code)) for code in codes(Kind.LANGUAGE)],
        Kind.CITY: cities.items(),
    }
    names: dict[Kind, dict[str, str]] = {kind: {} for kind in tables}
    dropped = []
    for kind, table in tables.items():
        for code, found in table:
            if found is None or is_fallback(language, code, found):
                dropped.append((kind, code))
            else:
                names[kind][code] = clean(found)
    return Lexicon(language, names, _unknown(data), tuple(dropped))


def is_fallback(language: str, code: str, name: str) -> bool:
    """Whether CLDR repeats the code, or gives Latin letters where the language has another script."""
    return name.casefold() == code.casefold() or has_foreign_letters(language, name)


def has_foreign_letters(language: str, text: str) -> bool:
    """Whether a text holds Latin letters in a language that is written in another script."""
    return language not in _LATIN and bool(re.search("[A-Za-z]", text))


@cache
def codes(kind: Kind) -> tuple[str, ...]:
    """All codes of a kind that English CLDR names, sorted; cities are time zones."""
    english = Locale.parse("en")
    tables: dict[Kind, Iterable[object]] = {
        Kind.TERRITORY: [code for code in english.territories if str(code).isalpha()],
        Kind.REGION: ["002", "009", "019", "142", "150"],
        Kind.CURRENCY: english.currencies,
        Kind.LANGUAGE: [code for code in english.languages if "_" not in str(code)],
        Kind.CITY: [zone for zone in get_global("zone_territories") if "/" in str(zone)],
    }
    return tuple(sorted(set(map(str, tables[kind])) - _NO_NAMES))


def _city(language: str, zone: str) -> str | None:
    """CLDR's city of a time zone; by CLDR's rule a Latin-script locale may leave it to the zone's own name."""
    own: str | None = locale(language).time_zones.get(zone, {}).get("city")
    if own is not None or language not in _LATIN:
        return own
    # zones renamed since ("Asia/Calcutta") are left out: the new names are unknown to CLDR's tables
    return zone.rsplit("/", 1)[1].replace("_", " ") if zone in locale("ru").time_zones else None


def _unknown(data: Locale) -> dict[Kind, str]:
    city = data.time_zones["Etc/Unknown"]["city"]
    found = {
        Kind.CURRENCY: data.currencies["XXX"],
        Kind.LANGUAGE: data.languages["und"],
        Kind.REGION: data.territories["ZZ"],
        Kind.TERRITORY: data.territories["ZZ"],
        Kind.CITY: city,
    }
    return {kind: clean(name) for kind, name in found.items()}
