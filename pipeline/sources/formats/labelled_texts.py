"""Two or more texts and then a label, tab-separated: XGLUE's XNLI, PAWS-X, NC, QADSM, WPR and QAM.

Files named .tsv have a header, and drop a first column "id". A file without labels takes them from its gold file, one
a line. Layout: Data_Format.txt of microsoft/XGLUE; headers and MNLI's "contradictory" as the loader of
huggingface/datasets reads them (datasets/xglue/xglue.py).
"""

from __future__ import annotations

from pipeline.domain.errors import DataFormatError
from pipeline.domain.example import SequenceExample
from pipeline.sources.cell import CellFiles, Parsed, check_label, read_gold, unlabelled
from pipeline.sources.lines import read_rows

_SPELLINGS = {"contradictory": "contradiction"}


def read(files: CellFiles) -> Parsed:
    """Examples with the first text apart and the others joined by a space; the id is the number of the row from 0.

    Raises:
        MissingDataError: there are no labels, neither in the file nor in a gold file.
        DataFormatError: a row has another number of columns than the first, a label is unknown, or gold differs in
            number.
    """
    path, labels = files.examples[0], files.task.labels
    rows = list(read_rows(path))
    header = rows.pop(0)[1] if path.suffix == ".tsv" and rows else []
    first = int(bool(header) and header[0] == "id")
    if not rows:
        raise DataFormatError(path, None, "no row", "at least one")
    n_columns = len(rows[0][1])
    is_labelled = _label(rows[0][1]) in labels
    last = n_columns - is_labelled
    if last - first < 2:
        raise DataFormatError(path, rows[0][0], f"{n_columns} columns", "two texts or more, then a label")
    found = []
    for number, columns in rows:
        if len(columns) != n_columns:
            raise DataFormatError(path, number, f"{len(columns)} columns", f"{n_columns}, as in the first row")
        label = check_label(path, number, _label(columns), labels) if is_labelled else None
        found.append((columns[first], " ".join(columns[first + 1 : last]), label))
    if files.gold is not None:
        gold: list[str] = read_gold(files.gold, labels)
        if len(gold) != len(found):
            raise DataFormatError(files.gold, len(gold), f"{len(gold)} labels", f"{len(found)}, one for each example")
        found = [(one, other, label) for (one, other, _), label in zip(found, gold, strict=True)]
    elif not is_labelled:
        raise unlabelled(files)
    examples = tuple(SequenceExample(str(number), *row) for number, row in enumerate(found))
    return Parsed(examples, labels)


def _label(columns: list[str]) -> str:
    return _SPELLINGS.get(columns[-1].strip(), columns[-1].strip())
