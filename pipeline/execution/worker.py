"""A worker process: takes jobs from the parent one by one, and dies with it."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import traceback
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from pipeline.domain.errors import CrosscheckError
from pipeline.execution.jobs import carry_out
from pipeline.execution.sources import open_source
from pipeline.experiments.plan import Job
from pipeline.store.home import Home
from pipeline.training.loop import Progress

PR_SET_PDEATHSIG = 1  # linux/prctl.h


@dataclass(frozen=True, slots=True)
class JobEnded:
    """A job's end; `error` is None where it ended well."""

    key: str
    error: str | None
    is_expected: bool = True  # the error is one that the project raises on purpose


@dataclass(frozen=True, slots=True)
class JobProgress:
    """How far a running job is."""

    key: str
    progress: Progress


class _Sink:
    """Sends the progress of one job to the parent."""

    def __init__(self, connection: Connection, key: str) -> None:
        self._connection, self._key = connection, key

    def __call__(self, progress: Progress) -> None:
        self._connection.send(JobProgress(self._key, progress))


def die_with_parent() -> None:
    """Have the kernel kill this process when its parent ends, however it ends (Linux)."""
    if sys.platform != "linux":
        return
    parent = os.getppid()
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended in between
        os._exit(1)


def work(connection: Connection, root: Path, data: Path | None) -> None:
    """Carry out jobs received on `connection` until None comes.

    Args:
        connection: receives Job or None; sends JobProgress and JobEnded.
        root: of the home.
        data: XTREME folder, or None.
    """
    die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to stop
    home, source = Home(root), None
    while (job := connection.recv()) is not None:
        assert isinstance(job, Job)  # noqa: S101  # the parent sends nothing else
        key = job.key
        try:
            source = source or open_source(job.profile, data)
            carry_out(job, home, source, _Sink(connection, key))
        except CrosscheckError as error:
            connection.send(JobEnded(key, f"{type(error).__name__}: {error}"))
        except Exception:  # noqa: BLE001  # one job's defect must not end the others; it is recorded whole
            connection.send(JobEnded(key, traceback.format_exc(), is_expected=False))
        else:
            connection.send(JobEnded(key, None))
