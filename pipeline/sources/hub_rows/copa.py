"""COPA and XCOPA. Columns: premise, question (cause or effect), first choice, second choice, label."""

from __future__ import annotations

from pipeline.sources.cell import Parsed
from pipeline.sources.formats.copa import copa_example
from pipeline.sources.hub_rows.cell import RowsOfCell, text_of


def read(cell: RowsOfCell) -> Parsed:
    """Items in row order, worded as their files are.

    Raises:
        DataFormatError: a column holds something else.
    """
    premise, question, first, second, label = cell.files.columns
    examples = []
    for row in cell.rows:
        if text_of(row, question) not in ("cause", "effect") or row.values[label] not in (0, 1):
            raise row.fault(f"{row.values[question]!r} and label {row.values[label]!r}", "cause or effect, and 0 or 1")
        choices = (text_of(row, first), text_of(row, second))
        examples.append(
            copa_example(row.example_id, text_of(row, premise), text_of(row, question), choices, int(row.values[label]))
        )
    return Parsed(tuple(examples))
