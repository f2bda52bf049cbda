"""XQuAD-R: XQuAD's JSON with the sentence breaks of each paragraph, one file a language, all searched at once.

Source: google-research/xtreme third_party/utils_lareqa.py (load_data, generate_examples) and evaluate_retrieval.py.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from pipeline.domain.errors import DataFormatError
from pipeline.domain.example import RetrievalQuery
from pipeline.sources.cell import CellFiles, Parsed
from pipeline.sources.lines import read_document

_FOREIGN = ConfigDict(extra="ignore", frozen=True)


class _Answer(BaseModel):
    model_config = _FOREIGN
    answer_start: int = Field(ge=0)


class _Question(BaseModel):
    model_config = _FOREIGN
    id: str
    question: str
    answers: list[_Answer] = Field(min_length=1, max_length=1)


class _Paragraph(BaseModel):
    model_config = _FOREIGN
    context: str
    sentence_breaks: list[tuple[int, int]] = Field(min_length=1)
    qas: list[_Question]

    def sentence_of(self, start: int) -> int | None:
        """Number of the sentence that `start` is in, None where the breaks leave it out."""
        return next((number for number, (first, end) in enumerate(self.sentence_breaks) if first <= start < end), None)


class _Article(BaseModel):
    model_config = _FOREIGN
    paragraphs: list[_Paragraph]


class _Document(BaseModel):
    """an XQuAD-R file: SQuAD's JSON with sentence_breaks"""  # noqa: D415

    model_config = _FOREIGN
    data: list[_Article]


def read(files: CellFiles) -> Parsed:
    """Questions of one language, and the sentences of every file beside it as candidates, in order of file names.

    The example id is the question's id, which the languages share; a candidate's id is
    `<language>_<paragraph from 1>_<sentence from 0>`, its text the sentence and then its whole paragraph. The right
    candidates are the sentences with the answer in each language. Questions whose answer begins in no sentence of
    their own language are left out, with a count.

    Raises:
        DataFormatError: no XQuAD-R file.
    """
    path = files.examples[0]
    paths = sorted(path.parent.glob("*.json"))
    candidates: dict[str, str] = {}
    right: defaultdict[str, list[int]] = defaultdict(list)
    for other in paths:
        for candidate_id, text, answered in _sentences(other):
            for question_id in answered:
                right[question_id].append(len(candidates))
            candidates[candidate_id] = text
    queries, n_left_out = [], 0
    for paragraph in _paragraphs(path):
        for question in paragraph.qas:
            if paragraph.sentence_of(question.answers[0].answer_start) is None:
                n_left_out += 1
                continue
            first, *rest = right[question.id]
            queries.append(RetrievalQuery(question.id, question.question, first, tuple(rest)))
    if len({query.example_id for query in queries}) != len(queries):
        raise DataFormatError(path, None, "a question id for the second time", "ids that do not repeat")
    remark = f"{len(candidates)} sentences of {len(paths)} languages searched"
    left_out = f"; {n_left_out} questions left out: their answer begins in no sentence" if n_left_out else ""
    return Parsed(
        tuple(queries),
        candidates=tuple(candidates.values()),
        candidate_ids=tuple(candidates),
        remark=remark + left_out,
    )


def _paragraphs(path: Path) -> tuple[_Paragraph, ...]:
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=32)  # every language searches the sentences of all
def _read(path: Path, modified: int) -> tuple[_Paragraph, ...]:  # noqa: ARG001  # a changed file is read again
    return tuple(paragraph for article in read_document(path, _Document).data for paragraph in article.paragraphs)


def _sentences(path: Path) -> Iterator[tuple[str, str, list[str]]]:
    """Id and text of each sentence, and the ids of the questions that it answers."""
    for number, paragraph in enumerate(_paragraphs(path), start=1):
        answered: defaultdict[int, list[str]] = defaultdict(list)
        for question in paragraph.qas:
            sentence = paragraph.sentence_of(question.answers[0].answer_start)
            if sentence is not None:
                answered[sentence].append(question.id)
        for sentence, (start, end) in enumerate(paragraph.sentence_breaks):
            text = (paragraph.context[start:end] + paragraph.context).replace("\n", "")
            yield f"{path.stem}_{number}_{sentence}", text, answered[sentence]
