"""CommonsenseQA, one JSON object a line: a question, five lettered choices and the letter of the right one."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from pipeline.domain.errors import DataFormatError
from pipeline.domain.example import ChoiceExample
from pipeline.sources.cell import CellFiles, Parsed, unique_ids
from pipeline.sources.lines import read_records

_FOREIGN = ConfigDict(extra="ignore", frozen=True)


class _Choice(BaseModel):
    model_config = _FOREIGN
    label: str
    text: str


class _Question(BaseModel):
    model_config = _FOREIGN
    stem: str
    choices: list[_Choice] = Field(min_length=2)


class _Item(BaseModel):
    """a CommonsenseQA item with id, answerKey and question"""  # noqa: D415

    model_config = _FOREIGN
    id: str
    answer_key: str = Field(alias="answerKey")
    question: _Question


def read(files: CellFiles) -> Parsed:
    """Items in file order, with the ids of the file; the context is empty.

    Raises:
        DataFormatError: a line is no such record, or its answer key is none of its letters.
    """
    path = files.examples[0]
    items = []
    for number, item in read_records(path, _Item):
        letters = [choice.label for choice in item.question.choices]
        if item.answer_key not in letters:
            raise DataFormatError(path, number, f"the answer key {item.answer_key!r}", f"one of {', '.join(letters)}")
        items.append((item, letters.index(item.answer_key)))
    ids, remark = unique_ids(item.id for item, _ in items)
    examples = tuple(
        ChoiceExample(example_id, "", item.question.stem, tuple(choice.text for choice in item.question.choices), label)
        for example_id, (item, label) in zip(ids, items, strict=True)
    )
    return Parsed(examples, remark=remark)
