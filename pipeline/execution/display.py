"""Tells what runs, what is left and when it ends: bars on a terminal, lines elsewhere, PROGRESS.json for pages."""

from __future__ import annotations

import os
import socket
import time
from datetime import UTC, datetime, timedelta
from types import TracebackType

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from pipeline.execution.schedule import RunState
from pipeline.experiments.plan import Job
from pipeline.store.atomic import write_json
from pipeline.store.home import Home

LINE_SECONDS = 15.0  # between lines where there is no terminal


def time_left(state: RunState, now: float) -> float | None:
    """Seconds to the end, from the mean time of finished jobs of each kind; None while a kind has no time yet.

    Args:
        now: monotonic seconds, the clock of `state.running`.
    """
    times: dict[tuple[str, str | None], list[float]] = {}
    for job in state.plan.jobs:
        if state.done.get(job.key):
            times.setdefault((job.kind.value, job.task), []).append(state.done[job.key])
            times.setdefault((job.kind.value, None), []).append(state.done[job.key])
    total = 0.0
    for job in state.plan.jobs:
        if job.key in state.running:
            since, progress = state.running[job.key]
            if progress is None or not progress.n_done:
                return None
            total += (now - since) * (progress.n_total / progress.n_done - 1) * job.n_threads
    for job in state.waiting():
        known = times.get((job.kind.value, job.task)) or times.get((job.kind.value, None))
        if not known:
            return None
        total += sum(known) / len(known) * job.n_threads
    return total / max(state.plan.profile.n_workers, 1)


def _minutes(seconds: float | None) -> str:
    return "unknown yet" if seconds is None else str(timedelta(seconds=round(seconds)))


class Display:
    """Shows a RunState as it changes; use as a context, pass `update` as the run's notify."""

    def __init__(self, home: Home, console: Console) -> None:
        self._home, self._console = home, console
        self._live = Live(console=console, refresh_per_second=4, transient=True) if console.is_terminal else None
        self._said: set[str] = set()
        self._started = self._shown = self._written = time.monotonic()

    def __enter__(self) -> Display:
        if self._live:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live:
            self._live.stop()
        self._home.progress.unlink(missing_ok=True)

    def update(self, state: RunState) -> None:
        """Show `state`."""
        for job in state.plan.jobs:
            self._say_if_over(state, job)
        now = time.monotonic()
        if self._live:
            self._live.update(self._bars(state, now))
        elif state.running and now - self._shown > LINE_SECONDS:
            self._console.print(self._line(state, now), highlight=False)
            self._shown = now
        if now - self._written > 1.0:
            write_json(self._home.progress, self._facts(state, now))
            self._written = now

    def _say_if_over(self, state: RunState, job: Job) -> None:
        if job.key in self._said:
            return
        if state.done.get(job.key):
            self._console.print(f"  done    {job.label}  {_minutes(state.done[job.key])}", highlight=False)
        elif job.key in state.failed:
            self._console.print(Text(f"  FAILED  {job.label}: {state.failed[job.key].strip().splitlines()[-1]}", "red"))
        elif job.key not in state.done:
            return
        self._said.add(job.key)

    def _summary(self, state: RunState, now: float) -> str:
        return (
            f"{len(state.done)} of {len(state.plan.jobs)} jobs done, {len(state.running)} running; "
            f"{_minutes(now - self._started)} so far, left: {_minutes(time_left(state, now))}"
        )

    def _line(self, state: RunState, now: float) -> str:
        parts = []
        for job in state.plan.jobs:
            progress = state.running[job.key][1] if job.key in state.running else None
            if progress is not None:
                share = 100 * progress.n_done / max(progress.n_total, 1)
                parts.append(f"{job.label} {share:.0f}% {progress.tokens_per_second:,.0f}/s {progress.note}")
        return f"  {self._summary(state, now)} | {' | '.join(parts)}"

    def _bars(self, state: RunState, now: float) -> RenderableType:
        table = Table.grid(padding=(0, 1))
        for job in state.plan.jobs:
            if job.key in state.running:
                progress = state.running[job.key][1]
                done, total = (progress.n_done, progress.n_total) if progress else (0, 1)
                speed = f"{progress.tokens_per_second:,.0f}/s {progress.note}" if progress else "starting"
                table.add_row(job.label, ProgressBar(total=total, completed=done, width=30), speed)
        return Group(table, Text(self._summary(state, now), "dim"))

    def _facts(self, state: RunState, now: float) -> dict[str, object]:
        return {
            "profile": state.plan.profile.name,
            "pid": os.getpid(),
            "host": socket.gethostname(),
            "written_at": datetime.now(UTC).isoformat(),
            "n_jobs": len(state.plan.jobs),
            "n_done": len(state.done),
            "n_failed": len(state.failed),
            "n_skipped": len(state.skipped),
            "seconds_left": time_left(state, now),
            "running": [
                {
                    "label": job.label,
                    "share": progress.n_done / max(progress.n_total, 1) if progress else 0.0,
                    "tokens_per_second": progress.tokens_per_second if progress else None,
                }
                for job in state.plan.jobs
                if job.key in state.running
                for progress in [state.running[job.key][1]]
            ],
        }
