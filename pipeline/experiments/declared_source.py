"""A source for planning alone: what a benchmark is said to hold, where its files are not on this machine."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.domain.errors import MissingDataError
from pipeline.domain.example import (
    ChoiceExample,
    Example,
    ExampleSet,
    MissingCell,
    QuestionExample,
    SequenceExample,
    TaggedSentence,
)
from pipeline.domain.task import Split, Task, TaskRole, TaskType
from pipeline.experiments.declared_sizes import declared_size
from pipeline.experiments.sampling import sample
from pipeline.sources.source import Source
from pipeline.tasks.discovery import load_tasks

ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Count:
    """How many examples a cell has, and how that is known."""

    n_examples: int | None  # None: no source says
    basis: str  # "counted", "declared", "not known"
    n_candidates: int = 0  # of retrieval: lines that are searched
    example_tokens: float | None = None  # mean of a sample, of all rows of an example; None: not counted
    candidate_tokens: float = 0.0  # likewise, of a line that is searched


CountTokens = Callable[[Sequence[str]], float]  # mean tokens of texts, with what stands around each
N_SAMPLED = 20  # examples of a cell whose tokens are counted


class DeclaredSource:
    """Every cell that the task registry names for an XTREME folder; nothing of it can be read but what is present."""

    def __init__(self, name: str, present: Source | None = None) -> None:
        """`present` is the source as far as it is there; its cells are counted."""
        self.name, self.present = name, present

    def languages(self, task: Task, split: Split) -> tuple[str, ...]:
        """The task's languages where its files have such a split, English alone for training; and those present."""
        there = set(self.present.languages(task, split)) if self.present else set()
        if _has_split(task, split):
            there |= {ENGLISH} if split is Split.TRAIN else set(task.languages)
        return tuple(sorted(there))

    def missing(self, task: Task, split: Split) -> tuple[MissingCell, ...]:
        """What the present part lacks."""
        return self.present.missing(task, split) if self.present else ()

    def read(self, task: Task, split: Split, language: str) -> ExampleSet:
        """Examples of a cell that is present.

        Raises:
            MissingDataError: it is not.
        """
        if self.present is None or language not in self.present.languages(task, split):
            raise MissingDataError(f"{task.task} {split.value} in {language!r} is declared and not there to be read")
        return self.present.read(task, split, language)

    def translated_languages(self, task: Task) -> tuple[str, ...]:
        """Languages of the targets that are trained on the task, where it has files of translations."""
        there = set(self.present.translated_languages(task)) if self.present else set()
        if task.translated is not None:
            trained = [target for target in load_tasks().values() if target.train_task == task.task]
            there |= {language for target in trained for language in target.languages} - {ENGLISH}
        return tuple(sorted(there))

    def read_translated(self, task: Task, language: str) -> ExampleSet:
        """Nothing: translations are declared only.

        Raises:
            MissingDataError: always.
        """
        raise MissingDataError(f"translations of {task.task!r} into {language!r} are declared and not there to be read")

    def digest(self, tasks: Iterable[Task]) -> str:
        """A digest of the names alone: keys of jobs planned so are none of real jobs."""
        return hashlib.sha256(" ".join(["declared", *sorted(task.task for task in tasks)]).encode()).hexdigest()

    def text_languages(self) -> tuple[str, ...]:
        """Every language that a target task has."""
        targets = [task for task in load_tasks().values() if task.role is TaskRole.TARGET]
        return tuple(sorted({language for task in targets for language in task.languages}))

    def read_text(self, language: str) -> Iterator[str]:
        """Nothing: text is declared only.

        Raises:
            MissingDataError: always.
        """
        raise MissingDataError(f"raw text in {language!r} is declared and not there to be read")

    def text_digest(self) -> str:
        """As `digest`."""
        return self.digest(())


class Counter:
    """Counts the examples of cells, each once: those there by reading them, declared ones by what is published."""

    def __init__(self, source: Source, count_tokens: CountTokens | None = None) -> None:
        """`count_tokens` is of the encoder's tokenizer; None: it is not here."""
        self._source, self._count_tokens = source, count_tokens
        self._counts: dict[tuple[str, Split, str], Count] = {}

    def count(self, task: Task, split: Split, language: str) -> Count:
        """Examples of one cell."""
        key = (task.task, split, language)
        if key not in self._counts:
            self._counts[key] = self._count(task, split, language)
        return self._counts[key]

    def _count(self, task: Task, split: Split, language: str) -> Count:
        source = self._source
        if isinstance(source, DeclaredSource):
            present = source.present
            if present is None or language not in present.languages(task, split):
                return _declared(task, split, language)
            source = present
        read = source.read(task, split, language)
        found = Count(len(read.examples), "counted", len(read.candidates))
        if self._count_tokens is None or not read.examples:
            return found
        chosen = sample(read, N_SAMPLED, seed=0).examples
        rows = [row for example in chosen for row in _rows_of(example)]
        mean = self._count_tokens(rows) * len(rows) / len(chosen)
        candidates = read.candidates[:: max(1, len(read.candidates) // N_SAMPLED)]
        return replace(
            found,
            example_tokens=mean,
            candidate_tokens=self._count_tokens(candidates) if candidates else 0.0,
        )


def _declared(task: Task, split: Split, language: str) -> Count:
    size = declared_size(task, split, language)
    if size is None:
        return Count(None, "not known")
    is_retrieval = task.task_type is TaskType.SENTENCE_RETRIEVAL  # Tatoeba: as many candidates as queries
    return Count(size.n_examples, "declared", size.n_examples if is_retrieval else 0)


def _rows_of(example: Example) -> tuple[str, ...]:
    """The texts that an encoder reads for one example, a row each."""
    if isinstance(example, SequenceExample):
        return (" ".join(filter(None, (example.text_a, example.text_b))),)
    if isinstance(example, TaggedSentence):
        return (" ".join(example.words),)
    if isinstance(example, QuestionExample):
        return (f"{example.question} {example.context}",)
    if isinstance(example, ChoiceExample):
        return tuple(f"{example.context} {example.question} {choice}" for choice in example.choices)
    return (example.text,)


def _has_split(task: Task, split: Split) -> bool:
    form = task.folder
    while form is not None:
        if form.examples(split):
            return True
        form = form.otherwise
    return False
