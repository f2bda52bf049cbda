"""One example of each task type, as every source hands it over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.domain.task import Split


@dataclass(frozen=True, slots=True)
class SequenceExample:
    """A text or a pair of texts with one label."""

    example_id: str
    text_a: str
    text_b: str | None
    label: str | None  # None: unlabelled


@dataclass(frozen=True, slots=True)
class TaggedSentence:
    """A sentence split into words, one tag for each."""

    example_id: str
    words: tuple[str, ...]
    tags: tuple[str, ...] | None  # as long as words; None: unlabelled


@dataclass(frozen=True, slots=True)
class Answer:
    """A span of the context: `context[start:start + len(text)] == text`."""

    text: str
    start: int


@dataclass(frozen=True, slots=True)
class QuestionExample:
    """A question whose answer is a span of the context."""

    example_id: str
    question: str
    context: str
    answers: tuple[Answer, ...]  # gold alternatives; empty together with is_answerable=False: no answer
    is_answerable: bool = True


@dataclass(frozen=True, slots=True)
class ChoiceExample:
    """A context, a question (may be empty) and the endings to choose from."""

    example_id: str
    context: str
    question: str
    choices: tuple[str, ...]
    label: int | None  # index into choices; None: unlabelled


@dataclass(frozen=True, slots=True)
class RetrievalQuery:
    """One line of the side that is looked up; `target` is the number of its translation among the candidates."""

    example_id: str
    text: str
    target: int | None  # index into ExampleSet.candidates; None: has no translation there
    further_targets: tuple[int, ...] = ()  # other right answers: LAReQA has one in each language

    @property
    def targets(self) -> tuple[int, ...]:
        """Numbers of all right candidates."""
        return self.further_targets if self.target is None else (self.target, *self.further_targets)


Example = SequenceExample | TaggedSentence | QuestionExample | ChoiceExample | RetrievalQuery


@dataclass(frozen=True, slots=True)
class ExampleSet:
    """The examples of one task, split and language, in file order.

    `candidates` (the lines searched, of retrieval tasks: foreign for Tatoeba, English for BUCC) is empty for every
    other task type.
    """

    task: str
    language: str
    split: Split
    examples: Sequence[Example]
    labels: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    candidate_ids: tuple[str, ...] = ()
    provenance: str = ""  # files read, relative to the source


@dataclass(frozen=True, slots=True)
class MissingCell:
    """A cell that the benchmark defines and the source lacks."""

    task: str
    language: str
    split: Split
    reason: str
