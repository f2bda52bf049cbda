"""All that a source would give an encoder to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.domain.example import ChoiceExample, Example, QuestionExample, RetrievalQuery, SequenceExample
from pipeline.domain.task import Split, Task
from pipeline.sources.source import Source


def example_texts(source: Source, tasks: Iterable[Task]) -> Iterator[str]:
    """Texts of every labelled or translated example of `tasks`, in all splits and languages; many come repeatedly."""
    for task in tasks:
        for split in Split:
            for language in source.languages(task, split):
                examples = source.read(task, split, language)
                yield from examples.candidates
                for example in examples.examples:
                    yield from texts_of(example)
        for language in source.translated_languages(task):
            for example in source.read_translated(task, language).examples:
                yield from texts_of(example)


def texts_of(example: Example) -> tuple[str, ...]:
    """What an encoder reads of one example."""
    match example:
        case SequenceExample():
            return (example.text_a,) if example.text_b is None else (example.text_a, example.text_b)
        case QuestionExample():
            return (example.question, example.context)
        case ChoiceExample():
            return (example.context, example.question, *example.choices)
        case RetrievalQuery():
            return (example.text,)
        case _:
            return example.words
