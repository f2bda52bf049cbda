"""SQuAD's training set in machine translation, as XTREME offers it: squad.translate.train.en-<language>.json.

SQuAD's JSON with the ids of the English questions. An answer is translated apart from its context, so that some do not
stand in theirs; such questions cannot be trained on and are left out, with a count.

Source: bucket xtreme_translations, named in the README of google-research/xtreme.
"""

from __future__ import annotations

from pipeline.domain.errors import DataFormatError
from pipeline.domain.example import QuestionExample
from pipeline.sources.cell import CellFiles, Parsed, unique_ids
from pipeline.sources.formats.squad import nearest, questions


def read(files: CellFiles) -> Parsed:
    """Questions with those of their answers that stand in the context; the example id is the question's id.

    Raises:
        DataFormatError: no SQuAD file, or one without a single answer in its place.
    """
    path = files.examples[0]
    rows = list(questions(path))
    ids, repeats = unique_ids(question.id for _, question in rows)
    examples = []
    for example_id, (context, question) in zip(ids, rows, strict=True):
        found = tuple(answer for raw in question.answers if (answer := nearest(context, raw)) and answer.text)
        if found:
            examples.append(QuestionExample(example_id, question.question, context, found))
    if not examples:
        raise DataFormatError(path, None, f"{len(rows)} questions without an answer in its context", "some with one")
    n_left_out = len(rows) - len(examples)
    remark = f"{n_left_out} of {len(rows)} questions left out: no answer stands in the context" if n_left_out else ""
    return Parsed(tuple(examples), remark="; ".join(part for part in (repeats, remark) if part))
