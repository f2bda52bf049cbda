"""Published figures and dataset descriptions that ship with the project (data/reference/*.csv), checked on entry."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.domain.errors import DataFormatError
from pipeline.store.home import REFERENCE
from pipeline.store.reference_rows import read_reference_rows

REPORTED_SCORES = "reported_scores.csv"
DATASETS = "datasets.csv"
_Text = Annotated[str, Field(min_length=1)]
_Row = TypeVar("_Row", bound=BaseModel)


class ReportedScore(BaseModel):
    """One published figure; grain of table `reported_scores`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reported_id: int  # row of the file, from 1, its header not counted
    source_id: _Text
    source_title: _Text
    source_url: _Text
    table_or_section: _Text
    setting: str
    encoder: _Text
    params_millions: float | None
    task: _Text
    language: _Text
    flag: str
    system: _Text
    metric: _Text
    split: _Text
    value: Annotated[float, Field(ge=-100, le=100)]  # percent, or points for a gain
    value_text: Annotated[str, Field(pattern=r"^-?\d+(\.\d+)?$")]


class Dataset(BaseModel):
    """One dataset as a source describes it; grain of table `datasets`. Sizes are text as printed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    dataset: _Text
    role: _Text
    train_examples: str
    dev_examples: str
    test_examples: str
    num_languages: str
    languages: str
    metric: str
    source: _Text


def load_reported_scores(folder: Path = REFERENCE) -> tuple[ReportedScore, ...]:
    """Every published figure, in file order.

    Raises:
        MissingDataError: no such file.
        DataFormatError: a row breaks the form; its line is named.
    """
    path = folder / REPORTED_SCORES
    rows: list[ReportedScore] = []
    for line, row in read_reference_rows(path):
        content = {
            **row,
            "reported_id": len(rows) + 1,
            "params_millions": row.get("params_millions") or None,
            "value_text": row.get("value"),
        }
        rows.append(_checked(ReportedScore, content, path, line))
    return tuple(rows)


def load_datasets(folder: Path = REFERENCE) -> tuple[Dataset, ...]:
    """Every dataset description, in file order. Errors as `load_reported_scores`."""
    path = folder / DATASETS
    return tuple(_checked(Dataset, row, path, line) for line, row in read_reference_rows(path))


def _checked(row_type: type[_Row], content: dict[str, Any], path: Path, line: int) -> _Row:
    try:
        return row_type.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise DataFormatError(
            path, line, f"{first['input']!r:.80} in column {place!r}", f"a {row_type.__name__} row ({first['msg']})"
        ) from error
