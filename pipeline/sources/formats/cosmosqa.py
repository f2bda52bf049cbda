"""Cosmos QA: comma-separated with csv quoting and a header; four answers and the number of the right one."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from pipeline.domain.errors import DataFormatError
from pipeline.domain.example import ChoiceExample
from pipeline.sources.cell import CellFiles, Parsed, check_label, unique_ids
from pipeline.sources.lines import quote, read_lines

_COLUMNS = ["id", "context", "question", "answer0", "answer1", "answer2", "answer3", "label"]
_LABELS = ("0", "1", "2", "3")


def read(files: CellFiles) -> Parsed:
    """Items in file order, with the ids of the file.

    Raises:
        DataFormatError: a row has another shape, or its label is not 0 to 3.
    """
    path = files.examples[0]
    rows = []
    for number, row in _read_csv(path):
        check_label(path, number, row[7], _LABELS)
        rows.append(row)
    ids, remark = unique_ids(row[0] for row in rows)
    examples = tuple(
        ChoiceExample(example_id, row[1], row[2], tuple(row[3:7]), int(row[7]))
        for example_id, row in zip(ids, rows, strict=True)
    )
    return Parsed(examples, remark=remark)


def _read_csv(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Number of the last line of each row, and its columns."""
    rows = csv.reader((text + "\n" for _, text in read_lines(path)), strict=True)
    try:
        if (header := next(rows, [])) != _COLUMNS:
            raise DataFormatError(path, 1, f"the header {quote(header)}", ",".join(_COLUMNS))
        for row in rows:
            if len(row) != len(_COLUMNS):
                raise DataFormatError(path, rows.line_num, f"{len(row)} columns", f"{len(_COLUMNS)}")
            yield rows.line_num, row
    except csv.Error as error:
        raise DataFormatError(path, rows.line_num, str(error), "csv with quotes doubled inside quotes") from error
