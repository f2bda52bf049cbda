"""A record proves itself: a digit changed after it was written is named, with its file, before anything is built."""

import json
from dataclasses import replace

import pytest

from pipeline.build import build_judged
from pipeline.domain.errors import DataFormatError
from pipeline.domain.run import RunStatus
from pipeline.store.loading import read_records
from pipeline.store.records import CurvePoint, check_curve, read_cell, read_run, write_curve, write_run
from pipeline.store.study_records import read_studies, write_study
from tests.small_home import NOW, small_tasks, write_small_home
from tests.small_studies import small_study


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


def test_a_curve_that_is_not_the_one_its_finished_run_names_is_refused(home):
    folder = sorted(home.runs.iterdir())[0]
    write_run(home.runs, read_run(folder))  # now that the curve is there
    check_curve(folder)
    content = bytearray((folder / "curve.parquet").read_bytes())
    content[100] ^= 1
    (folder / "curve.parquet").write_bytes(content)
    with pytest.raises(DataFormatError, match="beside it recorded"):
        read_records(home.runs)


def test_the_curve_of_a_run_that_goes_on_may_change(home):
    folder = sorted(home.runs.iterdir())[0]
    write_run(home.runs, replace(read_run(folder), status=RunStatus.RUNNING))
    write_curve(home.runs, folder.name, [CurvePoint(1, 10, 2.0, 1e-4)])
    check_curve(folder)


def test_half_a_character_in_a_record_is_a_fault_of_the_record(home):
    path = _first_cell(home)
    path.write_text('{"task": "\\ud800", "record_sha256": "0"}', encoding="utf-8")
    with pytest.raises(DataFormatError, match="the file was changed since"):
        read_cell(path)


def test_a_digit_changed_in_a_study_record_is_refused(tmp_path):
    path = write_study(tmp_path, small_study())
    path.write_text(path.read_text().replace('"threshold": 0.0', '"threshold": 1.0'))
    with pytest.raises(DataFormatError, match="run `study` again"):
        read_studies(tmp_path)
