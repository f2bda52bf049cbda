"""Imported scores on described benchmarks: what each import leaves in the home, one sealed file an import.

They are no run records: nothing here trains these tasks, and their scores need not lie in 0 to 100.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from pipeline.domain.errors import DataFormatError
from pipeline.store.home import Home
from pipeline.store.sealed import read_sealed, write_sealed

_MEND = "delete it and import the scores again"
_Whole = Annotated[int, Field(ge=0)]


class BenchmarkScore(BaseModel):
    """One score on one cell of a described benchmark."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    benchmark: str  # title; "claimed: TITLE" of figures that somebody documents
    encoder: str
    seed: _Whole
    task: str
    language: str
    split: str
    metric: str
    value: float
    value_text: str  # as in the file
    n_examples: _Whole  # 0: not stated
    n_seeds: Annotated[int, Field(ge=1)]
    n_available: _Whole

    @field_validator("value")
    @classmethod
    def _is_finite(cls, value: float) -> float:
        if not math.isfinite(value):
            raise ValueError("a score is a finite number")
        return value


class BenchmarkImport(BaseModel):
    """Everything that one import brought of described benchmarks."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    file: str
    sha256: str
    scores: tuple[BenchmarkScore, ...]

    @property
    def profile(self) -> str:
        """As runs of an import have it."""
        return f"import:{self.name}"


def write_benchmark_import(home: Home, found: BenchmarkImport) -> None:
    """Put an import into the home, over one of the same name."""
    write_sealed(home.benchmark_scores / f"{found.name}.json", found.model_dump(mode="json"))


def read_benchmark_import(path: Path) -> BenchmarkImport:
    """One import.

    Raises:
        DataFormatError: the file does not hold one, or was changed after it was written.
    """
    try:
        return BenchmarkImport.model_validate_json(read_sealed(path, _MEND))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "file"
        found = f"{first['input']!r:.80} at {place!r:.80}"
        raise DataFormatError(path, None, found, f"an import of scores ({first['msg']}); {_MEND}") from error


def read_benchmark_imports(home: Home) -> tuple[BenchmarkImport, ...]:
    """Every import of a home, in name order. Errors as `read_benchmark_import`."""
    return tuple(read_benchmark_import(path) for path in sorted(home.benchmark_scores.glob("*.json")))


def score_rows(imports: Sequence[BenchmarkImport]) -> list[dict[str, object]]:
    """Rows of table `benchmark_scores`."""
    return [
        {
            "score_id": f"{one.profile}|{number}",
            "profile": one.profile,
            "file": one.file,
            "sha256": one.sha256,
            **score.model_dump(),
        }
        for one in imports
        for number, score in enumerate(one.scores, 1)
    ]
