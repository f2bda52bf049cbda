import multiprocessing

import duckdb
import pytest

from pipeline.domain.errors import StoreError
from pipeline.store.home import Home
from pipeline.store.publish import check_schema, open_build, publish, published
from pipeline.store.tables import SCHEMA_VERSION


def _file(home: Home, name: str, number: int = 1, version: int = SCHEMA_VERSION):
    home.builds.mkdir(parents=True, exist_ok=True)
    path = home.builds / name
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"create table builds as select {version} as schema_version, {number} as number")
    return path


def _name(number: int) -> str:
    return f"crosscheck-20261121T12000{number}Z-0123abcd.duckdb"


def test_published_says_when_nothing_is(tmp_path):
    with pytest.raises(StoreError, match=r"nothing is published in .*: CURRENT is missing; run `make run`"):
        published(Home(tmp_path))


def test_published_is_what_was_published(tmp_path):
    home = Home(tmp_path)
    path = _file(home, _name(1))
    publish(home, path)
    assert published(home) == path
    assert home.pointer.read_text() == _name(1) + "\n"


def test_published_says_when_the_file_is_gone(tmp_path):
    home = Home(tmp_path)
    path = _file(home, _name(1))
    publish(home, path)
    path.unlink()
    with pytest.raises(StoreError, match=r"CURRENT names 'crosscheck-.*', which is not in .*make run"):
        published(home)


def test_published_says_when_the_file_is_cut_off(tmp_path):
    home = Home(tmp_path)
    path = _file(home, _name(1))
    publish(home, path)
    path.write_bytes(b"cut")
    with pytest.raises(StoreError, match="no DuckDB file"):
        published(home)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "/etc/passwd", "."])
def test_published_refuses_a_pointer_out_of_the_folder(tmp_path, name):
    home = Home(tmp_path)
    home.pointer.write_text(name)
    with pytest.raises(StoreError, match="CURRENT names"):
        published(home)


def test_publish_refuses_what_is_no_build_of_this_home(tmp_path):
    home = Home(tmp_path)
    elsewhere = _file(Home(tmp_path / "other"), _name(1))
    with pytest.raises(StoreError, match="cannot be published"):
        publish(home, elsewhere)
    assert not home.pointer.exists()


def test_publish_keeps_the_newest_three_and_removes_leftovers(tmp_path):
    home = Home(tmp_path)
    paths = [_file(home, _name(number)) for number in range(5)]
    (home.builds / f".{_name(9)}.abc.tmp").write_text("killed")
    (home.builds / f".{_name(9)}.abc.tmp.wal").write_text("killed")
    publish(home, paths[4])
    assert sorted(home.builds.iterdir()) == paths[2:]


def test_publish_never_removes_the_published_file_itself(tmp_path):
    home = Home(tmp_path)
    paths = [_file(home, _name(number)) for number in range(5)]
    publish(home, paths[0])
    assert sorted(home.builds.iterdir()) == [paths[0], *paths[2:]]


def test_publish_under_an_open_reader_disturbs_neither(tmp_path):
    home = Home(tmp_path)
    publish(home, _file(home, _name(1), number=1))
    with duckdb.connect(str(published(home)), read_only=True) as reader:
        for number in range(2, 8):
            publish(home, _file(home, _name(number), number=number))
        assert reader.execute("select number from builds").fetchall() == [(1,)]
    with duckdb.connect(str(published(home)), read_only=True) as reader:
        assert reader.execute("select number from builds").fetchall() == [(7,)]


def _read_for_a_while(root: str, stop, failures) -> None:
    home = Home(__import__("pathlib").Path(root))
    last = 0
    while not stop.is_set():
        try:
            with duckdb.connect(str(published(home)), read_only=True) as reader:
                check_schema(reader, published(home))
                number = reader.execute("select number from builds").fetchall()[0][0]
        except (duckdb.Error, StoreError) as error:
            failures.put(repr(error))
            return
        if number < last:
            failures.put(f"{number} after {last}")
        last = number


def test_publish_is_seen_whole_by_other_processes(tmp_path):
    home = Home(tmp_path)
    publish(home, _file(home, _name(1), number=1))
    context = multiprocessing.get_context("spawn")
    stop, failures = context.Event(), context.Queue()
    reader = context.Process(target=_read_for_a_while, args=(str(tmp_path), stop, failures))
    reader.start()
    for number in range(2, 10):
        publish(home, _file(home, _name(number), number=number))
    stop.set()
    reader.join(timeout=60)
    assert reader.exitcode == 0
    assert failures.empty()


def test_check_schema_refuses_another_version(tmp_path):
    path = _file(Home(tmp_path), _name(1), version=99)
    with (
        duckdb.connect(str(path), read_only=True) as connection,
        pytest.raises(StoreError, match=r"schema version 99, .*a newer Crosscheck built it"),
    ):
        check_schema(connection, path)


def test_check_schema_refuses_a_foreign_file(tmp_path):
    path = tmp_path / "foreign.duckdb"
    with (
        duckdb.connect(str(path)) as connection,
        pytest.raises(StoreError, match="Crosscheck did not build it"),
    ):
        check_schema(connection, path)


def test_open_build_says_when_a_file_is_damaged(tmp_path):
    path = _file(Home(tmp_path), _name(1))
    path.write_bytes(path.read_bytes()[:64] + b"\x00" * 4096)
    with pytest.raises(StoreError, match=r"(?s)cannot be opened .* run `make run`"):
        open_build(path)


def test_open_build_reads_but_does_not_write(tmp_path):
    path = _file(Home(tmp_path), _name(1))
    with open_build(path) as connection, pytest.raises(duckdb.InvalidInputException, match="read-only"):
        connection.execute("create table more (a integer)")
