"""Weights after a phase: one folder a job, complete or absent.

<key>/encoder/                 config.json, model.safetensors, tokenizer files: loads with AutoModel and AutoTokenizer
<key>/changed.safetensors      instead of it, where part of the profile's encoder was never trained: weights that were
<key>/head-<task>.safetensors  the network of each task's head, where the phase has tasks
<key>/checkpoint.json          what was done and what it cost; written last
<key>/curve.parquet            the loss curve
"""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import torch
from pydantic import BaseModel, ConfigDict, model_validator
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import nn

from pipeline.domain.errors import MissingDataError
from pipeline.experiments.encoder_training import TRAINING, EncoderTraining
from pipeline.store.atomic import write_json
from pipeline.store.records import CURVE_SCHEMA, CurvePoint
from pipeline.training.encoder import Encoder, save_encoder

CHANGED = "changed.safetensors"


class HeadRecord(BaseModel):
    """What a checkpoint says of the head of one task."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    task: str
    labels: tuple[str, ...] = ()
    may_be_unanswerable: bool = False
    n_train_examples: int


class CheckpointRecord(BaseModel):
    """What a checkpoint holds and what it cost."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str
    heads: tuple[HeadRecord, ...] = ()  # none after pretraining
    encoder_digest: str  # of the weights the phase started from
    n_parameters: int
    n_train_examples: int
    n_train_tokens: int
    wall_seconds: float
    tokens_per_processor_second: float | None = None  # None: a record from before it was measured
    precision: str

    @model_validator(mode="before")
    @classmethod
    def _one_head_of_old(cls, given: dict[str, object]) -> dict[str, object]:
        """A record from before a checkpoint could hold several heads, in today's form."""
        if "heads" in given or "task" not in given:
            return given
        old = {name: given[name] for name in ("task", "labels", "may_be_unanswerable", "n_train_examples")}
        rest = {name: value for name, value in given.items() if name == "n_train_examples" or name not in old}
        return {**rest, "heads": [old] if old["task"] is not None else []}

    @property
    def task(self) -> str | None:
        """The task that was trained; None where there was none, or several."""
        return self.heads[0].task if len(self.heads) == 1 else None

    def head(self, task: str) -> HeadRecord:
        """The head of `task` if there is one, else the only head, which was trained on another task of its type.

        Raises:
            MissingDataError: there are several and none is of `task`, or there is none at all.
        """
        own = [head for head in self.heads if head.task == task] or list(self.heads)
        if len(own) != 1:
            kept = ", ".join(head.task for head in self.heads) or "none"
            raise MissingDataError(
                f"checkpoint {self.key} has no head for {task!r}; it has: {kept}; train on {task!r} first"
            )
        return own[0]

    @property
    def tokens_per_second(self) -> float:
        """Training speed, without padding."""
        return self.n_train_tokens / self.wall_seconds if self.wall_seconds else 0.0


def _head(folder: Path, task: str) -> Path:
    return folder / f"head-{task}.safetensors"


def is_complete(folder: Path) -> bool:
    """Whether a phase has ended and left its weights."""
    return (folder / "checkpoint.json").is_file()


def write_checkpoint(
    folder: Path,
    encoder: Encoder,
    networks: Mapping[str, nn.Module],
    record: CheckpointRecord,
    curve: Sequence[CurvePoint],
    training: EncoderTraining | None = None,
    changed: frozenset[str] | None = None,
) -> None:
    """Put a checkpoint at `folder`, all of it or nothing.

    Args:
        networks: of the heads, by task.
        changed: names of the encoder's weights that are kept, which `read_changed` puts back; None: all of it is.
        training: how the encoder was made, to be put beside it; None: not by masked LM.
    """
    temporary = folder.with_name(f".{folder.name}.tmp")
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    if changed is None:
        save_encoder(encoder, temporary / "encoder")
    else:
        weights = {name: weight for name, weight in encoder.backbone.named_parameters() if name in changed}
        save_file({name: weight.detach().contiguous() for name, weight in weights.items()}, temporary / CHANGED)
    if training is not None:
        write_json(temporary / "encoder" / TRAINING, training.model_dump(mode="json"))
    for task, network in networks.items():
        save_file({name: weight.contiguous() for name, weight in network.state_dict().items()}, _head(temporary, task))
    rows = pa.Table.from_pylist([dataclasses.asdict(point) for point in curve], schema=CURVE_SCHEMA)
    pq.write_table(rows, temporary / "curve.parquet")
    write_json(temporary / "checkpoint.json", record.model_dump(mode="json"))
    shutil.rmtree(folder, ignore_errors=True)
    temporary.replace(folder)


def read_changed(folder: Path, encoder: Encoder) -> None:
    """Put the weights that a checkpoint keeps into the encoder that it began with."""
    weights = dict(encoder.backbone.named_parameters())
    with torch.no_grad():
        for name, weight in load_file(folder / CHANGED).items():
            weights[name].copy_(weight)


def kept_names(folder: Path) -> frozenset[str]:
    """Names of the weights that a checkpoint keeps of its encoder."""
    with safe_open(folder / CHANGED, framework="pt") as opened:
        return frozenset(opened.keys())


def keeps_changes_alone(folder: Path) -> bool:
    """Whether the checkpoint at `folder` holds the changed weights instead of a whole encoder."""
    return (folder / CHANGED).is_file()


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


def read_head(folder: Path, task: str, network: nn.Module) -> None:
    """Put the kept weights of the head of `task` into `network`."""
    network.load_state_dict(load_file(_head(folder, task)))
