"""Whether masked LM has seen a language: kept with each run, and a column of every mart by language."""

from dataclasses import replace

import duckdb
import pytest

from pipeline.store.build import build
from pipeline.store.home import Home
from pipeline.store.records import read_run, write_run
from tests.small_home import NOW, small_run, small_tasks, write_small_run


@pytest.fixture
def rows(tmp_path):
    """Write runs, build a file of them and ask it."""
    home = Home(tmp_path)

    def ask(runs, sql):
        for run in runs:
            write_small_run(home.runs, run)
        path = build(home, now=NOW, git_commit=None, tasks=small_tasks(), claims=(), judge=lambda connection: None)
        with duckdb.connect(str(path), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    return ask


def _seen(regime, languages, seed=0):
    return replace(small_run(regime, "xnli", seed), languages_seen=languages)


CELLS = "select distinct language, is_seen from {} where task = 'xnli' and split = 'dev' order by language"


@pytest.mark.parametrize("languages", [("de", "en"), (), None])
def test_run_record_keeps_the_languages_seen(tmp_path, languages):
    run = _seen("none", languages)
    write_run(tmp_path, run)
    assert read_run(tmp_path / run.run_id) == run


@pytest.mark.parametrize("mart", ["run_scores", "gains", "cells"])
@pytest.mark.parametrize(
    ("languages", "is_seen"),
    [
        (("de", "en"), [("de", True), ("en", True), ("zh", False)]),
        (("en",), [("de", False), ("en", True), ("zh", False)]),  # an English encoder
        ((), [("de", False), ("en", False), ("zh", False)]),  # random weights
        (None, [("de", None), ("en", None), ("zh", None)]),  # not known
    ],
)
def test_marts_say_whether_a_language_was_seen(rows, mart, languages, is_seen):
    assert rows([_seen("none", languages), _seen("squad_v1", languages)], CELLS.format(mart)) == is_seen


def test_gain_counts_as_seen_by_the_run_and_not_by_its_baseline(rows):
    found = rows([_seen("none", ("en",)), _seen("squad_v1", ("de", "en"))], CELLS.format("gains"))
    assert found == [("de", True), ("en", True), ("zh", False)]


def test_language_that_only_some_seeds_have_seen_is_neither(rows):
    runs = [_seen("none", ("de", "en"), 0), _seen("none", ("en",), 1), _seen("none", None, 2)]
    assert rows(runs[:2], CELLS.format("cells")) == [("de", None), ("en", True), ("zh", False)]
    assert rows(runs, CELLS.format("cells")) == [("de", None), ("en", None), ("zh", None)]


def test_seen_column_adds_no_row(rows):
    found = rows(
        [_seen("none", ("en",), 0), _seen("none", None, 1)],
        "select count(*), count(distinct (regime, task, language, split, metric)) from cells",
    )
    assert found == [(12, 12)]  # two splits of three languages, accuracy and the task score
