"""Two texts and a label: NLI, QQP, PAWS-X. Columns: first text, second text, label."""

from __future__ import annotations

from pipeline.domain.example import SequenceExample
from pipeline.sources.cell import Parsed
from pipeline.sources.hub_rows.cell import RowsOfCell, label_of, text_of


def read(cell: RowsOfCell) -> Parsed:
    """Pairs in row order; those without an agreed label are left out, with a count.

    Raises:
        DataFormatError: a column holds something else.
    """
    first, second, label = cell.files.columns
    kept = []
    for row in cell.rows:
        name = label_of(row, label, cell.files.labels, cell.task.labels)
        if name is not None:
            kept.append(SequenceExample(row.example_id, text_of(row, first), text_of(row, second), name))
    n_left_out = len(cell.rows) - len(kept)
    remark = f"{n_left_out} pairs without an agreed label left out" if n_left_out else ""
    return Parsed(tuple(kept), cell.task.labels, remark=remark)
