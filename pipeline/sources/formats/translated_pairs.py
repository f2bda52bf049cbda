"""Sentence pairs in machine translation, as XTREME offers them: en-<language>-translated.tsv of MNLI and PAWS-X.

Five columns a line: the English pair, its translation, the label. The example id is made of the English pair, so that
the languages share ids whatever their order. MNLI's "contradictory" is the label "contradiction". A few lines of PAWS-X
hold no label; such lines are left out, with a count.

Source: tensorflow/datasets, xtreme_xnli and xtreme_pawsx, which read these files of the bucket xtreme_translations.
"""

from __future__ import annotations

import hashlib

from pipeline.domain.errors import DataFormatError
from pipeline.domain.example import SequenceExample
from pipeline.sources.cell import CellFiles, Parsed, unique_ids
from pipeline.sources.lines import quote, read_rows

N_COLUMNS = 5
MOST_LEFT_OUT = 0.01  # of the lines; a file with more is not what it says
_SPELLINGS = {"contradictory": "contradiction"}


def read(files: CellFiles) -> Parsed:
    """Translated pairs with their labels, in file order.

    Raises:
        DataFormatError: more than one line in a hundred has another shape or an unknown label.
    """
    path, labels = files.examples[0], files.task.labels
    keys, kept, wrong = [], [], []
    for number, columns in read_rows(path):
        label = _SPELLINGS.get(columns[-1].strip(), columns[-1].strip())
        if len(columns) == N_COLUMNS and label in labels:
            keys.append(hashlib.sha256("\t".join(columns[:2]).encode()).hexdigest()[:16])
            kept.append((columns[2], columns[3], label))
        else:
            wrong.append((number, columns))
    n_rows = len(kept) + len(wrong)
    if len(wrong) > MOST_LEFT_OUT * n_rows:
        number, columns = wrong[0]
        expected = f"{N_COLUMNS}: two English texts, two translated, one of {', '.join(labels)}"
        raise DataFormatError(path, number, f"{len(columns)} columns, the last {quote(columns[-1])}", expected)
    ids, repeats = unique_ids(keys)
    examples = tuple(SequenceExample(one, *row) for one, row in zip(ids, kept, strict=True))
    remark = f"{len(wrong)} of {n_rows} lines left out: no label" if wrong else ""
    return Parsed(examples, labels, remark="; ".join(part for part in (repeats, remark) if part))
