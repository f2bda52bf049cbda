"""How fast this project has been seen to train and score: finished runs of the home, else of the shipped snapshot."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

import pyarrow.parquet as pq

from pipeline.domain.run import RunStatus
from pipeline.experiments.encoder_shape import EncoderShape, find_shape, folder_shape
from pipeline.store.home import Home
from pipeline.store.records import finished_cells, read_cell, read_run, run_folders
from pipeline.store.shipped import ShippedPart, find_shipped, read_shipped

Key = tuple[str, str]  # source, task
FORWARD_SHARE = 1 / 3  # of the cost of training on a token


def training_cost(trained_share: float) -> float:
    """Cost of a training token, 1 where all layers are trained: forward through all, back through the trained ones."""
    return FORWARD_SHARE + (1 - FORWARD_SHARE) * trained_share


@dataclass(frozen=True, slots=True)
class FinishedRun:
    """What one finished run says of speed."""

    source: str
    task: str
    is_joint: bool  # trained on several tasks, or beside masked text: its tokens are not of one task
    n_body: int  # parameters of its encoder outside the embeddings
    tokens_per_second: float | None  # of the training before it, without padding, had it changed every layer
    tokens_per_example: float | None  # of that training
    seconds_per_example: float | None  # of scoring
    machine: str  # "x86_64, 2 cores, 1 thread(s), bf16"


@dataclass(frozen=True, slots=True)
class Throughput:
    """Measured speed, as what follows from it for an encoder of any size."""

    basis: str  # "the home's runs", "the shipped snapshot"
    machine: str
    n_runs: int
    parameter_tokens_per_second: float  # training: parameters outside the embeddings x tokens; median over the runs
    tokens_per_example: Mapping[Key, float]
    scoring: Mapping[Key, float]  # parameters outside the embeddings x examples per second

    @classmethod
    def stated(cls, tokens_per_second: float, shape: EncoderShape) -> Throughput:
        """The speed that somebody says this encoder trains at on a machine of theirs; nothing else is known."""
        basis = f"{tokens_per_second:g} tokens a second, as given on the command line"
        return cls(basis, "as given", 0, tokens_per_second * shape.n_body, {}, {})

    def training_tokens_per_second(self, shape: EncoderShape) -> float:
        """Tokens that an encoder of this shape is trained on in a second."""
        return self.parameter_tokens_per_second / shape.n_body


def measured_throughput(home: Home, shape: EncoderShape | None = None) -> Throughput | None:
    """The speed of the home's finished runs; of the shipped ones where it has none; None where there are none either.

    Where several classes of machine were used, that with most runs counts, and it alone. Runs of encoders of the same
    size as `shape` go before others, in either place.
    """
    shipped = find_shipped()
    places = {
        "finished runs of the home": _home_runs(home),
        "finished runs of the shipped snapshot": _shipped_runs(shipped) if shipped is not None else [],
    }
    for is_near in (True, False) if shape else (False,):
        for basis, runs in places.items():
            chosen = [run for run in runs if shape and run.n_body == shape.n_body] if is_near else runs
            found = summarise(chosen, f"{basis} with encoders of this size" if is_near else basis)
            if found is not None:
                return found
    return None


def summarise(runs: Iterable[FinishedRun], basis: str) -> Throughput | None:
    """Medians over the runs of the class of machine that made most of them; None where no run was trained."""
    by_machine: dict[str, list[FinishedRun]] = defaultdict(list)
    for run in runs:
        by_machine[run.machine].append(run)
    trained = {name: [run for run in kept if run.tokens_per_second] for name, kept in by_machine.items()}
    if not any(trained.values()):
        return None
    machine = max(sorted(trained), key=lambda name: len(trained[name]))
    rates = [run.n_body * float(run.tokens_per_second or 0) for run in trained[machine]]
    tokens: dict[Key, list[float]] = defaultdict(list)
    scoring: dict[Key, list[float]] = defaultdict(list)
    for run in by_machine[machine]:
        key = (run.source, run.task)
        if run.tokens_per_example and not run.is_joint:
            tokens[key].append(run.tokens_per_example)
        if run.seconds_per_example:
            scoring[key].append(run.n_body / run.seconds_per_example)
    return Throughput(
        basis,
        machine,
        len(by_machine[machine]),
        median(rates),
        {key: median(values) for key, values in tokens.items()},
        {key: median(values) for key, values in scoring.items()},
    )


def _home_runs(home: Home) -> list[FinishedRun]:
    found = []
    for folder in run_folders(home.runs):
        run = read_run(folder)
        if run.status is not RunStatus.FINISHED or run.config.get("name") is None:  # an import has no profile
            continue
        names = finished_cells(home.runs, run.run_id)
        cells = [read_cell(folder / "cells" / f"{name}.json") for name in names]
        n_examples = sum(cell.scores[0].n_examples for cell in cells if cell.scores)
        made = _run(
            {
                "source": run.source, "target_task": run.target_task, "regime": run.regime, "phase": run.phase.value,
                "config": run.config, "machine": run.machine, "n_train_examples": run.n_train_examples,
                "n_train_tokens": run.n_train_tokens, "tokens_per_second": run.tokens_per_second,
                "wall_seconds": run.wall_seconds, "n_examples": n_examples,
            },
            home.checkpoints,
        )  # fmt: skip
        if made is not None:
            found.append(made)
    return found


def _shipped_runs(folder: Path) -> list[FinishedRun]:
    return [run for part in read_shipped(folder).parts for run in _runs_of_part(part)]


def _runs_of_part(part: ShippedPart) -> list[FinishedRun]:
    n_examples: dict[str, dict[str, int]] = defaultdict(dict)
    columns = ["run_id", "task", "language", "split", "n_examples"]
    for row in pq.read_table(part.path("scores"), columns=columns).to_pylist():
        n_examples[row["run_id"]][f"{row['task']}.{row['split']}.{row['language']}"] = row["n_examples"]
    found = []
    for row in pq.read_table(part.path("runs")).to_pylist():
        row |= {"config": json.loads(row["config"]), "machine": json.loads(row["machine"])}
        made = _run({**row, "n_examples": sum(n_examples[row["run_id"]].values())}, None)
        if made is not None:
            found.append(made)
    return found


def _run(row: Mapping[str, Any], checkpoints: Path | None) -> FinishedRun | None:
    """None where the size of the run's encoder cannot be had."""
    config, task = row["config"], row["target_task"]
    shape = _shape(config.get("encoder"), config.get("input_key"), checkpoints)
    if shape is None or task is None:
        return None
    settings = config.get("fine_tuning") or {}
    n_seen = (row["n_train_examples"] or 0) * settings.get("epochs", 0)
    share = (shape.layers - min(settings.get("n_frozen_layers") or 0, shape.layers)) / shape.layers
    machine, trained = row["machine"], row["tokens_per_second"]
    scored = row["wall_seconds"] / row["n_examples"] if row["n_examples"] and row["wall_seconds"] else None
    if machine.get("threads") == 1:  # whatever else the machine did meanwhile; of several threads it would be a sum
        trained = config.get("trained_tokens_per_processor_second") or trained
        scored = config.get("scored_processor_seconds_per_example") or scored
    return FinishedRun(
        row["source"],
        task,
        row["phase"] == "intermediate" and ("multi_task" in row["regime"] or "+mlm" in row["regime"]),
        shape.n_body,
        trained and trained * training_cost(share),
        row["n_train_tokens"] / n_seen if n_seen and row["n_train_tokens"] else None,
        scored,
        f"{machine.get('processor')}, {machine.get('cores')} cores, {machine.get('threads')} thread(s) a job",
    )


def _shape(encoder: str | None, input_key: str | None, checkpoints: Path | None) -> EncoderShape | None:
    if encoder is not None:
        return _named_shape(encoder)
    made = checkpoints / str(input_key) / "encoder" if checkpoints is not None and input_key is not None else None
    return folder_shape(made) if made is not None and (made / "model.safetensors").is_file() else None


@cache
def _named_shape(encoder: str) -> EncoderShape | None:
    return find_shape(encoder)
