"""Where each language stands on the map, read from data/reference/language_places.csv."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.domain.errors import DataFormatError
from pipeline.store.home import REFERENCE
from pipeline.store.reference_rows import read_reference_rows


class LanguagePlace(BaseModel):
    """One point that stands for a language's whole area; grain of table `language_places`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: Annotated[str, Field(pattern="^[a-z]{2,3}$")]
    glottocode: Annotated[str, Field(pattern="^[a-z0-9]{4}[0-9]{4}$")]
    glottolog_name: Annotated[str, Field(min_length=1)]
    latitude: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
    longitude: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
    source: Annotated[str, Field(min_length=1)]


def load_language_places(path: Path = REFERENCE / "language_places.csv") -> tuple[LanguagePlace, ...]:
    """Every place, in file order.

    Raises:
        MissingDataError: there is no such file.
        DataFormatError: a row breaks the form, or a language stands twice; line and column are named.
    """
    places: dict[str, LanguagePlace] = {}
    for line, row in read_reference_rows(path):
        place = _checked(row, path, line)
        if place.language in places:
            raise DataFormatError(path, line, f"{place.language!r} in column 'language'", "each language once")
        places[place.language] = place
    return tuple(places.values())


def _checked(row: dict[str, str], path: Path, line: int) -> LanguagePlace:
    try:
        return LanguagePlace.model_validate(row)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        found = f"{first['input']!r:.80} in column {'.'.join(map(str, first['loc']))!r}"
        raise DataFormatError(path, line, found, f"a place of a language ({first['msg']})") from error
