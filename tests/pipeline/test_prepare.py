"""What `make serve` does before the app opens."""

import os
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from pipeline.prepare import prepare
from pipeline.store.home import REPOSITORY, Home
from pipeline.store.lock import writing
from pipeline.store.publish import published
from pipeline.store.shipping import write_snapshot
from tests.small_home import NOW, small_run, write_small_home, write_small_run


@pytest.fixture(scope="module")
def shipped(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("shipped")
    write_snapshot(write_small_home(tmp_path_factory.mktemp("home")), ["small"], folder)
    return folder


def _origins(home: Home) -> list[tuple]:
    with duckdb.connect(str(published(home)), read_only=True) as connection:
        return connection.execute("select origin, count(*) from runs group by all order by all").fetchall()


def test_prepare_builds_a_home_where_nothing_has_run_from_the_shipped_results(shipped, tmp_path):
    home = Home(tmp_path / "home")
    said = prepare(home, shipped, NOW)
    assert said.startswith(f"nothing is published yet in {home.root}; built from the results shipped in {shipped}")
    assert _origins(home) == [("shipped", 9)]


def test_prepare_leaves_what_is_published_alone(shipped, tmp_path):
    home = Home(tmp_path)
    prepare(home, shipped, NOW)
    first = published(home)
    assert prepare(home, shipped, NOW + timedelta(hours=1)) == f"the dashboard shows {first}"
    assert list(home.builds.iterdir()) == [first]


def test_prepare_builds_anew_when_the_shipped_results_have_changed(shipped, tmp_path):
    home = Home(tmp_path / "home")
    prepare(home, shipped, NOW)
    other = write_small_home(tmp_path / "other")
    write_small_run(other.runs, small_run("none", "xnli", seed=1))
    write_snapshot(other, ["small"], tmp_path / "newer")
    assert "have changed" in prepare(home, tmp_path / "newer", NOW + timedelta(hours=1))
    assert _origins(home) == [("shipped", 10)]


def test_prepare_builds_anew_what_an_older_version_built(shipped, tmp_path):
    home = Home(tmp_path)
    prepare(home, shipped, NOW)
    with duckdb.connect(str(published(home))) as connection:
        connection.execute("update builds set schema_version = 1")
    assert "has schema version" in prepare(home, shipped, NOW + timedelta(hours=1))
    assert _origins(home) == [("shipped", 9)]


def test_prepare_publishes_runs_that_were_left_unpublished(tmp_path):
    home = write_small_home(tmp_path)
    assert f"built from the runs in {home.runs}" in prepare(home, None, NOW)
    assert _origins(home) == [("local", 9)]


def test_prepare_without_runs_and_shipped_results_writes_nothing(tmp_path):
    home = Home(tmp_path / "home")
    assert "`make run` makes some" in prepare(home, None, NOW)
    assert not home.root.exists()


def test_prepare_does_not_wait_for_a_pipeline_that_writes(shipped, tmp_path):
    home = Home(tmp_path)
    with writing(home, started_at="now", command="run mini"):
        assert "is being written to by process" in prepare(home, shipped, NOW)
    assert not home.pointer.exists()


# everything that requirements-training.txt names is made impossible to import
SCRIPT = """
import re, sys
names = [line.partition("==")[0] for line in open("requirements-training.txt") if re.match("[a-z]", line)]
assert "torch" in names
absent = {{"scikit-learn": "sklearn"}.get(name, name) for name in names}
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in absent:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Absent())
from pipeline.prepare import main
sys.exit(main())
"""


def _serve(home: Path, shipped: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"CROSSCHECK_HOME": str(home), "CROSSCHECK_SNAPSHOT": str(shipped)}
    return subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=REPOSITORY,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_prepare_runs_with_what_the_dashboard_installs(shipped, tmp_path):
    done = _serve(tmp_path, shipped)
    assert done.returncode == 0, done.stderr
    assert "built from the results shipped in" in done.stdout
    assert _origins(Home(tmp_path)) == [("shipped", 9)]


def test_prepare_on_damaged_results_is_one_message_and_exit_code_1(shipped, tmp_path):
    damaged = Path(shutil.copytree(shipped, tmp_path / "damaged"))
    (damaged / "runs.parquet").write_bytes(b"")
    done = _serve(tmp_path / "home", damaged)
    assert done.returncode == 1
    assert done.stderr.startswith("error: ")
    assert "runs.parquet" in done.stderr
    assert "Traceback" not in done.stderr
    assert not Home(tmp_path / "home").pointer.exists()


def test_make_serve_and_the_image_prepare_before_the_app_opens():
    assert "python -m pipeline serve" in (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    command = (REPOSITORY / "pipeline" / "commands" / "serve.py").read_text(encoding="utf-8")
    assert command.index("prepare(place") < command.index("os.execv(")
    image = (REPOSITORY / "Dockerfile").read_text(encoding="utf-8")
    assert image.index("python -m pipeline.prepare") < image.index("python -m streamlit run")
