import os
import shutil
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor

import duckdb
import pytest

from dashboard.data.db import query
from dashboard.data.published_file import open_snapshot
from pipeline.domain.errors import StoreError
from tests.dashboard.small_store import publish_file, write_small_store


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("CROSSCHECK_HOME", str(tmp_path))
    (tmp_path / "builds").mkdir()
    return tmp_path


def _publish(home, name="crosscheck-1.duckdb"):
    write_small_store(home / "builds" / name)
    publish_file(home, name)
    return home / "builds" / name


def test_query_binds_parameters(home):
    _publish(home)
    curve = query("run_curve", run_id="run-none-xnli-1")
    assert curve["loss"].tolist() == [1.5, 0.75, 0.5]


def test_query_is_right_from_many_threads(home):
    _publish(home)
    ids = [f"run-{regime}-{task}-1" for regime in ("none", "mnli", "squad_v1") for task in ("xnli", "xquad")] * 8
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda run_id: query("run", run_id=run_id)["run_id"].tolist(), ids))
    assert found == [[run_id] for run_id in ids]


def test_query_follows_the_pointer_to_a_new_file(home):
    _publish(home)
    assert query("snapshot")["n_runs"].iloc[0] == 15
    path = home / "builds" / "crosscheck-2.duckdb"
    write_small_store(path)
    with duckdb.connect(str(path)) as connection:
        connection.execute("delete from runs where profile = 'lab'")
    publish_file(home, path.name)
    assert query("snapshot")["n_runs"].iloc[0] == 13


@pytest.mark.parametrize("touch", [os.utime, lambda path: path.chmod(0o400), lambda path: _copy_onto(path, path)])
def test_query_goes_on_after_the_file_is_touched_or_copied(home, touch):
    path = _publish(home)
    assert query("snapshot")["n_runs"].iloc[0] == 15
    touch(path)
    assert query("snapshot")["n_runs"].iloc[0] == 15
    assert query("run_curve", run_id="run-none-xnli-1")["loss"].tolist() == [1.5, 0.75, 0.5]


@pytest.mark.parametrize("replace", ["moved onto it", "written into it"])
def test_query_reads_what_replaced_the_file_at_its_path(home, replace):
    path, other = _publish(home), home / "builds" / "crosscheck-2.duckdb"
    write_small_store(other)
    with duckdb.connect(str(other)) as connection:
        connection.execute("delete from runs where profile = 'lab'")
    before = path.stat()
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))  # as `cp -p` of another build has it
    assert query("snapshot")["n_runs"].iloc[0] == 15
    if replace == "moved onto it":
        other.replace(path)
    else:
        path.write_bytes(other.read_bytes())
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert query("snapshot")["n_runs"].iloc[0] == 13


def _copy_onto(path, target):
    copy = path.with_suffix(".copy")
    shutil.copy2(path, copy)
    copy.replace(target)


def test_query_nothing_published_names_the_command(home):
    with pytest.raises(StoreError, match="make run"):
        query("snapshot")


def test_query_file_gone_names_the_command(home):
    _publish(home).unlink()
    with pytest.raises(StoreError, match="make run"):
        query("snapshot")


def test_open_snapshot_damaged_file_is_refused(home):
    path = _publish(home)
    content = path.read_bytes()
    path.write_bytes(content[:64] + b"\x00" * 4096)
    with pytest.raises(StoreError, match="cannot be read; run `make run`"):
        open_snapshot(path)


def test_open_snapshot_file_of_another_schema_is_refused(home):
    path = home / "builds" / "crosscheck-1.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table builds as select 99 as schema_version")
    with pytest.raises(StoreError, match="schema version"):
        open_snapshot(path)


def test_open_snapshot_locked_file_says_so(home):
    path = _publish(home)
    hold = f"""
        import sys, duckdb
        connection = duckdb.connect({str(path)!r})
        print("held", flush=True)
        sys.stdin.read()
    """
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(hold)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(StoreError, match="locked by another process"):
            open_snapshot(path)
        holder.stdin.close()


@pytest.mark.parametrize(
    "statement",
    [
        "insert into builds select * from builds",
        "copy (select 1) to '{path}' (format csv, use_tmp_file false)",
        "select * from read_text('{path}')",
        "attach '{path}.other'",
        "set enable_external_access = true",
    ],
)
def test_open_snapshot_connection_reaches_nothing_else(home, statement):
    path = _publish(home)
    before = path.read_bytes()
    with open_snapshot(path) as connection, pytest.raises(duckdb.Error):
        connection.execute(statement.format(path=path)).fetchall()
    assert path.read_bytes() == before
