"""What the running pipeline says of itself in PROGRESS.json, and whether to believe it."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from dashboard.kit.columns import LONG_NAME, PAGE, Column, Table
from dashboard.kit.markup import Html, join, tag

SILENT_AFTER = timedelta(minutes=2)  # the pipeline writes about once a second


class Job(BaseModel):
    """One job under way."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: str
    share: float = Field(ge=0)  # of its steps, 0-1
    tokens_per_second: float | None


class Progress(BaseModel):
    """The file as pipeline/execution/display.py writes it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    profile: str
    pid: int = Field(gt=0, lt=2**31)
    host: str | None = None
    written_at: AwareDatetime = Field(ge=datetime(2000, 1, 1, tzinfo=UTC), lt=datetime(3000, 1, 1, tzinfo=UTC))
    n_jobs: int = Field(ge=0)
    n_done: int = Field(ge=0)
    n_failed: int = Field(ge=0)
    n_skipped: int = Field(default=0, ge=0)  # they start from a failed job
    seconds_left: float | None = Field(ge=0, le=10 * 365 * 86_400)  # ten years; more is no forecast
    running: tuple[Job, ...]

    @property
    def n_left(self) -> int:
        """Jobs that wait."""
        return max(self.n_jobs - self.n_done - self.n_failed - self.n_skipped - len(self.running), 0)

    @property
    def ends_at(self) -> datetime | None:
        """When the last job will be done; None while that cannot be told."""
        left = self.seconds_left
        return None if left is None else self.written_at + timedelta(seconds=left)


class Life(StrEnum):
    """Whether the process behind the file is still at work."""

    RUNNING = "running"
    SILENT = "silent"  # it may be at work or not
    ENDED = "ended"  # without finishing, or the file would be gone


def read_progress(path: Path) -> Progress | str | None:
    """What the file says; None where there is none, a sentence where it cannot be read."""
    try:
        return Progress.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        return f"{path} cannot be read: {error.strerror}"
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the file"
        return f"{path} is not as the pipeline writes it: {place}: {first['msg']}"


def is_alive(pid: int) -> bool:
    """Whether this machine has a process of that number."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def life_of(progress: Progress, now: datetime, alive: Callable[[int], bool] = is_alive) -> Life:
    """Whether the pipeline is at work: by its process where that is one of this machine, else by the file's age."""
    if progress.host in (None, socket.gethostname()) and not alive(progress.pid):
        return Life.ENDED
    return Life.RUNNING if now - progress.written_at <= SILENT_AFTER else Life.SILENT


def progress_markup(progress: Progress, life: Life, now: datetime) -> Html:
    """The state of a run in words, and its jobs under way."""
    age = _duration((now - progress.written_at).total_seconds())
    last = f"{progress.written_at:%Y-%m-%d %H:%M:%S} UTC"
    head = {
        Life.RUNNING: tag("p", tag("strong", "Running now: "), f"profile {progress.profile}. ", _end(progress)),
        Life.SILENT: tag(
            "p",
            tag("strong", "No heartbeat: "),
            f"the run of profile {progress.profile} has written nothing for {age}, since {last}. It may hang, or "
            "may have been killed on another machine.",
        ),
        Life.ENDED: tag(
            "p",
            tag("strong", "Ended without finishing: "),
            f"process {progress.pid}, which ran profile {progress.profile}, is gone; last heartbeat {last}. What "
            "it finished is kept: the same command goes on from there.",
        ),
    }[life]
    jobs = JOBS.html(progress.running, "Jobs under way") if life is not Life.ENDED and progress.running else None
    parts = [head, tag("p", _counts(progress, life), class_="cc-note"), *([jobs] if jobs else [])]
    return tag("div", join(parts), class_=f"cc-progress cc-progress-{life}")


def _counts(progress: Progress, life: Life) -> str:
    under_way = "were under way" if life is Life.ENDED else "running"
    parts = [
        f"{progress.n_done:,} of {progress.n_jobs:,} jobs done",
        f"{len(progress.running):,} {under_way}",
        f"{progress.n_left:,} left",
    ]
    if progress.n_failed:
        parts.append(f"{progress.n_failed:,} failed")
    if progress.n_skipped:
        parts.append(f"{progress.n_skipped:,} not run for that")
    return ", ".join(parts) + "."


def _end(progress: Progress) -> str:
    if progress.ends_at is None or progress.seconds_left is None:
        return "End not known yet."
    return f"Ends at about {progress.ends_at:%Y-%m-%d %H:%M} UTC, in {_duration(progress.seconds_left)}."


def _duration(seconds: float) -> str:
    """'45 s', '12 min', '3 h 20 min'."""
    if seconds < 60:
        return f"{max(seconds, 0):.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def _bar(job: Any) -> Html:
    return tag("progress", max=1, value=f"{min(job.share, 1):.4f}", aria_label=job.label)


JOBS = Table(
    (
        Column("job", "label", align=LONG_NAME, on=PAGE),
        Column("progress", on=PAGE, cell=_bar),
        Column("done", on=PAGE, cell=lambda job: f"{min(100 * job.share, 100):.0f}%"),
        Column("tokens/s", "tokens_per_second", format=lambda speed: f"{speed:,.0f}", on=PAGE),
    ),
    "cc-means",
)
