"""Answers to questions: files read without their contexts, and every distinct text stripped and compared once.

The formulas are those of `pipeline.metrics.span_em_f1`; here they run over all distinct texts of a file at once.
"""

from __future__ import annotations

import difflib
import gc
import json
import re
import string
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, TypeAdapter, ValidationError

from pipeline.domain.errors import DataFormatError
from pipeline.metrics.span_em_f1 import SpanRule, normalise_mlqa, normalise_squad

_BOM = b"\xef\xbb\xbf"
_KEYS = (b'"context": "', b'"context":"')
_BACKSLASH = 92
_CHUNK = 1 << 20  # bytes
_FEW = 400  # pairs of words up to which comparing each is quicker than counting
_EXPECTED = "SQuAD format: data, paragraphs, qas, id, answers, text"


class _Answer(msgspec.Struct, gc=False):
    text: str


class _Question(msgspec.Struct, gc=False):
    id: str
    answers: list[_Answer]


class _Paragraph(msgspec.Struct, gc=False):
    qas: list[_Question]
    context: str | msgspec.UnsetType = msgspec.UNSET


class _Article(msgspec.Struct, gc=False):
    paragraphs: list[_Paragraph]


class _Squad(msgspec.Struct, gc=False):
    data: list[_Article]


_SQUAD, _ARTICLES = msgspec.json.Decoder(_Squad), msgspec.json.Decoder(list[_Article])
_ANSWERS = msgspec.json.Decoder(dict[str, str])


@dataclass(frozen=True, slots=True)
class Questions:
    """The questions of a gold file, in file order."""

    ids: list[str]
    answers: list[tuple[str, ...]]  # [n] alternatives, at least one each


@contextmanager
def without_collection() -> Iterator[None]:
    """No search for cycles: a file makes a million small objects, none in a cycle; it would take half the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def read_questions(path: Path) -> Questions:
    """Questions and gold answers of a file in SQuAD format, or of the bare list below its key "data".

    Raises:
        DataFormatError: another format, no question, or a question whose answers are not there or blank.
    """
    articles = _decode(path, _without_contexts(path))
    questions = [question for article in articles for paragraph in article.paragraphs for question in paragraph.qas]
    if not questions:
        raise DataFormatError(path, None, "no question", "at least 1")
    answers = [
        (texts[0].text,) if len(texts := question.answers) == 1 else tuple([answer.text for answer in texts])
        for question in questions
    ]
    _check_answers(path, questions, answers)
    return Questions([question.id for question in questions], answers)


def gold_documents(path: Path) -> list[_Article]:
    """The articles of a gold file with their contexts.

    Raises:
        DataFormatError: as `read_questions`.
    """
    return _decode(path, path.read_bytes().removeprefix(_BOM))


def _decode(path: Path, content: bytes) -> list[_Article]:
    try:
        if content[:64].lstrip()[:1] == b"[":
            return _ARTICLES.decode(content)
        return _SQUAD.decode(content).data
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise _explain(path, path.read_bytes(), TypeAdapter(_ForeignSquad), _EXPECTED) from None


def _check_answers(path: Path, questions: Sequence[_Question], answers: Sequence[tuple[str, ...]]) -> None:
    """Refuse gold whose answers were taken out; XTREME's download does so with its test files."""
    blank = {texts for texts in set(answers) if not texts or any(not text.strip() for text in texts)}
    if not blank:
        return
    n_blank = sum(texts in blank for texts in answers)
    first = next(question.id for question, texts in zip(questions, answers, strict=True) if texts in blank)
    raise DataFormatError(
        path,
        None,
        f"{n_blank} of {len(answers)} questions with a blank answer or none, the first {first!r:.60}",
        "gold answers; XTREME's own test files come without, so take the file of the data set itself",
    )


