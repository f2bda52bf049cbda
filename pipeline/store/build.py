"""One new DuckDB file from run records, reference tables and claims; whole under its name or not there."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from pipeline.domain.benchmark import Benchmarks
from pipeline.domain.claim import Claim
from pipeline.domain.document import Document
from pipeline.domain.language import Language
from pipeline.domain.run import RunStatus
from pipeline.domain.study import Study
from pipeline.domain.task import Task
from pipeline.store.atomic import write_atomically
from pipeline.store.benchmark_scores import BenchmarkImport, read_benchmark_imports, score_rows
from pipeline.store.benchmarks import benchmark_rows
from pipeline.store.documents import document_row
from pipeline.store.entered import EnteredTable, entered_rows, read_entered
from pipeline.store.home import REFERENCE, Home
from pipeline.store.language_places import LanguagePlace, load_language_places
from pipeline.store.languages import load_languages
from pipeline.store.loading import RunRecord, load_records, naive_utc, read_records
from pipeline.store.reference import Dataset, ReportedScore, load_datasets, load_reported_scores
from pipeline.store.shipped import Shipped, load_shipped, read_shipped, shipped_run_ids
from pipeline.store.tables import SCHEMA_VERSION, create_marts, create_tables, insert_rows, keep_marts

Judge = Callable[[duckdb.DuckDBPyConnection], None]
_IN_DEFINITION = (  # fields of a claim without a column of their own
    "scope_encoder_aliases",
    "own_sources",
    "notes",
    "rivals",
    "intermediate_tasks",
    "counted",
    "figures",
    "statement_sql",
    "sql_encoder",
    "sql_benchmark",
    "wordings",
    "system",
    "against",
    "printed",
    "other_versions",
)


@dataclasses.dataclass(frozen=True, slots=True)
class _Inputs:
    """Everything that enters a file, read before the first byte of it is written."""

    records: tuple[RunRecord, ...]
    shipped: Shipped | None
    languages: Sequence[Language]
    places: tuple[LanguagePlace, ...]
    reported: tuple[ReportedScore, ...]
    entered: tuple[EnteredTable, ...]
    datasets: tuple[Dataset, ...]
    tasks: Sequence[Task]
    claims: Sequence[Claim]
    documents: Sequence[Document]
    studies: Sequence[Study]
    benchmarks: Benchmarks
    benchmark_imports: tuple[BenchmarkImport, ...]


def build(
    home: Home,
    *,
    now: datetime,
    git_commit: str | None,
    tasks: Sequence[Task],
    claims: Sequence[Claim],
    judge: Judge,
    documents: Sequence[Document] = (),
    studies: Sequence[Study] = (),
    reference: Path = REFERENCE,
    shipped: Path | None = None,
    benchmarks: Benchmarks = Benchmarks(),  # noqa: B008  # frozen
) -> Path:
    """Make `builds/crosscheck-<UTC stamp>-<digest8>.duckdb` of the home and return its path; publishing is apart.

    The caller holds the home's lock. `pipeline.build.build_judged` passes the claims and the judge.

    Args:
        now: aware; enters the file's name and `builds.built_at`.
        judge: fills evidence and verdicts of the open file, and what is found in `documents`, after all other tables.
        documents: audited reports of the home.
        studies: those that `judge` answers.
        shipped: folder of the shipped results to load beside the home's own (`find_shipped`). A run that the home has
            finished itself is taken from there: the same id means the same settings, data and code.
        benchmarks: that are described and not trained here; reported figures on them are checked against their ranges.

    Raises:
        DataFormatError, MissingDataError: a record or reference file that is broken; no file is left behind.
    """
    snapshot = read_shipped(shipped) if shipped is not None else None
    inputs = _Inputs(
        records=_own_records(home, snapshot),
        shipped=snapshot,
        languages=load_languages(),
        places=load_language_places(),
        reported=load_reported_scores(reference, benchmarks),
        entered=read_entered(home.entered),
        datasets=load_datasets(reference),
        tasks=tasks,
        claims=claims,
        documents=documents,
        studies=studies,
        benchmarks=benchmarks,
        benchmark_imports=read_benchmark_imports(home),
    )
    digest = _digest(inputs)
    snapshot_id = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{digest[:8]}"
    about: dict[str, object] = {
        "snapshot_id": snapshot_id,
        "schema_version": SCHEMA_VERSION,
        "built_at": naive_utc(now),
        "git_commit": git_commit,
        "n_runs": len(_run_ids(inputs)),
        "inputs_digest": digest,
        "shipped_sha256": snapshot.sha256 if snapshot is not None else None,
    }
    path = home.builds / f"crosscheck-{snapshot_id}.duckdb"
    write_atomically(path, lambda temporary: _fill(temporary, about, inputs, judge))
    return path


def _own_records(home: Home, shipped: Shipped | None) -> tuple[RunRecord, ...]:
    """The home's runs; one that it has not finished gives way to the same run among the shipped ones."""
    finished_elsewhere = shipped_run_ids(shipped) if shipped is not None else frozenset()
    return tuple(
        record
        for record in read_records(home.runs)
        if record.run.status is RunStatus.FINISHED or record.run.run_id not in finished_elsewhere
    )


