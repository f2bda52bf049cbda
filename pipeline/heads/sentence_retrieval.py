"""Finding the translation of a sentence by the cosine of pooled states of one layer; nothing is trained."""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional

from pipeline.domain.task import TaskType

_MOST_COSINES = 2**27  # at once: half a gigabyte


def mean_states(states: Tensor, attention_mask: Tensor) -> Tensor:
    """Mean over the tokens of each row.

    Args:
        states: float [rows, tokens, width].
        attention_mask: int [rows, tokens].

    Returns:
        float [rows, width].
    """
    weights = attention_mask.unsqueeze(-1).to(states.dtype)
    return (states * weights).sum(dim=1) / weights.sum(dim=1).clamp(min=1)


def cosines(queries: Tensor, candidates: Tensor) -> Tensor:
    """Cosine of every query with every candidate.

    Args:
        queries: float [n_queries, width].
        candidates: float [n_candidates, width].

    Returns:
        float [n_queries, n_candidates].

    Source: google-research/xtreme third_party/utils_retrieve.py, similarity_search on normalised embeddings.
    """
    left = functional.normalize(queries.float(), dim=-1)
    right = functional.normalize(candidates.float(), dim=-1)
    return left @ right.T


def nearest(queries: Tensor, candidates: Tensor, depth: int) -> list[list[int]]:
    """Numbers of the `depth` candidates of the highest cosine for each query, the best first.

    Equal cosines stand in the order of their numbers. Queries are taken in parts, so that a million candidates do not
    need the whole table of cosines at once.

    Args:
        queries: float [n_queries, width].
        candidates: float [n_candidates, width].

    Returns:
        [n_queries][min(depth, n_candidates)].
    """
    step = _n_queries_at_once(candidates)
    found: list[list[int]] = []
    for start in range(0, len(queries), step):
        values, numbers = cosines(queries[start : start + step], candidates).topk(min(depth, len(candidates)), dim=1)
        for row, places in zip(values.tolist(), numbers.tolist(), strict=True):
            found.append(
                [place for _, place in sorted(zip(row, places, strict=True), key=lambda one: (-one[0], one[1]))]
            )
    return found


def closest(queries: Tensor, candidates: Tensor) -> list[tuple[int, float]]:
    """Number of the candidate of the highest cosine for each query, with that cosine; the first of equal ones.

    Queries are taken in parts, as in `nearest`.

    Args:
        queries: float [n_queries, width].
        candidates: float [n_candidates, width].

    Returns:
        [n_queries].
    """
    step = _n_queries_at_once(candidates)
    found: list[tuple[int, float]] = []
    for start in range(0, len(queries), step):
        best = cosines(queries[start : start + step], candidates).max(dim=1)
        found += zip(best.indices.tolist(), best.values.tolist(), strict=True)
    return found


def _n_queries_at_once(candidates: Tensor) -> int:
    return max(1, _MOST_COSINES // max(1, len(candidates)))


class SentenceRetrieval:
    """Has no network: the pooled states of the stated layer are compared as they are."""

    task_type = TaskType.SENTENCE_RETRIEVAL


HEAD = SentenceRetrieval()
