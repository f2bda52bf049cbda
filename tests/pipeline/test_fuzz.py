"""Fuzzing counts what it must count, and every reader takes or refuses a few damaged inputs."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from benchmarks import fuzz
from benchmarks.fuzz import Watched, damaged_bytes
from benchmarks.fuzz_readers import FORMATS, readers
from pipeline.domain.errors import MissingDataError
from pipeline.sources import formats


@pytest.fixture
def path(tmp_path):
    return tmp_path / "input"


def watched(path, read):
    found = Watched(path, read, path.parent / "kept")
    found(b"content")
    return found.tally


def test_an_input_that_is_read_or_refused_is_no_fault(path):
    def refuse():
        raise MissingDataError(path.read_text())

    assert (watched(path, path.read_bytes).n_read, watched(path, refuse).n_refused) == (1, 1)
    assert not (path.parent / "kept").exists()


def test_another_exception_is_a_fault_whose_first_input_is_kept(path):
    tally = watched(path, lambda: {}["absent"])
    assert [fault.partition(" at ")[0] for fault in tally.faults] == ["KeyError"]
    assert [kept.read_bytes() for kept in (path.parent / "kept").iterdir()] == [b"content"]


@pytest.mark.parametrize("change", ["write", "remove", "move"])
def test_a_reader_that_changes_a_file_is_at_fault(path, change):
    other = path.parent / "other"
    other.write_text("1")
    does = {"write": lambda: other.write_text("2"), "remove": other.unlink, "move": lambda: other.rename(path)}
    assert watched(path, does[change]).n_faults == 1


def test_a_reader_that_does_not_end_is_at_fault(path, monkeypatch):
    monkeypatch.setattr(fuzz, "HANG", 0.2)

    def hang():
        while True:
            pass

    assert dict(watched(path, hang).faults) == {"more than 0.2 s": 1}


def test_every_format_of_a_folder_is_given_input():
    assert set(FORMATS) == {path.stem for path in Path(formats.__path__[0]).glob("[a-z]*.py")}


def run_drawn(one, seeds):
    """Fifteen inputs, the same ones each time."""
    checks = settings(
        max_examples=15, database=None, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )

    @checks
    @given(damaged_bytes(seeds))
    def read(content):
        one(content)

    read()


def test_every_reader_takes_or_refuses_damaged_input(tmp_path):
    for name, reader in readers(tmp_path).items():
        one = Watched(reader.path, reader.read, tmp_path / "kept")
        run_drawn(one, reader.seeds)
        assert not one.tally.faults, (name, one.tally.faults)
        assert one.tally.n_inputs >= 10
