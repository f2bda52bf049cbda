"""What a visitor might try against the published file, the machine or its other visitors: refused or harmless."""

import hashlib
import json
import shutil
import subprocess
import sys

import duckdb
import pytest

from dashboard.sql_console.console import WORKER, Limits, run_query
from pipeline.domain.errors import QueryError
from tests.dashboard.small_store import write_small_store

COPY_OVER = "copy (select 1) to '{file}' (format csv, use_tmp_file false)"

# query, kinds of error it may end with; {file} is the published file, {outside} a path beside it
ATTEMPTS = [
    # several statements, or one that is no read
    ("select 1; select 2", "several"),
    ("select 1; copy (select 1) to '{outside}'", "several"),
    ("/* ; */ select 1 -- \n; drop table claims", "several"),
    ("attach '{file}' as again", "not_a_read"),
    ("attach ':memory:' as free", "not_a_read"),
    (COPY_OVER, "not_a_read"),
    ("copy claims to '{outside}' (format parquet)", "not_a_read"),
    ("export database '{outside}'", "not_a_read"),
    ("import database '{outside}'", "not_a_read"),
    ("install httpfs", "not_a_read"),
    ("load httpfs", "not_a_read"),
    ("set enable_external_access = true", "not_a_read"),
    ("set disabled_filesystems = ''", "not_a_read"),
    ("set lock_configuration = false", "not_a_read"),
    ("reset lock_configuration", "not_a_read"),
    ("pragma enable_external_access", "not_a_read"),
    ("create temp table taken as select * from claims", "not_a_read"),
    ("create or replace view claims as select 1", "not_a_read"),
    ("create secret (type s3, key_id 'a', secret 'b')", "not_a_read unknown_name syntax"),
    ("insert into claims select * from claims", "not_a_read"),
    ("update scores set value = 100", "not_a_read"),
    ("delete from verdicts", "not_a_read"),
    ("drop table claims", "not_a_read"),
    ("insert into gains select * from gains", "not_a_read"),
    ("checkpoint", "not_a_read"),
    ("vacuum", "not_a_read"),
    ("call pragma_version()", "not_a_read"),
    ("prepare p as select 1", "not_a_read"),
    ("execute p", "not_a_read"),
    ("explain analyze " + COPY_OVER, "not_a_read"),
    ("connect 'quack:127.0.0.1:1'", "not_a_read"),
    # a SELECT to the parser with something else inside
    (f"with x as ({COPY_OVER}) select * from x", "not_a_read"),
    (f"select * from (with x as ({COPY_OVER}) select * from x)", "not_a_read"),
    ("with x as (copy (select 1) to '{file}.wal' (use_tmp_file false)) select * from x", "not_a_read"),
    ("with x as (insert into claims select * from claims returning 1) select * from x", "not_a_read"),
    ("with x as (delete from verdicts returning 1) select * from x", "not_a_read"),
    (f"from query($$with x as ({COPY_OVER}) select * from x$$)", "unfit refused"),
    ("from query('select 1; drop table claims')", "syntax"),
    ("from json_execute_serialized_sql('{tree}')", "refused"),
    # other files and other machines
    ("from '/etc/passwd'", "unknown_name refused"),
    ("from query_table('/etc/passwd')", "unknown_name refused"),
    ("from read_csv('/etc/passwd')", "refused"),
    ("from read_text('/etc/passwd')", "refused"),
    ("from read_blob('{file}')", "refused"),
    ("from read_json('/etc/passwd')", "refused"),
    ("from read_duckdb('{file}')", "refused"),
    ("from sniff_csv('/etc/passwd')", "refused"),
    ("from parquet_scan('/etc/passwd')", "refused"),
    ("from parquet_metadata('{outside}')", "refused"),
    ("from glob('/etc/*')", "refused"),
    ("from read_csv('/dev/stdin')", "refused"),
    ("from 'https://127.0.0.1/x.csv'", "refused"),
    ("from 's3://bucket/x.parquet'", "refused"),
    ("from sqlite_scan('{file}', 't')", "unknown_name"),
    ("from st_read('/etc/passwd')", "unknown_name"),
    ("from duckdb_extensions()", "refused"),
    ("select getenv('PATH')", "unknown_name"),
    ("from enable_logging(storage := 'file', storage_path := '{outside}')", "refused"),
    ("from enable_profiling(format := 'json', save_location := '{outside}')", "refused"),
    # the worker's own variables, which DuckDB's Python library would otherwise find by name
    ("from names", "unknown_name"),
    ("from force_checkpoint()", "failed refused"),
    # nothing to run
    ("select " + "(" * 5000 + "1" + ")" * 5000, "syntax"),
    ("select '" + "x" * 20_000 + "'", "too_long"),
    ("select $1", "parameters"),
    ("", "empty"),
]
# time and memory; on a loaded machine either may run out first
BOMBS = [
    ("with recursive t as (select 1 as n union all select n + 1 from t) select count(*) from t", "memory time"),
    ("select count(*) from range(1000000000) a, range(1000000000) b where a.range % 7 = b.range % 11", "memory time"),
    ("select a.range from range(100000000000) a where a.range % 100000000 = 99999999", "memory time"),
    ("from range(100000) a, range(100000) b order by random()", "memory time"),
    (
        "from claims, claims a, claims b, claims c, claims d, claims e, claims f, claims g order by random()",
        "memory time",
    ),
    ("select repeat('x', 1000000000)", "memory time"),
    ("select repeat('x', 100000000)", "memory time too_wide ended"),
    ("select string_agg(repeat('x', 100000), '') from range(100000)", "memory time"),
    ("select list(range) from range(1000000000)", "memory time"),
]


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    path = tmp_path_factory.mktemp("home") / "crosscheck-1.duckdb"
    write_small_store(path)
    return path


@pytest.fixture
def file(published):
    """The published file; what a test leaves of it and beside it is looked at afterwards."""
    before = _sha256(published)
    yield published
    assert _sha256(published) == before
    assert [path.name for path in published.parent.iterdir()] == [published.name]


def _sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _written(query, file):
    """The query with its paths; the tree is that of a COPY over the published file."""
    text = query.replace("{file}", str(file)).replace("{outside}", str(file.parent / "taken"))
    if "{tree}" not in text:
        return text
    copy = f"with x as ({COPY_OVER.format(file=file)}) select * from x"
    [tree] = duckdb.execute("select json_serialize_sql(?::varchar)", [copy]).fetchone()
    return text.replace("{tree}", tree.replace("'", "''"))


@pytest.mark.parametrize(("query", "kinds"), ATTEMPTS, ids=[query[:60] for query, _ in ATTEMPTS])
def test_attempt_is_refused(file, query, kinds):
    with pytest.raises(QueryError) as caught:
        run_query(file, _written(query, file))
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
