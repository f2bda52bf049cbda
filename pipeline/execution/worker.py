"""A worker process: takes jobs from the parent one by one, and dies with it."""

from __future__ import annotations

import signal
import traceback
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from pipeline.domain.errors import CrosscheckError
from pipeline.execution.digests import (
    DamagedCheckpointError,
    StateSealer,
    check_checkpoint,
    check_state,
    seal_checkpoint,
)
from pipeline.execution.distributed import carry_out_together
from pipeline.execution.jobs import carry_out, state_folder
from pipeline.execution.sources import open_source
from pipeline.execution.watchdog import die_with_parent
from pipeline.experiments.hub_encoders import fetch_hub_encoder
from pipeline.experiments.plan import Job, JobKind
from pipeline.experiments.profile import Profile
from pipeline.sources.source import Source
from pipeline.store.home import Home
from pipeline.training.checkpoint import is_complete
from pipeline.training.device import give_memory_back
from pipeline.training.loop import Progress, ProgressSink


@dataclass(frozen=True, slots=True)
class JobEnded:
    """A job's end; `error` is None where it ended well."""

    key: str
    error: str | None
    is_expected: bool = True  # the error is one that the project raises on purpose
    damaged: str | None = None  # key of the job whose checkpoint was to be used, and was damaged: it must run again
    notes: tuple[str, ...] = ()  # what the user should know although the job went on


@dataclass(frozen=True, slots=True)
class JobProgress:
    """How far a running job is."""

    key: str
    progress: Progress


def source_of(profile: Profile, data: Path | None) -> Source:
    """The source of a profile, opened once a process."""
    key = (profile.source, profile.source_seed, data)
    if key not in _opened:
        _opened[key] = open_source(profile, data)
    return _opened[key]


_opened: dict[tuple[str, int, Path | None], Source] = {}


def attempt(job: Job, home: Home, data: Path | None, sink: ProgressSink) -> JobEnded:
    """Carry out one job, in one process or several, and say how it ended.

    What it starts from is held against its digests before, and what it leaves gets its own.
    """
    notes: list[str] = []
    try:
        for name in (job.profile.encoder, job.profile.pretraining.start if job.profile.pretraining else None):
            if name is not None:
                fetch_hub_encoder(name)
        if job.input_key is not None and is_complete(home.checkpoints / job.input_key):
            check_checkpoint(home.checkpoints / job.input_key)
        if job.run_id is None:
            fault = check_state(state_folder(job, home))
            notes += [f"{job.label}: {fault}; it began anew"] if fault else []
            sink = StateSealer(state_folder(job, home), sink)
        if job.kind is JobKind.TRAIN and job.profile.execution.n_processes > 1:
            carry_out_together(job, home, data, sink)
        else:
            carry_out(job, home, source_of(job.profile, data), sink)
        if job.run_id is None:
            seal_checkpoint(home.checkpoints / job.key)
    except DamagedCheckpointError as error:
        return JobEnded(job.key, str(error), damaged=error.key)
    except CrosscheckError as error:
        return JobEnded(job.key, f"{type(error).__name__}: {error}", notes=tuple(notes))
    except Exception:  # noqa: BLE001  # one job's defect must not end the others; it is recorded whole
        return JobEnded(job.key, traceback.format_exc(), is_expected=False, notes=tuple(notes))
    return JobEnded(job.key, None, notes=tuple(notes))


def work(connection: Connection, root: Path, data: Path | None, parent: int) -> None:
    """Carry out jobs received on `connection` until None comes.

    Args:
        connection: receives Job or None; sends JobProgress and JobEnded.
        root: of the home.
        data: XTREME folder, or None.
        parent: id of the process that started this one.
    """
    die_with_parent(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to stop
    home = Home(root)

    while (job := connection.recv()) is not None:
        assert isinstance(job, Job)  # noqa: S101  # the parent sends nothing else

        def tell(progress: Progress, key: str = job.key) -> None:
            connection.send(JobProgress(key, progress))

        connection.send(attempt(job, home, data, tell))
        give_memory_back()
