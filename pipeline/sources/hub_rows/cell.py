"""What passes between the hub and the readers of its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.domain.errors import DataFormatError
from pipeline.domain.task import HubFiles, Split, Task
from pipeline.sources.lines import quote

NO_LABEL = -1  # the hub's number for none, or for annotators who did not agree


@dataclass(frozen=True, slots=True)
class Row:
    """One row and where it stands."""

    place: str  # "google/xtreme@68bd9e06bf4b XNLI test"
    number: int  # from 0
    example_id: str  # the number, with its split before it where a cell is put together from several
    values: Mapping[str, Any]

    def fault(self, found: str, expected: str) -> DataFormatError:
        """An error that names the row."""
        return DataFormatError(f"{self.place}, row {self.number}", None, found, expected)


@dataclass(frozen=True, slots=True)
class RowsOfCell:
    """The rows of one task, split and language; every row has the columns that `files` names."""

    task: Task
    split: Split
    language: str
    files: HubFiles
    rows: Sequence[Row]


def text_of(row: Row, column: str) -> str:
    """The text in a column; DataFormatError where it holds something else."""
    value = row.values[column]
    if not isinstance(value, str):
        raise row.fault(f"{quote(value)} in column {column!r}", "a text")
    return value


def texts_of(row: Row, column: str) -> tuple[str, ...]:
    """The texts in a column; DataFormatError where it holds something else."""
    values = row.values[column]
    if not isinstance(values, list | tuple) or not all(isinstance(value, str) for value in values):
        raise row.fault(f"{quote(values)} in column {column!r}", "a list of texts")
    return tuple(values)


def label_of(row: Row, column: str, numbered: Sequence[str], labels: Sequence[str]) -> str | None:
    """The label in a column, by number where `numbered` says what numbers mean; None for the hub's -1.

    Raises:
        DataFormatError: it is none of `labels`.
    """
    return named_label(row, row.values[column], numbered, labels)


def named_label(row: Row, value: object, numbered: Sequence[str], labels: Sequence[str]) -> str | None:
    """As `label_of`, of a value."""
    if value == NO_LABEL:
        return None
    is_number = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < len(numbered)
    label = numbered[int(value)] if is_number else value  # type: ignore[call-overload]
    if not isinstance(label, str) or (labels and label not in labels):
        raise row.fault(f"the label {quote(value)}", f"one of {', '.join(labels) or 'any text'}")
    return label
