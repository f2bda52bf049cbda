"""Normalised discounted cumulative gain of rated documents, query by query (XGLUE's WPR)."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from itertools import groupby

from sklearn.metrics import ndcg_score

from pipeline.domain.errors import MetricInputError
from pipeline.metrics.accuracy import check_lengths

NDCG_IMPL = f"mean over queries of nDCG, scikit-learn {version('scikit-learn')}, as XGLUE xglue_evaluate"
_FEWEST = 2  # documents of a query, else nothing can be ranked


def ndcg(predicted: Sequence[float], gold: Sequence[float], queries: Sequence[str]) -> float:
    """Mean nDCG over the queries with two documents or more, in percent; ties share their gains.

    Args:
        predicted: [n] ratings by which the documents are ranked.
        gold: [n] ratings, 0 or more.
        queries: [n] query of each document; the documents of a query stand together.

    Raises:
        MetricInputError: numbers differ, or no query has two documents.

    Source: microsoft/XGLUE evaluation/xglue_evaluate.py, `simple_ndcg` and `load_data`.
    """
    found = query_ndcgs(predicted, gold, queries)
    values = [value for value, size in found if size >= _FEWEST]
    if not values:
        raise MetricInputError(f"nDCG over {len(found)} queries; expected one with {_FEWEST} documents or more")
    return 100.0 * sum(values) / len(values)


def query_ndcgs(
    predicted: Sequence[float], gold: Sequence[float], queries: Sequence[str]
) -> tuple[tuple[float, int], ...]:
    """[queries] nDCG (0-1) and number of documents, in file order; 1 for a query of one document."""
    check_lengths(len(predicted), len(gold), "ratings")
    check_lengths(len(queries), len(gold), "queries")
    rows = zip(queries, predicted, gold, strict=True)
    found = []
    for _, group in groupby(rows, key=lambda row: row[0]):
        documents = list(group)
        guessed, rated = [row[1] for row in documents], [row[2] for row in documents]
        value = float(ndcg_score([rated], [guessed])) if len(documents) >= _FEWEST else 1.0
        found.append((value, len(documents)))
    return tuple(found)
