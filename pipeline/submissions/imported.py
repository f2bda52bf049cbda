"""A scored submission as an import: scores and outcomes of one system, beside other folders of the same name."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from pipeline.domain.errors import ProfileError
from pipeline.domain.regime import MULTI_TASK_KEY, RegimeKind
from pipeline.domain.task import Split, Task, TaskType
from pipeline.importers.checks import CellKey, check_scores
from pipeline.importers.importer import RawFile, RawRow, with_columns
from pipeline.importers.outcomes import OutcomeFile
from pipeline.importers.scores import IMPORT_NAME, ScoreImport
from pipeline.store.home import Home
from pipeline.store.records import read_run, run_folders
from pipeline.submissions.files import suffix
from pipeline.submissions.folder import FolderScores

SETTABLE = ("encoder", "regime", "intermediate", "seed")
_IMPLS = {
    TaskType.SEQUENCE_CLASSIFICATION: "accuracy, as XTREME evaluate.py",
    TaskType.MULTIPLE_CHOICE: "accuracy, as XTREME-R evaluate.py",
    TaskType.TOKEN_CLASSIFICATION: "as XTREME evaluate.py with seqeval 0.0.12",
    TaskType.SPAN_EXTRACTION: "as XTREME evaluate_squad.py or, for MLQA, evaluate_mlqa.py",
    TaskType.SENTENCE_RETRIEVAL: "as XTREME evaluate.py",
}


def as_import(
    folder: Path,
    scored: FolderScores,
    tasks: Mapping[str, Task],
    languages: Collection[str],
    *,
    name: str,
    benchmark: str,
    given: Mapping[str, str],
) -> ScoreImport:
    """The scores of a folder, checked as every import is, with their outcomes.

    Args:
        given: columns of SETTABLE: which system the predictions are of.

    Raises:
        ProfileError: a name that cannot be one, no encoder, or another column.
        DataFormatError: a column whose value cannot be.
    """
    if not IMPORT_NAME.fullmatch(name):
        raise ProfileError(f"{name!r} cannot name an import; say --import with small letters, digits, and ._-")
    strange = set(given) - set(SETTABLE)
    if strange or not given.get("encoder"):
        wrong = f"--set {sorted(strange)[0]}" if strange else "no encoder"
        raise ProfileError(
            f"{wrong}: say whose predictions these are, as --set encoder=NAME, and --set intermediate=TASK (or A+B) "
            "and --set seed=NUMBER where they are not of a baseline with seed 0"
        )
    columns = {"regime": _regime(given.get("intermediate", "")), **given}
    files = [folder / f"{task}/test-{language}.{suffix(tasks[task])}" for task, language in scored.gold]
    raw = RawFile(folder, _digest(files), tuple(_rows(folder, scored, tasks)), scored.notes)
    scores = check_scores(with_columns(raw, columns), tasks, languages, allowed=("fractions", "more-examples"))
    keys = {(row.key.target, row.key.language): row.key for row in scores.rows}
    kept: dict[CellKey, object] = {keys[cell]: rows for cell, rows in scored.predictions.items() if rows}
    return ScoreImport(name, benchmark, scores, OutcomeFile(raw.sha256, kept), is_part=True)


def check_gold(home: Home, ready: ScoreImport) -> None:
    """Refuse a system scored against other gold than those that it would be compared with.

    Raises:
        ProfileError: runs of this import have another gold for one of its tasks.
    """
    mine = {row.key.target: row.stated["source_digest"] for row in ready.scores.rows}
    for folder in run_folders(home.runs):
        run = read_run(folder)
        imported = run.config.get("imported")
        if run.profile != ready.profile or run.source_digest != ready.source_digest or not isinstance(imported, dict):
            continue
        theirs = imported.get("stated", {}).get("source_digest")
        if mine.get(str(run.target_task), theirs) != theirs:
            raise ProfileError(
                f"import {ready.name!r} holds {run.target_task} of {run.encoder}, {run.regime}, scored against other "
                "gold files or languages than this folder; give both the same, or this one another --import name"
            )


def _regime(intermediate: str) -> str:
    names = [name for name in intermediate.split("+") if name.strip()]
    return RegimeKind.NONE.value if not names else names[0].strip() if len(names) == 1 else MULTI_TASK_KEY


def _rows(folder: Path, scored: FolderScores, tasks: Mapping[str, Task]) -> Iterable[RawRow]:
    for task, by_metric in scored.scores.items():
        gold = _digest([path for (name, _), path in scored.gold.items() if name == task])
        for metric in tasks[task].metrics:
            for language, value in by_metric[metric].items():
                cells = {
                    "target": task,
                    "language": language,
                    "metric": metric,
                    "split": Split.TEST.value,
                    "value": f"{value:.12f}".rstrip("0").rstrip("."),
                    "n_examples": str(scored.n_examples[task][language]),
                    "metric_impl": f"{metric}, {_IMPLS[tasks[task].task_type]}, computed here from the predictions",
                    "source_digest": gold,
                }
                yield RawRow(folder, None, cells, f"{task} {language} {metric}")


def _digest(paths: Iterable[Path]) -> str:
    """sha256 over names and contents."""
    total = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            total.update(f"{path.name}\0{hashlib.file_digest(file, 'sha256').hexdigest()}\n".encode())
    return total.hexdigest()
