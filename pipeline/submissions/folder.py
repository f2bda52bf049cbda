"""Scores of a submission folder of XTREME or XTREME-R.

<folder>/<task>/test-<language>.tsv    one label a line; for tagging one tag a line, blank line between sentences;
                                       for Tatoeba the number of a sentence; for BUCC two ids a line, tab between
<folder>/<task>/test-<language>.json   question answering: {question id: answer}; Mewsli-X and LAReQA: {query id: [ids]}
<folder>/<task>/test-<language>.jsonl  XCOPA: {"label": 0}

The gold folder has the same layout, or is a data folder with such a one as `labels`; its question-answering files are
in SQuAD format, and may be the data set's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.domain.errors import MissingDataError, unknown_name
from pipeline.domain.prediction import Prediction
from pipeline.domain.task import Split, Task, TaskType
from pipeline.metrics.xtreme_average import XtremeAverage, xtreme_average
from pipeline.submissions.benchmark import Average
from pipeline.submissions.files import score_file, suffix

Cell = tuple[str, str]  # task, language


@dataclass(frozen=True, slots=True)
class FolderScores:
    """Everything scored in one submission folder, in percent."""

    scores: Mapping[str, Mapping[str, Mapping[str, float]]]  # task -> metric -> language
    averages: XtremeAverage  # over the tasks that have all their languages
    n_examples: Mapping[str, Mapping[str, int]]  # task -> language
    n_unanswered: Mapping[str, Mapping[str, int]]  # task -> language -> questions without an answer; they score 0
    gold: Mapping[Cell, Path]
    missing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # task -> languages that have no file
    notes: tuple[str, ...] = ()
    predictions: Mapping[Cell, tuple[Prediction, ...]] = field(default_factory=dict)  # where they were asked for


def score_folder(
    predictions: Path,
    gold: Path,
    tasks: Sequence[Task],
    *,
    average: Average = xtreme_average,
    is_partial: bool = False,
    are_kept: bool = False,
) -> FolderScores:
    """Scores of every task that the submission has a folder for, and the benchmark's averages.

    Args:
        tasks: those to look for, with the languages that each must have.
        is_partial: score the languages that are there; a task that lacks some enters no average.
        are_kept: also give one prediction an example, for intervals.

    Raises:
        MissingDataError: no task has a folder, or a language lacks its file or its gold file.
        DataFormatError: a file is not in the format of its task, holds what is none of its labels, or is longer or
            shorter than its gold file.
    """
    present = _present(predictions, gold, tasks)
    scores: dict[str, dict[str, dict[str, float]]] = {}
    n_examples: dict[str, dict[str, int]] = {}
    n_unanswered: dict[str, dict[str, int]] = {}
    places: dict[Cell, Path] = {}
    missing: dict[str, tuple[str, ...]] = {}
    kept: dict[Cell, tuple[Prediction, ...]] = {}
    notes = _unread(predictions, tasks)
    for task in present:
        files = {language: _files(task, language, predictions, gold) for language in task.languages}
        absent = tuple(language for language, file in files.items() if isinstance(file, str))
        if absent and (not is_partial or len(absent) == len(files)):
            raise MissingDataError(f"{files[absent[0]]}; say --partial to score the languages that are there")
        if absent:
            missing[task.task] = absent
        for language, file in files.items():
            if isinstance(file, str):
                continue
            found = score_file(task, language, *file, is_kept=are_kept)
            for metric, value in found.by_metric.items():
                scores.setdefault(task.task, {}).setdefault(metric, {})[language] = value
            n_examples.setdefault(task.task, {})[language] = found.n_examples
            if found.n_unanswered:
                n_unanswered.setdefault(task.task, {})[language] = found.n_unanswered
            places[task.task, language] = file[1]
            notes += found.notes
            if are_kept:
                kept[task.task, language] = found.predictions
    whole = {task: by_metric for task, by_metric in scores.items() if task not in missing}
    return FolderScores(scores, average(whole), n_examples, n_unanswered, places, missing, tuple(notes), kept)


def _present(predictions: Path, gold: Path, tasks: Sequence[Task]) -> list[Task]:
    for path in (predictions, gold):
        if not path.is_dir():
            raise MissingDataError(f"{path} is no folder; expected <folder>/<task>/test-<language>.tsv or .json")
    present = [task for task in tasks if (predictions / task.task).is_dir()]
    if present:
        return present
    names = [entry.name for entry in predictions.iterdir() if entry.is_dir()]
    known = [task.task for task in tasks]
    hint = f"{unknown_name('task', sorted(names)[0], known)}" if names else "it holds no folder"
    raise MissingDataError(
        f"{predictions} has a folder for none of {', '.join(known)} ({hint}); "
        "expected <folder>/<task>/test-<language>.tsv or .json"
    )


def _unread(predictions: Path, tasks: Sequence[Task]) -> list[str]:
    """Folders and files of the submission that are of no task or language, one sentence each."""
    by_name = {task.task: task for task in tasks}
    notes = []
    for folder in sorted(entry for entry in predictions.iterdir() if entry.is_dir()):
        task = by_name.get(folder.name)
        if task is None:
            notes.append(f"{folder} is not scored: {unknown_name('task', folder.name, by_name)}")
            continue
        wanted = {f"test-{language}.{suffix(task)}" for language in task.languages}
        strange = sorted(entry.name for entry in folder.iterdir() if entry.name not in wanted)
        if strange:
            more = f" and {len(strange) - 3} more" if len(strange) > 3 else ""
            notes.append(
                f"{folder}: {', '.join(strange[:3])}{more} not scored; no file of the benchmark has such a name"
            )
    return notes


def _files(task: Task, language: str, predictions: Path, gold: Path) -> tuple[Path, Path] | str:
    """The predictions and the gold of one language, or what is not there."""
    name = f"{task.task}/test-{language}.{suffix(task)}"
    found = predictions / name
    if not found.is_file():
        return f"{found} is not there; task {task.task!r} needs a file for each of {', '.join(task.languages)}"
    places = list(_gold_places(task, language, gold, name))
    for place in places:
        if place.is_file():
            return found, place
    return f"no gold for {found}: looked for {', then '.join(map(str, places))}"


def _gold_places(task: Task, language: str, gold: Path, name: str) -> list[Path]:
    places = [gold / name, gold / "labels" / name]
    form = task.folder if task.task_type is TaskType.SPAN_EXTRACTION else None
    patterns = form.examples(Split.TEST) if form is not None else ()
    return places + [gold / pattern.replace("{language}", language) for pattern in patterns]
