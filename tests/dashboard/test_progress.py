"""PROGRESS.json made by hand: 12 jobs, of which 5 are done, 2 run and 1 failed, so 4 are left."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from dashboard.parts.runs.progress import Life, is_alive, life_of, progress_markup, read_progress
from tests.dashboard.reading import markup, text, warnings
from tests.dashboard.small_store import HOSTILE, publish_file, write_small_store

WRITTEN = datetime(2026, 1, 1, 12, 0, 0, tzinfo=UTC)
FILE = {
    "profile": "mini",
    "pid": 4321,
    "written_at": WRITTEN.isoformat(),
    "n_jobs": 12,
    "n_done": 5,
    "n_failed": 1,
    "seconds_left": 4800.0,
    "running": [
        {"label": "XNLI after SQuAD", "share": 0.256, "tokens_per_second": 6120.4},
        {"label": HOSTILE, "share": 0.0, "tokens_per_second": None},
    ],
}


def _read(tmp_path, **changes):
    path = tmp_path / "PROGRESS.json"
    path.write_text(json.dumps(FILE | changes), encoding="utf-8")
    return read_progress(path)


def _life(progress, seconds, alive):
    return life_of(progress, WRITTEN + timedelta(seconds=seconds), lambda _: alive)


@pytest.fixture
def dead_pid():
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait(timeout=60)
    return process.pid


@pytest.fixture
def live_home(tmp_path):
    write_small_store(tmp_path / "builds" / "crosscheck-1.duckdb")
    publish_file(tmp_path, "crosscheck-1.duckdb")
    return tmp_path


def _write_live(home, **changes):
    now = {"pid": os.getpid(), "written_at": datetime.now(UTC).isoformat()}
    (home / "PROGRESS.json").write_text(json.dumps(FILE | now | changes), encoding="utf-8")


@pytest.mark.parametrize(
    ("seconds", "alive", "life"),
    [
        (1, True, Life.RUNNING),
        (119, True, Life.RUNNING),
        (121, True, Life.SILENT),
        (1, False, Life.ENDED),
        (9999, False, Life.ENDED),
    ],
)
def test_life_of_a_process_of_this_machine(tmp_path, seconds, alive, life):
    assert _life(_read(tmp_path), seconds, alive) is life


@pytest.mark.parametrize(("seconds", "life"), [(119, Life.RUNNING), (121, Life.SILENT)])
def test_life_on_another_machine_goes_by_age_alone(tmp_path, seconds, life):
    assert _life(_read(tmp_path, host="elsewhere.example"), seconds, alive=False) is life


def test_is_alive_knows_this_process_and_one_that_ended(dead_pid):
    assert is_alive(os.getpid())
    assert not is_alive(dead_pid)


def test_read_progress_counts_what_is_left_and_when_it_ends(tmp_path):
    found = _read(tmp_path)
    assert found.n_left == 4
    assert found.ends_at == datetime(2026, 1, 1, 13, 20, tzinfo=UTC)
    assert _read(tmp_path, n_skipped=3).n_left == 1
    assert _read(tmp_path, seconds_left=None).ends_at is None


@pytest.mark.parametrize("content", ["", "{", "[]", '{"pid": "x"}', "\x00", json.dumps(FILE | {"pid": -1})])
def test_read_progress_of_a_damaged_file_is_a_sentence(tmp_path, content):
    path = tmp_path / "PROGRESS.json"
    path.write_text(content)
    assert "is not as the pipeline writes it" in read_progress(path)


def test_progress_markup_of_a_run_names_end_and_jobs(tmp_path):
    shown = progress_markup(_read(tmp_path), Life.RUNNING, WRITTEN)
    assert "Ends at about 2026-01-01 13:20 UTC, in 1 h 20 min." in shown
    assert "5 of 12 jobs done, 2 running, 4 left, 1 failed." in shown
    assert "<td>26%</td><td>6,120</td>" in shown
    assert 'value="0.2560"' in shown
    assert "<script" not in shown


def test_progress_markup_before_the_end_is_known(tmp_path):
    shown = progress_markup(_read(tmp_path, seconds_left=None), Life.RUNNING, WRITTEN)
    assert "End not known yet." in shown


def test_runs_page_shows_a_run_that_is_on(open_page, live_home):
    _write_live(live_home)
    app = open_page(live_home, "runs")
    assert "Running now: profile mini. Ends at about" in text(app)
    assert "5 of 12 jobs done, 2 running, 4 left, 1 failed." in text(app)
    assert "XNLI after SQuAD" in text(app)


def test_runs_page_says_that_a_killed_run_ended(open_page, live_home, dead_pid):
    _write_live(live_home, pid=dead_pid)
    shown = text(open_page(live_home, "runs"))
    assert f"Ended without finishing: process {dead_pid}, which ran profile mini, is gone" in shown
    assert "5 of 12 jobs done, 2 were under way, 4 left, 1 failed." in shown
    assert "Ends at" not in shown


def test_runs_page_says_that_a_run_is_silent(open_page, live_home):
    _write_live(live_home, written_at=(datetime.now(UTC) - timedelta(minutes=12)).isoformat())
    assert "No heartbeat: the run of profile mini has written nothing for 12 min" in text(open_page(live_home, "runs"))


def test_runs_page_shows_nothing_where_no_run_is_on(open_page, small_home_path):
    app = open_page(small_home_path, "runs")
    assert "cc-progress" not in markup(app)
    assert not warnings(app)


def test_runs_page_reports_a_damaged_file(open_page, live_home):
    (live_home / "PROGRESS.json").write_text("{")
    (warning,) = warnings(open_page(live_home, "runs"))
    assert "is not as the pipeline writes it" in warning


def test_app_shows_the_first_run_where_nothing_is_published(open_page, tmp_path):
    _write_live(tmp_path)
    app = open_page(tmp_path, "verdicts")
    assert "nothing is published" in app.error[0].value
    assert "Running now" in text(app)


@pytest.mark.parametrize("seconds", [1e300, -1.0])
def test_read_progress_of_impossible_seconds_is_a_sentence(tmp_path, seconds):
    assert "seconds_left" in _read(tmp_path, seconds_left=seconds)


@pytest.mark.parametrize("when", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00"])
def test_read_progress_of_an_impossible_time_is_a_sentence(tmp_path, when):
    assert "written_at" in _read(tmp_path, written_at=when)
