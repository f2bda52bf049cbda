"""A handful of examples of each task type, in words that the tiny encoders know; each can be learned by heart."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.domain.example import (
    Answer,
    ChoiceExample,
    Example,
    ExampleSet,
    QuestionExample,
    SequenceExample,
    TaggedSentence,
)
from pipeline.domain.task import Benchmark, Split, Task, TaskRole, TaskType

TRAINED = (
    TaskType.SEQUENCE_CLASSIFICATION,
    TaskType.TOKEN_CLASSIFICATION,
    TaskType.SPAN_EXTRACTION,
    TaskType.MULTIPLE_CHOICE,
)


def toy_task(task_type: TaskType) -> Task:
    """A task that is in no registry."""
    return Task("toy", "Toy", TaskRole.TARGET, task_type, ("accuracy",), ("en",), "toy", Benchmark.OTHER)


def example_set(examples: Sequence[Example], labels: tuple[str, ...] = ()) -> ExampleSet:
    """English training examples of the toy task."""
    return ExampleSet("toy", "en", Split.TRAIN, tuple(examples), labels)


def question(text: str, context: str, answer: str) -> QuestionExample:
    """A question answered by the first occurrence of `answer`; "" stands for no answer."""
    answers = (Answer(answer, context.index(answer)),) if answer else ()
    return QuestionExample(text, text, context, answers, is_answerable=bool(answer))


def _pairs() -> ExampleSet:
    rows = [
        ("emma lives in oslo", "emma lives in oslo", "same"),
        ("emma lives in oslo", "tom eats a fish", "other"),
        ("the cat sat", "the cat sat", "same"),
        ("the cat sat", "a big dog eats", "other"),
        ("tom eats a fish", "tom eats a fish", "same"),
        ("a big dog eats", "the cat sat and sat", "other"),
    ]
    return example_set([SequenceExample(str(i), *row) for i, row in enumerate(rows)], ("other", "same"))


def _tagged() -> ExampleSet:
    rows = [
        ("emma lives in oslo .", "PER O O LOC O"),
        ("tom sat in rome", "PER O O LOC"),
        ("a cat eats", "O O O"),
        ("ana and tom", "PER O PER"),
    ]
    sentences = [TaggedSentence(str(i), tuple(w.split()), tuple(t.split())) for i, (w, t) in enumerate(rows)]
    return example_set(sentences, ("LOC", "O", "PER"))


def _questions() -> ExampleSet:
    first, second = "emma lives in oslo. tom lives in rome.", "the big dog eats. a small cat sat in paris."
    return example_set(
        [
            question("who lives in oslo?", first, "emma"),
            question("where lives emma?", first, "oslo"),
            question("who lives in rome?", first, "tom"),
            question("who eats?", second, "the big dog"),
            question("where is the cat?", second, "paris"),
        ]
    )


def _choices() -> ExampleSet:
    rows = [
        ("emma lives in", "where?", ("oslo", "fish", "red"), 0),
        ("tom eats a", "", ("paris", "fish", "in"), 1),
        ("the cat is", "", ("where", "and", "small"), 2),
        ("the dog is", "", ("big", "who", "oslo"), 0),
    ]
    return example_set([ChoiceExample(str(i), *row) for i, row in enumerate(rows)])


def toy_examples(task_type: TaskType) -> ExampleSet:
    """Labelled examples of a task type."""
    return {
        TaskType.SEQUENCE_CLASSIFICATION: _pairs,
        TaskType.TOKEN_CLASSIFICATION: _tagged,
        TaskType.SPAN_EXTRACTION: _questions,
        TaskType.MULTIPLE_CHOICE: _choices,
    }[task_type]()


def gold_answers(examples: ExampleSet) -> list[object]:
    """What a head answers that has learned the examples by heart."""
    gold: list[object] = []
    for example in examples.examples:
        match example:
            case TaggedSentence():
                gold.append(list(example.tags or ()))
            case QuestionExample():
                gold.append(example.answers[0].text if example.answers else "")
            case SequenceExample() | ChoiceExample():
                gold.append(example.label)
    return gold
