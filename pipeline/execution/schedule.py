"""What runs next and what becomes of jobs that end, fail or are lost: one policy for every executor."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from pipeline.domain.run import RunStatus
from pipeline.execution.digests import DamagedCheckpointError, check_checkpoint
from pipeline.execution.exchange import Exchange
from pipeline.execution.jobs import ShippedRuns, finish_run, make_run
from pipeline.experiments.plan import Job, JobKind, Plan
from pipeline.store.home import Home
from pipeline.store.records import read_run, write_run
from pipeline.training.checkpoint import is_complete
from pipeline.training.loop import Progress


@dataclass(slots=True)
class RunState:
    """Where every job of a plan stands; read by the progress display."""

    plan: Plan
    done: dict[str, float] = field(default_factory=dict)  # key -> seconds; 0 where it was done before
    failed: dict[str, str] = field(default_factory=dict)  # key -> error
    skipped: dict[str, str] = field(default_factory=dict)  # key -> key of the failed job it needed
    running: dict[str, tuple[float, Progress | None]] = field(default_factory=dict)  # key -> (since, progress)
    notes: list[str] = field(default_factory=list)  # what went wrong and was mended

    def waiting(self) -> list[Job]:
        """Jobs that have not begun, in plan order."""
        over = self.done.keys() | self.failed.keys() | self.skipped.keys() | self.running.keys()
        return [job for job in self.plan.jobs if job.key not in over]


class Schedule:
    """Keeps the state of one plan; an executor asks it for the next job and tells it what became of each."""

    def __init__(self, plan: Plan, home: Home, exchange: Exchange, notify: Callable[[RunState], None]) -> None:
        """`notify` is called at every change."""
        self.state = RunState(plan)
        self._home, self._exchange, self._notify = home, exchange, notify
        self._lost: dict[str, int] = {}
        self._chains = chain_lengths(plan.jobs)
        names = dict.fromkeys(job.regime.regime for job in plan.jobs)
        self._regimes = {name: number for number, name in enumerate(names)}

    def begin(self) -> None:
        """Find out what is done already."""
        jobs = self.state.plan.jobs
        self._exchange.collect(jobs, self._home)
        shipped = ShippedRuns.found()

        def find_needed() -> set[str]:
            return needed_jobs(jobs, lambda job: shipped.hold(job) or self._exchange.is_done(job, self._home))

        needed = find_needed()
        while self._set_damaged_aside(needed):
            needed = find_needed()
        self.state.done = {job.key: 0.0 for job in jobs if job.key not in needed}
        self._finish_complete_runs()
        self._notify(self.state)

    def _set_damaged_aside(self, needed: set[str]) -> bool:
        """Whether a checkpoint of this home that a job is to start from was not what was written."""
        is_damaged = False
        inputs = {job.input_key for job in self.state.plan.jobs if job.key in needed and job.input_key}
        for folder in (self._home.checkpoints / key for key in sorted(inputs - needed)):
            try:
                if is_complete(folder):
                    check_checkpoint(folder)
            except DamagedCheckpointError as error:
                is_damaged = True
                self.state.notes.append(str(error))
        return is_damaged

    def next_job(self, fits: Callable[[Job], bool]) -> Job | None:
        """The job to start now: one whose input is there and that `fits`; those that much hangs on go first."""
        self._skip_after_failures()
        for job in sorted(self.ready(), key=self._urgency):
            if fits(job):
                return job
        return None

    def _urgency(self, job: Job) -> tuple[int, int, int]:
        is_by_regime = self.state.plan.profile.execution.order == "regimes"
        return job.seed, self._regimes[job.regime.regime] if is_by_regime else 0, -self._chains[job.key]

    def ready(self) -> list[Job]:
        """Jobs that have not begun and whose input is there, in plan order."""
        return [job for job in self.state.waiting() if job.input_key is None or job.input_key in self.state.done]

    def started(self, job: Job) -> None:
        """`job` has been given out."""
        self.state.running[job.key] = (time.monotonic(), None)
        self._notify(self.state)

    def progressed(self, job: Job, progress: Progress) -> None:
        """`job` says how far it is."""
        self.state.running[job.key] = (self.state.running[job.key][0], progress)
        self._notify(self.state)

    def ended(self, job: Job, error: str | None, damaged: str | None = None, notes: Iterable[str] = ()) -> None:
        """`job` has ended: well where `error` is None.

        Args:
            damaged: key of the job that it was to start from, whose checkpoint is set aside: both wait again.
            notes: what went wrong and was mended.
        """
        since, _ = self.state.running.pop(job.key)
        self.state.notes += notes
        if error is None:
            self._exchange.collect([job], self._home)
            self.state.done[job.key] = time.monotonic() - since
            self._drop_unneeded()
        elif damaged is not None and self._lost.get(damaged, 0) < job.profile.execution.max_lost:
            self._lost[damaged] = self._lost.get(damaged, 0) + 1
            self.state.notes.append(error)
            self._make_again(damaged)
        else:
            self._fail(job, error)
        self._notify(self.state)

    def _make_again(self, key: str) -> None:
        """Let the job of `key` wait again, and those before it whose checkpoints are no longer there."""
        by_key = {job.key: job for job in self.state.plan.jobs}
        job = by_key.get(key)
        while job is not None and job.key in self.state.done:
            if job.key == key:
                self._exchange.drop(job, self._home)
            elif self._exchange.is_done(job, self._home):
                return
            del self.state.done[job.key]
            job = by_key.get(job.input_key or "")

    def lost(self, job: Job, how: str) -> None:
        """The process of `job` is gone: it waits again, or has failed where that has happened too often.

        Args:
            how: what is known of the end, as "ended with exit code -9".
        """
        self.state.running.pop(job.key)
        n_lost = self._lost[job.key] = self._lost.get(job.key, 0) + 1
        if n_lost > job.profile.execution.max_lost:
            self._fail(job, f"its process was lost {n_lost} times, at last: {how}")
        self._notify(self.state)

    def cannot_run(self, job: Job, why: str) -> None:
        """`job` cannot be started at all."""
        self._fail(job, why)
        self._notify(self.state)

    def _skip_after_failures(self) -> None:
        for job in self.state.waiting():
            if job.input_key in self.state.failed or job.input_key in self.state.skipped:
                self.state.skipped[job.key] = str(job.input_key)
                if job.run_id is not None:
                    self._record_failure(job, f"not run: a job that it starts from failed ({job.input_key})")

    def _finish_complete_runs(self) -> None:
        """Mark runs that were killed after their last cell as finished."""
        for job in self.state.plan.jobs:
            is_here = job.run_id is not None and (self._home.runs / job.run_id).is_dir()
            if is_here and job.run_id is not None and job.key in self.state.done:
                run = read_run(self._home.runs / job.run_id)
                if run.status is not RunStatus.FINISHED:
                    finish_run(self._home, run)

    def _fail(self, job: Job, error: str) -> None:
        self.state.failed[job.key] = error
        if job.run_id is not None:
            self._record_failure(job, error)

    def _record_failure(self, job: Job, error: str) -> None:
        write_run(self._home.runs, make_run(job, self._home, RunStatus.FAILED, datetime.now(UTC), error))

    def _drop_unneeded(self) -> None:
        """Remove checkpoints of intermediate and target training that no job will start from any more."""
        if self.state.plan.profile.keeps_checkpoints:
            return
        for job in self.state.plan.jobs:
            dependents = self.state.plan.dependents(job.key)
            if (
                job.phase != "pretrain"
                and job.run_id is None
                and job.key in self.state.done
                and all(dependent.key in self.state.done for dependent in dependents)
            ):
                self._exchange.drop(job, self._home)


def n_threads_of(job: Job) -> int:
    """Threads that a job keeps busy, over all its processes."""
    return job.n_threads * (job.profile.execution.n_processes if job.kind is JobKind.TRAIN else 1)


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
