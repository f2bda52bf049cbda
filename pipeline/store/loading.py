"""Run records read from disk, checked against their own digests, and put into the tables of a new file."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from pipeline.domain.errors import DataFormatError, MissingDataError
from pipeline.domain.run import Run
from pipeline.store.records import CellRecord, cell_name, check_curve, read_cell, read_run, run_folders
from pipeline.store.tables import insert_rows, loading_sql


@dataclasses.dataclass(frozen=True, slots=True)
class FinishedCell:
    """One finished cell with the place and digest of its two files."""

    record: CellRecord
    predictions: Path
    sha256: str  # of the record file


@dataclasses.dataclass(frozen=True, slots=True)
class RunRecord:
    """One run folder."""

    run: Run
    manifest_sha256: str
    curve: Path | None
    cells: tuple[FinishedCell, ...]


def read_records(runs: Path) -> tuple[RunRecord, ...]:
    """Every run below `runs` with its finished cells, in name order; empty where there is no such folder.

    Raises:
        DataFormatError: a record does not hold what its format says, lies under another name than its content, or
            belongs to a predictions file that was changed after it was scored.
        MissingDataError: a scored cell without its predictions.
    """
    return tuple(_read_folder(folder) for folder in run_folders(runs))


def load_records(connection: duckdb.DuckDBPyConnection, records: tuple[RunRecord, ...]) -> None:
    """Fill runs, training_curves, scores, layer_scores, predictions and missing_cells.

    Raises:
        DataFormatError: a Parquet file that DuckDB cannot read as predictions or as a curve.
    """
    insert_rows(connection, "runs", [_run_row(record) for record in records])
    insert_rows(connection, "scores", [row for record in records for row in _score_rows(record)])
    insert_rows(connection, "layer_scores", [row for record in records for row in _layer_rows(record)])
    insert_rows(connection, "missing_cells", _missing_rows(records))
    cells = [
        {
            "file_name": str(cell.predictions),
            "run_id": record.run.run_id,
            "task": cell.record.task,
            "language": cell.record.language,
            "split": cell.record.split.value,
        }
        for record in records
        for cell in record.cells
    ]
    _load_files(connection, "predictions", "incoming_cells", cells)
    curves = [{"file_name": str(record.curve), "run_id": record.run.run_id} for record in records if record.curve]
    _load_files(connection, "training_curves", "incoming_curves", curves)


def _read_folder(folder: Path) -> RunRecord:
    run = read_run(folder)
    manifest = folder / "run.json"
    if run.run_id != folder.name:
        raise DataFormatError(manifest, None, f"run_id {run.run_id!r}", f"the folder's name {folder.name!r}")
    curve = folder / "curve.parquet"
    check_curve(folder)
    return RunRecord(
        run=run,
        manifest_sha256=_sha256(manifest),
        curve=curve if curve.is_file() else None,
        cells=tuple(_read_finished_cell(path, run) for path in sorted((folder / "cells").glob("*.json"))),
    )


def _read_finished_cell(path: Path, run: Run) -> FinishedCell:
    record = read_cell(path)
    name = cell_name(record.task, record.split, record.language)
    if name != path.stem:
        raise DataFormatError(path, None, f"the record of cell {name!r}", "the cell that the file is named after")
    for score in record.scores:
        if (score.run_id, cell_name(score.task, score.split, score.language)) != (run.run_id, name):
            found = f"a score of {score.run_id!r}, {score.task}.{score.split.value}.{score.language}"
            raise DataFormatError(path, None, found, f"scores of run {run.run_id!r}, cell {name!r}")
    _check_headline(path, record)
    predictions = path.with_name(f"{name}.parquet")
    if not predictions.is_file():
        raise MissingDataError(f"{predictions} is missing although {path.name} scores it; delete {path} and run again")
    found_digest = _sha256(predictions)
    if found_digest != record.predictions_sha256:
        expected = f"{record.predictions_sha256}, as {path.name} recorded; delete both files and run again"
        raise DataFormatError(predictions, None, f"sha256 {found_digest}", expected)
    return FinishedCell(record, predictions, _sha256(path))


def _check_headline(path: Path, record: CellRecord) -> None:
    """Nothing, if the scores of the headline layer are those of the cell, or no layer was scored apart."""
    headline = {score.metric: score.value for score in record.layer_scores if score.is_headline}
    expected = {score.metric: score.value for score in record.scores}
    if record.layer_scores and headline != expected:
        raise DataFormatError(path, None, f"scores {headline} at the headline layer", f"those of the cell, {expected}")


def _run_row(record: RunRecord) -> dict[str, object]:
    row = {field.name: getattr(record.run, field.name) for field in dataclasses.fields(Run)}
    del row["missing_cells"]
    return row | {
        "phase": record.run.phase.value,
        "status": record.run.status.value,
        "intermediate_tasks": list(record.run.intermediate_tasks),
        "languages_seen": None if record.run.languages_seen is None else list(record.run.languages_seen),
        "config": json.dumps(record.run.config, sort_keys=True, ensure_ascii=False),
        "versions": json.dumps(record.run.versions, sort_keys=True),
        "machine": json.dumps(record.run.machine, sort_keys=True, ensure_ascii=False),
        "started_at": naive_utc(record.run.started_at),
        "manifest_sha256": record.manifest_sha256,
    }


def _score_rows(record: RunRecord) -> list[dict[str, object]]:
    return [
        dataclasses.asdict(score) | {"split": score.split.value, "predictions_sha256": cell.record.predictions_sha256}
        for cell in record.cells
        for score in cell.record.scores
    ]


def _layer_rows(record: RunRecord) -> list[dict[str, object]]:
    return [
        {
            "run_id": record.run.run_id,
            "task": cell.record.task,
            "language": cell.record.language,
            "split": cell.record.split.value,
            **dataclasses.asdict(score),
        }
        for cell in record.cells
        for score in cell.record.layer_scores
    ]


def _missing_rows(records: tuple[RunRecord, ...]) -> list[dict[str, object]]:
    """One row per cell that a profile's source lacks, however many runs say so."""
    rows: dict[tuple[str, ...], dict[str, object]] = {}
    for run in (record.run for record in records):
        for cell in run.missing_cells:
            key = (run.profile, run.source, run.source_digest, cell.task, cell.language, cell.split.value)
            names = ("profile", "source", "source_digest", "task", "language", "split")
            rows.setdefault(key, {**dict(zip(names, key, strict=True)), "reason": cell.reason})
    return list(rows.values())


def _load_files(connection: duckdb.DuckDBPyConnection, table: str, incoming: str, files: list[dict[str, str]]) -> None:
    """Append the rows of Parquet files to `table`, all in one statement."""
    if not files:
        return
    connection.register(incoming, pa.Table.from_pylist(files))
    try:
        connection.execute(loading_sql(table), {"files": [file["file_name"] for file in files]})
    except duckdb.Error as error:
        raise DataFormatError(
            files[0]["file_name"],
            None,
            f"a file among {len(files)} that cannot be loaded ({error})",
            f"rows of {table}",
        ) from error
    connection.unregister(incoming)


def naive_utc(moment: datetime) -> datetime:
    """`moment` in UTC without its zone, as DuckDB's `timestamp` holds it; a moment without zone is taken as UTC."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
