"""Finding the translation of a sentence by the cosine of pooled states of one layer; nothing is trained."""

from __future__ import annotations

from collections.abc import Iterator

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
    return _unit(queries) @ _unit(candidates).T


def _unit(states: Tensor) -> Tensor:
    return functional.normalize(states.float(), dim=-1)


def _cosines_in_parts(queries: Tensor, candidates: Tensor) -> Iterator[Tensor]:
    """Rows of `cosines`, some queries at a time, so that a million candidates do not need the whole table at once."""
    left, right = _unit(queries), _unit(candidates)
    step = max(1, _MOST_COSINES // max(1, len(candidates)))
    for start in range(0, len(queries), step):
        yield left[start : start + step] @ right.T


def nearest(queries: Tensor, candidates: Tensor, depth: int) -> list[list[int]]:
    """Numbers of the `depth` candidates of the highest cosine for each query, the best first.

    Equal cosines stand in the order of their numbers.

    Args:
        queries: float [n_queries, width].
        candidates: float [n_candidates, width].

    Returns:
        [n_queries][min(depth, n_candidates)].
    """
    found: list[list[int]] = []
    for part in _cosines_in_parts(queries, candidates):
        values, numbers = part.topk(min(depth, len(candidates)), dim=1)
        for row, places in zip(values.tolist(), numbers.tolist(), strict=True):
            found.append(
                [place for _, place in sorted(zip(row, places, strict=True), key=lambda one: (-one[0], one[1]))]
            )
    return found


def closest(queries: Tensor, candidates: Tensor) -> list[tuple[int, float]]:
    """Number of the candidate of the highest cosine for each query, with that cosine; the first of equal ones.

    Args:
        queries: float [n_queries, width].
        candidates: float [n_candidates, width].

    Returns:
        [n_queries].
    """
    found: list[tuple[int, float]] = []
    for part in _cosines_in_parts(queries, candidates):
        best = part.max(dim=1)
        found += zip(best.indices.tolist(), best.values.tolist(), strict=True)
    return found


class SentenceRetrieval:
    """Has no network: the pooled states of the stated layer are compared as they are."""

    task_type = TaskType.SENTENCE_RETRIEVAL


HEAD = SentenceRetrieval()
