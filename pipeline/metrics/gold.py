"""The gold side of an example set, or an error that says which example lacks it."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.domain.errors import MetricInputError
from pipeline.domain.example import (
    ChoiceExample,
    Example,
    ExampleSet,
    QuestionExample,
    RetrievalQuery,
    SequenceExample,
    TaggedSentence,
)
from pipeline.domain.task import Task
from pipeline.metrics.bitext import Pair


def gold_labels(examples: ExampleSet) -> list[str | int]:
    """[n] label, number of the right choice, or number of the right candidate.

    Raises:
        MetricInputError: an example has none.
    """
    return [_gold_label(examples, example) for example in examples.examples]


def gold_tags(examples: ExampleSet) -> list[tuple[str, ...]]:
    """[n][words] tags.

    Raises:
        MetricInputError: a sentence has none, or more or fewer than words.
    """
    rows = []
    for example in examples.examples:
        if not isinstance(example, TaggedSentence) or example.tags is None or len(example.tags) != len(example.words):
            raise _no_gold(examples, example, "one gold tag a word")
        rows.append(example.tags)
    return rows


def gold_answers(examples: ExampleSet) -> list[tuple[str, ...]]:
    """[n] alternatives; empty for a question that has no answer.

    Raises:
        MetricInputError: a question is said to have an answer and lacks it.
    """
    rows: list[tuple[str, ...]] = []
    for example in examples.examples:
        if not isinstance(example, QuestionExample) or (example.is_answerable and not example.answers):
            raise _no_gold(examples, example, "a gold answer, or is_answerable=False")
        rows.append(tuple(answer.text for answer in example.answers) if example.is_answerable else ())
    return rows


def gold_pairs(examples: ExampleSet) -> frozenset[Pair]:
    """(example_id, candidate id) of every query that has a partner; what BUCC's F1 is taken against."""
    return frozenset(
        (query.example_id, examples.candidate_ids[query.target])
        for query in examples.examples
        if isinstance(query, RetrievalQuery) and query.target is not None
    )


def label_set(task: Task, examples: ExampleSet) -> tuple[str, ...]:
    """The labels to choose from: those of the data, else those that the task declares.

    Raises:
        MetricInputError: neither names any.
    """
    labels = examples.labels or task.labels
    if not labels:
        raise MetricInputError(
            f"neither {place(examples)} nor task {task.task!r} names its labels; fill one of the two"
        )
    return labels


def missing_tag(labels: Sequence[str]) -> str:
    """What a word without predicted tag counts as: "O" (PAN-X), else "X" (UD-POS), else "" (never right)."""
    return next((tag for tag in ("O", "X") if tag in labels), "")


def place(examples: ExampleSet) -> str:
    """The cell in words: "xnli/test/th"."""
    return f"{examples.task}/{examples.split.value}/{examples.language}"


def _gold_label(examples: ExampleSet, example: Example) -> str | int:
    match example:
        case SequenceExample(label=str(text)):
            return text
        case ChoiceExample(label=int(number)) | RetrievalQuery(target=int(number)):
            return number
        case _:
            raise _no_gold(examples, example, "a gold label")


def _no_gold(examples: ExampleSet, example: Example, expected: str) -> MetricInputError:
    return MetricInputError(
        f"{type(example).__name__} {example.example_id!r} of {place(examples)} cannot be scored; expected {expected}. "
        "Take a split whose gold labels are public, or point the source at the gold files"
    )