def _without_contexts(path: Path) -> bytes:
    """The content of a JSON file, the value of every key "context" left empty; contexts are most of such a file.

    Inside a JSON string a quotation mark has a backslash before it, so that `"context": "` with none before is that key
    and the beginning of its value. A file that spells it otherwise is left as it is.
    """
    kept: list[bytes] = []
    key, rest, is_inside = b"", b"", False
    with path.open("rb", buffering=0) as file:
        while chunk := file.read(_CHUNK):
            text = rest + chunk
            key = key or next((spelling for spelling in _KEYS if spelling in text), _KEYS[0])
            rest, is_inside = _keep(text, key, kept, is_inside=is_inside)
    if not is_inside:
        kept.append(rest)
    content = b"".join(kept).removeprefix(_BOM)
    if not content.strip():
        raise DataFormatError(path, None, "an empty file", _EXPECTED)
    return content


def _keep(text: bytes, key: bytes, kept: list[bytes], *, is_inside: bool) -> tuple[bytes, bool]:
    """Add what is outside contexts to `kept`.

    Args:
        is_inside: whether `text` begins inside a context.

    Returns:
        The end of `text` that cannot be told without what follows, and whether that is inside a context.
    """
    place = 0
    while True:
        if is_inside:
            mark = text.find(b'"', place)
            if mark < 0:
                return text[len(text.rstrip(b"\\")) :], True
            if mark and text[mark - 1] == _BACKSLASH and _is_escaped(text, mark):
                place = mark + 1
                continue
            place = mark
        found = text.find(key, place)
        if found < 0:
            end = max(place, len(text) - len(key))
            kept.append(text[place:end])
            return text[end:], False
        is_inside = not (found and text[found - 1] == _BACKSLASH)
        end = found + len(key) if is_inside else found + 1
        kept.append(text[place:end])
        place = end


def _is_escaped(text: bytes, mark: int) -> bool:
    before = mark
    while before and text[before - 1] == _BACKSLASH:
        before -= 1
    return (mark - before) % 2 == 1


def read_answers(path: Path) -> dict[str, str]:
    """Question id -> answer.

    Raises:
        DataFormatError: not a JSON object of strings.
    """
    content = path.read_bytes()
    try:
        return _ANSWERS.decode(content.removeprefix(_BOM))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        expected = "a JSON object {question id: answer}"
        raise _explain(path, content, TypeAdapter(dict[str, str]), expected) from None


