import json

import duckdb
import numpy as np
import pytest

from pipeline.build import build_judged
from pipeline.statistics.bootstrap import PairedCell, scores_of
from pipeline.statistics.selection_bias import FoldedCell, audit_selection, best_gain_interval, largest_of_normals
from tests.frozen import FROZEN_CLAIMS
from tests.small_home import NOW, small_tasks, write_small_home


def _cells(arms, baseline, language="en"):
    """By regime, one language whose outcomes are as given, all dealt into the same folds."""
    columns = np.column_stack([np.asarray(arm, float) for arm in (*arms.values(), baseline)])
    scores = scores_of(columns[:, :, None], [1], n_replicates=1)
    return {
        regime: FoldedCell(
            language,
            len(columns),
            float(scores.whole[place] - scores.whole[-1]),
            scores.inside[place] - scores.inside[-1],
            scores.outside[place] - scores.outside[-1],
        )
        for place, regime in enumerate(arms)
    }


def _task(*languages):
    """By regime, the cells of several languages."""
    return {regime: [cells[regime] for cells in languages] for regime in languages[0]}


def _noise(generator, n_examples=200, n_regimes=9):
    """Three tasks of two languages; every arm is right with probability one half, whatever its regime."""

    def language(name):
        arms = {f"r{number}": generator.random(n_examples) < 0.5 for number in range(n_regimes)}
        return _cells(arms, generator.random(n_examples) < 0.5, name)

    return {task: _task(language("de"), language("en")) for task in ("a", "b", "c")}


def _cell(task, gain, error=1.0):
    """One language, one seed, a gain with this standard error: draws of -1 and 1 times it."""
    drawn = np.array([[gain - error, gain + error]])
    return PairedCell(task, "en", (0,), np.array([gain]), np.array([gain]), drawn, 1_000_000)


def test_largest_of_normals_is_that_of_order_statistics():
    # 1 / sqrt(pi), 3 / (2 sqrt(pi)); of 9 from Harter's table (Biometrika 1961): 1.48501
    assert largest_of_normals(1) == pytest.approx(0.0, abs=1e-9)
    assert largest_of_normals(2) == pytest.approx(0.5641896)
    assert largest_of_normals(3) == pytest.approx(0.8462844)
    assert largest_of_normals(9) == pytest.approx(1.48501, abs=1e-5)


def test_best_gain_reaches_down_by_what_the_choice_may_have_added():
    # two regimes at 5.0, standard error 1: half 1.96 and 0.5642 more below; chosen elsewhere with one seed: no more
    regimes = {"t": {"mnli": [_cell("t", 5.0)], "qqp": [_cell("t", 5.0)]}}
    here = best_gain_interval(regimes["t"]["mnli"], regimes)
    assert (here.low, here.high) == pytest.approx((5.0 - 1.95996 - 0.56419, 5.0 + 1.95996), abs=1e-4)
    apart = best_gain_interval(regimes["t"]["mnli"], regimes, chosen_apart=("t",))
    assert (apart.low, apart.high, apart.of_choice) == pytest.approx((3.04004, 6.95996, 0.0), abs=1e-4)


def test_best_gain_is_a_plain_interval_where_nothing_else_is_in_reach():
    # qqp lies 20 below with a standard error of sqrt(2) between both; without spread equal gains are no choice either
    far = {"t": {"mnli": [_cell("t", 5.0)], "qqp": [_cell("t", -15.0)]}}
    assert best_gain_interval(far["t"]["mnli"], far).of_choice == pytest.approx(0.0, abs=1e-9)
    sharp = {"t": {"mnli": [_cell("t", 5.0, 0.0)], "qqp": [_cell("t", 5.0, 0.0)]}}
    found = best_gain_interval(sharp["t"]["mnli"], sharp)
    assert (found.low, found.high) == (5.0, 5.0)


def test_best_gain_of_two_tasks_is_the_mean_of_both():
    # task a chooses between two equal regimes, task b has one: 0.56419 / 2 down; half 1.96 sqrt(2) / 2
    regimes = {"a": {"mnli": [_cell("a", 4.0)], "qqp": [_cell("a", 4.0)]}, "b": {"mnli": [_cell("b", 8.0)]}}
    found = best_gain_interval([*regimes["a"]["qqp"], *regimes["b"]["mnli"]], regimes)
    assert found.of_choice == pytest.approx(0.28209, abs=1e-4)
    assert found.high == pytest.approx(6.0 + 1.95996 / 2**0.5, abs=1e-4)
    assert found.low == pytest.approx(6.0 - 1.95996 / 2**0.5 - 0.28209, abs=1e-4)


def test_pure_noise_flatters_the_naive_choice_and_not_the_nested_one():
    # true gains of all nine regimes are zero: the naive one is their maximum, about 1.5 standard errors above it
    generator = np.random.default_rng(3)
    audits = [audit_selection(_noise(generator), _noise(generator)) for _ in range(100)]
    assert all(audit.naive > 0 for audit in audits)
    assert np.mean([audit.naive for audit in audits]) > 2.0
    n_covered = sum(audit.nested_low <= 0 <= audit.nested_high for audit in audits)
    assert n_covered >= 88  # 95 expected, standard deviation 2.2
    # a task's gain has a standard error of sqrt(0.5 / 400) = 3.5 points: the mean of 3 tasks and 100 samples 0.2
    assert abs(np.mean([audit.nested for audit in audits])) < 0.7
    assert abs(np.mean([audit.chosen_on_dev for audit in audits])) < 0.7


def test_a_regime_that_is_far_ahead_is_found_by_all_three():
    # "good" is right throughout, the baseline never, "bad" never: 100 points by every choice
    ones, zeros = np.ones(40), np.zeros(40)
    cells = {"a": _task(_cells({"bad": zeros, "good": ones}, zeros))}
    audit = audit_selection(cells, cells)
    assert (audit.naive, audit.chosen_on_dev, audit.nested) == (100.0, 100.0, 100.0)
    assert (audit.nested_low, audit.nested_high) == (100.0, 100.0)
    assert audit.optimism == 0.0
    assert audit.naive_choices == audit.dev_choices == {"a": "good"}


def test_choice_on_dev_is_read_on_the_evaluated_split():
    # on dev "x" leads, on the evaluated split it gains 0 and "y" gains 50
    half = np.tile([1.0, 0.0], 20)
    zeros, ones = np.zeros(40), np.ones(40)
    on_dev = {"a": _task(_cells({"x": ones, "y": zeros}, zeros))}
    evaluated = {"a": _task(_cells({"x": zeros, "y": half}, zeros))}
    audit = audit_selection(evaluated, on_dev)
    assert (audit.naive, audit.chosen_on_dev) == (50.0, 0.0)


def test_without_dev_scores_nothing_is_said_of_that_choice():
    audit = audit_selection({"a": _task(_cells({"x": [1, 0, 1, 0] * 5}, np.zeros(20)))}, {})
    assert audit.chosen_on_dev is None
    assert audit.naive == pytest.approx(50.0)


def test_best_gain_is_stored_with_its_three_estimates(tmp_path):
    path = build_judged(
        write_small_home(tmp_path), now=NOW, git_commit=None, tasks=small_tasks(), claims_folder=FROZEN_CLAIMS
    )
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
