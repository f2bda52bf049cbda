import json

import duckdb
import numpy as np
import pytest

from pipeline.claims.build import build_judged
from pipeline.claims.selection_audit import audit_selection
from pipeline.claims.statistics import PairedCell
from tests.small_home import NOW, small_tasks, write_small_home


def _cell(subject, baseline, task, language):
    subject, baseline = np.asarray(subject, float), np.asarray(baseline, float)
    return PairedCell(
        task, language, 100 * (subject.mean() - baseline.mean()), subject[None, :, None], baseline[None, :, None]
    )


def _noise(generator, n_examples=200, n_regimes=9):
    """Three tasks of two languages; every arm is right with probability one half, whatever its regime."""
    found = {}
    for task in ("a", "b", "c"):
        baseline = {language: generator.random(n_examples) < 0.5 for language in ("de", "en")}
        found[task] = {
            f"r{number}": [
                _cell(generator.random(n_examples) < 0.5, baseline[language], task, language)
                for language in ("de", "en")
            ]
            for number in range(n_regimes)
        }
    return found


def test_pure_noise_flatters_the_naive_choice_and_not_the_nested_one():
    # true gains of all nine regimes are zero: the naive one is their maximum, about 1.5 standard errors above it
    generator = np.random.default_rng(3)
    audits = [audit_selection(_noise(generator), _noise(generator), seed=sample) for sample in range(20)]
    assert all(audit.naive > 0 for audit in audits)
    assert np.mean([audit.naive for audit in audits]) > 2.0
    n_covered = sum(audit.nested_low <= 0 <= audit.nested_high for audit in audits)
    assert n_covered >= 15  # of 20; the folds share a baseline and the chosen regimes
    assert abs(np.mean([audit.nested for audit in audits])) < 1.5
    assert abs(np.mean([audit.chosen_on_dev for audit in audits])) < 1.5


def test_a_regime_that_is_far_ahead_is_found_by_all_three():
    # "good" is right throughout, the baseline never, "bad" never: 100 points by every choice
    ones, zeros = np.ones(40), np.zeros(40)
    cells = {"a": {"bad": [_cell(zeros, zeros, "a", "en")], "good": [_cell(ones, zeros, "a", "en")]}}
    audit = audit_selection(cells, cells, seed=1)
    assert (audit.naive, audit.chosen_on_dev, audit.nested) == (100.0, 100.0, 100.0)
    assert (audit.nested_low, audit.nested_high) == (100.0, 100.0)
    assert audit.optimism == 0.0
    assert audit.naive_choices == audit.dev_choices == {"a": "good"}


def test_choice_on_dev_is_read_on_the_evaluated_split():
    # on dev "x" leads, on the evaluated split it gains 0 and "y" gains 50
    half = np.tile([1.0, 0.0], 20)
    zeros, ones = np.zeros(40), np.ones(40)
    on_dev = {"a": {"x": [_cell(ones, zeros, "a", "en")], "y": [_cell(zeros, zeros, "a", "en")]}}
    evaluated = {"a": {"x": [_cell(zeros, zeros, "a", "en")], "y": [_cell(half, zeros, "a", "en")]}}
    audit = audit_selection(evaluated, on_dev, seed=1)
    assert (audit.naive, audit.chosen_on_dev) == (50.0, 0.0)


def test_without_dev_scores_nothing_is_said_of_that_choice():
    cells = {"a": {"x": [_cell([1, 0, 1, 0], [0, 0, 0, 0], "a", "en")]}}
    audit = audit_selection(cells, {}, seed=1, n_folds=2)
    assert audit.chosen_on_dev is None
    assert audit.naive == pytest.approx(50.0)


def test_best_gain_is_stored_with_its_three_estimates(tmp_path):
    path = build_judged(write_small_home(tmp_path), now=NOW, git_commit=None, tasks=small_tasks())
    with duckdb.connect(str(path), read_only=True) as connection:
        ((text,),) = connection.execute(
            "select details from evidence where claim_id = 'phang2020-best-gain' and kind = 'measured'"
        ).fetchall()
    audit = json.loads(text)["selection_audit"]
    # outcomes on test, squad_v1 against hellaswag: xnli +20/3, +10; panx 0, +10; xquad by F1 alone +20, 0
    assert audit["naive"] == pytest.approx((10 + 10 + 20) / 3)
    assert audit["naive_choices"] == {"xnli": "hellaswag", "panx": "hellaswag", "xquad": "squad_v1"}
    assert audit["chosen_on_dev"] is None  # xquad has no dev scores
    assert audit["dev_choices"] == {"xnli": "squad_v1", "panx": "hellaswag"}
    assert audit["tasks"] == ["panx", "xnli", "xquad"]
    assert audit["nested_low"] <= audit["nested"] <= audit["nested_high"]
