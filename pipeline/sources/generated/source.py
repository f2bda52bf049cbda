"""The source "generated": Mini-XTREME, made from Unicode CLDR on the machine that asks for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pipeline.domain.errors import MissingDataError
from pipeline.domain.example import ExampleSet, MissingCell
from pipeline.domain.task import Split, Task, TaskRole, TaskType
from pipeline.sources.generated.cldr import LANGUAGES, check_language
from pipeline.sources.generated.digest import digest_of, versions
from pipeline.sources.generated.draws import Cell
from pipeline.sources.generated.registry import generator, is_english_only
from pipeline.sources.generated.sizes import Sizes
from pipeline.sources.generated.text import documents

_ENGLISH = "en"


class GeneratedSource:
    """Mini-XTREME: true facts of CLDR in the formats of nine intermediate and nine target tasks.

    The same seed and versions give the same examples on every machine, whatever is read first.
    """

    name = "generated"

    def __init__(self, seed: int = 0, sizes: Sizes | None = None) -> None:
        self.seed = seed
        self.sizes = sizes or Sizes()

    def languages(self, task: Task, split: Split) -> tuple[str, ...]:
        """English for training and for intermediate tasks, else all forty; retrieval has no English and no training.

        Raises:
            UnknownNameError: the task has no generator.
        """
        generator(task.task)
        is_retrieval = task.task_type is TaskType.SENTENCE_RETRIEVAL
        if split is Split.TRAIN and is_retrieval:
            return ()
        if split is Split.TRAIN or task.role is TaskRole.INTERMEDIATE:
            return (_ENGLISH,)
        return tuple(language for language in LANGUAGES if not (is_retrieval and language == _ENGLISH))

    def missing(self, task: Task, split: Split) -> tuple[MissingCell, ...]:
        """Languages that the task names and that cannot be generated."""
        if split is Split.TRAIN or task.role is TaskRole.INTERMEDIATE:
            return ()
        lacking = sorted(set(task.languages) - set(self.languages(task, split)))
        reason = f"Mini-XTREME is generated in {len(LANGUAGES)} languages, without English queries for retrieval"
        return tuple(MissingCell(task.task, language, split, reason) for language in lacking)

    def read(self, task: Task, split: Split, language: str) -> ExampleSet:
        """The examples of one cell, the same on every call.

        Raises:
            UnknownNameError: the task has no generator, or the language is not one of XTREME's forty.
            MissingDataError: the benchmark has no such cell.
        """
        generate = generator(task.task)
        check_language(language)
        known = self.languages(task, split)
        if language not in known:
            raise MissingDataError(
                f"Mini-XTREME has no {split.value} split of {task.task!r} in {language!r}; "
                f"it has: {', '.join(known) or 'none, the task is never trained'}"
            )
        cell = Cell(task, split, language, self.seed, self.sizes.of(task.role, split))
        return replace(generate(cell), provenance=self._provenance())

    def translated_languages(self, task: Task) -> tuple[str, ...]:
        """Every language but English for intermediate tasks, none for CCG and for target tasks.

        Raises:
            UnknownNameError: the task has no generator.
        """
        generator(task.task)
        if task.role is not TaskRole.INTERMEDIATE or is_english_only(task.task):
            return ()
        return tuple(language for language in LANGUAGES if language != _ENGLISH)

    def read_translated(self, task: Task, language: str) -> ExampleSet:
        """What the English training examples say, with the same ids, in another language.

        Nothing is translated: both are put into words from the same plans.

        Raises:
            UnknownNameError: the task has no generator, or the language is not one of XTREME's forty.
            MissingDataError: the task is not rendered in this language.
        """
        check_language(language)
        known = self.translated_languages(task)
        if language not in known:
            raise MissingDataError(
                f"Mini-XTREME has no training examples of {task.task!r} in {language!r} beside the English ones; "
                f"it has: {', '.join(known) or 'none'}"
            )
        size = self.sizes.of(task.role, Split.TRAIN)
        cell = Cell(task, Split.TRAIN, language, self.seed, size, drawn_as=_ENGLISH)
        return replace(generator(task.task)(cell), provenance=self._provenance())

    def digest(self, tasks: Iterable[Task]) -> str:
        """sha256 (hex) over seed, sizes, tasks, library versions and the generator's code."""
        keys = sorted((task.task, task.role, task.labels) for task in tasks)
        return digest_of("tasks", self.seed, self.sizes, keys)

    def text_languages(self) -> tuple[str, ...]:
        """All forty languages."""
        return LANGUAGES

    def read_text(self, language: str) -> Iterator[str]:
        """Short documents of one language, drawn apart from every other language.

        Raises:
            UnknownNameError: the language is not one of XTREME's forty.
        """
        check_language(language)
        return documents(self.seed, language, self.sizes.text_documents)

    def text_digest(self) -> str:
        """sha256 (hex) over seed, size, library versions and the generator's code."""
        return digest_of("text", self.seed, self.sizes.text_documents)

    def _provenance(self) -> str:
        return f"Mini-XTREME, seed {self.seed}, from {', '.join(versions())}"
