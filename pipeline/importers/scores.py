"""Somebody's own scores as run records of this home, marked as imported, so that `build` judges them beside ours."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pandas as pd

from pipeline.domain.benchmark import Benchmarks
from pipeline.domain.errors import DataFormatError, ProfileError
from pipeline.domain.evidence import EvidenceKind
from pipeline.domain.names import Names
from pipeline.domain.regime import RegimeKind
from pipeline.domain.run import Phase, Run, RunStatus
from pipeline.domain.score import Score
from pipeline.domain.task import Task
from pipeline.importers.checks import CellKey, ScoreFile, ScoreRow, check_scores
from pipeline.importers.described import CLAIMED, NOTHING, Described, check_described, part
from pipeline.importers.discovery import load_importers
from pipeline.importers.frame import read_frame
from pipeline.importers.importer import RawFile, pick_importer, with_columns
from pipeline.importers.names import read_names, select_ours
from pipeline.importers.outcomes import OutcomeFile, by_example, check_outcomes, read_outcomes
from pipeline.store.benchmark_scores import (
    BenchmarkImport,
    BenchmarkScore,
    read_benchmark_import,
    write_benchmark_import,
)
from pipeline.store.home import Home
from pipeline.store.languages import load_languages
from pipeline.store.records import read_run, run_folders, write_cell, write_run

PROFILE_PREFIX = "import:"
RUN_PREFIX = "import-"
UNSTATED = "import"  # source of runs whose benchmark nobody stated
NOT_KNOWN = "not known"
IMPORT_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")


@dataclass(frozen=True, slots=True)
class ScoreImport:
    """A sound scores file, ready to be written."""

    name: str
    benchmark: str
    scores: ScoreFile
    outcomes: OutcomeFile | None
    is_part: bool = False  # of an import that several folders make up together, one system each
    described: Described = NOTHING  # of the same file: scores on benchmarks that are not trained here

    @property
    def profile(self) -> str:
        """Profile of its runs."""
        return PROFILE_PREFIX + self.name

    @property
    def digest(self) -> str:
        """sha256 over both files and the benchmark; two imports with the same one hold the same."""
        parts = [self.scores.sha256, self.outcomes.sha256 if self.outcomes else "", self.benchmark]
        return hashlib.sha256("|".join(parts).encode()).hexdigest()

    @property
    def source_digest(self) -> str:
        """What its runs share, and are judged together by: the digest, or of parts the import that they belong to."""
        return (
            hashlib.sha256(f"parts|{self.name}|{self.benchmark}".encode()).hexdigest() if self.is_part else self.digest
        )

    def notes(self) -> list[str]:
        """What keeps scores from being judged in full, in plain sentences."""
        cells = {row.key for row in self.scores.rows}
        without = [
            key
            for key in cells
            if key.regime != RegimeKind.NONE and replace(key, regime=RegimeKind.NONE.value) not in cells
        ]
        found = [*self.scores.notes, *self.described.notes]
        every: list[ScoreRow | BenchmarkScore] = [*self.scores.rows, *self.described.scores]
        n_means = sum(row.n_seeds > 1 for row in every)
        if n_means:
            found.append(
                f"{n_means} scores are means over several seeds; how much seeds differ is not known from them, so each "
                "mean counts as one training"
            )
        if without:
            found.append(f"{len(without)} cells have no baseline (regime 'none') in the file and give no gain")
        if self.benchmark.startswith(CLAIMED):
            found.append(
                "these scores are what somebody says, no runs: every verdict on them is a SCOPE_MISMATCH at best"
            )
        n_unknown = sum(row.n_examples == 0 for row in every)
        if n_unknown:
            found.append(
                f"{n_unknown} scores do not state of how many examples, so that no interval can be had; say --set "
                "n_examples=N where you know"
            )
        n_partial = sum(0 < row.n_examples < row.n_available for row in every)
        if n_partial:
            found.append(f"{n_partial} scores are of part of their data set, and never confirm a claim")
        if self.benchmark == UNSTATED and self.scores.rows:
            found.append("no --benchmark is stated, so every verdict on these scores is a SCOPE_MISMATCH at best")
        if self.outcomes is None and self.scores.rows:
            found.append("no --outcomes are given, so intervals take the two arms of a gain as independent")
        return found


def read_import(
    path: Path,
    tasks: Mapping[str, Task],
    languages: Collection[str],
    *,
    name: str | None = None,
    benchmark: str | None = None,
    outcomes: Sequence[Path] = (),
    allowed: Collection[str] = (),
    format_name: str | None = None,
    given: Mapping[str, str] | None = None,
    benchmarks: Benchmarks = Benchmarks(),  # noqa: B008  # frozen
) -> ScoreImport:
    """Everything checked, nothing written.

    Args:
        allowed: names of doubts that the person takes back.
        format_name: of an importer; by default the one that recognises the file.
        given: values of columns that the file leaves open.
        name: by default the file's own, without its ending.
        benchmark: what the scores were taken on ("XTREME"); unless it is stated, they count as another scope.
        benchmarks: described ones, whose tasks' scores are taken too.

    Raises:
        ProfileError: a name that cannot be one; a file whose format is not recognised.
        MissingDataError, DataFormatError: the first fault of a file.
    """
    chosen = name if name is not None else path.stem.lower()
    if not IMPORT_NAME.fullmatch(chosen):
        raise ProfileError(f"{chosen!r} cannot name an import; say --name with small letters, digits, and ._-")
    importer = pick_importer(path, load_importers(), format_name)
    names = Names(tasks, [language for language in load_languages() if language.language in set(languages)])
    ours, described = part(importer.read(path), benchmarks, names, holds_others=importer.holds_others)
    raw = read_names(ours, names)
    if importer.holds_others:
        raw = select_ours(raw, names, may_be_none=bool(described.rows))
    found = check_described(with_columns(described, given or {}), benchmarks, names, allowed=allowed, stated=benchmark)
    return _checked(
        raw, names, chosen, benchmark, outcomes=outcomes, allowed=allowed, given=given or {}, described=found
    )


def read_frame_import(
    frame: pd.DataFrame,
    tasks: Mapping[str, Task],
    *,
    name: str,
    benchmark: str | None = None,
    allowed: Collection[str] = (),
    given: Mapping[str, str] | None = None,
    benchmarks: Benchmarks = Benchmarks(),  # noqa: B008  # frozen
) -> ScoreImport:
    """Scores of a DataFrame with the columns of the CSV, checked, nothing written; `write_import` puts them in.

    Raises:
        ProfileError: a name that cannot be one.
        DataFormatError: the first fault of the frame.
    """
    if not IMPORT_NAME.fullmatch(name):
        raise ProfileError(f"{name!r} cannot name an import; give small letters, digits, and ._-")
    names = Names(tasks, load_languages())
    ours, described = part(read_frame(frame), benchmarks, names, holds_others=False)
    found = check_described(with_columns(described, given or {}), benchmarks, names, allowed=allowed, stated=benchmark)
    raw = read_names(ours, names)
    return _checked(raw, names, name, benchmark, allowed=allowed, given=given or {}, described=found)


def _checked(
    raw: RawFile,
    names: Names,
    name: str,
    benchmark: str | None,
    *,
    outcomes: Sequence[Path] = (),
    allowed: Collection[str] = (),
    given: Mapping[str, str],
    described: Described,
) -> ScoreImport:
    if described.scores and not raw.rows:
        if outcomes:
            expected = "no --outcomes: they are taken of registered tasks alone, and this file has described ones"
            raise DataFormatError(outcomes[0], None, "outcomes per example", expected)
        nothing = ScoreFile(raw.path, raw.sha256, (), raw.notes)
        return ScoreImport(name, benchmark or UNSTATED, nothing, None, described=described)
    languages = [language.language for language in names.languages]
    scores = check_scores(with_columns(raw, given), names.tasks, languages, allowed=allowed)
    found = read_outcomes(outcomes, scores, names.tasks, languages) if outcomes else None
    if found is None and raw.outcomes:
        found = check_outcomes(scores, raw.outcomes, names.tasks)
    stated = benchmark or UNSTATED
    if any(row.stated.get("evidence") == EvidenceKind.REPORTED.value for row in scores.rows):
        stated = CLAIMED + stated
    return ScoreImport(name, stated, scores, found, described=described)


def write_import(home: Home, ready: ScoreImport, *, now: datetime, is_replaced: bool = False) -> list[str]:
    """Put the runs into the home and return their ids; an import that is there already is left as it is.

    The caller holds the home's lock. A run is there once its manifest is, which is written last.

    Raises:
        ProfileError: the home holds another import of this name, and it is not to be replaced.
    """
    others = [folder for folder in run_folders(home.runs) if _is_other(folder, ready)]
    kept, described = _described_of(home, ready)
    if (others or kept not in (None, described)) and not is_replaced:
        n_kept = f"{len(others)} runs" if others else f"{len(kept.scores) if kept else 0} scores"
        raise ProfileError(
            f"{home.runs if others else home.benchmark_scores} already holds {n_kept} of another import "
            f"{ready.name!r}; give another --name, or say --replace to remove them"
        )
    for folder in others:
        shutil.rmtree(folder)
    if described.scores and kept != described:
        write_benchmark_import(home, described)
    elif kept is not None and not described.scores:
        (home.benchmark_scores / f"{ready.name}.json").unlink()
    groups: dict[tuple[str, str, str, int], list[ScoreRow]] = {}
    for row in ready.scores.rows:
        groups.setdefault((row.key.encoder, row.key.regime, row.key.target, row.key.seed), []).append(row)
    return [_write_run(home, ready, rows, now) for rows in groups.values()]


def _described_of(home: Home, ready: ScoreImport) -> tuple[BenchmarkImport | None, BenchmarkImport]:
    """What the home holds of described benchmarks under this name, and what the import brings."""
    path = home.benchmark_scores / f"{ready.name}.json"
    file = ready.scores.path.name
    brought = BenchmarkImport(name=ready.name, file=file, sha256=ready.scores.sha256, scores=ready.described.scores)
    return read_benchmark_import(path) if path.is_file() else None, brought


def _is_other(folder: Path, ready: ScoreImport) -> bool:
    if not folder.name.startswith(f"{RUN_PREFIX}{ready.name}-"):
        return False
    run = read_run(folder)
    if run.profile != ready.profile or not ready.is_part:
        return run.profile == ready.profile and run.source_digest != ready.source_digest
    is_same_place = any(
        (run.encoder, run.regime, run.target_task, run.seed) == (key.encoder, key.regime, key.target, key.seed)
        for key in (row.key for row in ready.scores.rows)
    )
    return run.source_digest != ready.source_digest or (is_same_place and _sha256_of(run) != ready.scores.sha256)


def _sha256_of(run: Run) -> object:
    imported = run.config.get("imported")
    return imported.get("sha256") if isinstance(imported, dict) else None


def _write_run(home: Home, ready: ScoreImport, rows: Sequence[ScoreRow], now: datetime) -> str:
    key = rows[0].key
    parts = json.dumps([key.encoder, key.regime, key.target, key.seed])
    digest = hashlib.sha256(parts.encode()).hexdigest()[:10]
    run_id = f"{RUN_PREFIX}{ready.name}-{ready.digest[:8]}-{digest}"
    if (home.runs / run_id / "run.json").is_file():
        return run_id
    cells: dict[CellKey, list[ScoreRow]] = {}
    for row in rows:
        cells.setdefault(row.key, []).append(row)
    for cell, members in cells.items():
        outcomes = ready.outcomes.predictions.get(cell, ()) if ready.outcomes else ()
        scores = [_score(run_id, row, ready) for row in members]
        write_cell(home.runs, run_id, scores, by_example(outcomes), wall_seconds=0.0)
    write_run(home.runs, _run(run_id, ready, rows[0], now))
    return run_id


def _score(run_id: str, row: ScoreRow, ready: ScoreImport) -> Score:
    stated = f"stated as {row.stated['metric_impl']}" if "metric_impl" in row.stated else NOT_KNOWN
    return Score(
        run_id=run_id,
        task=row.key.target,
        language=row.key.language,
        split=row.key.split,
        metric=row.metric,
        value=row.value,
        n_examples=row.n_examples,
        n_available=row.n_available,
        chance=None,
        metric_impl=f"{row.metric} as imported from {ready.scores.path.name}; implementation {stated}",
    )


def _run(run_id: str, ready: ScoreImport, row: ScoreRow, now: datetime) -> Run:
    imported: dict[str, object] = {
        "file": ready.scores.path.name,
        "sha256": ready.scores.sha256,
        "outcomes_sha256": ready.outcomes.sha256 if ready.outcomes else None,
        "benchmark": ready.benchmark,
    }
    if row.n_seeds > 1:
        imported["n_seeds"] = row.n_seeds  # of which each value is the mean
    if row.stated:
        imported["stated"] = dict(row.stated)  # of the run's first score
    return Run(
        run_id=run_id,
        profile=ready.profile,
        phase=Phase.TARGET,
        encoder=row.key.encoder,
        encoder_digest=NOT_KNOWN,
        n_parameters=0,  # not known
        regime=row.key.regime,
        intermediate_tasks=row.intermediate,
        target_task=row.key.target,
        seed=row.key.seed,
        status=RunStatus.FINISHED,
        config={"imported": imported},
        versions={},
        git_commit=None,
        code_digest=NOT_KNOWN,
        source=ready.benchmark,
        source_digest=ready.source_digest,
        started_at=now,
    )
