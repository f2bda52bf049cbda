"""Words and their tags: UD POS and PAN-X. Columns: words, tags (numbers)."""

from __future__ import annotations

from pipeline.domain.example import TaggedSentence
from pipeline.sources.cell import Parsed
from pipeline.sources.hub_rows.cell import RowsOfCell, named_label, texts_of


def read(cell: RowsOfCell) -> Parsed:
    """Tagged sentences in row order; sentences without words are passed over.

    Raises:
        DataFormatError: a column holds something else, or words and tags differ in number.
    """
    words_column, tags_column = cell.files.columns
    sentences = []
    for row in cell.rows:
        words, numbers = texts_of(row, words_column), row.values[tags_column]
        if len(numbers) != len(words):
            raise row.fault(f"{len(numbers)} tags", f"{len(words)}, one for each word")
        tags = tuple(str(named_label(row, number, cell.files.labels, cell.task.labels)) for number in numbers)
        if words:
            sentences.append(TaggedSentence(row.example_id, words, tags))
    return Parsed(tuple(sentences), cell.task.labels)
