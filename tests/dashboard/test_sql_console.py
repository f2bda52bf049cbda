import math
from decimal import Decimal
from threading import BoundedSemaphore

import pyarrow as pa
import pytest

from dashboard.sql_console import console
from dashboard.sql_console.console import Limits, run_query, unique_names
from dashboard.sql_console.formats import number_formats
from pipeline.domain.errors import QueryError


@pytest.fixture(scope="module")
def file(small_home_path):
    return small_home_path / "builds" / "crosscheck-1.duckdb"


def _rows(result):
    return list(zip(*(column.to_pylist() for column in result.table().columns), strict=True))


def _message(file, query, **limits):
    with pytest.raises(QueryError) as caught:
        run_query(file, query, Limits(**limits))
    return str(caught.value)


def test_run_query_reads_the_published_tables(file):
    result = run_query(file, "select task, value from scores where language = 'sw' and run_id = 'run-none-xnli-1'")
    assert _rows(result) == [("xnli", 40.0)]  # seed 1 scores one point below the mean of 41
    assert (result.names, result.types) == (("task", "value"), ("VARCHAR", "DOUBLE"))
    assert result.cut is None
    assert 0 < result.seconds < 5


def test_run_query_writes_out_what_is_no_number_or_text(file):
    query = """select 1 as n, 2 as n, 1.5, sum(170141183460469231731687303715884105727::hugeint), ['a', 'b'], {'k': 1},
        date '2026-01-02', date 'infinity', timestamp '2026-01-02 03:04:05', interval 1 day, null, true, 'é'"""
    result = run_query(file, query)
    numbers = (1, 2, Decimal("1.5"), Decimal(2**127 - 1))
    texts = ("[a, b]", "{'k': 1}", "2026-01-02", "infinity", "2026-01-02 03:04:05", "1 day")
    assert _rows(result) == [(*numbers, *texts, None, True, "é")]
    assert result.table().column_names[:2] == ["n", "n_2"]


@pytest.mark.parametrize(
    ("query", "n_rows"),
    [("from scores limit 3", 3), ("describe scores", 11), ("values (1), (2)", 2), ("from builds where false", 0)],
)
def test_run_query_takes_every_kind_of_read(file, query, n_rows):
    result = run_query(file, query)
    assert result.n_rows == n_rows == result.table().num_rows


def test_run_query_keeps_the_order_of_the_query(file):
    result = run_query(file, "from range(5000) t(n) order by n desc")
    assert result.table()["n"].to_pylist() == list(range(4999, -1, -1))


def test_run_query_cuts_at_the_row_limit_and_says_so(file):
    result = run_query(file, "from range(5000)", Limits(n_rows=3000))
    assert (result.n_rows, result.cut) == (3000, "rows")
    assert result.table().num_rows == 3000
    assert run_query(file, "from range(3000)", Limits(n_rows=3000)).cut is None


def test_run_query_cuts_at_the_byte_limit_and_says_so(file):
    result = run_query(file, "select repeat('x', 1000) from range(5000)", Limits(n_bytes=1 << 20))
    assert result.cut == "bytes"
    assert 500 < result.n_rows < 1048  # a row takes 1,000 bytes and its offset


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("select 1,\n  selec é 2 from", "DuckDB cannot read this at line 2, column 11: syntax error at or near"),
        ("select 'é', scor from scores", 'Referenced column "scor" not found in FROM clause!'),
        ("select 'é', scor from scores", "(line 1, column 13). Correct the query"),
        ("from scoress", 'Did you mean "scores"? (line 1, column 6). All tables and columns are listed under Schema.'),
        ("select 'x'::int", "failed: Could not convert string 'x' to INT32. Correct it"),
        ("drop table scores", "This is not a read (DROP). The published file is never changed from here"),
        ("select 1; select 2", "This text holds 2 statements; one runs at a time. Keep one"),
        ("from read_text('/x')", "File system LocalFileSystem has been disabled by configuration. Files, network"),
        ("select $a, $b", "The query has parameters without values (a, b). Write the values"),
        ("  -- nothing", "There is no statement in this text. Write a SELECT or choose an example."),
    ],
)
def test_run_query_names_what_happened_and_the_next_step(file, query, said):
    assert said in _message(file, query)


def test_run_query_names_the_time_limit(file):
    said = _message(file, "select count(*) from range(1000000000000)", wall_seconds=0.5)
    assert said.startswith("The query was stopped after 0.5 s, the limit of this page.")


def test_run_query_names_the_memory_limit(file):
    said = _message(file, "select list(range) from range(1000000000)", memory_bytes=64 << 20)
    assert said.startswith("The query needs more than the 64 MiB of memory that this page gives.")


def test_run_query_names_a_row_that_is_too_large(file):
    assert "first row alone is larger than 0.25 MiB" in _message(file, "select repeat('x', 300000)", n_bytes=1 << 18)


def test_run_query_names_the_length_limit(file):
    assert _message(file, "select 1 as name", n_characters=9) == "The query has 16 characters. Shorten it to 9."


def test_run_query_says_that_the_file_is_gone(tmp_path):
    assert "cannot be opened for a query" in _message(tmp_path / "gone.duckdb", "select 1")


def test_run_query_waits_for_a_free_place_and_then_gives_up(file, monkeypatch):
    monkeypatch.setattr(console, "_SLOTS", BoundedSemaphore(1))
    with console._SLOTS:
        assert "queries are running already" in _message(file, "select 1", wall_seconds=0.1)
    assert run_query(file, "select 1").n_rows == 1


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("import time; time.sleep(60)", "stopped after 0.1 s"),
        ("import signal, time; signal.setitimer(signal.ITIMER_REAL, 0.01); time.sleep(60)", "stopped after 0.1 s"),
        ("import os; os.abort()", "ended without an answer (status -6, no message)"),
        ("raise SystemError('gone')", "ended without an answer (status 1, SystemError: gone)"),
    ],
)
def test_run_query_outlives_its_process(file, monkeypatch, tmp_path, script, said):
    worker = tmp_path / "worker.py"
    worker.write_text(script, encoding="utf-8")
    monkeypatch.setattr(console, "WORKER", worker)
    monkeypatch.setattr(console, "START_SECONDS", 1)
    assert said in _message(file, "select 1", wall_seconds=0.1)


def test_unique_names_never_meet_a_name_that_is_there():
    assert unique_names(["a", "b", "a", "a_2", "a"]) == ["a", "b", "a_3", "a_2", "a_4"]


def test_number_formats_give_a_column_the_decimals_it_needs():
    table = pa.table(
        {
            "scores": [8.25, 7.5, None, -3.0],
            "whole": [1.0, 20.0, None, 0.0],
            "long": [1 / 3, 2.0, math.nan, math.inf],
            "tiny": [1e-7, -2e-9, 0.0, None],
            "counts": [1, 2, 3, 4],
            "texts": ["a", "b", "c", "d"],
        }
    )
    assert number_formats(table) == {"scores": "%.2f", "whole": "%.0f", "long": "%.4f"}
