"""The source "hub": examples from the Hugging Face hub at pinned commits, or from a local folder in its layout.

A local folder holds a data set as <owner>/<name>/, with its card README.md (YAML `configs` naming the data files) and
those files. The hub is read at the commits of data/reference/hub_revisions.csv; they enter the digest of the source.
Which data set, configuration and columns a task is read from stands in its own file (`HubFiles`).
"""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pipeline.domain.errors import MissingDataError, unknown_name
from pipeline.domain.example import ExampleSet, MissingCell
from pipeline.domain.task import HubFiles, HubRows, Split, Task
from pipeline.sources import hub_rows
from pipeline.sources.cell import Parsed
from pipeline.sources.hub.repository import HubFiles as FilesOnHub
from pipeline.sources.hub.repository import LocalFiles, Repository
from pipeline.sources.hub.revisions import load_revisions, revision_of
from pipeline.sources.hub_rows.cell import Row, RowsOfCell
from pipeline.sources.source import Part

_ENGLISH = "en"
_NOT_READERS = ("cell",)


class HubSource:
    """Everything that tasks are read from on the hub."""

    name = "hub"

    def __init__(self, folder: Path | None = None, revisions: Mapping[str, str] | None = None) -> None:
        """Read from `folder` instead of the hub, if given.

        Args:
            revisions: commit by data set; None: the pinned ones. Not used with a folder.

        Raises:
            MissingDataError: `folder` is none.
        """
        if folder is not None and not folder.is_dir():
            raise MissingDataError(f"{folder} is no folder; expected data sets of the hub as <owner>/<name>/")
        self.folder = folder
        self._revisions = dict(load_revisions() if revisions is None and folder is None else revisions or {})
        self._repositories: dict[str, Repository] = {}

    def languages(self, task: Task, split: Split) -> tuple[str, ...]:
        """Languages whose configuration and split the data set names, in code order; training is English."""
        return tuple(language for language in _wanted(task, split) if self._why_missing(task, split, language) is None)

    def missing(self, task: Task, split: Split) -> tuple[MissingCell, ...]:
        """Languages of `task` (English alone for training) that cannot be read, with the reason."""
        if task.hub is not None and not task.hub.rows(split):
            return ()
        reasons = {language: self._why_missing(task, split, language) for language in _wanted(task, split)}
        return tuple(MissingCell(task.task, language, split, why) for language, why in reasons.items() if why)

    def read(self, task: Task, split: Split, language: str) -> ExampleSet:
        """Labelled examples of one cell, in the order of the data set.

        Raises:
            MissingDataError: the hub has no such data, or they cannot be had; the message says which.
            DataFormatError: rows are not what the task's file says of them.
        """
        files, parts = self._parts(task, split, language)
        rows = [row for part in parts for row in self._rows(files, part, language, is_alone=len(parts) == 1)]
        parsed = _reader(files.format)(RowsOfCell(task, split, language, files, rows))
        read = [f"{self._open(part.dataset).files.place} {part.config} {part.split}" for part in parts]
        return ExampleSet(
            task=task.task,
            language=language,
            split=split,
            examples=parsed.examples,
            labels=parsed.labels,
            candidates=parsed.candidates,
            candidate_ids=parsed.candidate_ids,
            provenance="; ".join(part for part in (*read, files.note, parsed.remark) if part),
        )

    def translated_languages(self, task: Task) -> tuple[str, ...]:  # noqa: ARG002
        """None: the hub has no translations of training sets that belong to XTREME."""
        return ()

    def read_translated(self, task: Task, language: str) -> ExampleSet:
        """Nothing.

        Raises:
            MissingDataError: always.
        """
        raise MissingDataError(f"task {task.task!r} has no training examples in {language!r} on the hub; use a folder")

    def digest(self, tasks: Iterable[Task]) -> str:
        """sha256 (hex) over data sets, commits (local: contents), columns and labels of all that `tasks` can read."""
        total = hashlib.sha256()
        for task in sorted(tasks, key=lambda task: task.task):
            total.update(f"{task.task}\0{asdict(task.hub) if task.hub else None}\n".encode())
            for split in Split:
                self._add(total, task, split, self.languages(task, split))
        return total.hexdigest()

    def part_digest(self, task: Task, part: Part) -> str:
        """sha256 (hex) over the same of one part of a task."""
        total = hashlib.sha256(f"{task.task}\0{asdict(task.hub) if task.hub else None}\n".encode())
        self._add(total, task, part.split, [one for one in self.languages(task, part.split) if one in part.languages])
        return total.hexdigest()

    def _add(self, total: hashlib._Hash, task: Task, split: Split, languages: Iterable[str]) -> None:
        for language in languages:
            for rows in self._parts(task, split, language)[1]:
                digest = self._open(rows.dataset).digest(rows.config, rows.split)
                total.update(f"{rows.dataset}\0{rows.config}\0{rows.split}\0{digest}\n".encode())

    def text_languages(self) -> tuple[str, ...]:
        """None: raw text is read from folders, or generated."""
        return ()

    def read_text(self, language: str) -> Iterator[str]:
        """Nothing.

        Raises:
            MissingDataError: always.
        """
        raise MissingDataError(
            f"no raw text in {language!r} on the hub; pretrain from a folder with raw/{language}.txt"
        )

    def text_digest(self) -> str:
        """sha256 (hex) of no text."""
        return hashlib.sha256(b"").hexdigest()

    def _open(self, dataset: str) -> Repository:
        if dataset not in self._repositories:
            if self.folder is not None:
                opened = Repository(LocalFiles(self.folder / dataset), keeps_copies=False)
            else:
                opened = Repository(FilesOnHub(dataset, revision_of(dataset, self._revisions)), keeps_copies=True)
            self._repositories[dataset] = opened
        return self._repositories[dataset]

    def _parts(self, task: Task, split: Split, language: str) -> tuple[HubFiles, tuple[HubRows, ...]]:
        """What one cell is read from; all of it is there.

        Raises:
            MissingDataError: there is no such thing, here or on the hub.
        """
        cell = f"{task.task} {split.value} in {language!r}"
        if task.hub is None:
            raise MissingDataError(f"no {cell} on the hub: {task.hub_lack or 'no data set of it is known'}")
        known = dict(task.hub.codes)
        if language not in _wanted(task, split) or (known and language not in known) or not task.hub.rows(split):
            raise MissingDataError(f"no {cell}: the task has no such split or language on the hub")
        name = known.get(language, language)
        parts = tuple(
            HubRows(part.dataset, part.config.replace("{language}", name), part.split.replace("{language}", name))
            for part in task.hub.rows(split)
        )
        for part in parts:
            self._open(part.dataset).names(part.config, part.split)
        return task.hub, parts

    def _rows(self, files: HubFiles, part: HubRows, language: str, *, is_alone: bool) -> Iterator[Row]:
        repository = self._open(part.dataset)
        place = f"{repository.files.place} {part.config} {part.split}"
        columns = {column for column in (*files.columns, files.language_column or "") if column}
        wanted = dict(files.codes).get(language, language)
        number = 0
        for found in repository.rows(part.config, part.split, sorted(columns)):
            if files.language_column and str(found[files.language_column]).split("-")[0] != wanted:
                continue
            values: Mapping[str, Any] = {column: found[column] for column in columns}
            yield Row(place, number, str(number) if is_alone else f"{part.dataset}:{part.split}:{number}", values)
            number += 1

    def _why_missing(self, task: Task, split: Split, language: str) -> str | None:
        try:
            self._parts(task, split, language)
        except MissingDataError as error:
            return str(error)
        return None


def _wanted(task: Task, split: Split) -> tuple[str, ...]:
    return (_ENGLISH,) if split is Split.TRAIN else tuple(sorted(task.languages))


def _reader(name: str) -> Callable[[RowsOfCell], Parsed]:
    known = [module.name for module in pkgutil.iter_modules(hub_rows.__path__) if module.name not in _NOT_READERS]
    if name not in known:
        raise unknown_name("kind of hub rows", name, known)
    read: Callable[[RowsOfCell], Parsed] = importlib.import_module(f"{hub_rows.__name__}.{name}").read
    return read
