"""Scores of one cell (task, split, language) and, example by example, what they rest on.

What the columns of a `Prediction` hold:

task type                 predicted               gold                        outcome
sequence classification   label                   label                       1 if equal
token classification      tags, space between     tags, space between         share of right tags
span extraction           answer                  JSON array of answers       F1 of the best answer
multiple choice           number of the choice    number of the choice        1 if equal
sentence retrieval        number of the candidate number of the candidate     1 if equal
BUCC (bitext_cell.py)     ids, space between      id, or "" for no partner    F1 of the two sets, 1 if both are empty
mAP@20 (ranking_cell.py)  numbers, space between  numbers, space between      AP@20

Where nDCG is a metric of the task, the outcome is the nDCG of the example's query: resampling examples then weighs
queries by their documents, while the score itself is the mean over queries.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Sequence

import numpy as np

from pipeline.domain.errors import MetricInputError, unknown_name
from pipeline.domain.example import ExampleSet, SequenceExample
from pipeline.domain.prediction import Prediction
from pipeline.domain.task import Task, TaskType
from pipeline.metrics.accuracy import ACCURACY_IMPL, accuracy, check_lengths
from pipeline.metrics.cell_scores import CellScores, Measured, MetricValue, Reply
from pipeline.metrics.gold import gold_answers, gold_labels, gold_tags, missing_tag, place
from pipeline.metrics.ndcg import NDCG_IMPL, ndcg, query_ndcgs
from pipeline.metrics.span_em_f1 import SpanRule, span_em_f1, span_impl, span_match
from pipeline.metrics.tag_f1 import TAG_F1_IMPL, TOKEN_ACCURACY_IMPL, f1_from_counts, tag_counts, token_accuracy

__all__ = ["CellScores", "MetricValue", "score_cell", "span_rule"]


def score_cell(
    task: Task, examples: ExampleSet, predicted: Sequence[str] | Sequence[int] | Sequence[Sequence[str]]
) -> CellScores:
    """Scores of the metrics of `task` on `examples`, with one prediction an example.

    Args:
        examples: n labelled examples, n >= 1; `language` is the language of the context (MLQA's normalisation).
        predicted: [n] in file order: label, tag sequence, answer, number of the choice or of the candidate.
            Tags may be fewer than words (the encoder saw only the start of the sentence): each missing one counts
            as `missing_tag`. More tags than words are an error.

    Raises:
        MetricInputError: numbers differ, an example has no gold label, or an answer is of the wrong kind.
        UnknownNameError: a metric that the task type does not have.
    """
    check_lengths(len(predicted), len(examples.examples), "answers")
    measured = _SCORERS[task.task_type](task, examples, predicted)
    for metric in task.metrics:
        if metric not in measured.by_metric:
            raise unknown_name(f"metric of task {task.task!r}", metric, measured.by_metric)
    return CellScores(tuple(measured.by_metric[metric] for metric in task.metrics), measured.predictions)


def span_rule(task: Task) -> SpanRule:
    """The official script that `task` is scored by."""
    if "mlqa" in task.task:
        return SpanRule.MLQA
    return SpanRule.SQUAD_V2 if task.task == "squad_v2" else SpanRule.SQUAD_V1


def _score_labels(task: Task, examples: ExampleSet, predicted: Sequence[Reply]) -> Measured:
    """Accuracy where reply and gold are one label or one number."""
    gold = gold_labels(examples)
    for reply, label in zip(predicted, gold, strict=True):
        if not _same_kind(reply, label):
            raise MetricInputError(
                f"reply {reply!r} in {place(examples)} is a {type(reply).__name__}; "
                f"task type {task.task_type.value!r} takes {type(label).__name__}, such as {label!r}"
            )
    value = MetricValue("accuracy", accuracy(predicted, gold), ACCURACY_IMPL)
    rows = (
        Prediction(example.example_id, str(reply), str(label), float(reply == label))
        for example, reply, label in zip(examples.examples, predicted, gold, strict=True)
    )
    if "ndcg" in task.metrics:
        return _add_ndcg(examples, Measured({"accuracy": value}, tuple(rows)))
    return Measured({"accuracy": value}, tuple(rows))


def _add_ndcg(examples: ExampleSet, measured: Measured) -> Measured:
    """Accuracy, and nDCG of labels that are ratings; neighbours that share their first text belong to one query."""
    queries = [example.text_a for example in examples.examples if isinstance(example, SequenceExample)]
    try:
        ratings = [(float(row.predicted), float(row.gold)) for row in measured.predictions]
    except ValueError as error:
        raise MetricInputError(f"nDCG of {place(examples)}: {error}; expected labels that are numbers") from error
    columns = ([found for found, _ in ratings], [rated for _, rated in ratings], queries)
    values = [value for value, size in query_ndcgs(*columns) for _ in range(size)]
    rows = [dataclasses.replace(row, outcome=value) for row, value in zip(measured.predictions, values, strict=True)]
    return Measured({**measured.by_metric, "ndcg": MetricValue("ndcg", ndcg(*columns), NDCG_IMPL)}, tuple(rows))


def _same_kind(reply: Reply, label: str | int) -> bool:
    """Whether reply and label can be equal: two strings, or two whole numbers."""
    if isinstance(label, str):
        return isinstance(reply, str)
    return isinstance(reply, int | np.integer)


def _score_tags(task: Task, examples: ExampleSet, predicted: Sequence[Reply]) -> Measured:
    """Segment F1 and accuracy over words."""
    gold = gold_tags(examples)
    filler = missing_tag(examples.labels or task.labels)
    ids = [example.example_id for example in examples.examples]
    found = [_fill(*row, filler) for row in zip(ids, predicted, map(len, gold), strict=True)]
    counts = tag_counts(found, gold)
    rows = (
        Prediction(
            example_id,
            " ".join(tags),
            " ".join(expected),
            sum(p == g for p, g in zip(tags, expected, strict=True)) / max(1, len(expected)),
            count.n_true_positive,
            count.n_predicted,
            count.n_gold,
        )
        for example_id, tags, expected, count in zip(ids, found, gold, counts, strict=True)
    )
    values = {
        "f1": MetricValue("f1", f1_from_counts(counts), TAG_F1_IMPL),
        "accuracy": MetricValue("accuracy", token_accuracy(found, gold), TOKEN_ACCURACY_IMPL),
    }
    return Measured(values, tuple(rows))


def _fill(example_id: str, tags: Reply, n_words: int, filler: str) -> tuple[str, ...]:
    """`tags` made as long as the sentence."""
    if isinstance(tags, str) or not isinstance(tags, Sequence):
        raise MetricInputError(f"sentence {example_id!r} was answered with {tags!r}; expected a sequence of tags")
    if len(tags) > n_words:
        raise MetricInputError(
            f"sentence {example_id!r} has {n_words} words and was answered with {len(tags)} tags; "
            "expected at most one tag a word"
        )
    return (*tags, *[filler] * (n_words - len(tags)))


def _score_spans(task: Task, examples: ExampleSet, predicted: Sequence[Reply]) -> Measured:
    """EM and F1 of answer strings."""
    rule, language = span_rule(task), examples.language
    rows, matches = [], []
    for example, gold, reply in zip(examples.examples, gold_answers(examples), predicted, strict=True):
        if not isinstance(reply, str):
            raise MetricInputError(f"question {example.example_id!r} was answered with {reply!r}; expected a string")
        matches.append(span_match(reply, gold, rule, language))
        rows.append(Prediction(example.example_id, reply, json.dumps(gold, ensure_ascii=False), matches[-1].f1))
    em, f1 = span_em_f1(matches)
    values = {
        "f1": MetricValue("f1", f1, span_impl(rule, "f1", language)),
        "em": MetricValue("em", em, span_impl(rule, "em", language)),
    }
    return Measured(values, tuple(rows))


_SCORERS: dict[TaskType, Callable[[Task, ExampleSet, Sequence[Reply]], Measured]] = {
    TaskType.SEQUENCE_CLASSIFICATION: _score_labels,
    TaskType.MULTIPLE_CHOICE: _score_labels,
    TaskType.SENTENCE_RETRIEVAL: _score_labels,
    TaskType.TOKEN_CLASSIFICATION: _score_tags,
    TaskType.SPAN_EXTRACTION: _score_spans,
}
