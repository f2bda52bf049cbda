"""HellaSwag, one JSON object a line: the context, four endings and the number of the true one."""

from __future__ import annotations

from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from pipeline.domain.errors import DataFormatError
from pipeline.domain.example import ChoiceExample
from pipeline.sources.cell import CellFiles, Parsed
from pipeline.sources.lines import read_records


class _Item(BaseModel):
    """a HellaSwag item with ctx, endings and label"""  # noqa: D415

    model_config = ConfigDict(extra="ignore", frozen=True)
    context: str = Field(validation_alias=AliasChoices("ctx", "context"))
    endings: list[str] = Field(min_length=2)
    label: int = Field(ge=0)


def read(files: CellFiles) -> Parsed:
    """Items in file order; the example id is the line number from 0, the question is empty.

    Raises:
        DataFormatError: a line is no such record, or its label is beyond its endings.
    """
    path = files.examples[0]
    examples = []
    for number, item in read_records(path, _Item):
        if item.label >= len(item.endings):
            raise DataFormatError(path, number, f"label {item.label}", f"0 to {len(item.endings) - 1}")
        examples.append(ChoiceExample(str(number - 1), item.context, "", tuple(item.endings), item.label))
    return Parsed(tuple(examples))
