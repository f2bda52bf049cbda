"""Social IQa 1.4 as XTREME-R reads it, one JSON object a line: context, question, three answers, the right letter."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from pipeline.domain.example import ChoiceExample
from pipeline.sources.cell import CellFiles, Parsed
from pipeline.sources.lines import read_records

_LETTERS = "ABC"


class _Item(BaseModel):
    """a Social IQa item with context, question, answerA, answerB, answerC and correct (A, B or C)"""  # noqa: D415

    model_config = ConfigDict(extra="ignore", frozen=True)
    context: str
    question: str
    answer_a: str = Field(alias="answerA")
    answer_b: str = Field(alias="answerB")
    answer_c: str = Field(alias="answerC")
    correct: Literal["A", "B", "C"]


def read(files: CellFiles) -> Parsed:
    """Items in file order; the example id is the line number from 0.

    Context and question stand together, the answers apart, as in XTREME-R's third_party/run_xcopa.py.

    Raises:
        DataFormatError: a line is no such record.
    """
    return Parsed(
        tuple(
            ChoiceExample(
                str(number - 1),
                f"{item.context} {item.question}",
                "",
                (item.answer_a, item.answer_b, item.answer_c),
                _LETTERS.index(item.correct),
            )
            for number, item in read_records(files.examples[0], _Item)
        )
    )
