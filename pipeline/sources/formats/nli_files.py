"""Natural language inference from files of several forms: JSON objects a line, or two texts and a label a line.

A label "-" says that the annotators of SNLI or MultiNLI did not agree; such pairs are left out.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path

from pipeline.domain.errors import DataFormatError
from pipeline.domain.example import SequenceExample
from pipeline.sources.cell import CellFiles, Parsed, check_label
from pipeline.sources.formats import nli_jsonl
from pipeline.sources.lines import read_rows

_NO_GOLD = "-"


def read(files: CellFiles) -> Parsed:
    """Pairs of all files, in file order; an id begins with the names of its folder and file.

    Raises:
        DataFormatError: a line has another form, or its label is unknown.
    """
    examples, remarks = [], []
    for path in files.examples:
        if path.suffix == ".jsonl":
            parsed = nli_jsonl.read(dataclasses.replace(files, examples=(path,)))
        else:
            parsed = _read_rows(path, files.task.labels)
        name = f"{path.parent.name}.{path.stem}"
        examples += [dataclasses.replace(one, example_id=f"{name}.{one.example_id}") for one in parsed.examples]
        remarks += [f"{name}: {parsed.remark}"] if parsed.remark else []
    return Parsed(tuple(examples), files.task.labels, remark="; ".join(remarks))


def _read_rows(path: Path, labels: tuple[str, ...]) -> Parsed:
    """Two texts and a label, which stands last or, where the first line begins with one, first."""
    examples, is_first, n_left_out = [], None, 0
    for index, (number, columns) in enumerate(read_rows(path)):
        if len(columns) != 3:
            raise DataFormatError(path, number, f"{len(columns)} columns", "two texts and a label")
        if is_first is None:
            is_first = columns[0] in labels
        label = columns.pop(0 if is_first else 2)
        if label == _NO_GOLD:
            n_left_out += 1
            continue
        label = check_label(path, number, label, labels)
        examples.append(SequenceExample(str(index), columns[0], columns[1], label))
    return Parsed(
        tuple(examples), labels, remark=f"{n_left_out} pairs without an agreed label left out" if n_left_out else ""
    )
