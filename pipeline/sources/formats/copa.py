"""COPA and XCOPA, one JSON object a line: a premise, cause or effect, two choices and the number of the right one.

XTREME-R writes 0 for every label of its test files (utils_preprocess.py, xcopa_preprocess); gold files are read as its
evaluate.py does, by the field `label` of each line.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from pipeline.domain.errors import DataFormatError
from pipeline.domain.example import ChoiceExample
from pipeline.sources.cell import CellFiles, Parsed, unlabelled
from pipeline.sources.lines import read_records

_FOREIGN = ConfigDict(extra="ignore", frozen=True)


class _Item(BaseModel):
    """a COPA item with premise, question (cause or effect), choice1, choice2 and label"""  # noqa: D415

    model_config = _FOREIGN
    premise: str
    question: Literal["cause", "effect"]
    choice1: str
    choice2: str
    label: int = Field(ge=0, le=1)


class _Gold(BaseModel):
    """a line with label 0 or 1"""  # noqa: D415

    model_config = _FOREIGN
    label: int = Field(ge=0, le=1)


def read(files: CellFiles) -> Parsed:
    """Items in file order; the example id is the line number from 0, so that languages share ids.

    Raises:
        MissingDataError: a test file whose labels are all 0, and no gold file.
        DataFormatError: a line is no such record, or gold and items differ in number.
    """
    path = files.examples[0]
    items = [item for _, item in read_records(path, _Item)]
    labels = [item.label for item in items]
    if files.gold is not None:
        labels = [gold.label for _, gold in read_records(files.gold, _Gold)]
        if len(labels) != len(items):
            raise DataFormatError(files.gold, None, f"{len(labels)} labels", f"{len(items)}, as many as {path} has")
    elif files.gold_expected is not None and not any(labels):
        raise unlabelled(files)
    return Parsed(
        tuple(
            copa_example(str(number), item.premise, item.question, (item.choice1, item.choice2), label)
            for number, (item, label) in enumerate(zip(items, labels, strict=True))
        )
    )


def copa_example(
    example_id: str, premise: str, question: str, choices: tuple[str, ...], label: int | None
) -> ChoiceExample:
    """The premise and "What was the cause?" as context; XTREME-R's third_party/run_xcopa.py words it so."""
    return ChoiceExample(example_id, f"{premise} What was the {question}?", "", choices, label)
