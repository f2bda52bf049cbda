"""Curves of studies, with numbers worked out by hand."""

import numpy as np
import pytest

from pipeline.statistics.study_curves import StudyCell, compute_curve


def _cell(n_right, *, n_examples=10, n_baseline=None, language="de", task="xnli", examples="one"):
    """Outcomes with `n_right[point][seed]` right answers first; an arm of `n_baseline[point][seed]` where given."""
    arms = [n_right] if n_baseline is None else [n_right, n_baseline]
    shape = np.array(n_right).shape
    outcomes = np.zeros((*shape, len(arms), n_examples, 1))
    for number, arm in enumerate(arms):
        for point, seeds in enumerate(arm):
            for seed, right in enumerate(seeds):
                outcomes[point, seed, number, :right, 0] = 1.0
    score = 100.0 * outcomes[..., 0].mean(axis=-1)
    values = score[..., 0] - score[..., 1] if len(arms) == 2 else score[..., 0]
    return StudyCell(task, language, values, outcomes, examples)


def test_curve_is_the_mean_over_targets_of_the_mean_over_languages_of_the_mean_over_seeds():
    cells = [
        _cell([[1, 2, 9], [4, 5, 6]], language="de"),  # means 40, 50
        _cell([[3, 4, 5], [7, 7, 7]], language="sw"),  # 40, 70
        _cell([[0, 0, 0], [8, 8, 8]], task="pawsx"),  # 0, 80
    ]
    curve = compute_curve(cells, seed=0)
    assert [point.value for point in curve.points] == pytest.approx([20.0, 70.0])  # (40 + 0) / 2, (60 + 80) / 2
    assert curve.change.value == pytest.approx(50.0)


def test_gain_is_the_subject_less_its_own_baseline():
    cell = _cell([[5], [9]], n_baseline=[[4], [4]])
    assert [point.value for point in compute_curve([cell], seed=0).points] == pytest.approx([10.0, 50.0])


def test_interval_has_no_width_where_every_example_seed_and_language_says_the_same():
    cells = [_cell([[0, 0], [10, 10]], language=language) for language in ("de", "sw")]
    change = compute_curve(cells, seed=0).change
    assert (change.low, change.value, change.high) == (100.0, 100.0, 100.0)


def test_interval_of_a_share_has_the_width_of_the_binomial():
    # 50 of 100 right: standard error 5 points, so the 95% interval is 50 +- 9.8
    curve = compute_curve([_cell([[50], [50]], n_examples=100)], seed=0, n_replicates=4000)
    assert curve.points[0].low == pytest.approx(40.2, abs=1.0)
    assert curve.points[0].high == pytest.approx(59.8, abs=1.0)
    # the same answers at both points are drawn together, so that nothing changes between them
    assert (curve.change.low, curve.change.high) == (0.0, 0.0)


def test_seeds_are_drawn_so_that_a_change_seen_by_one_of_two_seeds_is_not_certain():
    change = compute_curve([_cell([[0, 0], [0, 10]])], seed=0).change
    assert (change.low, change.value, change.high) == (0.0, 50.0, 100.0)


def test_languages_are_drawn_so_that_a_change_in_one_of_two_languages_is_not_certain():
    cells = [_cell([[0], [0]], language="de"), _cell([[0], [10]], language="sw")]
    change = compute_curve(cells, seed=0).change
    assert (change.low, change.value, change.high) == (0.0, 50.0, 100.0)


def test_counts_of_items_give_an_f1():
    # 2 true positives of 3 predicted and 5 gold: 2 * 2 / 8 = 50; then 4 of 4 and 4: 100
    outcomes = np.array([[2, 3, 5], [4, 4, 4]], dtype=float).reshape(2, 1, 1, 1, 3)
    cell = StudyCell("panx", "de", np.array([[50.0], [100.0]]), outcomes, "one")
    curve = compute_curve([cell], seed=0)
    assert [point.low for point in curve.points] == pytest.approx([50.0, 100.0])


@pytest.mark.parametrize(
    ("n_right", "expected"),
    [([1, 2, 3, 4], 1.0), ([4, 3, 2, 1], -1.0), ([5, 5, 5, 5], 0.0), ([1, 3, 2, 4], 0.8)],
)
def test_rank_correlation_of_four_points(n_right, expected):
    # 1 - 6 * sum(d^2) / (n (n^2 - 1)): for 1 3 2 4, d^2 sum to 2, so 1 - 12 / 60
    curve = compute_curve([_cell([[right] for right in n_right])], seed=0)
    assert curve.rank_correlation.value == pytest.approx(expected)


def test_curve_does_not_hang_on_the_order_of_cells():
    cells = [_cell([[1, 2], [4, 9]], language="de"), _cell([[3, 4], [7, 8]], language="sw", examples="two")]
    assert compute_curve(cells, seed=3) == compute_curve(cells[::-1], seed=3)
