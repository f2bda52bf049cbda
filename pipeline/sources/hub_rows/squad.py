"""Questions on passages: SQuAD, XQuAD, MLQA, TyDiQA-GoldP. Columns: id, question, context, answers."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.domain.example import Answer, QuestionExample
from pipeline.sources.cell import Parsed, unique_ids
from pipeline.sources.formats.squad import RawAnswer, nearest
from pipeline.sources.hub_rows.cell import Row, RowsOfCell, text_of
from pipeline.sources.lines import quote


def read(cell: RowsOfCell) -> Parsed:
    """Questions in row order with the ids of the data set; no answer means that there is none.

    Answers that do not stand where they are said to are moved to the nearest place where they do.

    Raises:
        DataFormatError: a column holds something else, or a context lacks an answer.
    """
    identity, asked, passage, answered = cell.files.columns
    ids, remark = unique_ids(text_of(row, identity) for row in cell.rows)
    examples = []
    for example_id, row in zip(ids, cell.rows, strict=True):
        context = text_of(row, passage)
        answers = _answers(row, context, row.values[answered])
        examples.append(QuestionExample(example_id, text_of(row, asked), context, answers, bool(answers)))
    return Parsed(tuple(examples), remark=remark)


def _answers(row: Row, context: str, raw: object) -> tuple[Answer, ...]:
    """`raw` is a mapping of two lists, text and answer_start, or a list of such mappings."""
    if isinstance(raw, Mapping) and {"text", "answer_start"} <= raw.keys():
        pairs = list(zip(raw["text"], raw["answer_start"], strict=True))
    elif isinstance(raw, list) and all(isinstance(one, Mapping) for one in raw):
        pairs = [(one.get("text"), one.get("answer_start")) for one in raw]
    else:
        raise row.fault(f"the answers {quote(raw)}", "text and answer_start")
    found = []
    for text, start in pairs:
        answer = nearest(context, RawAnswer(text=text, answer_start=start))
        if answer is None:
            raise row.fault(f"the answer {quote(text)}", "a span of its context")
        found.append(answer)
    return tuple(found)
