"""Records changed together with their digests: what the answers do not give is refused, whatever the digests say."""

import dataclasses
import json
import random

import pytest

from pipeline.build import build_judged
from pipeline.domain.errors import DataFormatError
from pipeline.domain.prediction import Prediction
from pipeline.domain.task import Split
from pipeline.metrics.span_em_f1 import SpanRule, span_impl
from pipeline.metrics.tag_f1 import TAG_F1_IMPL
from pipeline.recheck import Check, Checked, recheck
from pipeline.store.build import build
from pipeline.store.records import write_cell
from tests.small_home import NOW, small_cell, small_run, small_tasks, write_small_home


def held(home, check=Check.ALL):
    """What the check of a file of the home's records says, without any claim judged."""
    said = []
    build(
        home,
        now=NOW,
        git_commit=None,
        tasks=small_tasks(),
        claims=(),
        judge=lambda connection: said.append(
            recheck(connection, check, random.Random(1), lambda run_id, cell: f"{run_id}/{cell}")
        ),
    )
    return said[0]


def refused(home, check=Check.ALL):
    with pytest.raises(DataFormatError) as caught:
        build_judged(home, now=NOW, git_commit=None, tasks=small_tasks(), check=check)
    assert not list(home.builds.glob("*.duckdb"))
    return caught.value


def rewritten(home, task, split, change_score=lambda score: score, change=lambda answer: answer):
    """The home with the German cell of the baseline written anew, its digests with it."""
    run = small_run("none", task)
    scores, answers = small_cell(run, split, 0)
    write_cell(home.runs, run.run_id, [change_score(one) for one in scores], [change(one) for one in answers], 1.0)
    return home


def test_an_untouched_home_is_built(tmp_path):
    """Of 54 scores 9 are exact matches, which no outcome gives."""
    assert held(write_small_home(tmp_path)) == Checked(n_scores=54, n_scores_checked=45, n_cells=27, n_cells_checked=27)


@pytest.mark.parametrize(
    ("task", "metric", "found", "right"),
    [("xnli", "accuracy", 61, 60), ("panx", "f1", 59, 60), ("xnli", "accuracy", 0, 60)],
)
@pytest.mark.parametrize("check", list(Check))
def test_a_changed_score_is_refused_with_file_and_cell(tmp_path, task, metric, found, right, check):
    home = rewritten(
        write_small_home(tmp_path), task, Split.DEV, lambda score: dataclasses.replace(score, value=float(found))
    )
    error = refused(home, check)
    assert error.path == home.runs / f"small-none-{task}-0" / "cells" / f"{task}.dev.de.json"
    assert f"{metric} {found} in cell {task}.dev.de of run small-none-{task}-0" in error.found
    assert error.expected.startswith(f"{right}, as its answers give")


def test_a_changed_number_of_examples_is_refused(tmp_path):
    home = rewritten(
        write_small_home(tmp_path), "xnli", Split.TEST, lambda score: dataclasses.replace(score, n_examples=11)
    )
    error = refused(home)
    assert error.found.startswith("11 examples in cell xnli.test.de")
    assert error.expected.startswith("10, as many as it has answers")


def test_an_outcome_that_its_answer_contradicts_is_refused_although_the_score_follows_it(tmp_path):
    """Six of ten are right; the seventh is made so in outcome and score alike."""
    home = rewritten(
        write_small_home(tmp_path),
        "xnli",
        Split.DEV,
        lambda score: dataclasses.replace(score, value=70.0),
        lambda answer: dataclasses.replace(answer, outcome=1.0) if answer.example_id == "06" else answer,
    )
    error = refused(home, Check.SAMPLE)
    assert "outcome 1.0 of example '06' in cell xnli.dev.de" in error.found
    assert error.expected.startswith("outcome 0")


def test_a_count_of_segments_that_the_tags_contradict_is_refused(tmp_path):
    """Six of ten sentences are right: F1 2 * 6 / 20; with one more true positive 2 * 7 / 20."""
    home = rewritten(
        write_small_home(tmp_path),
        "panx",
        Split.DEV,
        lambda score: dataclasses.replace(score, value=70.0, metric_impl=TAG_F1_IMPL),
        lambda answer: dataclasses.replace(answer, n_true_positive=1) if answer.example_id == "06" else answer,
    )
    assert "n_true_positive 1 of example '06'" in refused(home).found


def spans(home, em, f1):
    """The cell of XQuAD with answers by the official script: of four words in ten answers, half of them in common."""
    run = small_run("none", "xquad")
    (first, second), _ = small_cell(run, Split.TEST, 0)
    answers = [
        Prediction(f"{number:02d}", "green cup", json.dumps(["green cup"] if number < 3 else ["green tea"]), share)
        for number, share in enumerate([1.0] * 3 + [0.5] * 7)
    ]
    scores = [
        dataclasses.replace(score, value=value, metric_impl=span_impl(SpanRule.SQUAD_V1, score.metric, "de"))
        for score, value in ((first, f1), (second, em))
    ]
    write_cell(home.runs, run.run_id, scores, answers, 1.0)
    return home


def test_f1_and_em_of_answers_are_computed_word_by_word(tmp_path):
    """F1 (3 + 7 / 2) / 10, EM 3 / 10."""
    assert held(spans(write_small_home(tmp_path), 30.0, 65.0)).n_cells_checked == 27


def test_an_em_that_no_answer_gives_is_refused(tmp_path):
    error = refused(spans(write_small_home(tmp_path), 40.0, 65.0))
    assert error.found.startswith("em 40 in cell xquad.test.de")
    assert error.expected.startswith("30, as its answers give")


def test_cells_that_take_python_are_drawn_anew_each_time(tmp_path, monkeypatch):
    monkeypatch.setattr("pipeline.recheck.SAMPLE", 20)  # answers; ten a cell
    assert held(write_small_home(tmp_path), Check.SAMPLE).n_cells_checked == 2
