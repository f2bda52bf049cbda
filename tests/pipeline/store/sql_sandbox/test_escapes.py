"""What a visitor might try against the published file, the machine or its other visitors: refused or harmless."""

import json
import shutil
import subprocess
import sys

import duckdb
import pytest

from pipeline.domain.errors import QueryError
from pipeline.store.sql_sandbox.sandbox import WORKER, Limits, run_query
from tests.dashboard.small_store import write_small_store
from tests.pipeline.store.sql_sandbox.attempts import ATTEMPTS, BOMBS, COPY_OVER, digest, written


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    path = tmp_path_factory.mktemp("home") / "crosscheck-1.duckdb"
    write_small_store(path)
    return path


@pytest.fixture
def file(published):
    """The published file; what a test leaves of it and beside it is looked at afterwards."""
    before = digest(published)
    yield published
    assert digest(published) == before
    assert [path.name for path in published.parent.iterdir()] == [published.name]


@pytest.mark.parametrize(("query", "kinds"), ATTEMPTS, ids=[query[:60] for query, _ in ATTEMPTS])
def test_attempt_is_refused(file, query, kinds):
    with pytest.raises(QueryError) as caught:
        run_query(file, written(query, file))
    assert caught.value.kind in kinds.split(), str(caught.value)


@pytest.mark.parametrize(("query", "kinds"), BOMBS, ids=[query[:60] for query, _ in BOMBS])
def test_bomb_ends_within_its_limits(file, query, kinds):
    with pytest.raises(QueryError) as caught:
        run_query(file, query, Limits(wall_seconds=1.0))
    assert caught.value.kind in kinds.split(), str(caught.value)


HARMLESS = [
    ("from duckdb_secrets()", []),
    ("from checkpoint()", []),
    ("from duckdb_temporary_files()", []),
    (
        "select current_setting('enable_external_access') as a, current_setting('lock_configuration') as b",
        [(False, True)],
    ),
    ("select count(*) from duckdb_databases() where not internal and not readonly", [(0,)]),
    ("select getvariable('anything')", [(None,)]),
    ("select 'a;b' -- ; c", [("a;b",)]),
]


@pytest.mark.parametrize(("query", "rows"), HARMLESS, ids=[query for query, _ in HARMLESS])
def test_attempt_is_harmless(file, query, rows):
    table = run_query(file, query).table()
    assert list(zip(*(column.to_pylist() for column in table.columns), strict=True)) == rows


def test_copy_over_the_file_does_harm_where_only_external_access_is_off(published, tmp_path):
    # so the attempts above would be seen if the file system were left open
    path = tmp_path / "copy.duckdb"
    shutil.copy(published, path)
    with duckdb.connect(str(path), read_only=True, config={"enable_external_access": False}) as connection:
        connection.execute(f"with x as ({COPY_OVER.format(file=path)}) select * from x").fetchall()
    assert path.stat().st_size < 10


BARE = """
import json, socket, sys
sys.path.insert(0, {folder!r})
import worker
worker.limit_process({limits!r})
kept = open(sys.argv[2], "ab", buffering=0)  # opened while files still can be; nothing can be written to it
connection = worker.open_closed(sys.argv[1], {limits!r})
def tried(attempt):
    try:
        attempt()
    except (OSError, MemoryError) as error:
        return type(error).__name__
    return "done"
print(json.dumps([
    tried(lambda: kept.write(b"x")),
    tried(lambda: open("/etc/passwd")),
    tried(lambda: socket.socket()),
    tried(lambda: bytearray(1 << 30)),
]))
"""


def test_worker_process_has_no_way_out_even_past_duckdb(file, tmp_path):
    limits = {"wall_seconds": 5, "address_space_bytes": 1 << 30, "memory_bytes": 400 << 20}
    script = BARE.format(folder=str(WORKER.parent), limits=limits)
    answer = subprocess.run(
        [sys.executable, "-I", "-B", "-c", script, str(file), str(tmp_path / "target")],
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert json.loads(answer.stdout) == ["OSError", "OSError", "OSError", "MemoryError"]
    assert (tmp_path / "target").read_bytes() == b""
