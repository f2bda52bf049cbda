"""SQuAD's JSON, versions 1.1 and 2: SQuAD, XQuAD, MLQA and TyDiQA-GoldP.

XTREME blanks the answers of test files (`[{"answer_start": 0, "text": ""}]`); their gold file is joined by question id.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from pipeline.domain.errors import DataFormatError
from pipeline.domain.example import Answer, QuestionExample
from pipeline.sources.cell import CellFiles, Parsed, unique_ids, unlabelled
from pipeline.sources.lines import quote, read_document

_FOREIGN = ConfigDict(extra="ignore", frozen=True, coerce_numbers_to_str=True)


class RawAnswer(BaseModel):
    """An answer as a file gives it."""

    model_config = _FOREIGN
    text: str
    answer_start: int = Field(ge=0)


class RawQuestion(BaseModel):
    """A question as a file gives it."""

    model_config = _FOREIGN
    id: str
    question: str
    answers: list[RawAnswer] = []
    is_impossible: bool = False


class _Paragraph(BaseModel):
    model_config = _FOREIGN
    context: str
    qas: list[RawQuestion]


class _Article(BaseModel):
    model_config = _FOREIGN
    paragraphs: list[_Paragraph]


class _Document(BaseModel):
    """a SQuAD file"""  # noqa: D415 - completes "expected ..." in error messages

    model_config = _FOREIGN
    data: list[_Article]


def read(files: CellFiles) -> Parsed:
    """Questions with their answers; the example id is the question's id.

    Answers that do not stand where `answer_start` says are moved to the nearest place where they do.

    Raises:
        MissingDataError: the answers are blank and there is no gold file.
        DataFormatError: no SQuAD file, a question without gold answers, or an answer that its context lacks.
    """
    path = files.examples[0]
    pairs = list(questions(path))
    gold_path = files.gold or path
    if files.gold is not None:
        gold = {question.id: question for _, question in questions(files.gold)}
    elif pairs and all(_is_blank(question) for _, question in pairs):
        raise unlabelled(files)
    else:
        gold = {}
    ids, remark = unique_ids(question.id for _, question in pairs)
    examples, n_moved = [], 0
    for example_id, (context, question) in zip(ids, pairs, strict=True):
        answered = gold.get(question.id) if files.gold is not None else question
        if answered is None:
            raise DataFormatError(gold_path, None, f"no question {question.id!r}", f"every question of {path}")
        answers = _locate(gold_path, context, answered)
        n_moved += sum(new.start != old.answer_start for new, old in zip(answers, answered.answers, strict=False))
        examples.append(QuestionExample(example_id, question.question, context, answers, not answered.is_impossible))
    moved = f"{n_moved} answers moved to the nearest place where they stand" if n_moved else ""
    return Parsed(tuple(examples), remark="; ".join(part for part in (remark, moved) if part))


def questions(path: Path) -> Iterator[tuple[str, RawQuestion]]:
    """Context and question of everything that is asked in a file, in file order.

    Raises:
        DataFormatError: no SQuAD file.
    """
    for article in read_document(path, _Document).data:
        for paragraph in article.paragraphs:
            for question in paragraph.qas:
                yield paragraph.context, question


def _is_blank(question: RawQuestion) -> bool:
    return not question.is_impossible and all(not answer.text for answer in question.answers)


def _locate(path: Path, context: str, question: RawQuestion) -> tuple[Answer, ...]:
    if question.is_impossible:
        return ()
    if _is_blank(question):
        raise DataFormatError(path, None, f"no answer to question {question.id!r}", "at least one, or is_impossible")
    return tuple(_locate_answer(path, context, question.id, answer) for answer in question.answers)


def _locate_answer(path: Path, context: str, question_id: str, answer: RawAnswer) -> Answer:
    located = nearest(context, answer)
    if located is None:
        found = f"the answer {quote(answer.text)} to question {question_id!r}"
        raise DataFormatError(path, None, found, f"a span of its context, which begins {quote(context[:40])}")
    return located


def nearest(context: str, answer: RawAnswer) -> Answer | None:
    """The answer where it is said to stand, else at the nearest place where it does; None if its context lacks it."""
    text, start = answer.text, answer.answer_start
    if context[start : start + len(text)] == text:
        return Answer(text, start)
    starts = [place for place in range(len(context)) if context.startswith(text, place)] if text else []
    return Answer(text, min(starts, key=lambda place: abs(place - start))) if starts else None
