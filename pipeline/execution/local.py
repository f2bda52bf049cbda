"""Runs a plan on this machine: worker processes, each job as soon as its input is there, finished work skipped."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
from collections.abc import Callable
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path

from pipeline.execution.exchange import SameFolder
from pipeline.execution.schedule import RunState, Schedule, n_threads_of
from pipeline.execution.worker import JobEnded, JobProgress, work
from pipeline.experiments.plan import Job, Plan
from pipeline.store.home import Home


class _Worker:
    """One worker process and the job it has in hand."""

    def __init__(self, home: Home, data: Path | None) -> None:
        self.job: Job | None = None
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.process: SpawnProcess = context.Process(
            target=work, args=(theirs, home.root, data, os.getpid()), daemon=True
        )
        self.process.start()
        theirs.close()

    def give(self, job: Job) -> None:
        self.job = job
        self.connection.send(job)

    def stop(self) -> None:
        with contextlib.suppress(OSError):  # it may be gone already
            self.connection.send(None)
        self.process.join(timeout=5)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self.connection.close()


class LocalRun:
    """Runs the jobs of one plan; `run` returns when none is left that can run."""

    def __init__(self, plan: Plan, home: Home, data: Path | None, notify: Callable[[RunState], None]) -> None:
        """`notify` is called at every change, in this process."""
        self._schedule = Schedule(plan, home, SameFolder(), notify)
        self._home, self._data = home, data
        self._workers: list[_Worker] = []
        self._n_cores = max(plan.profile.n_workers, *(n_threads_of(job) for job in plan.jobs))

    @property
    def state(self) -> RunState:
        """Where every job stands."""
        return self._schedule.state

    def run(self) -> RunState:
        """Carry out every job that is not done; failures are recorded and the rest goes on."""
        self._schedule.begin()
        try:
            self._start_ready()
            while self.state.running:
                self._hear()
                self._start_ready()
        finally:
            for worker in self._workers:
                if worker.job is not None:
                    worker.process.kill()
                worker.stop()
        return self.state

    def _start_ready(self) -> None:
        """Give out every job whose input is there and whose threads are free."""
        while (job := self._schedule.next_job(self._fits)) is not None:
            self._free_worker().give(job)
            self._schedule.started(job)

    def _fits(self, job: Job) -> bool:
        used = sum(n_threads_of(worker.job) for worker in self._workers if worker.job is not None)
        return used + n_threads_of(job) <= self._n_cores

    def _free_worker(self) -> _Worker:
        for worker in self._workers:
            if worker.job is None:
                return worker
        self._workers.append(_Worker(self._home, self._data))
        return self._workers[-1]

    def _hear(self) -> None:
        busy = {worker.connection: worker for worker in self._workers if worker.job is not None}
        for ready in wait(list(busy), timeout=1.0):
            assert isinstance(ready, Connection)  # noqa: S101
            worker = busy[ready]
            job = worker.job
            assert job is not None  # noqa: S101
            try:
                message = ready.recv()
            except (EOFError, ConnectionResetError):
                self._lose(worker, job)
                continue
            if isinstance(message, JobProgress):
                self._schedule.progressed(job, message.progress)
            elif isinstance(message, JobEnded):
                worker.job = None
                self._schedule.ended(job, message.error, message.damaged, message.notes)

    def _lose(self, worker: _Worker, job: Job) -> None:
        """A worker process ended in mid-job: the job goes to a new one, a few times."""
        worker.process.join()
        self._workers.remove(worker)
        self._schedule.lost(
            job,
            f"ended with exit code {worker.process.exitcode} (-9 is often: out of memory); "
            "lower batch sizes or n_workers",
        )
