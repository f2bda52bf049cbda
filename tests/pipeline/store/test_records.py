"""A record proves itself: a digit changed after it was written is named, with its file, before anything is built."""

import json

import pytest

from pipeline.build import build_judged
from pipeline.domain.errors import DataFormatError
from pipeline.store.records import read_cell, read_run
from tests.small_home import NOW, small_tasks, write_small_home


@pytest.fixture
def home(tmp_path):
    return write_small_home(tmp_path / "home")


def _first_cell(home):
    return sorted(home.runs.glob("*/cells/*.json"))[0]


def _change(path, change):
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")


def _better(content):
    content["scores"][0]["value"] += 0.1


def test_a_score_changed_by_a_tenth_is_refused_and_nothing_is_built(home):
    path = _first_cell(home)
    _change(path, _better)
    with pytest.raises(DataFormatError, match="the file was changed since") as caught:
        build_judged(home, now=NOW, git_commit=None, tasks=small_tasks())
    assert str(path) in str(caught.value)
    assert not list(home.builds.glob("*.duckdb")) if home.builds.exists() else True


def test_a_seed_changed_in_a_run_record_is_refused(home):
    folder = sorted(home.runs.iterdir())[0]
    _change(folder / "run.json", lambda content: content.update(seed=7))
    with pytest.raises(DataFormatError, match="the file was changed since"):
        read_run(folder)


def test_a_changed_digest_is_refused(home):
    path = _first_cell(home)
    _change(path, lambda content: content.update(record_sha256="0" * 64))
    with pytest.raises(DataFormatError, match="0000"):
        read_cell(path)


def test_a_record_written_anew_in_another_order_is_the_same_record(home):
    path = _first_cell(home)
    before = read_cell(path)
    content = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(dict(reversed(content.items())), indent=3), encoding="utf-8")
    assert read_cell(path) == before


def test_a_record_of_an_earlier_version_without_digest_is_read(home):
    path = _first_cell(home)
    before = read_cell(path)
    _change(path, lambda content: content.pop("record_sha256"))
    assert read_cell(path) == before
