"""The languages of the benchmarks, read from data/reference/languages.csv."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from pipeline.domain.errors import DataFormatError
from pipeline.domain.language import Language
from pipeline.store.home import REFERENCE
from pipeline.store.reference_rows import read_reference_rows

_Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
_Size = Annotated[_Positive | None, BeforeValidator(lambda text: text or None)]
_Text = Annotated[str, Field(min_length=1)]
_Flag = Annotated[
    bool, BeforeValidator(lambda text: {"true": True, "false": False}.get(text, text)), Field(strict=True)
]
_Words = Annotated[tuple[str, ...], BeforeValidator(lambda text: tuple(text.split()) if text is not None else None)]


class _LanguageRow(BaseModel):
    """One row of languages.csv; an empty size means that the source has none."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: Annotated[str, Field(pattern="^[a-z]{2,3}$")]  # ISO 639-1, else ISO 639-3
    iso639_3: Annotated[str, Field(pattern="^[a-z]{3}$")]
    name: _Text
    family: _Text
    script: Annotated[str, Field(pattern="^[a-z]+$")]
    cc100_tokens_millions: _Size
    cc100_gib: _Size
    is_xtreme: _Flag
    is_xtreme_r: _Flag
    xtreme_tasks: _Words
    source: _Text


def load_languages(path: Path = REFERENCE / "languages.csv") -> tuple[Language, ...]:
    """Every language, in file order.

    Raises:
        MissingDataError: there is no such file.
        DataFormatError: a row breaks the form, or a language stands twice; line and column are named.
    """
    languages: dict[str, Language] = {}
    for line, cells in read_reference_rows(path):
        row = _check(path, line, cells)
        if row.language in languages:
            raise DataFormatError(path, line, f"{row.language!r} in column 'language'", "each language once")
        languages[row.language] = Language(**row.model_dump())
    return tuple(languages.values())


def _check(path: Path, line: int, cells: dict[str, Any]) -> _LanguageRow:
    try:
        return _LanguageRow.model_validate(cells)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        column = ".".join(str(part) for part in first["loc"])
        found = f"{first['input']!r:.80} in column {column!r}"
        raise DataFormatError(path, line, found, f"a language ({first['msg']})") from error
