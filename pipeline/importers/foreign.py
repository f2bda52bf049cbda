"""What readers of foreign JSON share: bounded reading, one message for a fault, fractions, and what was left out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import NoReturn, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.domain.errors import DataFormatError
from pipeline.importers.names import listed
from pipeline.store.input_file import decode_input, read_input

MAX_BYTES = 100 * 1024 * 1024
FOREIGN = ConfigDict(extra="ignore", frozen=True, arbitrary_types_allowed=True)
_Model = TypeVar("_Model", bound=BaseModel)


def read_text(path: Path, noun: str) -> tuple[str, str]:
    """The text of a file, and the sha256 of its bytes.

    Raises:
        MissingDataError, DataFormatError: as `read_input` and `decode_input`.
    """
    content = read_input(path, noun, max_bytes=MAX_BYTES)
    return decode_input(path, content), hashlib.sha256(content).hexdigest()


def parse_json(path: Path, text: str, noun: str, line: int | None = None) -> object:
    """A JSON value; numbers with a point are Decimal, as printed.

    Args:
        line: of the file that `text` is, where it is one line.

    Raises:
        DataFormatError: no JSON, NaN, nested too deep, or a number that is too long.
    """
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        place = line if line is not None else error.lineno
        raise DataFormatError(path, place, f"what is no JSON ({error.msg}, column {error.colno})", noun) from None
    except (ValueError, ArithmeticError) as error:
        raise DataFormatError(path, line, f"a number that cannot be one ({error})"[:200], noun) from None
    except RecursionError:
        raise DataFormatError(path, line, "JSON nested too deep", noun) from None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def check_model(path: Path, value: object, model: type[_Model], noun: str, line: int | None = None) -> _Model:
    """`value` as `model`.

    Raises:
        DataFormatError: it is none, with the place of the first fault.
    """
    try:
        return model.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        found = f"{first['input']!r:.60} at {place:.80}" if place else f"{first['input']!r:.60}"
        raise DataFormatError(path, line, found, f"{noun} ({first['msg']})"[:300]) from None


def is_number(value: object) -> bool:
    """Whether a JSON value is a finite number."""
    if isinstance(value, Decimal):
        return value.is_finite()
    return isinstance(value, int) and not isinstance(value, bool)


def percent_text(value: Decimal) -> str:
    """A percentage as it would be printed."""
    if not value:
        return "0"
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def scale_of(values: Iterable[Decimal]) -> int:
    """100 where scores of one metric are fractions of one, 1 where they are percentages: one of them is above 1."""
    return 1 if max(values, default=Decimal(0)) > 1 else 100


def refuse_empty(path: Path, rows: Sequence[object], noun: str, left_out: Sequence[str]) -> None:
    """Refuse a file none of whose scores is of a task of ours.

    Raises:
        DataFormatError: there is no row.
    """
    if not rows:
        why = f": {listed(left_out)}" if left_out else ""
        raise DataFormatError(
            path, None, f"no score that is read{why}"[:400], f"{noun} with scores of registered tasks"
        )
