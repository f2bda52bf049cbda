"""CCG supertags: one sentence a line, its tokens `word|POS|supertag` with spaces between (the C&C tools' format)."""

from __future__ import annotations

from pipeline.domain.errors import DataFormatError
from pipeline.domain.example import TaggedSentence
from pipeline.sources.cell import CellFiles, Parsed
from pipeline.sources.lines import quote, read_lines

_N_PARTS = 3


def read(files: CellFiles) -> Parsed:
    """Sentences tagged with supertags; the example id is the line number from 0, blank lines are passed over.

    The label set is read from the file, in code point order.

    Raises:
        DataFormatError: a token has another shape.
    """
    path = files.examples[0]
    examples = []
    for number, text in read_lines(path):
        tokens = [token.rsplit("|", _N_PARTS - 1) for token in text.split(" ") if token]
        for token in tokens:
            if len(token) != _N_PARTS or not all(token):
                raise DataFormatError(path, number, quote("|".join(token)), "word|POS|supertag")
        if tokens:
            words, tags = tuple(token[0] for token in tokens), tuple(token[2] for token in tokens)
            examples.append(TaggedSentence(str(number - 1), words, tags))
    labels = {tag for example in examples for tag in example.tags or ()}
    return Parsed(tuple(examples), tuple(sorted(labels)))
