"""Readers of the files in an XTREME submission folder and its gold folder."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, TypeAdapter, ValidationError

from pipeline.domain.errors import DataFormatError
from pipeline.metrics.bitext import Pair


@dataclass(frozen=True, slots=True)
class TagLines:
    """The tags of one sentence and where they start."""

    tags: tuple[str, ...]
    line: int  # of the first tag, from 1


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a gold file."""

    question_id: str
    answers: tuple[str, ...]


class _Answer(BaseModel):
    text: str


class _Question(BaseModel):
    id: str
    answers: list[_Answer]


class _Paragraph(BaseModel):
    qas: list[_Question]


class _Article(BaseModel):
    paragraphs: list[_Paragraph]


class _Squad(BaseModel):
    data: list[_Article]


_ANSWERS = TypeAdapter(dict[str, str])


def read_labels(path: Path) -> list[str]:
    """[n] one label a line, without white space around it.

    Raises:
        DataFormatError: not UTF-8, no line, or a blank line.
    """
    labels = [line.strip() for line in _lines(path)]
    for number, label in enumerate(labels, start=1):
        if not label:
            raise DataFormatError(path, number, "a blank line", "one label")
    return labels


def read_sentences(path: Path) -> list[TagLines]:
    """One tag a line, sentences separated by blank lines; several blank lines part as one does.

    Raises:
        DataFormatError: not UTF-8, or no tag.
    """
    sentences: list[TagLines] = []
    tags: list[str] = []
    for number, line in enumerate([*_lines(path), ""], start=1):
        if tag := line.strip():
            tags.append(tag)
        elif tags:
            sentences.append(TagLines(tuple(tags), number - len(tags)))
            tags = []
    if not sentences:
        raise DataFormatError(path, None, "no tag", "one tag a line")
    return sentences


def read_pairs(path: Path) -> list[Pair]:
    """(source id, target id) of each line.

    Raises:
        DataFormatError: not UTF-8, no line, or a line that does not hold two ids with a tab between.
    """
    pairs: list[Pair] = []
    for number, line in enumerate(_lines(path), start=1):
        fields = line.strip().split("\t")
        if len(fields) != 2 or not all(fields):
            raise DataFormatError(path, number, repr(line), "a source id, a tab, a target id")
        pairs.append((fields[0], fields[1]))
    return pairs


def read_answers(path: Path) -> dict[str, str]:
    """Question id -> answer.

    Raises:
        DataFormatError: not a JSON object of strings.
    """
    try:
        return _ANSWERS.validate_json(path.read_bytes())
    except ValidationError as error:
        raise _not_json(path, error, "a JSON object {question id: answer}") from error


def read_questions(path: Path) -> list[Question]:
    """Questions of a file in SQuAD format, with their gold answers.

    Raises:
        DataFormatError: another format, or no question.
    """
    try:
        squad = _Squad.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise _not_json(path, error, "SQuAD format: data, paragraphs, qas, answers") from error
    questions = [
        Question(question.id, tuple(answer.text for answer in question.answers))
        for article in squad.data
        for paragraph in article.paragraphs
        for question in paragraph.qas
    ]
    if not questions:
        raise DataFormatError(path, None, "no question", "at least 1")
    return questions


def _lines(path: Path) -> list[str]:
    """Lines without their line feed; U+2028 and the like are text, as for `open`."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise DataFormatError(path, line, f"byte {error.start}: {error.reason}", "UTF-8") from error
    lines = text.removesuffix("\n").split("\n")
    if lines == [""]:
        raise DataFormatError(path, None, "an empty file", "at least one line")
    return lines


def _not_json(path: Path, error: ValidationError, expected: str) -> DataFormatError:
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    line = re.search(r"at line (\d+)", first["msg"])
    return DataFormatError(path, int(line[1]) if line else None, f"{first['msg']} at {place or 'the top'}", expected)
