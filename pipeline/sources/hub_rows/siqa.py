"""Social IQa, worded as its files are for XCOPA. Columns as in choices.py."""

from __future__ import annotations

from pipeline.sources.cell import Parsed
from pipeline.sources.hub_rows.cell import RowsOfCell
from pipeline.sources.hub_rows.choices import read_joined


def read(cell: RowsOfCell) -> Parsed:
    """Items in row order, context and question together.

    Raises:
        DataFormatError: a column holds something else, or the label names no answer.
    """
    return read_joined(cell)
