"""What a Ray worker does with one job: bring its inputs, carry it out, tell how far it is, send what it made."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread

from pipeline.domain.errors import CrosscheckError
from pipeline.execution.exchange import Exchange, SameFolder
from pipeline.execution.storage import Storage
from pipeline.execution.worker import JobEnded, JobProgress, attempt
from pipeline.experiments.code_digest import whole_code
from pipeline.experiments.library_versions import SCORING_LIBRARIES, library_versions
from pipeline.experiments.plan import Job
from pipeline.store.home import Home
from pipeline.training.loop import Progress

KEEP_SECONDS = 1.0  # between looks at what the job has made


@dataclass(frozen=True, slots=True)
class Order:
    """One job and all that another machine must know to carry it out."""

    job: Job
    home: Path  # of the run; with a storage it is used by the driver alone
    storage: str | None  # URL
    data: Path | None  # XTREME folder, at the same place on every machine
    token: str  # of the run
    made_with: dict[str, str]  # own_make() of the driver

    def exchange(self) -> Exchange:
        """Where the job finds what it needs."""
        return Storage(self.storage) if self.storage else SameFolder()


def own_make() -> dict[str, str]:
    """Versions of what makes numbers here: this code and the libraries."""
    return {"code": whole_code(), **library_versions(SCORING_LIBRARIES)}


def follow_order(order: Order) -> Iterator[JobProgress | JobEnded]:
    """Carry out a job; what comes out is how far it is, and at last how it ended."""
    job, differing = order.job, _differing(order.made_with)
    if differing:
        yield JobEnded(job.key, f"the worker has other versions than the planner: {differing}; install the same")
        return
    with ExitStack() as at_end:
        home = Home(order.home)
        if order.storage:
            folder = at_end.enter_context(tempfile.TemporaryDirectory(prefix="crosscheck-", ignore_cleanup_errors=True))
            home = Home(Path(folder))
        try:
            exchange = order.exchange()
            exchange.fetch(job, home)
        except CrosscheckError as error:
            yield JobEnded(job.key, f"{type(error).__name__}: {error}")
            return
        yield from _watch(order, home, exchange)


def _differing(made_with: dict[str, str]) -> str:
    mine = own_make()
    return ", ".join(f"{name} {mine[name]}, not {made_with[name]}" for name in mine if mine[name] != made_with[name])


def _watch(order: Order, home: Home, exchange: Exchange) -> Iterator[JobProgress | JobEnded]:
    """Carry out the job in a thread of its own and pass on what it says.

    Ends this process, so that the job counts as lost and is tried again, where what it makes cannot be kept, or where
    another run has begun to write.
    """
    job, said = order.job, SimpleQueue[Progress | JobEnded]()
    thread = Thread(target=lambda: said.put(attempt(job, home, order.data, said.put)), daemon=True)
    thread.start()
    try:
        while True:
            try:
                message = said.get(timeout=KEEP_SECONDS)
            except Empty:
                message = None
            if not exchange.is_claimed(Home(order.home), order.token):
                os._exit(1)
            exchange.keep(job, home)
            if isinstance(message, JobEnded):
                thread.join()
                yield message
                return
            if message is not None:
                yield JobProgress(job.key, message)
    finally:
        if thread.is_alive():
            os._exit(1)
