"""Shipped results written from a home known by hand, and read back."""

import hashlib
import json
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from pipeline.build import build_judged
from pipeline.domain.errors import DataFormatError, MissingDataError, UnknownNameError
from pipeline.domain.run import RunStatus
from pipeline.domain.task import Split
from pipeline.store.home import Home
from pipeline.store.loading import read_records
from pipeline.store.shipped import TABLES, find_shipped, read_shipped, shipped_cells
from pipeline.store.shipping import SnapshotError, write_snapshot
from tests.frozen import FROZEN_CLAIMS
from tests.small_home import (
    NOW,
    add_failed_run,
    small_run,
    small_tasks,
    write_small_home,
    write_small_run,
)


def _build(root: Path, shipped: Path | None = None) -> Path:
    return build_judged(
        Home(root), now=NOW, git_commit=None, tasks=small_tasks(), shipped=shipped, claims_folder=FROZEN_CLAIMS
    )


def _rows(path: Path, sql: str) -> list[tuple]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Home:
    return write_small_home(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def shipped(home, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("shipped")
    write_snapshot(home, ["small"], folder)
    return folder


@pytest.fixture
def copied(shipped, tmp_path) -> Path:
    """A copy of the snapshot to damage."""
    return Path(shutil.copytree(shipped, tmp_path / "copied"))


@pytest.fixture(scope="module")
def from_runs(home) -> Path:
    return _build(home.root)


@pytest.fixture(scope="module")
def from_shipped(shipped, tmp_path_factory) -> Path:
    return _build(tmp_path_factory.mktemp("empty"), shipped)


# what is loaded, what is computed from it, and what is judged
@pytest.mark.parametrize(
    "table",
    [*TABLES, "current_runs", "experiment_pairs", "run_scores", "gains", "cells", "regimes", "evidence", "verdicts"],
)
def test_shipped_results_give_the_rows_of_the_runs_themselves(from_runs, from_shipped, table):
    but = "exclude (origin)" if table in {"runs", "current_runs"} else ""
    sql = f"select * {but} from {table} order by all"
    expected = _rows(from_runs, sql)
    assert expected
    assert _rows(from_shipped, sql) == expected


def test_shipped_runs_are_marked(from_runs, from_shipped):
    assert _rows(from_shipped, "select origin, count(*) from runs group by all") == [("shipped", 9)]
    assert _rows(from_runs, "select origin, count(*) from runs group by all") == [("local", 9)]


def test_build_says_which_shipped_results_it_holds(from_runs, from_shipped, shipped):
    assert _rows(from_shipped, "select shipped_sha256, n_runs from builds") == [(read_shipped(shipped).sha256, 9)]
    assert _rows(from_runs, "select shipped_sha256 from builds") == [(None,)]


def test_snapshot_of_the_same_runs_has_the_same_bytes(home, shipped, tmp_path):
    elsewhere = Home(Path(shutil.copytree(home.root, tmp_path / "elsewhere")))
    write_snapshot(elsewhere, ["small"], tmp_path / "again")
    names = sorted(path.name for path in shipped.iterdir())
    assert names == ["manifest.json", *(f"{table}.parquet" for table in TABLES)]
    for name in names:
        assert (tmp_path / "again" / name).read_bytes() == (shipped / name).read_bytes()


def test_manifest_says_what_the_files_hold(shipped):
    (part,) = read_shipped(shipped).parts
    manifest = part.manifest
    # 9 runs; 45 cells of 10 examples, 9 of them with two metrics; two points a curve; xquad's dev in three languages
    expected = {"runs": 9, "predictions": 450, "scores": 54, "training_curves": 18, "missing_cells": 3}
    assert {table: file.n_rows for table, file in manifest.files.items()} == expected
    assert (manifest.measured_from, manifest.measured_to) == (NOW, NOW)
    assert [(found.machine, found.n_runs) for found in manifest.machines] == [({"cpu": "test"}, 9)]
    assert manifest.versions == [{"python": "3.11"}]
    assert manifest.source_digests == {"generated": ["5" * 64]}
    assert manifest.scoring_seconds == 9 * 60.0
    assert manifest.training_seconds == 540.1  # 12,800 tokens at 213.3 a second, nine times
    assert manifest.texts_left_out == []


def test_manifest_counts_a_shared_training_once(tmp_path):
    home = Home(tmp_path / "home")
    for task in ("xnli", "xquad"):
        write_small_run(home.runs, replace(small_run("none", task), config={"input_key": "one"}))
    manifest = write_snapshot(home, ["small"], tmp_path / "out")
    assert manifest.training_seconds == 60.0
    assert manifest.scoring_seconds == 120.0


def test_snapshot_leaves_out_what_failed_or_is_superseded(tmp_path):
    home = Home(tmp_path / "home")
    write_small_run(home.runs, small_run("none", "xnli"))
    newer = replace(small_run("none", "xnli"), run_id="newer", started_at=NOW + timedelta(hours=1))
    write_small_run(home.runs, newer)
    add_failed_run(home)
    manifest = write_snapshot(home, ["small"], tmp_path / "out")
    assert (manifest.n_unfinished_left_out, manifest.n_superseded_left_out) == (1, 1)
    assert pq.read_table(tmp_path / "out" / "runs.parquet")["run_id"].to_pylist() == ["newer"]
    assert set(pq.read_table(tmp_path / "out" / "predictions.parquet")["run_id"].to_pylist()) == {"newer"}


def test_snapshot_leaves_out_the_text_of_other_sources(tmp_path):
    home = Home(tmp_path / "home")
    write_small_run(home.runs, replace(small_run("none", "panx"), source="xtreme_folder"))
    manifest = write_snapshot(home, ["small"], tmp_path / "out")
    assert manifest.texts_left_out == ["xtreme_folder"]
    built = _build(tmp_path / "empty", tmp_path / "out")
    sql = (
        "select count(predicted), count(gold), sum(outcome), sum(n_true_positive) from predictions where split = 'dev'"
    )
    assert _rows(built, sql) == [(0, 0, 18.0, 18)]  # 6, 9 and 3 right answers stay


def test_snapshot_takes_the_named_profiles_only(tmp_path):
    home = Home(tmp_path / "home")
    write_small_run(home.runs, small_run("none", "xnli"))
    write_small_run(home.runs, replace(small_run("none", "xnli"), run_id="other", profile="other"))
    write_snapshot(home, ["other"], tmp_path / "out")
    assert pq.read_table(tmp_path / "out" / "runs.parquet")["run_id"].to_pylist() == ["other"]


def test_snapshot_of_an_unknown_profile_suggests_the_nearest(home, tmp_path):
    with pytest.raises(UnknownNameError, match="did you mean 'small'"):
        write_snapshot(home, ["smal"], tmp_path)


def test_snapshot_refuses_an_encoder_of_this_machine(tmp_path):
    home = Home(tmp_path / "home")
    write_small_run(home.runs, replace(small_run("none", "xnli"), encoder="/somewhere/encoder"))
    with pytest.raises(SnapshotError, match="'/somewhere/encoder', a folder of this machine"):
        write_snapshot(home, ["small"], tmp_path / "out")


def test_snapshot_too_large_says_what_takes_the_space_and_writes_nothing(home, tmp_path):
    with pytest.raises(
        SnapshotError, match=r"more than the 0\.001 MB allowed.*in kB: scores\.predictions_sha256 \d.*--max-mb"
    ):
        write_snapshot(home, ["small"], tmp_path / "out", max_megabytes=0.001)
    assert not (tmp_path / "out").exists()


def test_own_finished_run_wins_over_the_shipped_one(shipped, tmp_path):
    run = small_run("none", "xnli")
    own = Home(tmp_path)
    # told apart from the shipped one by having a single cell, and by its seconds
    write_small_run(own.runs, replace(run, wall_seconds=7.0), cells=[(Split.DEV, 0)])
    built = _build(tmp_path, shipped)
    assert _rows(built, "select origin, count(*) from runs group by all order by all") == [("local", 1), ("shipped", 8)]
    assert _rows(built, f"select wall_seconds from runs where run_id = '{run.run_id}'") == [(7.0,)]
    assert _rows(built, f"select count(*) from scores where run_id = '{run.run_id}'") == [(1,)]
    assert _rows(built, f"select count(*) from predictions where run_id = '{run.run_id}'") == [(10,)]
    assert _rows(built, "select n_runs from builds") == [(9,)]


@pytest.mark.parametrize("status", [RunStatus.FAILED, RunStatus.RUNNING])
def test_own_run_that_did_not_finish_gives_way_to_the_shipped_one(shipped, from_shipped, tmp_path, status):
    run = replace(small_run("none", "xnli"), status=status)
    write_small_run(Home(tmp_path).runs, run, cells=[(Split.DEV, 0)])
    built = _build(tmp_path, shipped)
    assert _rows(built, "select distinct origin from runs") == [("shipped",)]
    assert _rows(built, "select count(*) from predictions") == _rows(from_shipped, "select count(*) from predictions")


def test_own_runs_stand_beside_shipped_ones(shipped, tmp_path):
    write_small_run(Home(tmp_path).runs, small_run("squad_v1", "xquad", seed=1))
    write_small_run(Home(tmp_path).runs, small_run("none", "xquad", seed=1))
    built = _build(tmp_path, shipped)
    assert _rows(built, "select n_runs from builds") == [(11,)]
    assert _rows(built, "select count(*) from missing_cells") == [(3,)]  # named by both
    assert _rows(built, "select distinct n_seeds from cells where task = 'xquad' and regime = 'squad_v1'") == [(2,)]


def test_damaged_file_is_named_with_the_next_step(copied, tmp_path):
    path = copied / "predictions.parquet"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(DataFormatError, match=r"predictions\.parquet: found sha256 .*git checkout"):
        _build(tmp_path / "home", copied)
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("name", ["manifest.json", "scores.parquet"])
def test_missing_file_is_named_with_the_next_step(copied, name):
    (copied / name).unlink()
    with pytest.raises(MissingDataError, match=rf"{name} is missing.*git checkout"):
        read_shipped(copied)


@pytest.mark.parametrize(
    ("change", "found"),
    [({"format_version": 2}, "shipped results of format 2"), ({"files": {}}, r"files \[\]"), ({"profiles": 3}, "3 at")],
)
def test_manifest_of_another_form_is_refused(copied, change, found):
    path = copied / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(DataFormatError, match=rf"manifest\.json: found {found}"):
        read_shipped(copied)


def test_columns_that_the_tables_lack_are_refused(copied, tmp_path):
    path = copied / "scores.parquet"
    pq.write_table(pq.read_table(path).rename_columns({"value": "val"}), path)
    manifest = json.loads((copied / "manifest.json").read_text())
    manifest["files"]["scores"]["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    (copied / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(DataFormatError, match=r"scores\.parquet: found rows that cannot be loaded"):
        _build(tmp_path / "home", copied)


def test_find_shipped_takes_the_named_folder_or_none(monkeypatch, tmp_path):
    monkeypatch.setenv("CROSSCHECK_SNAPSHOT", str(tmp_path / "named"))
    assert find_shipped() == tmp_path / "named"
    monkeypatch.setenv("CROSSCHECK_SNAPSHOT", "none")
    assert find_shipped() is None
    monkeypatch.delenv("CROSSCHECK_SNAPSHOT")
    monkeypatch.setattr("pipeline.store.shipped.SNAPSHOT", tmp_path / "absent")
    assert find_shipped() is None


def test_parts_lie_side_by_side_and_are_loaded_together(shipped, tmp_path):
    other = write_small_home(tmp_path / "other")
    for run in [record.run for record in read_records(other.runs)]:
        shutil.rmtree(other.runs / run.run_id)
        write_small_run(other.runs, replace(run, run_id=f"lab.{run.run_id}", profile="lab", source="xtreme_folder"))
    write_snapshot(other, ["lab"], tmp_path / "all" / "lab")
    shutil.copytree(shipped, tmp_path / "all" / "small")
    found = read_shipped(tmp_path / "all")
    assert [part.name for part in found.parts] == ["lab", "small"]
    built = _build(tmp_path / "home", tmp_path / "all")
    rows = _rows(built, "select profile, source, count(*) from current_runs group by all order by all")
    assert rows == [("lab", "xtreme_folder", 9), ("small", "generated", 9)]
    assert _rows(built, "select count(distinct source) from cells group by profile") == [(1,), (1,)]


def test_run_in_two_parts_is_loaded_once(shipped, tmp_path):
    shutil.copytree(shipped, tmp_path / "all" / "a")
    shutil.copytree(shipped, tmp_path / "all" / "b")
    built = _build(tmp_path / "home", tmp_path / "all")
    assert _rows(built, "select count(*), count(distinct run_id) from runs") == [(9, 9)]
    assert _rows(built, "select count(*) from predictions") == [(450,)]


def test_cells_of_shipped_runs_are_known_by_their_names(shipped):
    cells = shipped_cells(read_shipped(shipped))
    assert len(cells) == 9
    assert sum(map(len, cells.values())) == 45
    assert "xnli.test.de" in set().union(*cells.values())
