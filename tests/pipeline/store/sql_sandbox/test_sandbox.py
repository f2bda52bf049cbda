import threading
import time
from decimal import Decimal

import pytest

from pipeline.domain.errors import QueryError
from pipeline.store.sql_sandbox import sandbox
from pipeline.store.sql_sandbox.sandbox import Limits, run_queries, run_query, unique_names
from pipeline.store.sql_sandbox.slots import Slots
from tests.dashboard.small_store import write_small_store


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("home") / "crosscheck-1.duckdb"
    write_small_store(path)
    return path


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
        ("from scoress", 'Did you mean "scores"? (line 1, column 6). All tables and columns are listed on'),
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
    assert said.startswith("The query was stopped after 0.5 s, the limit here.")


def test_run_query_names_the_memory_limit(file):
    said = _message(file, "select list(range) from range(1000000000)", memory_bytes=64 << 20)
    assert said.startswith("The query needs more than the 64 MiB of memory that one has here.")


def test_run_query_names_a_row_that_is_too_large(file):
    assert "first row alone is larger than 0.25 MiB" in _message(file, "select repeat('x', 300000)", n_bytes=1 << 18)


def test_run_query_names_the_length_limit(file):
    assert _message(file, "select 1 as name", n_characters=9) == "The query has 16 characters. Shorten it to 9."


def test_run_query_says_that_the_file_is_gone(tmp_path):
    assert "cannot be opened for a query" in _message(tmp_path / "gone.duckdb", "select 1")


def test_run_query_waits_for_a_free_place_and_then_gives_up(file, monkeypatch):
    monkeypatch.setattr(sandbox, "_SLOTS", Slots(1))
    with sandbox._SLOTS.place("another", 0):
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
    monkeypatch.setattr(sandbox, "WORKER", worker)
    monkeypatch.setattr(sandbox, "START_SECONDS", 1)
    assert said in _message(file, "select 1", wall_seconds=0.1)


def test_unique_names_never_meet_a_name_that_is_there():
    assert unique_names(["a", "b", "a", "a_2", "a"]) == ["a", "b", "a_3", "a_2", "a_4"]


def test_unique_names_of_thousands_of_equal_names_take_no_time():
    started = time.perf_counter()
    names = unique_names(["n"] * 20_000)
    assert (names[0], names[-1], len(set(names))) == ("n", "n_20000", 20_000)
    assert time.perf_counter() - started < 1  # cubic: hours


def test_run_query_refuses_more_columns_than_its_limit(file):
    said = _message(file, "select " + ", ".join(["1"] * 51), n_columns=50)
    assert said == "The query gives 51 columns, more than the 50 that are shown. Select fewer."


def test_run_query_refuses_names_and_types_larger_than_its_rows_may_be(file):
    wide = 'select 1 as "' + "x" * 1_000 + '"'
    assert run_query(file, wide).n_rows == 1
    assert "first row alone is larger" in _message(file, wide, n_bytes=1_000)
    assert "first row alone is larger" in _message(file, "select {'" + "y" * 1_000 + "': 1} as n", n_bytes=1_000)


@pytest.mark.parametrize("query", ["select error(repeat('x', 10000000))", "select repeat('x', 10000000)::int"])
def test_run_query_cuts_the_text_of_an_error(file, query):
    said = _message(file, query)
    assert "(cut off)" in said
    assert len(said) < 1_200


def test_run_queries_answers_as_far_as_the_first_that_fails(file):
    found = run_queries(file, ["select 1 as n", "select nothing", "select 3"])
    assert [type(one).__name__ for one in found] == ["QueryResult", "QueryError"]
    assert _rows(found[0]) == [(1,)]
    assert 'Referenced column "nothing"' in str(found[1])


def test_run_queries_gives_each_statement_its_own_time(file):
    slow = "select count(*) from range(1000000000000)"
    found = run_queries(file, ["select 1", slow, "select 2"], Limits(wall_seconds=0.5))
    assert [getattr(one, "kind", "answered") for one in found] == ["answered", "time"]


def test_run_query_names_its_sources_scope_by_scope(file):
    query = "with runs as (select 1 as a) select * from runs, gains, range(2) r, (select count(*) from claims) c"
    found = run_query(file, query, wants_sources=True)
    assert found.functions == ("range",)
    assert "claims" in found.tables
    assert "scores" in found.tables  # gains is a view of it
    assert run_query(file, "with verdicts as (select 1) from verdicts", wants_sources=True).tables == ()


def test_one_visitor_never_holds_all_places():
    slots = Slots(2)
    with slots.place("greedy", 0) as first, slots.place("greedy", 0.05) as second, slots.place("other", 0) as third:
        assert (first, second, third) == (True, False, True)


def test_a_free_place_goes_to_the_visitor_who_used_least():
    slots, order = Slots(1), []

    def ask(visitor):
        with slots.place(visitor, 5) as has_place:
            order.append((visitor, has_place))

    with slots.place("greedy", 0):
        time.sleep(0.05)
    with slots.place("someone", 0):
        threads = []
        for visitor in ("greedy", "greedy", "modest"):
            threads.append(threading.Thread(target=ask, args=(visitor,)))
            threads[-1].start()
            while len(slots._waiting) < len(threads):
                time.sleep(0.001)
    for thread in threads:
        thread.join()
    assert order == [("modest", True), ("greedy", True), ("greedy", True)]
