"""What every source of examples offers, whether its files are read or generated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

from pipeline.domain.example import ExampleSet, MissingCell
from pipeline.domain.task import Split, Task


@dataclass(frozen=True, slots=True)
class Part:
    """The examples of one split of a task, in these languages, as they were written or translated."""

    split: Split
    languages: tuple[str, ...]


class TextSource(Protocol):
    """Where raw pretraining text comes from."""

    @property
    def name(self) -> str:
        """Key of the source in run records: "xtreme_folder", "generated"."""

    def text_languages(self) -> tuple[str, ...]:
        """Languages with raw pretraining text, in code order."""

    def read_text(self, language: str) -> Iterator[str]:
        """Raw pretraining text, one sentence at a time.

        Raises:
            MissingDataError: there is no text in this language.
            DataFormatError: the text is not UTF-8.
        """

    def text_digest(self) -> str:
        """sha256 (hex) over all raw pretraining text."""


class Source(TextSource, Protocol):
    """Where labelled examples come from, and raw text beside them."""

    def languages(self, task: Task, split: Split) -> tuple[str, ...]:
        """Languages that can be read with labels, in code order."""

    def missing(self, task: Task, split: Split) -> tuple[MissingCell, ...]:
        """Cells that the benchmark defines and this source lacks, each with what was looked for."""

    def read(self, task: Task, split: Split, language: str) -> ExampleSet:
        """Labelled examples of one cell, in file order.

        Raises:
            MissingDataError: the examples or their labels are not there.
            DataFormatError: a file holds something else than its format says.
        """

    def translated_languages(self, task: Task) -> tuple[str, ...]:
        """Languages other than English that the training examples of `task` can be had in, in code order."""

    def read_translated(self, task: Task, language: str) -> ExampleSet:
        """The training examples of `task` rendered in another language; those that share an id say the same.

        Raises:
            MissingDataError: there are none in this language.
            DataFormatError: a file holds something else than its format says.
        """

    def digest(self, tasks: Iterable[Task]) -> str:
        """sha256 (hex) over everything that `read` and `read_translated` could read for `tasks`."""


@runtime_checkable
class InFolder(Protocol):
    """A source whose files lie below one folder of this machine."""

    @property
    def root(self) -> Path:
        """That folder."""


@runtime_checkable
class PartedSource(Protocol):
    """A source that can tell the examples of a part of a task from the rest of it."""

    def part_digest(self, task: Task, part: Part) -> str:
        """sha256 (hex) over everything that is read for one part of `task`, and nothing else."""


def part_digest(source: Source, task: Task, part: Part) -> str:
    """The digest of a part of a task; of the whole task where the source knows no parts."""
    return source.part_digest(task, part) if isinstance(source, PartedSource) else source.digest([task])
