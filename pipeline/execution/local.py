"""Runs a plan on this machine: worker processes, each job as soon as its input is there, finished work skipped."""

from __future__ import annotations

import contextlib
import multiprocessing
import shutil
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path

from pipeline.domain.run import RunStatus
from pipeline.execution.jobs import finish_run, is_done, make_run
from pipeline.execution.worker import JobEnded, JobProgress, work
from pipeline.experiments.plan import Job, Plan
from pipeline.store.home import Home
from pipeline.store.records import read_run, write_run
from pipeline.training.loop import Progress


@dataclass(slots=True)
class RunState:
    """Where every job of a plan stands; read by the progress display."""

    plan: Plan
    done: dict[str, float] = field(default_factory=dict)  # key -> seconds; 0 where it was done before
    failed: dict[str, str] = field(default_factory=dict)  # key -> error
    skipped: dict[str, str] = field(default_factory=dict)  # key -> key of the failed job it needed
    running: dict[str, tuple[float, Progress | None]] = field(default_factory=dict)  # key -> (since, progress)

    def waiting(self) -> list[Job]:
        """Jobs that have not begun, in plan order."""
        over = self.done.keys() | self.failed.keys() | self.skipped.keys() | self.running.keys()
        return [job for job in self.plan.jobs if job.key not in over]


class _Worker:
    """One worker process and the job it has in hand."""

    def __init__(self, home: Home, data: Path | None) -> None:
        self.job: Job | None = None
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.process: SpawnProcess = context.Process(target=work, args=(theirs, home.root, data), daemon=True)
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

    MAX_LOST = 2  # times that a job may take its process down before it counts as failed

    def __init__(self, plan: Plan, home: Home, data: Path | None, notify: Callable[[RunState], None]) -> None:
        """`notify` is called at every change, in this process."""
        self.state = RunState(plan)
        self._home, self._data, self._notify = home, data, notify
        self._workers: list[_Worker] = []
        self._lost: dict[str, int] = {}
        self._chains = chain_lengths(plan.jobs)
        self._n_cores = max(plan.profile.n_workers, *(job.n_threads for job in plan.jobs))

    def run(self) -> RunState:
        """Carry out every job that is not done; failures are recorded and the rest goes on."""
        needed = needed_jobs(self.state.plan.jobs, lambda job: is_done(job, self._home))
        self.state.done = {job.key: 0.0 for job in self.state.plan.jobs if job.key not in needed}
        self._finish_complete_runs()
        self._notify(self.state)
        try:
            while self.state.running or self._start_ready():
                self._hear()
                self._start_ready()
        finally:
            for worker in self._workers:
                if worker.job is not None:
                    worker.process.kill()
                worker.stop()
        return self.state

    def _start_ready(self) -> bool:
        """Give out every job whose input is there and whose threads are free; whether any job runs."""
        self._skip_after_failures()
        for job in sorted(self.state.waiting(), key=lambda job: (job.seed, -self._chains[job.key])):
            used = sum(worker.job.n_threads for worker in self._workers if worker.job is not None)
            is_ready = job.input_key is None or job.input_key in self.state.done
            if is_ready and used + job.n_threads <= self._n_cores:
                self._free_worker().give(job)
                self.state.running[job.key] = (time.monotonic(), None)
                self._notify(self.state)
        return bool(self.state.running)

    def _skip_after_failures(self) -> None:
        for job in self.state.waiting():
            if job.input_key in self.state.failed or job.input_key in self.state.skipped:
                self.state.skipped[job.key] = str(job.input_key)
                if job.run_id is not None:
                    self._record_failure(job, f"not run: a job that it starts from failed ({job.input_key})")

    def _finish_complete_runs(self) -> None:
        """Mark runs that were killed after their last cell as finished."""
        for job in self.state.plan.jobs:
            if job.run_id is not None and job.key in self.state.done:
                run = read_run(self._home.runs / job.run_id)
                if run.status is not RunStatus.FINISHED:
                    finish_run(self._home, run)

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
            try:
                message = ready.recv()
            except (EOFError, ConnectionResetError):
                self._lose(worker)
                continue
            if isinstance(message, JobProgress):
                self.state.running[message.key] = (self.state.running[message.key][0], message.progress)
            elif isinstance(message, JobEnded):
                self._end(worker, message)
        self._notify(self.state)

    def _end(self, worker: _Worker, message: JobEnded) -> None:
        job, worker.job = worker.job, None
        since, _ = self.state.running.pop(message.key)
        if message.error is None:
            self.state.done[message.key] = time.monotonic() - since
            self._drop_unneeded()
        elif job is not None:
            self._fail(job, message.error)

    def _lose(self, worker: _Worker) -> None:
        """A worker process ended in mid-job: try the job again in a new one, a few times."""
        job, worker.job = worker.job, None
        worker.process.join()
        self._workers.remove(worker)
        if job is None:
            return
        self.state.running.pop(job.key)
        self._lost[job.key] = self._lost.get(job.key, 0) + 1
        if self._lost[job.key] > self.MAX_LOST:
            self._fail(
                job,
                f"its process ended {self._lost[job.key]} times with exit code {worker.process.exitcode} "
                "(-9 is often: out of memory); lower batch sizes or n_workers",
            )

    def _fail(self, job: Job, error: str) -> None:
        self.state.failed[job.key] = error
        if job.run_id is not None:
            self._record_failure(job, error)

    def _record_failure(self, job: Job, error: str) -> None:
        write_run(self._home.runs, make_run(job, self._home, RunStatus.FAILED, datetime.now(UTC), error))

    def _drop_unneeded(self) -> None:
        """Remove checkpoints of target training that no job needs any more."""
        if self.state.plan.profile.keeps_checkpoints:
            return
        for job in self.state.plan.jobs:
            dependents = self.state.plan.dependents(job.key)
            if (
                job.phase == "target"
                and job.run_id is None
                and job.key in self.state.done
                and all(dependent.key in self.state.done for dependent in dependents)
            ):
                shutil.rmtree(self._home.checkpoints / job.key, ignore_errors=True)


def chain_lengths(jobs: Sequence[Job]) -> dict[str, int]:
    """For each job the number of jobs in the longest chain that starts with it.

    Jobs that much hangs on go first, so that no long chain is left to one worker at the end.
    """
    lengths: dict[str, int] = {job.key: 1 for job in jobs}
    for job in reversed(jobs):  # every job follows its input
        if job.input_key in lengths:
            lengths[job.input_key] = max(lengths[job.input_key], lengths[job.key] + 1)
    return lengths


def needed_jobs(jobs: Iterable[Job], is_done: Callable[[Job], bool]) -> set[str]:
    """Keys of the jobs to carry out: evaluations that are not done, and what they need that is not there."""
    by_key = {job.key: job for job in jobs}
    needed: set[str] = set()
    for job in by_key.values():
        current: Job | None = job if job.run_id is not None else None
        while current is not None and current.key not in needed and not is_done(current):
            needed.add(current.key)
            current = by_key.get(current.input_key or "")
    return needed
