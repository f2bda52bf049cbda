import pytest

from pipeline.statistics.ranks import MeanDifference, RegimeScore, rank_regimes, scores_of_regimes

SCORES = {"a": RegimeScore(60.0, 3), "b": RegimeScore(59.0, 3), "c": RegimeScore(50.0, 3)}


def _found(differences):
    return {row.regime: (row.best, row.worst, row.group) for row in rank_regimes(SCORES, differences)}


def test_rank_regimes_told_apart_from_the_last_share_the_first_ranks():
    found = _found(
        [MeanDifference("a", "b", -1.0, 3.0), MeanDifference("a", "c", 5.0, 15.0), MeanDifference("b", "c", 4.0, 14.0)]
    )
    assert found == {"a": (1, 2, 1), "b": (1, 2, 1), "c": (3, 3, 2)}


def test_rank_regimes_in_the_middle_may_belong_to_both_sides():
    found = _found(
        [MeanDifference("a", "b", -1.0, 3.0), MeanDifference("a", "c", 5.0, 15.0), MeanDifference("b", "c", -1.0, 19.0)]
    )
    assert found == {"a": (1, 2, 1), "b": (1, 3, 1), "c": (2, 3, 2)}


def test_rank_regimes_reads_a_loss_of_the_subject():
    found = _found([MeanDifference("c", "a", -15.0, -5.0)])
    assert found == {"a": (1, 2, 1), "b": (1, 3, 1), "c": (2, 3, 2)}


def test_rank_regimes_without_intervals_excludes_no_rank():
    assert set(_found([MeanDifference("a", "c", None, None)]).values()) == {(1, 3, 1)}


def test_rank_regimes_puts_the_best_score_first_and_equals_by_name():
    scores = {"z": RegimeScore(60.0, 3), "y": RegimeScore(60.0, 3), "x": RegimeScore(70.0, 3)}
    assert [row.regime for row in rank_regimes(scores, [])] == ["x", "y", "z"]


def test_scores_of_regimes_takes_the_mean_over_seeds_then_over_languages():
    rows = [
        {"subject": "a", "rival": "none", "language": language, "seed": seed, "score": score, "rival_score": 40.0}
        for language, seed, score in [("de", 1, 50.0), ("de", 2, 52.0), ("de", 3, 90.0), ("sw", 1, 30.0)]
    ]
    found = scores_of_regimes(rows)
    assert found["a"] == RegimeScore(pytest.approx(47.0), 2)  # ((50 + 52 + 90) / 3 + 30) / 2
    assert found["none"] == RegimeScore(pytest.approx(40.0), 2)
