"""Runs a plan on a Ray cluster: one that is up, or one of this machine for the time of the run."""

from __future__ import annotations

import logging
import os
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipeline.domain.errors import StorageError
from pipeline.execution.exchange import SameFolder
from pipeline.execution.ray_job import Order, follow_order, own_make
from pipeline.execution.schedule import RunState, Schedule, n_threads_of
from pipeline.execution.storage import Storage
from pipeline.execution.worker import JobEnded
from pipeline.experiments.plan import Job, Plan
from pipeline.store.home import REPOSITORY, Home

# read by Ray when it is imported and when it starts its processes
os.environ["RAY_USAGE_STATS_ENABLED"] = "0"  # nothing is reported to anybody
os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
os.environ.setdefault("RAY_raylet_start_wait_time_s", "300")  # a busy machine needs more than the 30 s of the default

import ray
from ray.exceptions import RayError, RayTaskError

OBJECT_STORE_BYTES = 100_000_000  # of a cluster of our own: messages are small, weights go through the home


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where a Ray run takes place."""

    address: str | None = None  # "auto", "host:6379"; None: a cluster of this machine's, ended with the run
    storage: str | None = None  # URL for checkpoints and records; None: every machine sees the home at its path
    patience_seconds: float = 300.0  # to wait for a machine that a job fits on


class RayRun:
    """Runs the jobs of one plan; `run` returns when none is left that can run."""

    def __init__(
        self, plan: Plan, home: Home, data: Path | None, notify: Callable[[RunState], None], cluster: Cluster
    ) -> None:
        """`notify` is called at every change, in this process.

        Raises:
            StorageError: the storage cannot be opened.
        """
        self._cluster, self._home, self._data = cluster, home, data
        self._exchange = Storage(cluster.storage) if cluster.storage else SameFolder()
        self._schedule = Schedule(plan, home, self._exchange, notify)
        self._running: dict[ray.ObjectRefGenerator, Job] = {}
        self._token, self._made_with = uuid.uuid4().hex, own_make()
        self._idle_since: float | None = None
        self._there: dict[str, float] = {}

    @property
    def state(self) -> RunState:
        """Where every job stands."""
        return self._schedule.state

    def run(self) -> RunState:
        """Carry out every job that is not done; failures are recorded and the rest goes on.

        Raises:
            StorageError: there is no cluster at the address.
        """
        self._exchange.claim(self._home, self._token)
        self._schedule.begin()
        if not self._schedule.ready():
            return self.state
        self._connect()
        try:
            while self._start_ready():
                self._hear()
        finally:
            ray.shutdown()
        return self.state

    def _connect(self) -> None:
        """Reach the cluster, or start one."""
        plan = self.state.plan
        os.environ["PYTHONPATH"] = os.pathsep.join((str(REPOSITORY), os.environ.get("PYTHONPATH", "")))
        own = {
            "num_cpus": max(plan.profile.n_workers, *(n_threads_of(job) for job in plan.jobs)),
            "object_store_memory": OBJECT_STORE_BYTES,
            "include_dashboard": False,
        }
        try:
            ray.init(
                address=self._cluster.address or "local",
                log_to_driver=False,
                logging_level=logging.ERROR,
                **(own if self._cluster.address is None else {}),
            )
        except (ConnectionError, ValueError, RuntimeError) as error:
            raise StorageError(
                f"no Ray cluster at {self._cluster.address or 'this machine'} ({error}); start one with "
                "`ray start --head`, or leave out --ray-address for one of this machine's"
            ) from error

    def _start_ready(self) -> bool:
        """Give out every job that fits; whether any runs or may still find a machine."""
        self._there = ray.cluster_resources()  # machines come and go
        while (job := self._schedule.next_job(self._fits)) is not None:
            order = Order(job, self._home.root, self._cluster.storage, self._data, self._token, self._made_with)
            self._running[_remote(job).remote(order)] = job
            self._schedule.started(job)
        if self._running:
            self._idle_since = None
            return True
        return self._wait_for_machine()

    def _fits(self, job: Job) -> bool:
        """Whether the cluster has what `job` needs beside the jobs that run."""
        taken = [_needs(other) for other in self._running.values()]
        return all(
            need + sum(other.get(name, 0) for other in taken) <= self._there.get(name, 0)
            for name, need in _needs(job).items()
        )

    def _wait_for_machine(self) -> bool:
        """Nothing runs: wait a while where jobs could, then let them fail."""
        ready = self._schedule.ready()
        if not ready:
            return False
        now = time.monotonic()
        self._idle_since = self._idle_since or now
        if now - self._idle_since > self._cluster.patience_seconds:
            there = {name: amount for name, amount in self._there.items() if ":" not in name}
            for job in ready:
                self._schedule.cannot_run(job, f"needs {_needs(job)} and the cluster has {there}; add a machine")
        return True

    def _hear(self) -> None:
        if not self._running:
            time.sleep(1.0)
            return
        heard, _ = ray.wait(list(self._running), timeout=1.0)
        for stream in heard:
            job = self._running[stream]
            try:
                message = ray.get(next(stream))
            except StopIteration:
                self._end(stream, job, lost="it ended without saying how")
            except RayTaskError as error:  # a defect outside of the job itself, which catches its own
                self._end(stream, job, error=str(error))
            except RayError as error:  # its process or machine is gone
                self._end(stream, job, lost=f"{type(error).__name__}: {str(error).strip().splitlines()[0]}")
            else:
                if isinstance(message, JobEnded):
                    del self._running[stream]
                    self._schedule.ended(job, message.error, message.damaged, message.notes)
                else:
                    self._schedule.progressed(job, message.progress)

    def _end(self, stream: ray.ObjectRefGenerator, job: Job, *, error: str | None = None, lost: str = "") -> None:
        del self._running[stream]
        if lost:
            self._schedule.lost(job, lost)
        else:
            self._schedule.ended(job, error)


def _needs(job: Job) -> dict[str, float]:
    """What a job asks of Ray, by the names of `ray.cluster_resources()`."""
    settings = job.profile.execution
    needs: dict[str, float] = {"CPU": n_threads_of(job)}
    if settings.n_gpus:
        needs["GPU"] = settings.n_gpus
    if settings.memory_gb:
        needs["memory"] = settings.memory_gb * 1e9
    return needs


def _remote(job: Job) -> ray.remote_function.RemoteFunction:
    needs = _needs(job)
    return ray.remote(follow_order).options(
        name=job.label,
        num_cpus=needs["CPU"],
        num_gpus=needs.get("GPU", 0),
        memory=needs.get("memory"),
        max_retries=0,  # the schedule tries again, as it does for local processes
        num_returns="streaming",
    )
