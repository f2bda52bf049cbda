"""Scores of retrieval by layer: from run records to the table, and through shipped results."""

import json
from dataclasses import replace

import duckdb
import pytest

from pipeline.build import build_judged
from pipeline.domain.errors import DataFormatError
from pipeline.domain.score import LayerScore, Score
from pipeline.domain.task import Benchmark, Split, Task, TaskRole, TaskType
from pipeline.store.home import Home
from pipeline.store.records import read_cell, write_cell, write_run
from pipeline.store.shipped import SNAPSHOT, TABLES, read_shipped
from pipeline.store.shipping import write_snapshot
from tests.frozen import FROZEN_CLAIMS
from tests.small_home import NOW, change_record, small_run, small_tasks

TATOEBA = Task(
    "tatoeba", "Tatoeba", TaskRole.TARGET, TaskType.SENTENCE_RETRIEVAL, ("accuracy",), ("de", "zh"), None,
    Benchmark.XTREME,
    licence="none", url="https://example.org",
)  # fmt: skip
# by language: percent at layers 0, 1 and 2, of which 1 is the headline
BY_LAYER = {"de": (20.0, 30.0, 10.0), "zh": (40.0, 40.0, 0.0)}
RUN = replace(small_run("none", "tatoeba"), run_id="layers")


def write_layers(home: Home, by_layer=BY_LAYER) -> Home:
    """One run with a cell for each language."""
    write_run(home.runs, RUN)
    for language, values in by_layer.items():
        score = Score(RUN.run_id, "tatoeba", language, Split.TEST, "accuracy", values[1], 10, 10, 5.0, "by hand")
        layers = [LayerScore(layer, "accuracy", value, layer == 1) for layer, value in enumerate(values)]
        write_cell(home.runs, RUN.run_id, [score], [], 1.0, layers)
    return home


def _build(root, shipped=None):
    return build_judged(
        Home(root),
        now=NOW,
        git_commit=None,
        tasks=(*small_tasks(), TATOEBA),
        shipped=shipped,
        claims_folder=FROZEN_CLAIMS,
    )


def _rows(path, sql):
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return write_layers(Home(tmp_path_factory.mktemp("layers")))


@pytest.fixture(scope="module")
def built(home):
    return _build(home.root)


def test_layer_scores_have_a_row_for_each_cell_and_layer(built):
    sql = "select run_id, task, language, split, layer, metric, value, is_headline from layer_scores order by all"
    expected = [
        ("layers", "tatoeba", language, "test", layer, "accuracy", value, layer == 1)
        for language, values in BY_LAYER.items()
        for layer, value in enumerate(values)
    ]
    assert _rows(built, sql) == expected


def test_headline_rows_are_the_scores(built):
    sql = (
        "select count(*), bool_and(scores.value = layers.value) from layer_scores as layers "
        "inner join scores using (run_id, task, language, split, metric) where layers.is_headline"
    )
    assert _rows(built, sql) == [(2, True)]


def test_headline_that_is_not_the_score_is_refused(tmp_path):
    write_layers(Home(tmp_path))
    (path,) = (tmp_path / "runs" / "layers" / "cells").glob("*.de.json")
    record = json.loads(path.read_text())
    record["layer_scores"][1]["value"] = 31.0
    change_record(path, layer_scores=record["layer_scores"])
    with pytest.raises(DataFormatError, match=r"\{'accuracy': 31\.0\} at the headline layer; .*\{'accuracy': 30\.0\}"):
        _build(tmp_path)


def test_record_without_layers_is_read_as_having_none(tmp_path):
    write_layers(Home(tmp_path))
    (path,) = (tmp_path / "runs" / "layers" / "cells").glob("*.de.json")
    record = json.loads(path.read_text())
    del record["layer_scores"], record["record_sha256"]  # as written before layers were scored
    path.write_text(json.dumps(record))
    assert read_cell(path).layer_scores == []
    assert _rows(_build(tmp_path), "select distinct language from layer_scores") == [("zh",)]


def test_layers_are_shipped_where_there_are_any(home, built, tmp_path):
    manifest = write_snapshot(home, ["small"], tmp_path / "out")
    assert manifest.files["layer_scores"].n_rows == 6
    shipped = _build(tmp_path / "home", tmp_path / "out")
    assert _rows(shipped, "from layer_scores order by all") == _rows(built, "from layer_scores order by all")


def test_snapshot_of_runs_without_layers_has_no_file_of_them(tmp_path):
    home = write_layers(Home(tmp_path / "home"))
    for path in (home.runs / "layers" / "cells").glob("*.json"):
        change_record(path, layer_scores=[])
    assert sorted(write_snapshot(home, ["small"], tmp_path / "out").files) == sorted(TABLES)
    assert _rows(_build(tmp_path / "other", tmp_path / "out"), "select count(*) from layer_scores") == [(0,)]


def test_snapshot_that_ships_with_the_project_is_read():
    assert all(set(TABLES) <= set(part.manifest.files) for part in read_shipped(SNAPSHOT).parts)
