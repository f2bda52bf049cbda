"""Set F1 of sentence pairs (BUCC) and the threshold that parts pairs from non-pairs.

Retrieval accuracy (Tatoeba) is plain `accuracy` over candidate numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby

from pipeline.domain.errors import MetricInputError

BITEXT_F1_IMPL = "set F1 of pairs at the threshold best on dev, as XTREME bucc_eval"

Pair = tuple[str, str]  # source id, target id


def bitext_f1(predicted: Iterable[Pair], gold: Iterable[Pair]) -> float:
    """F1 of the predicted set of pairs, in percent; 0 where no pair is right.

    Raises:
        MetricInputError: `gold` is empty.

    Source: google-research/xtreme evaluate.py, `bucc_f1`.
    """
    found, expected = set(predicted), set(gold)
    if not expected:
        raise MetricInputError("F1 against 0 gold pairs; expected at least 1. Is this the gold file of the split?")
    return 200.0 * len(found & expected) / (len(found) + len(expected))


def best_threshold(scores: Mapping[Pair, float], gold: Iterable[Pair]) -> float:
    """The score from which on pairs are taken, so that the F1 on these (dev) pairs is highest.

    It lies halfway between the last pair taken and the first left out, or on the last score where all pairs are
    taken; of equal F1s the highest threshold wins; 0.0 where no scored pair is gold.

    Pairs of equal score are taken together. XTREME's `bucc_optimize` counts them one by one although its threshold
    then takes all of them, and raises IndexError where taking every pair is best. In all other cases both thresholds
    give the same F1; they differ where rounding decides between equal F1s.

    Source: google-research/xtreme third_party/utils_retrieve.py, `bucc_optimize`.
    """
    expected = set(gold)
    ranked = sorted(scores.items(), key=lambda item: -item[1])
    steps = [(score, [pair for pair, _ in tied]) for score, tied in groupby(ranked, key=lambda item: item[1])]
    n_taken = n_right = 0
    best_f1, threshold = 0.0, 0.0
    for number, (score, pairs) in enumerate(steps):
        n_taken += len(pairs)
        n_right += sum(pair in expected for pair in pairs)
        f1 = 2 * n_right / (n_taken + len(expected))
        if f1 > best_f1:
            following = steps[number + 1][0] if number + 1 < len(steps) else score
            best_f1, threshold = f1, (score + following) / 2
    return threshold


def pairs_from(scores: Mapping[Pair, float], threshold: float) -> frozenset[Pair]:
    """Pairs whose score reaches `threshold`."""
    return frozenset(pair for pair, score in scores.items() if score >= threshold)
