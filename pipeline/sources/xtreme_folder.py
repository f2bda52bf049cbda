"""Examples from a folder in the layout of google-research/xtreme's download script.

<root>/xtreme/        what XTREME's script leaves: xnli/, pawsx/, udpos/, ..., squad/
<root>/xtreme/xtreme_translations/   optional; XTREME's translated training sets, by task
<root>/labels/        gold labels of XTREME's test files, as its evaluate.py reads them
<root>/intermediate/  English intermediate tasks
<root>/xglue/         XGLUE's xglue_full_dataset: NER/, POS/, NC/, ...
<root>/raw/           pretraining text, one sentence a line: <language>.txt
<root>/MANIFEST.csv   optional; columns path, split and note say what a file is, and are quoted in the provenance
"""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from pathlib import Path

from pipeline.domain.errors import MissingDataError, unknown_name
from pipeline.domain.example import ExampleSet, MissingCell
from pipeline.domain.task import FolderFiles, Split, Task
from pipeline.sources import formats
from pipeline.sources.cell import CellFiles, Parsed
from pipeline.sources.folder_layout import Remarks, check_root, languages_at, place, read_manifest
from pipeline.sources.lines import read_lines
from pipeline.sources.source import Part

_ENGLISH = "en"


class XtremeFolder:
    """The source "xtreme_folder": everything below one root folder, read as it lies there."""

    name = "xtreme_folder"

    def __init__(self, root: Path) -> None:
        """Check that `root` looks like such a folder.

        Raises:
            MissingDataError: it is no folder, or holds none of the expected ones.
        """
        check_root(root)
        self.root = root
        self._labelled: dict[tuple[str, Split, str], str | None] = {}
        self._file_digests: dict[tuple[Path, int, int], str] = {}

    def languages(self, task: Task, split: Split) -> tuple[str, ...]:
        """Languages with examples and gold labels, in code order; those beyond `task.languages` as well."""
        found = {language for form in _forms(task) for language in self._languages_of(form, split, task)}
        return tuple(sorted(language for language in found if self._why_missing(task, split, language) is None))

    def missing(self, task: Task, split: Split) -> tuple[MissingCell, ...]:
        """Languages of `task` (English alone for training) that cannot be read, with the path that was looked for.

        Empty where the benchmark has no such split.
        """
        if not any(form.examples(split) for form in _forms(task)):
            return ()
        wanted = _unnamed_languages(task, split)
        reasons = {language: self._why_missing(task, split, language) for language in sorted(wanted)}
        return tuple(MissingCell(task.task, language, split, why) for language, why in reasons.items() if why)

    def read(self, task: Task, split: Split, language: str) -> ExampleSet:
        """Labelled examples of one cell, in file order.

        Raises:
            MissingDataError: examples or gold labels are not there; the message names the path.
            DataFormatError: a file holds something else than its format says.
        """
        form, files = self._find(task, split, language)
        parsed = _reader(form.format)(files)
        return ExampleSet(
            task=task.task,
            language=language,
            split=split,
            examples=parsed.examples,
            labels=parsed.labels,
            candidates=parsed.candidates,
            candidate_ids=parsed.candidate_ids,
            provenance=self._provenance(files, parsed.remark),
        )

    def cell_files(self, task: Task, split: Split, language: str) -> CellFiles:
        """The files that `read` takes for one cell.

        Raises:
            MissingDataError: the examples are not there; the message names the path.
        """
        return self._find(task, split, language)[1]

    def translated_languages(self, task: Task) -> tuple[str, ...]:
        """Languages with a file of XTREME's own translations of the training examples, in code order."""
        pattern = _translations(task)
        return languages_at(self.root, pattern) if pattern else ()

    def read_translated(self, task: Task, language: str) -> ExampleSet:
        """The training examples in machine translation, in file order.

        Raises:
            MissingDataError: there are none; the message names the path, if the task has such files.
            DataFormatError: a file holds something else than its format says.
        """
        pattern = _translations(task)
        if task.translated is None or pattern is None:
            raise MissingDataError(f"task {task.task!r} has no translated training examples in an XTREME folder")
        path = place(self.root, pattern, language)
        if not path.is_file():
            raise MissingDataError(f"no training examples of {task.task!r} translated into {language!r}: no {path}")
        files = CellFiles(task, Split.TRAIN, language, (path,))
        parsed = _reader(task.translated.format)(files)
        provenance = self._provenance(files, parsed.remark)
        return ExampleSet(task.task, language, Split.TRAIN, parsed.examples, parsed.labels, provenance=provenance)

    def digest(self, tasks: Iterable[Task]) -> str:
        """sha256 (hex) over path and content of every file of `tasks`: all splits, languages, gold, translations."""
        paths = {path for task in tasks for path in self._files(task, None)}
        return self._digest_files(paths)

    def part_digest(self, task: Task, part: Part) -> str:
        """sha256 (hex) over path and content of the files of one part of a task."""
        return self._digest_files(self._files(task, part))

    def text_languages(self) -> tuple[str, ...]:
        """Languages with a file below raw/, in code order."""
        return languages_at(self.root, "raw/{language}.txt")

    def read_text(self, language: str) -> Iterator[str]:
        """Sentences of raw/<language>.txt, stripped, blank ones passed over.

        Raises:
            MissingDataError: there is no such file.
            DataFormatError: a line is not UTF-8.
        """
        path = place(self.root, "raw/{language}.txt", language)
        if not path.is_file():
            raise MissingDataError(f"no raw text in {language!r}: {path} is not there")
        return (text.strip() for _, text in read_lines(path) if text.strip())

    def text_digest(self) -> str:
        """sha256 (hex) over path and content of every file of raw text."""
        return self._digest_files(place(self.root, "raw/{language}.txt", code) for code in self.text_languages())

    @cached_property
    def _remarks(self) -> Remarks:
        return read_manifest(self.root)

    def _languages_of(self, form: FolderFiles, split: Split, task: Task) -> set[str]:
        patterns = form.examples(split)
        if not patterns:
            return set()
        if not any("{language}" in pattern for pattern in patterns):
            return set(_unnamed_languages(task, split))
        return set.intersection(*(set(languages_at(self.root, pattern)) for pattern in patterns))

    def _find(self, task: Task, split: Split, language: str) -> tuple[FolderFiles, CellFiles]:
        """The first form of the task whose files are all there."""
        absent: list[Path] = []
        for form in _forms(task):
            examples = tuple(place(self.root, pattern, language) for pattern in form.examples(split))
            lacking = [path for path in examples if not path.is_file()]
            is_named = any("{language}" in pattern for pattern in form.examples(split))
            fits = is_named or language in _unnamed_languages(task, split)
            if examples and fits and not lacking:
                pattern = form.gold(split)
                gold = place(self.root, pattern, language) if pattern else None
                there = gold if gold is not None and gold.is_file() else None
                return form, CellFiles(task, split, language, examples, there, gold)
            absent += lacking
        cell = f"{task.task} {split.value} in {language!r}"
        if not absent:
            raise MissingDataError(f"no {cell}: the task has no such split or language in an XTREME folder")
        raise MissingDataError(f"no {cell}: looked for {', then '.join(str(path) for path in absent)}")

    def _why_missing(self, task: Task, split: Split, language: str) -> str | None:
        """None if the cell can be read with labels; else what was looked for. Remembered within the process."""
        key = (task.task, split, language)
        if key not in self._labelled:
            try:
                _, files = self._find(task, split, language)
                if files.gold_expected is not None and files.gold is None:
                    self.read(task, split, language)  # labels may stand in the examples themselves
                self._labelled[key] = None
            except MissingDataError as error:
                self._labelled[key] = str(error)
        return self._labelled[key]

    def _provenance(self, files: CellFiles, remark: str) -> str:
        paths = [*files.examples, *([files.gold] if files.gold else [])]
        relative = [path.relative_to(self.root).as_posix() for path in paths]
        named = [f"{name} ({self._remarks[name]})" if name in self._remarks else name for name in relative]
        return "; ".join([*named, *([remark] if remark else [])])

    def _files(self, task: Task, part: Part | None) -> Iterator[Path]:
        for language in self.translated_languages(task):
            if part is None or (part.split is Split.TRAIN and language in part.languages):
                yield place(self.root, str(_translations(task)), language)
        for split in Split if part is None else (part.split,):
            for form in _forms(task):
                for language in self._languages_of(form, split, task):
                    if part is not None and language not in part.languages:
                        continue
                    patterns = [*form.examples(split), *([form.gold(split)] if form.gold(split) else [])]
                    paths = (place(self.root, str(pattern), language) for pattern in patterns)
                    yield from (path for path in paths if path.is_file())

    def _digest_files(self, paths: Iterable[Path]) -> str:
        total = hashlib.sha256()
        for path in sorted(set(paths)):
            total.update(f"{path.relative_to(self.root).as_posix()}\0{self._digest_file(path)}\n".encode())
        return total.hexdigest()

    def _digest_file(self, path: Path) -> str:
        status = path.stat()
        key = (path, status.st_size, status.st_mtime_ns)
        if key not in self._file_digests:
            with path.open("rb") as file:
                self._file_digests[key] = hashlib.file_digest(file, "sha256").hexdigest()
        return self._file_digests[key]


def _forms(task: Task) -> Iterator[FolderFiles]:
    form = task.folder
    while form is not None:
        yield form
        form = form.otherwise


def _unnamed_languages(task: Task, split: Split) -> tuple[str, ...]:
    """The languages of files without a language in their names: training examples are English."""
    return (_ENGLISH,) if split is Split.TRAIN else task.languages


def _translations(task: Task) -> str | None:
    """Where the translated training examples of a task lie, a pattern for the language."""
    return task.translated.examples(Split.TRAIN)[0] if task.translated else None


def _reader(name: str) -> Callable[[CellFiles], Parsed]:
    known = [module.name for module in pkgutil.iter_modules(formats.__path__)]
    if name not in known:
        raise unknown_name("file format", name, known)
    read: Callable[[CellFiles], Parsed] = importlib.import_module(f"{formats.__name__}.{name}").read
    return read
