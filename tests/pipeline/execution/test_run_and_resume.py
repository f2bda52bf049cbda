"""The whole pipeline as its user starts it, uninterrupted and killed: real processes on the smoke profile."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from pipeline.store.home import Home
from pipeline.store.publish import published

REPOSITORY = Path(__file__).resolve().parents[3]


def start(home: Path, *arguments: str) -> subprocess.Popen[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("CROSSCHECK_")}
    return subprocess.Popen(
        [sys.executable, "-m", "pipeline", *arguments, "--home", str(home)],
        cwd=REPOSITORY,
        env=environment | {"PYTHONWARNINGS": "ignore", "COLUMNS": "120", "CROSSCHECK_SNAPSHOT": "none"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def finish(process: subprocess.Popen[str]) -> str:
    out, _ = process.communicate(timeout=300)
    assert process.returncode == 0, out
    return out


def cells(home: Path) -> dict[str, int]:
    """Finished cells and when each was written, in nanoseconds."""
    return {str(path.relative_to(home)): path.stat().st_mtime_ns for path in (home / "runs").glob("*/cells/*.json")}


def scores(home: Path) -> list[tuple[object, ...]]:
    with duckdb.connect(str(published(Home(home))), read_only=True) as connection:
        return connection.execute(
            "select run_id, task, language, split, metric, value, n_examples, chance, predictions_sha256 "
            "from scores order by all"
        ).fetchall()


def layer_scores(home: Path) -> list[tuple[object, ...]]:
    with duckdb.connect(str(published(Home(home))), read_only=True) as connection:
        return connection.execute("from layer_scores order by all").fetchall()


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory):
    home = tmp_path_factory.mktemp("uninterrupted")
    return home, finish(start(home, "run", "smoke"))


def test_run_scores_every_cell_and_prints_verdicts(uninterrupted):
    home, out = uninterrupted
    found = {(task, language, split) for _, task, language, split, *_ in scores(home)}
    assert {("udpos", "de", "test"), ("xquad", "zh", "test"), ("tatoeba", "de", "test")} <= found
    assert "phang2020-squad-gain" in out
    assert "↔ different setup: the claim is neither confirmed nor refuted" in out
    assert "Dashboard: `make serve`" in out


def test_run_scores_retrieval_at_every_layer(uninterrupted):
    home, _ = uninterrupted
    found = layer_scores(home)
    # Tatoeba in German and Chinese on dev and test, after four regimes, at the embeddings and the only layer
    assert len(found) == 2 * 2 * 4 * 2
    headline = [(*tuple(row[:4]), row[6]) for row in found if row[7]]
    assert headline == [(*tuple(row[:4]), row[5]) for row in scores(home) if row[1] == "tatoeba"]


def test_run_again_computes_nothing(uninterrupted):
    home, _ = uninterrupted
    before = cells(home)
    finish(start(home, "run", "smoke"))
    assert cells(home) == before


def test_run_leaves_no_checkpoint_but_that_of_pretraining(uninterrupted):
    home, _ = uninterrupted
    records = [json.loads(path.read_text()) for path in (home / "checkpoints").glob("*/checkpoint.json")]
    kept = [[head["task"] for head in record["heads"]] for record in records]
    assert kept == [[]]


@pytest.mark.parametrize(
    "kill_at", [pytest.param(1, marks=pytest.mark.slow), 7, pytest.param(16, marks=pytest.mark.slow)]
)
def test_killed_run_goes_on_without_repeating_a_cell(uninterrupted, tmp_path, kill_at):
    whole, _ = uninterrupted
    process = start(tmp_path, "run", "smoke")
    deadline = time.monotonic() + 240
    while len(cells(tmp_path)) < kill_at:
        assert process.poll() is None, process.communicate()[0]
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    before = cells(tmp_path)
    assert len(before) >= kill_at
    finish(start(tmp_path, "run", "smoke"))
    after = cells(tmp_path)
    assert {name: after[name] for name in before} == before
    assert scores(tmp_path) == scores(whole)
    assert layer_scores(tmp_path) == layer_scores(whole)


def test_workers_die_with_the_parent(tmp_path):
    process = start(tmp_path, "run", "smoke")
    deadline = time.monotonic() + 120
    children: list[int] = []
    while not cells(tmp_path):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    children = [
        int(entry.name)
        for entry in Path("/proc").iterdir()
        if entry.name.isdigit() and _parent(int(entry.name)) == process.pid
    ]
    assert children
    process.send_signal(signal.SIGKILL)
    process.communicate()
    while any(Path(f"/proc/{child}").exists() for child in children):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _parent(pid: int) -> int | None:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return None


def test_second_writer_is_refused_and_told_who_holds_the_home(tmp_path):
    process = start(tmp_path, "run", "smoke")
    deadline = time.monotonic() + 120
    while not (tmp_path / "LOCK").exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    second = start(tmp_path, "build")
    out, _ = second.communicate(timeout=60)
    process.kill()
    process.communicate()
    assert second.returncode == 2
    assert str(process.pid) in out


def test_unknown_profile_is_one_message_and_exit_code_2(tmp_path):
    process = start(tmp_path, "plan", "smok")
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "did you mean 'smoke'?" in out
    assert "Traceback" not in out


def test_failed_job_is_recorded_and_the_rest_goes_on(tmp_path):
    smoke = (REPOSITORY / "pipeline/experiments/profiles/smoke.toml").read_text(encoding="utf-8")
    profile = tmp_path / "failing.toml"
    # more tokens than the encoder has positions for: training on HellaSwag fails, everything else can run
    profile.write_text(smoke.replace("[evaluation]", "[overrides.hellaswag]\nmax_length = 4096\n\n[evaluation]"))
    home = tmp_path / "home"
    process = start(home, "run", str(profile))
    out, _ = process.communicate(timeout=300)
    assert process.returncode == 1
    assert "2 job(s) failed" in out
    assert "train hellaswag s0" in out
    assert "train multi_task s0" in out  # HellaSwag is one of its tasks
    with duckdb.connect(str(published(Home(home))), read_only=True) as connection:
        rows = connection.execute(
            "select regime, status, count(*) from runs group by all order by regime, status"
        ).fetchall()
    assert rows == [
        ("hellaswag", "failed", 4), ("multi_task", "failed", 5), ("none", "finished", 3), ("squad_v1", "finished", 4)
    ]  # fmt: skip
