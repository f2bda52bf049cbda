"""Which runs answer which study: study-records/<study>.<scale>.json of a home, one file a study and scale."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from pipeline.domain.errors import DataFormatError
from pipeline.domain.study import Study
from pipeline.store.atomic import write_json
from pipeline.store.sealed import read_sealed, write_sealed

T = TypeVar("T")
_STUDY = TypeAdapter(Study)
_STUDIES = TypeAdapter(tuple[Study, ...])


def write_study(folder: Path, study: Study) -> Path:
    """Put `study` into `folder`, replacing an earlier record of it at the same scale, and return its path."""
    path = folder / f"{study.study}.{study.scale}.json"
    write_sealed(path, _STUDY.dump_python(study, mode="json"))
    return path


def read_studies(folder: Path) -> tuple[Study, ...]:
    """Every record of a folder, in name order; none where there is no such folder.

    Raises:
        DataFormatError: a file that holds no study, or another than its name says.
    """
    found = []
    for path in sorted(folder.glob("*.json")):
        study = _check(path, _STUDY, read_sealed(path, "run `study` again"))
        if f"{study.study}.{study.scale}" != path.stem:
            raise DataFormatError(path, None, f"study {study.study!r}, {study.scale}", "the one it is named after")
        found.append(study)
    return tuple(found)


def write_studies(path: Path, studies: Sequence[Study]) -> None:
    """Put several studies into one file."""
    write_json(path, _STUDIES.dump_python(tuple(studies), mode="json"))


def read_study_file(path: Path) -> tuple[Study, ...]:
    """The studies of one file.

    Raises:
        DataFormatError: it holds something else.
    """
    return _check(path, _STUDIES, path.read_bytes())


def _check(path: Path, adapter: TypeAdapter[T], content: bytes) -> T:
    try:
        return adapter.validate_json(content)
    except ValidationError as error:
        first = error.errors()[0]
        found = f"{first['input']!r:.80} at {'.'.join(map(str, first['loc']))!r}"
        raise DataFormatError(path, None, found, f"a study record ({first['msg']}); run `study` again") from error


def join_studies(own: Sequence[Study], shipped: Sequence[Study]) -> tuple[Study, ...]:
    """The home's own records, and of other studies and scales the shipped ones, in order of place and scale."""
    known = {(study.study, study.scale): study for study in (*shipped, *own)}
    return tuple(sorted(known.values(), key=lambda study: (study.scale, study.position, study.study)))
