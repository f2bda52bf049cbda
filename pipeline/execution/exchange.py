"""Where jobs find the checkpoints and records of one another: the home itself, or storage named by URL."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from typing import Protocol

from pipeline.execution.jobs import is_done, state_folder
from pipeline.experiments.plan import Job
from pipeline.store.atomic import write_text
from pipeline.store.home import Home

CLAIM = ".run"  # file that names the run that writes


class Exchange(Protocol):
    """Moves what jobs leave; called by the run at its beginning and end, and around every job where that runs."""

    def claim(self, home: Home, token: str) -> None:
        """Say which run writes; jobs that an earlier one left behind find out and end themselves."""

    def is_claimed(self, home: Home, token: str) -> bool:
        """Whether no later run has made its claim."""

    def is_done(self, job: Job, home: Home) -> bool:
        """Whether nothing of a job is left to do, for a run whose home is `home`."""

    def collect(self, jobs: Iterable[Job], home: Home) -> None:
        """Bring the run records of `jobs` into the home of the run."""

    def drop(self, job: Job, home: Home) -> None:
        """Forget the checkpoint of a job."""

    def fetch(self, job: Job, home: Home) -> None:
        """Before a job: bring what it starts from, and what is done of it, into the home where it is carried out."""

    def keep(self, job: Job, home: Home) -> None:
        """While a job runs and after it: put what is new of it where others find it."""


class SameFolder:
    """Every job works in the home itself: one machine, or several that share a file system."""

    def claim(self, home: Home, token: str) -> None:
        """Put the token into the home."""
        write_text(home.checkpoints / CLAIM, token)

    def is_claimed(self, home: Home, token: str) -> bool:
        """Whether the token is in the home."""
        path = home.checkpoints / CLAIM
        return path.is_file() and path.read_text(encoding="utf-8") == token

    def is_done(self, job: Job, home: Home) -> bool:
        """Whether the home holds all of a job."""
        return is_done(job, home)

    def collect(self, jobs: Iterable[Job], home: Home) -> None:
        """Nothing to bring; a state that a kill left beside a finished checkpoint is forgotten."""
        for job in jobs:
            if job.run_id is None and is_done(job, home):
                shutil.rmtree(state_folder(job, home), ignore_errors=True)

    def drop(self, job: Job, home: Home) -> None:
        """Remove the folder of a checkpoint."""
        shutil.rmtree(home.checkpoints / job.key, ignore_errors=True)

    def fetch(self, job: Job, home: Home) -> None:
        """Nothing to bring: it is there."""

    def keep(self, job: Job, home: Home) -> None:
        """Nothing to put: it is there."""
