"""Quora Question Pairs: tab-separated with a header, quoting off, in GLUE's columns or without the question ids."""

from __future__ import annotations

from pathlib import Path

from pipeline.domain.errors import DataFormatError
from pipeline.domain.example import SequenceExample
from pipeline.sources.cell import CellFiles, Parsed, check_label, unique_ids
from pipeline.sources.lines import quote, read_rows

_COLUMNS = ("id", "question1", "question2", "is_duplicate")


def read(files: CellFiles) -> Parsed:
    """Question pairs in file order, with the ids of the file.

    GLUE's training file holds lines that are cut off; a line of another number of columns than the header is left
    out and counted in the remark.

    Raises:
        DataFormatError: a column is missing or a label is unknown.
    """
    path = files.examples[0]
    rows = read_rows(path)
    places = _read_header(path, next(rows, (1, []))[1])
    n_left_out = 0
    pairs = []
    for number, columns in rows:
        if len(columns) != places["n"]:
            n_left_out += 1
            continue
        label = check_label(path, number, columns[places["is_duplicate"]], files.task.labels)
        pairs.append((columns[places["id"]], columns[places["question1"]], columns[places["question2"]], label))
    ids, remark = unique_ids(pair[0] for pair in pairs)
    left_out = f"{n_left_out} lines of another number of columns left out" if n_left_out else ""
    examples = tuple(
        SequenceExample(example_id, first, second, label)
        for example_id, (_, first, second, label) in zip(ids, pairs, strict=True)
    )
    return Parsed(examples, files.task.labels, remark="; ".join(part for part in (remark, left_out) if part))


def _read_header(path: Path, header: list[str]) -> dict[str, int]:
    """Place of each column that is read, and under "n" the number of columns."""
    for column in _COLUMNS:
        if column not in header:
            raise DataFormatError(path, 1, f"the header {quote(header)}", f"the columns {', '.join(_COLUMNS)}")
    return {column: header.index(column) for column in _COLUMNS} | {"n": len(header)}
