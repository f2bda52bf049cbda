"""One word a line and a blank line between sentences: UD POS and PAN-X as XTREME leaves them.

Train and dev files have two columns, word and tag; test files have the word alone, and their gold file the tag alone.
"""

from __future__ import annotations

from pathlib import Path

from pipeline.domain.errors import DataFormatError
from pipeline.domain.example import TaggedSentence
from pipeline.sources.cell import CellFiles, Parsed, check_label, unlabelled
from pipeline.sources.lines import quote, read_lines

Row = tuple[int, list[str]]  # line number, columns


def read(files: CellFiles) -> Parsed:
    """Tagged sentences; the example id is the number of the sentence from 0.

    Raises:
        MissingDataError: there are no tags, neither in the file nor in a gold file.
        DataFormatError: a line has another shape, a tag is unknown, or gold and words differ in number.
    """
    return tagged(files, _read_sentences(files.examples[0]))


def tagged(files: CellFiles, sentences: list[list[Row]]) -> Parsed:
    """Tagged sentences of rows of columns, word first and tag second; a gold file of one tag a line goes before tags.

    Raises:
        MissingDataError, DataFormatError: as `read`.
    """
    path = files.examples[0]
    if files.gold is not None:
        tags = _read_gold_tags(files.gold, path, sentences, files.task.labels)
    elif all(len(columns) == 1 for sentence in sentences for _, columns in sentence):
        raise unlabelled(files)
    else:
        tags = [_own_tags(path, sentence, files.task.labels) for sentence in sentences]
    examples = tuple(
        TaggedSentence(str(index), tuple(columns[0] for _, columns in sentence), sentence_tags)
        for index, (sentence, sentence_tags) in enumerate(zip(sentences, tags, strict=True))
    )
    return Parsed(examples, files.task.labels or tuple(sorted({tag for known in tags for tag in known})))


def _read_sentences(path: Path) -> list[list[Row]]:
    sentences: list[list[Row]] = [[]]
    for number, text in read_lines(path):
        if not text:
            sentences.append([])
            continue
        columns = text.split("\t")
        if len(columns) > 2 or not columns[0]:
            raise DataFormatError(path, number, quote(text), "a word, or a word and its tag with a tab between")
        sentences[-1].append((number, columns))
    return [sentence for sentence in sentences if sentence]


def _own_tags(path: Path, sentence: list[Row], labels: tuple[str, ...]) -> tuple[str, ...]:
    for number, columns in sentence:
        if len(columns) != 2:
            raise DataFormatError(path, number, f"the word {quote(columns[0])} without a tag", "a word and its tag")
    return tuple(check_label(path, number, columns[1].strip(), labels) for number, columns in sentence)


def _read_gold_tags(
    gold_path: Path, path: Path, sentences: list[list[Row]], labels: tuple[str, ...]
) -> list[tuple[str, ...]]:
    """Tags of each sentence; sentence and word counts must be those of the words' file."""
    gold = _read_sentences(gold_path)
    for words, tags in zip(sentences, gold, strict=False):
        if len(words) != len(tags):
            expected = f"{len(words)}, one for each word of the sentence from line {words[0][0]} of {path}"
            raise DataFormatError(gold_path, tags[0][0], f"a sentence of {len(tags)} tags", expected)
    if len(gold) != len(sentences):
        raise DataFormatError(gold_path, None, f"{len(gold)} sentences", f"{len(sentences)}, as many as {path} has")
    return [
        tuple(check_label(gold_path, number, columns[0].strip(), labels) for number, columns in sentence)
        for sentence in gold
    ]
