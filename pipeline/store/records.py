"""Run records: what each run leaves on disk, one folder a run, one file pair a cell.

runs/<run_id>/run.json                               the manifest (domain.run.Run)
runs/<run_id>/curve.parquet                          step, n_tokens, loss, learning_rate
runs/<run_id>/cells/<task>.<split>.<language>.parquet   predictions
runs/<run_id>/cells/<task>.<split>.<language>.json      scores; written last, so its presence means the cell is done

Each JSON file ends with a digest of the rest of it, `record_sha256`, which is checked whenever the file is read.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from pipeline.domain.errors import DataFormatError
from pipeline.domain.prediction import Prediction
from pipeline.domain.run import Run
from pipeline.domain.score import LayerScore, Score
from pipeline.domain.task import Split
from pipeline.store.atomic import write_atomically, write_json

PREDICTION_SCHEMA = pa.schema(
    [
        pa.field("example_id", pa.string(), nullable=False),
        pa.field("predicted", pa.string(), nullable=False),
        pa.field("gold", pa.string(), nullable=False),
        pa.field("outcome", pa.float64(), nullable=False),
        pa.field("n_true_positive", pa.int32()),
        pa.field("n_predicted", pa.int32()),
        pa.field("n_gold", pa.int32()),
    ]
)
CURVE_SCHEMA = pa.schema(
    [
        pa.field("step", pa.int32(), nullable=False),
        pa.field("n_tokens", pa.int64(), nullable=False),
        pa.field("loss", pa.float64(), nullable=False),
        pa.field("learning_rate", pa.float64(), nullable=False),
    ]
)
_RUN = TypeAdapter(Run)
_DIGEST = "record_sha256"


@dataclasses.dataclass(frozen=True, slots=True)
class CurvePoint:
    """Training loss at one step."""

    step: int
    n_tokens: int
    loss: float
    learning_rate: float


class CellRecord(BaseModel):
    """The scores of one cell (run x task x language x split) as they lie on disk."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    task: str
    language: str
    split: Split
    scores: list[Score]
    predictions_sha256: str
    wall_seconds: float
    layer_scores: list[LayerScore] = []  # of retrieval at every layer; pydantic copies the default


def cell_name(task: str, split: Split, language: str) -> str:
    """File stem of a cell."""
    return f"{task}.{split.value}.{language}"


def write_run(runs: Path, run: Run) -> None:
    """Put the manifest of `run` below `runs`, replacing an earlier one of the same run."""
    _write_sealed(runs / run.run_id / "run.json", _RUN.dump_python(run, mode="json"))


def read_run(folder: Path) -> Run:
    """The manifest in one run folder.

    Raises:
        DataFormatError: run.json does not hold a run, or was changed after it was written.
    """
    path = folder / "run.json"
    try:
        return _RUN.validate_json(_read_sealed(path))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise DataFormatError(
            path, None, f"{first['input']!r} at {place!r}", f"a run manifest ({first['msg']})"
        ) from error


def write_curve(runs: Path, run_id: str, curve: Sequence[CurvePoint]) -> None:
    """Put the loss curve of a run below `runs`."""
    rows = pa.Table.from_pylist([dataclasses.asdict(point) for point in curve], schema=CURVE_SCHEMA)
    write_atomically(runs / run_id / "curve.parquet", lambda path: pq.write_table(rows, path))


def write_cell(
    runs: Path,
    run_id: str,
    scores: Sequence[Score],
    predictions: Iterable[Prediction] | pa.Table,
    wall_seconds: float,
    layer_scores: Sequence[LayerScore] = (),
) -> None:
    """Record one finished cell: predictions first, scores last, each all or nothing.

    Args:
        scores: at least one; all of the same task, language and split.
        predictions: one per example scored, in file order; or a table of PREDICTION_SCHEMA.
        layer_scores: of retrieval that is scored at every layer.
    """
    first = scores[0]
    stem = runs / run_id / "cells" / cell_name(first.task, first.split, first.language)
    if isinstance(predictions, pa.Table):
        rows = predictions
    else:
        rows = pa.Table.from_pylist([dataclasses.asdict(prediction) for prediction in predictions], PREDICTION_SCHEMA)
    parquet = stem.with_name(stem.name + ".parquet")
    write_atomically(parquet, lambda path: pq.write_table(rows, path, compression="zstd"))
    record = CellRecord(
        task=first.task,
        language=first.language,
        split=first.split,
        scores=list(scores),
        predictions_sha256=hashlib.sha256(parquet.read_bytes()).hexdigest(),
        wall_seconds=wall_seconds,
        layer_scores=list(layer_scores),
    )
    _write_sealed(stem.with_name(stem.name + ".json"), record.model_dump(mode="json"))


def read_cell(path: Path) -> CellRecord:
    """The scores in one cell file.

    Raises:
        DataFormatError: the file does not hold a cell record, or was changed after it was written.
    """
    try:
        return CellRecord.model_validate_json(_read_sealed(path))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise DataFormatError(
            path, None, f"{first['input']!r} at {place!r}", f"a cell record ({first['msg']})"
        ) from error


def finished_cells(runs: Path, run_id: str) -> set[str]:
    """Stems of the cells that a run has finished."""
    return {path.stem for path in (runs / run_id / "cells").glob("*.json")}


def run_folders(runs: Path) -> Iterator[Path]:
    """Folders that hold a run manifest, in name order."""
    yield from sorted(path.parent for path in runs.glob("*/run.json"))


def _write_sealed(path: Path, content: dict[str, object]) -> None:
    """Write a record with the digest of its content."""
    write_json(path, content | {_DIGEST: _digest(content)})


def _read_sealed(path: Path) -> bytes:
    """The record without its digest, as JSON; one that an earlier version wrote without digest is taken as it is.

    Raises:
        DataFormatError: the content is not what was written.
    """
    raw = path.read_bytes()
    try:
        content = json.loads(raw)
    except ValueError:
        return raw  # its reader says what is wrong with it
    if not isinstance(content, dict) or _DIGEST not in content:
        return raw
    written = content.pop(_DIGEST)
    if written != _digest(content):
        expected = f"{written!r}, as written with it: the file was changed since; delete the run's folder and run again"
        raise DataFormatError(path, None, f"content with the digest {_digest(content)}", expected)
    return json.dumps(content).encode()


def _digest(content: dict[str, object]) -> str:
    """sha256 over the content as JSON with sorted keys."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
