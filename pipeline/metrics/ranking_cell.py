"""Scores of one cell of ranked candidates (LAReQA, Mewsli-X), query by query."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.domain.errors import MetricInputError
from pipeline.domain.example import ExampleSet, RetrievalQuery
from pipeline.domain.prediction import Prediction
from pipeline.metrics.accuracy import check_lengths
from pipeline.metrics.cell_scores import CellScores, MetricValue
from pipeline.metrics.gold import place
from pipeline.metrics.ranking import DEPTH, MAP_20_IMPL, average_precision

MAP_20 = "map@20"


def query_targets(examples: ExampleSet) -> list[tuple[int, ...]]:
    """[n] numbers of the right candidates.

    Raises:
        MetricInputError: an example is no query, or has none.
    """
    rows = []
    for example in examples.examples:
        if not isinstance(example, RetrievalQuery) or not example.targets:
            raise MetricInputError(
                f"{type(example).__name__} {example.example_id!r} of {place(examples)} cannot be scored; "
                "expected a query with a right candidate"
            )
        rows.append(example.targets)
    return rows


def score_ranking_cell(examples: ExampleSet, ranked: Sequence[Sequence[int]]) -> CellScores:
    """Mean AP@20 over the queries, in percent, with one prediction a query: predicted and gold hold numbers.

    Args:
        ranked: [n][at most 20] numbers of candidates, the best first.

    Raises:
        MetricInputError: numbers differ, or a query has no right candidate.
    """
    check_lengths(len(ranked), len(examples.examples), "rankings")
    rows = [
        Prediction(
            example.example_id,
            " ".join(str(candidate) for candidate in found[:DEPTH]),
            " ".join(map(str, targets)),
            average_precision(found, targets),
        )
        for example, found, targets in zip(examples.examples, ranked, query_targets(examples), strict=True)
    ]
    value = 100.0 * sum(row.outcome for row in rows) / len(rows)
    return CellScores((MetricValue(MAP_20, value, MAP_20_IMPL),), tuple(rows))
