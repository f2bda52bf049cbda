import pytest

from pipeline.domain.errors import MetricInputError
from pipeline.domain.example import ExampleSet, RetrievalQuery
from pipeline.domain.prediction import Prediction
from pipeline.domain.task import Split
from pipeline.metrics.chance import chance
from pipeline.metrics.ranking import average_precision, random_average_precision
from pipeline.metrics.ranking_cell import score_ranking_cell
from pipeline.tasks.discovery import get_task

CELL = ExampleSet(
    "lareqa",
    "de",
    Split.TEST,
    (RetrievalQuery("q1", "Wer?", 0, (2,)), RetrievalQuery("q2", "Wo?", 1)),
    candidates=("a", "b", "c", "d"),
)


@pytest.mark.parametrize(
    ("ranked", "targets", "expected"),
    [
        ([5, 1, 7, 2], (1, 2), (1 / 2 + 2 / 4) / 2),
        ([3], (3,), 1.0),
        ([9, 8, 3], (3,), 1 / 3),  # the reciprocal of the rank
        ([*range(100, 120), 3], (3,), 0.0),  # rank 21
        ([4, 4, 6], (4, 6), (1 + 2 / 3) / 2),  # what comes again counts once
        ([*range(20)], tuple(range(30)), 1.0),  # more targets than ranks: divided by 20
    ],
)
def test_average_precision_sums_precision_at_right_candidates(ranked, targets, expected):
    assert average_precision(ranked, targets) == pytest.approx(expected)


def test_average_precision_without_target_is_an_error():
    with pytest.raises(MetricInputError, match="without a right candidate"):
        average_precision([1], ())


@pytest.mark.parametrize(
    ("n_targets", "n_candidates", "expected"),
    [
        (1, 4, (1 + 1 / 2 + 1 / 3 + 1 / 4) / 4),  # each rank is as likely
        (2, 2, 1.0),
        (2, 3, (1.0 + (1 + 2 / 3) / 2 + (1 / 2 + 2 / 3) / 2) / 3),  # targets at ranks 1 2, 1 3, 2 3
    ],
)
def test_random_average_precision_is_the_mean_over_all_orders(n_targets, n_candidates, expected):
    assert random_average_precision(n_targets, n_candidates) == pytest.approx(expected)


def test_score_ranking_cell_is_the_mean_over_queries():
    cell = score_ranking_cell(CELL, [[1, 0, 2, 3], [3, 1, 0, 2]])

    first = (1 / 2 + 2 / 3) / 2
    assert [(value.metric, value.value) for value in cell.values] == [("map@20", pytest.approx(50 * (first + 1 / 2)))]
    assert cell.predictions == (
        Prediction("q1", "1 0 2 3", "0 2", pytest.approx(first)),
        Prediction("q2", "3 1 0 2", "1", pytest.approx(1 / 2)),
    )


def test_score_ranking_cell_refuses_a_query_without_right_candidate():
    cell = ExampleSet("lareqa", "de", Split.TEST, (RetrievalQuery("q1", "Wer?", None),), candidates=("a",))

    with pytest.raises(MetricInputError, match="'q1' of lareqa/test/de cannot be scored"):
        score_ranking_cell(cell, [[0]])


def test_chance_of_map_is_that_of_a_random_order():
    # q1: two of four candidates are right, q2: one of four
    expected = (random_average_precision(2, 4) + random_average_precision(1, 4)) / 2

    assert chance(get_task("lareqa"), CELL, 0) == {"map@20": pytest.approx(100 * expected)}
