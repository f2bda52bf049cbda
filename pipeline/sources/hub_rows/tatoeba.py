"""Tatoeba. Columns: foreign sentence, English sentence; row j of one translates row j of the other."""

from __future__ import annotations

from pipeline.domain.example import RetrievalQuery
from pipeline.sources.cell import Parsed
from pipeline.sources.hub_rows.cell import RowsOfCell, text_of


def read(cell: RowsOfCell) -> Parsed:
    """English queries in row order and the foreign sentences as candidates, the direction that XTREME scores.

    Raises:
        DataFormatError: a column holds something else.
    """
    foreign, english = cell.files.columns
    queries = tuple(
        RetrievalQuery(str(number), text_of(row, english).strip(), number) for number, row in enumerate(cell.rows)
    )
    candidates = tuple(text_of(row, foreign).strip() for row in cell.rows)
    return Parsed(queries, candidates=candidates, candidate_ids=tuple(str(number) for number in range(len(candidates))))
