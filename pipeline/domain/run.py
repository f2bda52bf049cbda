"""One encoder x regime x target x seed: what was done, with what, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from pipeline.domain.example import MissingCell


class Phase(StrEnum):
    """The phase of the experiment that a run belongs to."""

    PRETRAIN = "pretrain"
    INTERMEDIATE = "intermediate"
    TARGET = "target"


class RunStatus(StrEnum):
    """How far a run came."""

    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Run:
    """The manifest of one run; grain of table `runs`."""

    run_id: str
    profile: str
    phase: Phase
    encoder: str  # name as the profile gives it
    encoder_digest: str  # sha256 of the weights the phase started from
    n_parameters: int
    regime: str
    intermediate_tasks: tuple[str, ...]
    target_task: str | None  # None for pretraining
    seed: int
    status: RunStatus
    config: dict[str, object]  # every setting that enters the job key
    versions: dict[str, str]  # python and the libraries that touch the numbers
    git_commit: str | None
    code_digest: str  # of the modules that touch the numbers
    source: str  # "generated" | "xtreme_folder" | "hub"
    source_digest: str
    started_at: datetime  # UTC
    wall_seconds: float | None = None
    n_train_examples: int | None = None
    n_train_tokens: int | None = None
    tokens_per_second: float | None = None
    machine: dict[str, object] = field(default_factory=dict)
    missing_cells: tuple[MissingCell, ...] = ()
    error: str | None = None
    languages_seen: tuple[str, ...] | None = None  # by the masked LM of its encoder, in code order; None: not known
