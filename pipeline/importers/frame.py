"""Scores in a pandas DataFrame, or a Parquet file of one: a column a column of ours, as the CSV has them."""

from __future__ import annotations

import hashlib
import math
from decimal import Decimal
from pathlib import Path

import pandas as pd

from pipeline.domain.errors import DataFormatError
from pipeline.importers.importer import COLUMNS, OPTIONAL, PROVENANCE, RawFile, RawRow

_KNOWN = (*COLUMNS, *OPTIONAL, *PROVENANCE)


def read_frame(frame: pd.DataFrame, path: Path = Path("DataFrame")) -> RawFile:
    """The rows of a frame, in its order; rows are counted from 1 in errors.

    Args:
        path: what errors call the frame.

    Raises:
        DataFormatError: a column that there is not, one that comes twice, or no row.
    """
    for column in frame.columns:
        if column not in _KNOWN:
            raise DataFormatError(path, None, f"column {column!r:.80}", f"the columns {', '.join(COLUMNS)}")
    if not frame.columns.is_unique:
        raise DataFormatError(path, None, "a column that comes twice", "each column once")
    if not len(frame):
        raise DataFormatError(path, None, "no row", "at least one row of scores")
    columns = {str(column): [_text(value) for value in frame[column].tolist()] for column in frame.columns}
    rows = tuple(
        RawRow(
            path,
            None,
            {name: text for name, texts in columns.items() if (text := texts[at]) is not None},
            f"row {at + 1}",
        )
        for at in range(len(frame))
    )
    content = repr([sorted(row.cells.items()) for row in rows])
    return RawFile(path, hashlib.sha256(content.encode()).hexdigest(), rows)


def _text(value: object) -> str | None:
    """A value as it would be printed; None where there is none."""
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, float):
        text = f"{Decimal(repr(value)):f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value).strip()