def _run_ids(inputs: _Inputs) -> frozenset[str]:
    own = frozenset(record.run.run_id for record in inputs.records)
    return own | shipped_run_ids(inputs.shipped) if inputs.shipped is not None else own


def _fill(path: Path, about: dict[str, object], inputs: _Inputs, judge: Judge) -> None:
    path.unlink()  # DuckDB makes the file itself
    wal = path.with_name(path.name + ".wal")
    try:
        with duckdb.connect(str(path)) as connection:
            connection.execute("set enable_progress_bar = false")
            create_tables(connection)
            insert_rows(connection, "builds", [about])
            insert_rows(connection, "languages", [dataclasses.asdict(row) for row in inputs.languages])
            insert_rows(connection, "language_places", [row.model_dump() for row in inputs.places])
            insert_rows(connection, "tasks", [task_row(task) for task in inputs.tasks])
            insert_rows(connection, "reported_scores", [row.model_dump() for row in inputs.reported])
            insert_rows(connection, "entered_scores", entered_rows(inputs.entered))
            insert_rows(connection, "datasets", [row.model_dump() for row in inputs.datasets])
            insert_rows(connection, "claims", [claim_row(claim) for claim in inputs.claims])
            insert_rows(connection, "benchmark_metrics", benchmark_rows(inputs.benchmarks))
            insert_rows(connection, "benchmark_scores", score_rows(inputs.benchmark_imports))
            insert_rows(connection, "documents", [document_row(document) for document in inputs.documents])
            load_records(connection, inputs.records)
            if inputs.shipped is not None:
                load_shipped(connection, inputs.shipped, [record.run.run_id for record in inputs.records])
            create_marts(connection)
            judge(connection)
            keep_marts(connection)
            connection.execute("checkpoint")
    finally:
        wal.unlink(missing_ok=True)


def task_row(task: Task) -> dict[str, object]:
    """Row of the table `tasks`."""
    return {
        "task": task.task,
        "title": task.title,
        "role": task.role.value,
        "benchmark": task.benchmark.value,
        "task_type": task.task_type.value,
        "metrics": list(task.metrics),
        "primary_metric": task.primary_metric,
        "languages": list(task.languages),
        "splits": [split.value for split in task.splits],
        "train_task": task.train_task,
        "labels": list(task.labels),
        "licence": task.licence,
        "url": task.url,
        "note": task.note,
    }


def claim_row(claim: Claim) -> dict[str, object]:
    """Row of the table `claims`."""
    row = dataclasses.asdict(claim)
    return {name: value for name, value in row.items() if name not in _IN_DEFINITION}


def _digest(inputs: _Inputs) -> str:
    """sha256 over run manifests, cell records (with the digests of the predictions), shipped results and the rest."""
    content = {
        "schema_version": SCHEMA_VERSION,
        "runs": [
            [record.run.run_id, record.manifest_sha256, [cell.sha256 for cell in record.cells]]
            for record in inputs.records
        ],
        "shipped": inputs.shipped.sha256 if inputs.shipped is not None else None,
        "languages": [dataclasses.asdict(row) for row in inputs.languages],
        "places": [row.model_dump() for row in inputs.places],
        "reported": [row.model_dump() for row in inputs.reported],
        "entered": [table.model_dump(mode="json") for table in inputs.entered],
        "datasets": [row.model_dump() for row in inputs.datasets],
        "tasks": [task_row(task) for task in inputs.tasks],
        "claims": [dataclasses.asdict(claim) for claim in inputs.claims],
        "documents": [document.sha256 for document in inputs.documents],
        "studies": [dataclasses.asdict(study) for study in inputs.studies],
        "benchmarks": benchmark_rows(inputs.benchmarks),
        "benchmark_scores": score_rows(inputs.benchmark_imports),
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
