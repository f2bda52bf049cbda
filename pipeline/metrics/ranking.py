"""Average precision of ranked candidates (LAReQA, Mewsli-X) and what a random order scores."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pipeline.domain.errors import MetricInputError

DEPTH = 20  # XTREME-R's map@20
MAP_20_IMPL = "mAP@20: mean over queries of AP@20 / min(targets, 20), as XTREME-R utils_lareqa"


def average_precision(ranked: Sequence[int], targets: Collection[int], depth: int = DEPTH) -> float:
    """Precision at each right candidate among the first `depth`, summed and divided by min(targets, depth); 0-1.

    With one target this is the reciprocal of its rank, 0 beyond `depth`.

    Args:
        ranked: candidates, the best first; one that comes again counts once.
        targets: the right ones, at least one.

    Raises:
        MetricInputError: there is no target.

    Source: google-research/xtreme third_party/utils_lareqa.py, `average_precision_at_k`; for one target
    third_party/utils_mewslix.py, `mean_reciprocal_rank`.
    """
    if not targets:
        raise MetricInputError("average precision of a query without a right candidate; expected at least one")
    wanted, n_right, total = set(targets), 0, 0.0
    for rank, candidate in enumerate(ranked[:depth], start=1):
        if candidate in wanted:
            wanted.discard(candidate)
            n_right += 1
            total += n_right / rank
    return total / min(len(set(targets)), depth)


def random_average_precision(n_targets: int, n_candidates: int, depth: int = DEPTH) -> float:
    """Expected average precision of a random order of all candidates, 0-1.

    At rank r a target stands with probability t/n, and then each of the r - 1 before it is one with probability
    (t - 1)/(n - 1).

    Args:
        n_targets: t, from 1 to n_candidates.
        n_candidates: n.
    """
    among_others = (n_targets - 1) / (n_candidates - 1) if n_candidates > 1 else 0.0
    ranks = range(1, min(depth, n_candidates) + 1)
    expected = sum(n_targets / n_candidates * (1 + (rank - 1) * among_others) / rank for rank in ranks)
    return expected / min(n_targets, depth)