def check_ids(path: Path, answered: Collection[str], asked: Collection[str]) -> int:
    """How many answers are to no question of gold; such answers are not scored.

    Raises:
        DataFormatError: there are some while questions go unanswered: an answer under another id would count as wrong.
    """
    known = set(asked)
    strange = [name for name in answered if name not in known]
    open_questions = known.difference(answered) if strange else set()
    if strange and open_questions:
        near = difflib.get_close_matches(strange[0], list(open_questions)[:2000], n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise DataFormatError(
            path,
            None,
            f"{len(strange)} answers to no question of gold, the first {strange[0]!r:.60}, and {len(open_questions)} "
            "questions without an answer",
            f"the ids of the gold file{hint}",
        )
    return len(strange)


@dataclass(frozen=True, slots=True)
class Matches:
    """EM and F1 of every question, 0-1, in the order of gold; 0 where there is no answer."""

    em: NDArray[np.float64]
    f1: NDArray[np.float64]
    n_unanswered: int

    def percent(self) -> dict[str, float]:
        """Mean EM and mean F1 in percent."""
        return {"em": 100.0 * float(self.em.mean()), "f1": 100.0 * float(self.f1.mean())}


def match_answers(answers: Mapping[str, str], gold: Questions, rule: SpanRule, language: str) -> Matches:
    """EM and F1 of each gold question.

    Source: google-research/xtreme third_party/evaluate_squad.py and evaluate_mlqa.py, `evaluate`.
    """
    numbers_of: dict[tuple[str | None, tuple[str, ...]], int] = {}
    pairs = zip(map(answers.get, gold.ids), gold.answers, strict=True)
    numbers = np.array([numbers_of.setdefault(pair, len(numbers_of)) for pair in pairs], dtype=np.intp)
    texts = list({text for found, expected in numbers_of if found is not None for text in (found, *expected)})
    stripped = dict(zip(texts, normalise_all(texts, rule, language), strict=True))
    scored = np.array(
        [
            (0.0, 0.0) if found is None else _best(stripped[found], [stripped[text] for text in expected])
            for found, expected in numbers_of
        ]
    )
    is_open = np.array([found is None for found, _ in numbers_of])
    return Matches(scored[numbers, 0], scored[numbers, 1], int(np.count_nonzero(is_open[numbers])))


def _best(found: str, expected: Sequence[str]) -> tuple[float, float]:
    """EM and F1 of one answer against the best of several, all stripped; EM and F1 may come from different ones."""
    is_equal = found in expected
    if is_equal and found:
        return 1.0, 1.0
    words = found.split(" ") if found else []
    return float(is_equal), max(_overlap_f1(words, text.split(" ") if text else []) for text in expected)


def _overlap_f1(found: Sequence[str], expected: Sequence[str]) -> float:
    """As `pipeline.metrics.span_em_f1` has it: F1 of two bags of words, 0-1; 0 where either is empty."""
    if len(found) * len(expected) > _FEW:
        n_same = sum((Counter(found) & Counter(expected)).values())
    else:
        rest, n_same = list(expected), 0
        for word in found:
            if word in rest:
                rest.remove(word)
                n_same += 1
    if not n_same:
        return 0.0
    precision, recall = n_same / len(found), n_same / len(expected)
    return 2 * precision * recall / (precision + recall)


_BETWEEN = "\0"  # no word character, no white space, no punctuation: nothing reaches from one text into the next
_ASCII_PUNCTUATION = re.compile(f"[{re.escape(string.punctuation)}]+")
_ENGLISH_ARTICLE = re.compile(r"a(?<=\ba)n?\b|t(?<=\bt)he\b")  # as \b(a|an|the)\b, found by its first letter


def normalise_all(texts: Sequence[str], rule: SpanRule, language: str) -> list[str]:
    """[n] what `normalise_squad`, or `normalise_mlqa`, makes of each text."""
    joined = _BETWEEN.join(texts)
    if joined.count(_BETWEEN) != max(0, len(texts) - 1):  # a text holds the mark itself
        return [normalise_mlqa(text, language) if rule is SpanRule.MLQA else normalise_squad(text) for text in texts]
    if rule is SpanRule.MLQA:
        joined = normalise_mlqa(joined.replace(_BETWEEN, f" {_BETWEEN} "), language)
    else:
        joined = _ENGLISH_ARTICLE.sub(" ", _ASCII_PUNCTUATION.sub("", joined.lower()))
    return [" ".join(text.split()) for text in joined.split(_BETWEEN)] if texts else []


class _ForeignAnswer(BaseModel):
    text: str


class _ForeignQuestion(BaseModel):
    id: str
    answers: list[_ForeignAnswer]


class _ForeignParagraph(BaseModel):
    qas: list[_ForeignQuestion]


class _ForeignArticle(BaseModel):
    paragraphs: list[_ForeignParagraph]


class _ForeignSquad(BaseModel):
    data: list[_ForeignArticle]


def _explain(path: Path, content: bytes, kind: TypeAdapter[Any], expected: str) -> DataFormatError:
    """What is wrong with a file that could not be read, with its line where there is one."""
    try:
        json.loads(content.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        return DataFormatError(path, error.lineno, f"what is no JSON ({error.msg}, column {error.colno})", expected)
    except RecursionError:
        return DataFormatError(path, None, "JSON nested too deep", expected)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return DataFormatError(path, line, f"byte 0x{content[error.start]:02x}, which is not UTF-8", expected)
    try:
        kind.validate_json(content.removeprefix(_BOM))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        return DataFormatError(path, None, f"{first['msg']} at {place:.80}" if place else first["msg"], expected)
    return DataFormatError(path, None, "what cannot be read", expected)
