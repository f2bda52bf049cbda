"""Scores of an XTREME submission folder.

<folder>/<task>/test-<language>.tsv    one label a line; for tagging one tag a line, blank line between sentences;
                                       for BUCC two ids a line, tab between
<folder>/<task>/test-<language>.json   question answering: {question id: answer}

The gold folder has the same layout; its question-answering files are in SQuAD format.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.domain.errors import DataFormatError, MissingDataError
from pipeline.domain.task import Task, TaskType
from pipeline.metrics.accuracy import accuracy
from pipeline.metrics.bitext import bitext_f1
from pipeline.metrics.cell import span_rule
from pipeline.metrics.prediction_files import (
    Question,
    read_answers,
    read_labels,
    read_pairs,
    read_questions,
    read_sentences,
)
from pipeline.metrics.span_em_f1 import SpanMatch, span_em_f1, span_match
from pipeline.metrics.tag_f1 import tag_f1, token_accuracy
from pipeline.metrics.xtreme_average import XtremeAverage, xtreme_average


@dataclass(frozen=True, slots=True)
class FolderScores:
    """Everything scored in one submission folder, in percent."""

    scores: Mapping[str, Mapping[str, Mapping[str, float]]]  # task -> metric -> language
    averages: XtremeAverage
    n_unanswered: Mapping[str, Mapping[str, int]]  # task -> language -> questions without an answer; they score 0


@dataclass(frozen=True, slots=True)
class _FileScores:
    by_metric: Mapping[str, float]
    n_unanswered: int = 0


def score_prediction_folder(predictions: Path, gold: Path, tasks: Sequence[Task]) -> FolderScores:
    """Scores of every task that has a folder on both sides, and XTREME's averages.

    Args:
        tasks: those to look for, with the languages that each must have.

    Raises:
        MissingDataError: no task has a folder on both sides, or a language of a task that has one lacks its file.
        DataFormatError: a file is not in the format of its task, or is longer or shorter than its gold file.
    """
    present = [task for task in tasks if (predictions / task.task).is_dir() and (gold / task.task).is_dir()]
    if not present:
        raise MissingDataError(
            f"neither task of {[task.task for task in tasks]!r} has a folder in both {predictions} and {gold}; "
            "expected <folder>/<task>/test-<language>.tsv or .json"
        )
    scores: dict[str, dict[str, dict[str, float]]] = {}
    n_unanswered: dict[str, dict[str, int]] = {}
    for task in present:
        by_metric = scores.setdefault(task.task, {metric: {} for metric in task.metrics})
        for language in task.languages:
            measured = _score_file(task, language, predictions, gold)
            for metric in task.metrics:
                by_metric[metric][language] = measured.by_metric[metric]
            if measured.n_unanswered:
                n_unanswered.setdefault(task.task, {})[language] = measured.n_unanswered
    return FolderScores(scores, xtreme_average(scores), n_unanswered)


def _score_file(task: Task, language: str, predictions: Path, gold: Path) -> _FileScores:
    suffix = "json" if task.task_type is TaskType.SPAN_EXTRACTION else "tsv"
    name = f"{task.task}/test-{language}.{suffix}"
    for path in (predictions / name, gold / name):
        if not path.is_file():
            raise MissingDataError(
                f"{path} is not there; task {task.task!r} needs a file for each of {', '.join(task.languages)}"
            )
    if task.task_type is TaskType.SENTENCE_RETRIEVAL and "accuracy" not in task.metrics:
        return _score_pairs(predictions / name, gold / name)
    if task.task_type is TaskType.SPAN_EXTRACTION:
        return _score_answers(task, language, predictions / name, gold / name)
    if task.task_type is TaskType.TOKEN_CLASSIFICATION:
        return _score_tags(predictions / name, gold / name)
    return _score_labels(predictions / name, gold / name)


def _score_labels(predicted: Path, gold: Path) -> _FileScores:
    found, expected = read_labels(predicted), read_labels(gold)
    _check_number(predicted, len(found), len(expected), "labels", gold)
    return _FileScores({"accuracy": accuracy(found, expected)})


def _score_tags(predicted: Path, gold: Path) -> _FileScores:
    found, expected = read_sentences(predicted), read_sentences(gold)
    _check_number(predicted, len(found), len(expected), "sentences", gold)
    for p, g in zip(found, expected, strict=True):
        if len(p.tags) != len(g.tags):
            raise DataFormatError(
                predicted, p.line, f"a sentence of {len(p.tags)} tags", f"{len(g.tags)} tags, as {gold} line {g.line}"
            )
    tags = [p.tags for p in found], [g.tags for g in expected]
    return _FileScores({"f1": tag_f1(*tags), "accuracy": token_accuracy(*tags)})


def _score_pairs(predicted: Path, gold: Path) -> _FileScores:
    return _FileScores({"f1": bitext_f1(read_pairs(predicted), read_pairs(gold))})


def _score_answers(task: Task, language: str, predicted: Path, gold: Path) -> _FileScores:
    """EM and F1 over the gold questions; one without an answer scores 0, as in the official scripts."""
    answers, questions = read_answers(predicted), read_questions(gold)

    def match(question: Question) -> SpanMatch:
        if question.question_id not in answers:
            return SpanMatch(0.0, 0.0)
        return span_match(answers[question.question_id], question.answers, span_rule(task), language)

    em, f1 = span_em_f1(map(match, questions))
    return _FileScores({"em": em, "f1": f1}, sum(question.question_id not in answers for question in questions))


def _check_number(path: Path, n_found: int, n_expected: int, noun: str, gold: Path) -> None:
    if n_found != n_expected:
        raise DataFormatError(path, None, f"{n_found} {noun}", f"{n_expected}, as many as {gold} holds")
