import io
import os
import socket
from types import SimpleNamespace

from rich.console import Console

from dashboard.parts.runs.progress import Life, life_of, read_progress
from pipeline.domain.regime import Regime, RegimeKind
from pipeline.execution import display
from pipeline.execution.schedule import RunState
from pipeline.experiments.plan import Job, JobKind, Plan
from pipeline.experiments.profile import load_profile
from pipeline.store.home import Home
from pipeline.training.loop import Progress

SMOKE = load_profile("smoke")  # one worker


def _job(key):
    return Job(key, JobKind.TRAIN, f"job {key}", SMOKE, None, "udpos", Regime(RegimeKind.NONE), 0, "target", None)


def test_display_writes_what_the_dashboard_reads_and_removes_it_at_the_end(tmp_path, monkeypatch):
    home = Home(tmp_path)
    clock = iter([100.0, 160.0])  # of the start and of the one update
    monkeypatch.setattr(display, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    state = RunState(Plan(SMOKE, tuple(_job(key) for key in "abcde")))
    state.done = {"a": 30.0}
    state.failed = {"b": "EncoderError: gone"}
    state.skipped = {"c": "b"}
    state.running = {"d": (140.0, Progress(25, 100, 900.0, "loss 1.2"))}
    with display.Display(home, Console(file=io.StringIO())) as shown:
        shown.update(state)
        found = read_progress(home.progress)
        assert (found.profile, found.pid, found.host) == ("smoke", os.getpid(), socket.gethostname())
        assert (found.n_jobs, found.n_done, found.n_failed, found.n_skipped, found.n_left) == (5, 1, 1, 1, 1)
        assert [(job.label, job.share, job.tokens_per_second) for job in found.running] == [("job d", 0.25, 900.0)]
        # d took 20 s for a quarter, so 60 s more; e is as long as a, 30 s; shared by the workers of the profile
        threads = _job("e").n_threads
        assert found.seconds_left == 90.0 * threads / SMOKE.n_workers
        assert life_of(found, found.written_at) is Life.RUNNING
    assert read_progress(home.progress) is None
