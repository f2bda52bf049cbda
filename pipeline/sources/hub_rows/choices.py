"""Several answers and the right one: HellaSwag, Cosmos QA, CommonsenseQA, Social IQa.

Columns: context, question, label, then one column with all answers (a list, or CommonsenseQA's labels and texts) or a
column for each. An empty name stands for a text that the task does not have. The label is a number from 0, as number
or text, a letter of CommonsenseQA's, or one of `HubFiles.labels`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.domain.example import ChoiceExample
from pipeline.sources.cell import Parsed
from pipeline.sources.hub_rows.cell import Row, RowsOfCell, text_of
from pipeline.sources.lines import quote


def read(cell: RowsOfCell) -> Parsed:
    """Items in row order.

    Raises:
        DataFormatError: a column holds something else, or the label names no answer.
    """
    context, question, label, *answers = cell.files.columns
    examples = []
    for row in cell.rows:
        names, texts = _answers(row, answers, cell.files.labels)
        found = str(row.values[label])
        if found not in names:
            raise row.fault(f"the label {quote(row.values[label])}", f"one of {', '.join(names)}")
        first = text_of(row, context) if context else ""
        asked = text_of(row, question) if question else ""
        examples.append(ChoiceExample(row.example_id, first, asked, texts, names.index(found)))
    return Parsed(tuple(examples))


def read_joined(cell: RowsOfCell) -> Parsed:
    """As `read`, with the question put behind the context."""
    return Parsed(
        tuple(
            ChoiceExample(one.example_id, f"{one.context} {one.question}", "", one.choices, one.label)
            for one in read(cell).examples
            if isinstance(one, ChoiceExample)
        )
    )


def _answers(row: Row, columns: Sequence[str], labels: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the label calls each answer, and their texts."""
    if len(columns) > 1:
        texts: object = [row.values[column] for column in columns]
    else:
        texts = row.values[columns[0]]
    if isinstance(texts, Mapping) and {"label", "text"} <= texts.keys():
        labels, texts = tuple(texts["label"]), list(texts["text"])
    if not isinstance(texts, list) or len(texts) < 2 or not all(isinstance(text, str) for text in texts):
        raise row.fault(f"the answers {quote(texts)}", "two texts or more")
    return tuple(labels) or tuple(str(number) for number in range(len(texts))), tuple(texts)
