"""Whether every file of an XTREME folder is read whole: rows read of each file beside the rows its manifest counts.

    python -m benchmarks.row_counts FOLDER [MANIFEST]

MANIFEST (default FOLDER/MANIFEST.csv) needs the columns path and rows. Prints each difference, then what no task reads
with the reason, then the sums; ends with 1 where a file's rows differ, or where a task reads a file that is not listed.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.domain.errors import CrosscheckError
from pipeline.domain.example import ExampleSet, RetrievalQuery
from pipeline.domain.task import Split, Task, TaskType
from pipeline.sources.xtreme_folder import XtremeFolder
from pipeline.tasks.discovery import load_tasks

TEXT = "raw text"


@dataclass(frozen=True, slots=True)
class Reading:
    """How many rows a task made of some files that are read as one."""

    reader: str  # "xquad test de"
    paths: tuple[str, ...]  # below the folder
    n_rows: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was read beside what the manifest says."""

    readings: tuple[Reading, ...]
    equal: frozenset[str]  # paths
    different: tuple[str, ...]  # in words
    unread: dict[str, str]  # path -> why


def compare(folder: Path, manifest: Path) -> Comparison:
    """Every file of the manifest, read by every task that can.

    Raises:
        CrosscheckError: the folder is none, or a file is malformed.
    """
    with manifest.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    wanted = {row["path"]: int(row["rows"]) for row in rows if row["rows"]}
    source = XtremeFolder(folder)
    readings = tuple(_readings(source))
    equal: set[str] = set()
    different: list[str] = []
    for reading in readings:
        unlisted = [path for path in reading.paths if path not in wanted]
        expected = sum(wanted.get(path, 0) for path in reading.paths)
        if unlisted or reading.n_rows != expected:
            why = f"not in the manifest: {', '.join(unlisted)}" if unlisted else f"the manifest counts {expected}"
            different.append(f"{reading.reader}: {reading.n_rows} rows of {', '.join(reading.paths)}; {why}")
        else:
            equal.update(reading.paths)
    read = {path for reading in readings for path in reading.paths}
    unread = {path: _why(source, path) for path in wanted if path not in read}
    unread |= {row["path"]: "the manifest counts no rows of it" for row in rows if not row["rows"]}
    return Comparison(readings, frozenset(equal), tuple(different), unread)


def _readings(source: XtremeFolder) -> Iterator[Reading]:
    for task in load_tasks().values():
        for split in Split:
            for language in source.languages(task, split):
                name = f"{task.task} {split.value} {language}"
                files = source.cell_files(task, split, language)
                paths = [*files.examples, *([files.gold] if files.gold else [])]
                relative = [path.relative_to(source.root).as_posix() for path in paths]
                for numbers, n_rows in _counts(task, source.read(task, split, language), len(files.examples)):
                    if numbers[-1] < len(relative):
                        yield Reading(name, tuple(relative[number] for number in numbers), n_rows)
        for language in source.translated_languages(task):
            raise SystemExit(f"{task.task} in {language}: translated files are not counted here yet; add them")
    for language in source.text_languages():
        yield Reading(f"{TEXT} {language}", (f"raw/{language}.txt",), sum(1 for _ in source.read_text(language)))


def _counts(task: Task, cell: ExampleSet, n_files: int) -> list[tuple[tuple[int, ...], int]]:
    """(numbers of files, rows read of them): example files first, the gold file last."""
    n_examples, n_candidates = len(cell.examples), len(cell.candidates)
    if task.task == "bucc2018":
        n_pairs = sum(isinstance(one, RetrievalQuery) and one.target is not None for one in cell.examples)
        return [((0,), n_examples), ((1,), n_candidates), ((2,), n_pairs)]
    if task.task_type is TaskType.SENTENCE_RETRIEVAL:
        return [((0,), n_candidates), ((1,), n_examples), ((2,), n_examples)]
    return [(tuple(range(n_files)), n_examples), ((n_files,), n_examples)]


def _why(source: XtremeFolder, path: str) -> str:
    """Why no task reads a file: what is said of the cell that it belongs to, else that no task looks for it."""
    for task in load_tasks().values():
        for split in Split:
            form = task.folder
            while form is not None:
                for language in {*task.languages, "en", Path(path).stem.split("-")[-1], Path(path).suffix[1:]}:
                    patterns = (*form.examples(split), *filter(None, (form.gold(split),)))
                    if path in {pattern.replace("{language}", language) for pattern in patterns}:
                        return _said(source, task, split, language, path)
                form = form.otherwise
    return "no task looks for it"


def _said(source: XtremeFolder, task: Task, split: Split, language: str, path: str) -> str:
    try:
        files = source.cell_files(task, split, language)
        source.read(task, split, language)
    except CrosscheckError as error:
        return f"{task.task} {split.value} {language}: {str(error).replace(f'{source.root}/', '')}"
    others = ", ".join(other.relative_to(source.root).as_posix() for other in files.examples)
    return f"{task.task} {split.value} {language} takes {others} before {path}"


def _print_unread(unread: dict[str, str]) -> None:
    """One line for all files of one folder and one kind of reason."""
    kinds: Counter[tuple[str, str]] = Counter()
    first: dict[tuple[str, str], str] = {}
    for path, why in unread.items():
        key = (str(Path(path).parent), " ".join(why.split(" ")[:2]))
        kinds[key] += 1
        first.setdefault(key, f"{path}: {why}")
    for key, count in kinds.items():
        more = f" (and {count - 1} like it)" if count > 1 else ""
        sys.stdout.write(f"not read: {first[key]}{more}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the comparison; 1 where something differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("manifest", type=Path, nargs="?")
    given = parser.parse_args(arguments)
    found = compare(given.folder, given.manifest or given.folder / "MANIFEST.csv")
    for line in found.different:
        sys.stdout.write(f"differs: {line}\n")
    _print_unread(found.unread)
    cells = {reading.reader for reading in found.readings}
    texts = sum(cell.startswith(TEXT) for cell in cells)
    sys.stdout.write(
        f"{len(cells) - texts} cells of {len({cell.split()[0] for cell in cells if not cell.startswith(TEXT)})} tasks "
        f"and the text of {texts} languages were read from {len(found.equal)} files whose rows equal the manifest's; "
        f"{len(found.different)} readings differ; {len(found.unread)} files of the manifest are read by no task\n"
    )
    return 1 if found.different else 0


if __name__ == "__main__":
    sys.exit(main())
