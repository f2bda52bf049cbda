from math import log2

import pytest

from pipeline.domain.errors import MetricInputError
from pipeline.domain.example import ExampleSet, SequenceExample
from pipeline.domain.task import Split
from pipeline.metrics.cell import score_cell
from pipeline.metrics.chance import chance
from pipeline.metrics.ndcg import ndcg
from pipeline.tasks.discovery import get_task

WPR = get_task("xglue_wpr")


def _cell(rows):
    examples = tuple(SequenceExample(str(n), query, "page", rating) for n, (query, rating) in enumerate(rows))
    return ExampleSet("xglue_wpr", "de", Split.DEV, examples, WPR.labels)


def test_ndcg_discounts_gains_by_the_logarithm_of_the_rank():
    # ranked 0, 3: 3 / log2(3); at best 3 / log2(2)
    assert ndcg([2, 1], [0, 3], ["a", "a"]) == pytest.approx(100 / log2(3))


def test_ndcg_shares_the_gains_of_ties():
    best = 3 / log2(2)
    assert ndcg([1, 1], [0, 3], ["a", "a"]) == pytest.approx(100 * 1.5 * (1 / log2(2) + 1 / log2(3)) / best)


def test_ndcg_is_the_mean_over_neighbouring_documents_of_a_query():
    # query a stands twice: two groups; b has one document and is left out
    values = ndcg([2, 1, 4, 1, 2], [0, 3, 4, 0, 3], ["a", "a", "b", "a", "a"])
    assert values == pytest.approx(50 * (1 / log2(3) + 1))


def test_ndcg_without_a_query_of_two_documents_is_an_error():
    with pytest.raises(MetricInputError, match="expected one with 2 documents"):
        ndcg([1, 1], [1, 1], ["a", "b"])


def test_score_cell_gives_ndcg_beside_accuracy_with_the_querys_own_as_outcome():
    cell = score_cell(WPR, _cell([("a", "0"), ("a", "3"), ("b", "4"), ("b", "1")]), ["2", "1", "4", "1"])

    first = 1 / log2(3)
    assert [(value.metric, value.value) for value in cell.values] == [
        ("ndcg", pytest.approx(50 * (first + 1))),
        ("accuracy", 50.0),
    ]
    assert [row.outcome for row in cell.predictions] == pytest.approx([first, first, 1.0, 1.0])


def test_chance_of_ndcg_lies_between_the_worst_and_the_best_order():
    found = chance(WPR, _cell([("a", "0"), ("a", "4")]), 0)

    assert found["accuracy"] == 20.0
    # one of five labels is drawn twice with 1/5: ties; else either order is as likely
    right, wrong, tied = 100.0, 100 / log2(3), 50 * (1 + 1 / log2(3))
    assert found["ndcg"] == pytest.approx(0.4 * right + 0.4 * wrong + 0.2 * tied, abs=8)
