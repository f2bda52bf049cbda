"""Reading text files: strict UTF-8, lines end at line feeds and nowhere else.

`str.splitlines` would also split at U+2028, U+0085 and others, which occur inside sentences of the corpora.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from pipeline.domain.errors import DataFormatError, MissingDataError

RecordT = TypeVar("RecordT", bound=BaseModel)
_LONGEST_QUOTE = 80  # characters of a wrong value that are worth printing


def quote(value: object) -> str:
    """`value` as an error message shows it: its repr, shortened."""
    text = repr(value)
    return text if len(text) <= _LONGEST_QUOTE else text[: _LONGEST_QUOTE - 1] + "…"


def read_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Number (from 1) and text of each line, without line feed, carriage return at the end or byte order mark.

    Raises:
        MissingDataError: `path` is no file.
        DataFormatError: a line is not UTF-8.
    """
    if not path.is_file():
        raise MissingDataError(f"{path} is not there")
    with path.open("rb") as file:  # iterating bytes splits at b"\n" alone
        for number, raw in enumerate(file, start=1):
            text = _decode(path, number, raw)
            if number == 1:
                text = text.removeprefix("\ufeff")
            yield number, text.removesuffix("\n").removesuffix("\r")


def _decode(path: Path, number: int, raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        found = f"byte 0x{raw[error.start]:02x} (byte {error.start + 1} of the line), which is not UTF-8"
        raise DataFormatError(path, number, found, "UTF-8 text") from error


def read_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Number and tab-separated columns of each line; quote marks stay in the text, an empty last line is dropped.

    Raises:
        MissingDataError, DataFormatError: as `read_lines`; or an empty line before the last.
    """
    empty: int | None = None
    for number, text in read_lines(path):
        if empty is not None:
            raise DataFormatError(path, empty, "an empty line", "tab-separated columns")
        if text:
            yield number, text.split("\t")
        else:
            empty = number


def read_records(path: Path, model: type[RecordT]) -> Iterator[tuple[int, RecordT]]:
    """Number and record of each line of a JSONL file; blank lines are passed over.

    Raises:
        MissingDataError, DataFormatError: as `read_lines`; or a line is no such record.
    """
    for number, text in read_lines(path):
        if text.strip():
            yield number, _parse(path, number, text, model)


def read_document(path: Path, model: type[RecordT]) -> RecordT:
    """The one JSON document in a file.

    Raises:
        MissingDataError, DataFormatError: as `read_lines`; or the file is no such document.
    """
    text = "\n".join(line for _, line in read_lines(path))
    return _parse(path, None, text, model)


def _parse(path: Path, number: int | None, text: str, model: type[RecordT]) -> RecordT:
    try:
        return model.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        found = f"{quote(first['input'])} at {place!r}" if place else quote(first["input"])
        raise DataFormatError(path, number, found, f"{model.__doc__} ({first['msg']})") from error
