import os
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]


def _health(home):
    return subprocess.run(
        [sys.executable, "-m", "dashboard.health"],
        cwd=REPOSITORY,
        env={**os.environ, "CROSSCHECK_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_health_full_store_counts_what_it_holds(small_home_path):
    result = _health(small_home_path)
    assert result.returncode == 0
    assert result.stdout == "ok: crosscheck-20260101T000000-hand with 15 runs, 68 scores, 5 claims, 8 verdicts\n"


def test_health_empty_store_fails_with_the_reason(empty_home_path):
    result = _health(empty_home_path)
    assert result.returncode == 1
    assert "holds no runs, no scores, no claims, no verdicts" in result.stderr


def test_health_nothing_published_fails_with_the_reason(tmp_path):
    result = _health(tmp_path)
    assert result.returncode == 1
    assert "nothing is published" in result.stderr
