"""What a worker machine does around a job; what the job itself does is put in its place here, and Ray is not needed."""

import dataclasses
from pathlib import Path

from pipeline.execution import ray_job
from pipeline.execution.exchange import SameFolder
from pipeline.execution.ray_job import Order, follow_order, own_make
from pipeline.execution.storage import Storage
from pipeline.execution.worker import JobEnded, JobProgress
from pipeline.store.home import Home
from pipeline.training.loop import Progress
from tests.pipeline.execution.test_storage import EVALUATE, TRAIN, write_trained

HALF = Progress(1, 2, 10.0, "loss 1.0")


def order(home: Path, job, storage: str | None = None) -> Order:
    made = Order(job, home, storage, None, "token", own_make())
    made.exchange().claim(Home(home), "token")
    return made


def attempt(job, home, data, sink):
    """A job that says once how far it is and leaves a checkpoint in the home that it is given."""
    sink(HALF)
    write_trained(home)
    return JobEnded(job.key, None)


def test_worker_passes_on_progress_and_then_the_end(monkeypatch, tmp_path):
    monkeypatch.setattr(ray_job, "attempt", attempt)
    assert list(follow_order(order(tmp_path, TRAIN))) == [JobProgress("aaaa", HALF), JobEnded("aaaa", None)]
    assert SameFolder().is_done(TRAIN, Home(tmp_path))


def test_worker_with_storage_leaves_the_home_alone_and_sends_what_the_job_made(monkeypatch, tmp_path):
    monkeypatch.setattr(ray_job, "attempt", attempt)
    url = f"file://{tmp_path}/storage"
    home = tmp_path / "home"
    assert list(follow_order(order(home, TRAIN, url)))[-1] == JobEnded("aaaa", None)
    assert not home.exists()
    Storage(url).fetch(EVALUATE, Home(home))
    assert SameFolder().is_done(TRAIN, Home(home))


def test_worker_whose_input_is_missing_says_so(tmp_path):
    (message,) = follow_order(order(tmp_path / "home", EVALUATE, f"file://{tmp_path}/storage"))
    assert message.key == "bbbb"
    assert message.error.startswith("MissingDataError: no checkpoint aaaa")


def test_worker_with_other_versions_refuses_the_job_and_names_them(tmp_path):
    given = order(tmp_path, TRAIN)
    given = dataclasses.replace(given, made_with={**given.made_with, "torch": "0.1"})
    (message,) = follow_order(given)
    assert "other versions than the planner: torch " in message.error
    assert message.error.endswith("not 0.1; install the same")
