"""True facts about territories, from CLDR's supplemental data, and the one split that each belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from babel.core import get_global

from pipeline.domain.task import Split
from pipeline.sources.generated.cldr import LANGUAGES, Kind, codes, lexicon
from pipeline.sources.generated.seeding import split_of

# Time-zone areas that are one continent each (UN M49 code of the continent, as CLDR uses it)
_CONTINENTS = {"Africa": "002", "America": "019", "Asia": "142", "Europe": "150", "Pacific": "009", "Australia": "009"}
_AREA_MISLEADS = frozenset({"TR"})  # zone Europe/Istanbul, but UN M49 counts Türkiye to Western Asia
_OFFICIAL = frozenset({"official", "de_facto_official"})


@dataclass(frozen=True, slots=True)
class Territory:
    """What CLDR says of one territory.

    A fact is kept only where CLDR gives exactly one value: one legal tender today, one national official language,
    all time zones on one continent. `since` is the day from which CLDR counts the tender.
    """

    code: str
    values: Mapping[Kind, str]  # CURRENCY, LANGUAGE, REGION, CITY where known
    since: date | None


@cache
def territories(seed: int, split: Split) -> tuple[Territory, ...]:
    """The territories of one split, sorted by code; each belongs to one split with all its facts."""
    return tuple(one for one in all_territories() if split_of(seed, Kind.TERRITORY, one.code) is split)


@cache
def entities(seed: int, split: Split, kind: Kind) -> tuple[str, ...]:
    """The codes of one kind that may be used in one split and that all forty languages name.

    A territory or city follows its territory's split; a currency or language name has a split of its own.
    """
    if kind is Kind.CITY:
        owner: Mapping[str, str] = get_global("zone_territories")
        return tuple(
            zone
            for zone in shared_codes(kind)
            if zone in owner and split_of(seed, Kind.TERRITORY, owner[zone]) is split
        )
    return tuple(code for code in shared_codes(kind) if split_of(seed, kind, code) is split)


@cache
def shared_codes(kind: Kind) -> tuple[str, ...]:
    """The codes of one kind that every one of the forty languages has a name of its own for."""
    return tuple(code for code in codes(kind) if all(code in lexicon(language).names[kind] for language in LANGUAGES))


@cache
def all_territories() -> tuple[Territory, ...]:
    """Every territory with at least two facts that all forty languages can name."""
    found = (_territory(code) for code in shared_codes(Kind.TERRITORY))
    return tuple(one for one in found if len(one.values) >= 2)


def _territory(code: str) -> Territory:
    currency, since = _currency(code)
    values = {
        Kind.CURRENCY: currency,
        Kind.LANGUAGE: _language(code),
        Kind.REGION: _region(code),
        Kind.CITY: _city(code),
    }
    nameable = {kind: value for kind, value in values.items() if value is not None and value in _shared(kind)}
    return Territory(code, nameable, since)


@cache
def _shared(kind: Kind) -> frozenset[str]:
    return frozenset(shared_codes(kind))


def _currency(code: str) -> tuple[str | None, date | None]:
    rows = get_global("territory_currencies").get(code, [])
    current = [(currency, start) for currency, start, end, is_tender in rows if end is None and is_tender]
    if len(current) != 1:
        return None, None
    currency, start = current[0]
    return currency, date(*start) if start else None


def _language(code: str) -> str | None:
    rows: Mapping[str, Mapping[str, object]] = get_global("territory_languages").get(code, {})
    official = [language for language, row in rows.items() if row["official_status"] in _OFFICIAL]
    return official[0] if len(official) == 1 else None


def _region(code: str) -> str | None:
    areas = {zone.split("/")[0] for zone in get_global("territory_zones").get(code, [])}
    continents = {_CONTINENTS.get(area) for area in areas}
    return continents.pop() if len(continents) == 1 and code not in _AREA_MISLEADS else None


def _city(code: str) -> str | None:
    """The first time-zone city whose name differs from the territory's in all forty languages."""
    zones: list[str] = sorted(get_global("territory_zones").get(code, []))
    for zone in zones:
        if zone in _shared(Kind.CITY) and not any(_is_namesake(code, zone, language) for language in LANGUAGES):
            return zone
    return None


def _is_namesake(code: str, zone: str, language: str) -> bool:
    names = lexicon(language).names
    city, territory = names[Kind.CITY][zone].casefold(), names[Kind.TERRITORY][code].casefold()
    return city in territory or territory in city
