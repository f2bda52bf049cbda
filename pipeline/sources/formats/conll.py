"""One word a line, then a space and its tag, a blank line between sentences: XGLUE's NER and POS.

Lines that begin with -DOCSTART- are passed over, as in XGLUE's evaluation/xglue_evaluate.py. A file without tags takes
them from its gold file, one tag a line.
"""

from __future__ import annotations

from pipeline.domain.errors import DataFormatError
from pipeline.sources.cell import CellFiles, Parsed
from pipeline.sources.formats.tags import Row, tagged
from pipeline.sources.lines import quote, read_lines

_DOCUMENT = "-DOCSTART-"


def read(files: CellFiles) -> Parsed:
    """Tagged sentences; the example id is the number of the sentence from 0.

    Raises:
        MissingDataError: there are no tags, neither in the file nor in a gold file.
        DataFormatError: a line has another shape, a tag is unknown, or gold and words differ in number.
    """
    path = files.examples[0]
    sentences: list[list[Row]] = [[]]
    for number, text in read_lines(path):
        columns = text.split(" ")
        if not text.strip() or columns[0] == _DOCUMENT:
            sentences.append([])
            continue
        if len(columns) > 2 or not all(columns):
            raise DataFormatError(path, number, quote(text), "a word, or a word and its tag with a space between")
        sentences[-1].append((number, columns))
    return tagged(files, [sentence for sentence in sentences if sentence])
