"""Two texts and a label a line, tab-separated: XNLI and PAWS-X as XTREME leaves them, NLI samples in the same shape.

XTREME writes these files with Python's csv writer (CRLF, quoting) and reads them back with quoting off, so quote
marks belong to the text. Test files hold the two texts alone; the label may also stand first.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeline.domain.errors import DataFormatError
from pipeline.domain.example import SequenceExample
from pipeline.sources.cell import CellFiles, Parsed, check_label, id_prefix, read_gold, unlabelled
from pipeline.sources.lines import read_rows


def read(files: CellFiles) -> Parsed:
    """Pairs with their labels; the example id is the line number from 0, so parallel files share ids.

    Raises:
        MissingDataError: there are no labels, neither in the file nor in a gold file.
        DataFormatError: a line has another shape, a label is unknown, or gold and examples differ in number.
    """
    labels = files.task.labels
    examples = [example for path in files.examples for example in _read_file(path, id_prefix(files, path), labels)]
    if files.gold is not None:
        examples = _with_gold(examples, files.gold, labels)
    elif any(example.label is None for example in examples):
        raise unlabelled(files)
    return Parsed(tuple(examples), labels)


def _read_file(path: Path, prefix: str, labels: tuple[str, ...]) -> Iterator[SequenceExample]:
    is_first: bool | None = None  # does the label stand in the first column?
    n_columns = 0
    for index, (number, columns) in enumerate(read_rows(path)):
        n_columns = n_columns or (3 if len(columns) == 3 else 2)
        if len(columns) != n_columns:
            expected = "two texts and a label" if n_columns == 3 else "two texts"
            raise DataFormatError(path, number, f"{len(columns)} columns", f"{n_columns} ({expected})")
        label = None
        if n_columns == 3:
            if is_first is None:
                is_first = columns[2] not in labels and columns[0] in labels
            label = check_label(path, number, columns.pop(0 if is_first else 2), labels)
        yield SequenceExample(f"{prefix}{index}", columns[0], columns[1], label)


def _with_gold(examples: list[SequenceExample], path: Path, labels: tuple[str, ...]) -> list[SequenceExample]:
    gold = read_gold(path, labels)
    if len(gold) != len(examples):
        raise DataFormatError(path, len(gold), f"{len(gold)} labels", f"{len(examples)}, one for each example")
    return [
        SequenceExample(example.example_id, example.text_a, example.text_b, label)
        for example, label in zip(examples, gold, strict=True)
    ]
