"""Run records: what each run leaves on disk, one folder a run, one file pair a cell.

runs/<run_id>/run.json                               the manifest (domain.run.Run)
runs/<run_id>/curve.parquet                          step, n_tokens, loss, learning_rate
runs/<run_id>/cells/<task>.<split>.<language>.parquet   predictions
runs/<run_id>/cells/<task>.<split>.<language>.json      scores; written last, so its presence means the cell is done

Each JSON file ends with a digest of the rest of it (`pipeline.store.sealed`). A cell's holds the digest of its
predictions, the manifest of a run that has ended that of its curve.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from pipeline.domain.errors import DataFormatError
from pipeline.domain.prediction import Prediction
from pipeline.domain.run import Run, RunStatus
from pipeline.domain.score import LayerScore, Score
from pipeline.domain.task import Split
from pipeline.store.atomic import write_atomically
from pipeline.store.sealed import file_sha256, read_sealed, write_sealed

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
_CURVE = "curve_sha256"
_MEND = "delete the run's folder and run again"


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
    """Put the manifest of `run` below `runs`, replacing an earlier one of the same run.

    Of a run that has ended it holds the digest of the curve; until then the curve may be written anew.
    """
    content: dict[str, object] = _RUN.dump_python(run, mode="json")
    curve = runs / run.run_id / "curve.parquet"
    if run.status is not RunStatus.RUNNING and curve.is_file():
        content[_CURVE] = file_sha256(curve)
    write_sealed(runs / run.run_id / "run.json", content)


def read_run(folder: Path) -> Run:
    """The manifest in one run folder.

    Raises:
        DataFormatError: run.json does not hold a run, or was changed after it was written.
    """
    path = folder / "run.json"
    try:
        return _RUN.validate_json(read_sealed(path, _MEND))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise DataFormatError(
            path, None, f"{first['input']!r} at {place!r}", f"a run manifest ({first['msg']})"
        ) from error


def check_curve(folder: Path) -> None:
    """Refuse the curve of a run folder that is not the one its manifest names.

    Raises:
        DataFormatError: curve.parquet was changed, or is gone.
    """
    expected = json.loads(read_sealed(folder / "run.json", _MEND)).get(_CURVE)
    curve = folder / "curve.parquet"
    if expected is None:
        return
    found = file_sha256(curve) if curve.is_file() else "of no file"
    if found != expected:
        wanted = f"{expected}, as run.json beside it recorded; {_MEND}"
        raise DataFormatError(curve, None, f"sha256 {found}", wanted)


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
        predictions_sha256=file_sha256(parquet),
        wall_seconds=wall_seconds,
        layer_scores=list(layer_scores),
    )
    write_sealed(stem.with_name(stem.name + ".json"), record.model_dump(mode="json"))


def read_cell(path: Path) -> CellRecord:
    """The scores in one cell file.

    Raises:
        DataFormatError: the file does not hold a cell record, or was changed after it was written.
    """
    try:
        return CellRecord.model_validate_json(read_sealed(path, _MEND))
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
