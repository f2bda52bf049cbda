"""Weights after a phase: one folder a job, complete or absent.

<key>/encoder/          config.json, model.safetensors, tokenizer files: loads with AutoModel and AutoTokenizer
<key>/head.safetensors  the head's network, where the phase has one
<key>/checkpoint.json   what was done and what it cost; written last
<key>/curve.parquet     the loss curve
"""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import BaseModel, ConfigDict
from safetensors.torch import load_file, save_file
from torch import nn

from pipeline.domain.errors import MissingDataError
from pipeline.store.atomic import write_json
from pipeline.store.records import CURVE_SCHEMA, CurvePoint
from pipeline.training.encoder import Encoder, save_encoder


class CheckpointRecord(BaseModel):
    """What a checkpoint holds and what it cost."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str
    task: str | None  # None after pretraining
    labels: tuple[str, ...] = ()
    may_be_unanswerable: bool = False
    encoder_digest: str  # of the weights the phase started from
    n_parameters: int
    n_train_examples: int
    n_train_tokens: int
    wall_seconds: float
    precision: str

    @property
    def tokens_per_second(self) -> float:
        """Training speed, without padding."""
        return self.n_train_tokens / self.wall_seconds if self.wall_seconds else 0.0


def is_complete(folder: Path) -> bool:
    """Whether a phase has ended and left its weights."""
    return (folder / "checkpoint.json").is_file()


def write_checkpoint(
    folder: Path, encoder: Encoder, network: nn.Module | None, record: CheckpointRecord, curve: Sequence[CurvePoint]
) -> None:
    """Put a checkpoint at `folder`, all of it or nothing."""
    temporary = folder.with_name(f".{folder.name}.tmp")
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    save_encoder(encoder, temporary / "encoder")
    if network is not None:
        save_file(
            {name: weight.contiguous() for name, weight in network.state_dict().items()}, temporary / "head.safetensors"
        )
    rows = pa.Table.from_pylist([dataclasses.asdict(point) for point in curve], schema=CURVE_SCHEMA)
    pq.write_table(rows, temporary / "curve.parquet")
    write_json(temporary / "checkpoint.json", record.model_dump(mode="json"))
    shutil.rmtree(folder, ignore_errors=True)
    temporary.replace(folder)


def read_record(folder: Path) -> CheckpointRecord:
    """What the checkpoint at `folder` holds.

    Raises:
        MissingDataError: there is none.
    """
    if not is_complete(folder):
        raise MissingDataError(f"no checkpoint at {folder}; run the job that makes it first")
    return CheckpointRecord.model_validate_json((folder / "checkpoint.json").read_bytes())


def read_curve(folder: Path) -> list[CurvePoint]:
    """The loss curve of a checkpoint."""
    return [CurvePoint(**row) for row in pq.read_table(folder / "curve.parquet").to_pylist()]


def read_head(folder: Path, network: nn.Module) -> None:
    """Put the kept weights of the head into `network`."""
    network.load_state_dict(load_file(folder / "head.safetensors"))
