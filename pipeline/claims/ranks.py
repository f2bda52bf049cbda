"""Rank intervals of regimes, and groups that cannot be told apart; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from pipeline.claims.statistics import LEVEL, N_REPLICATES, FloatArray

_SLACK = 1e-9  # far below any difference of scores, above the error of sums of floats


@dataclass(frozen=True, slots=True)
class Ranked:
    """One regime among others."""

    name: str
    score: float  # mean outcome
    best: int  # interval of its rank, 1 the best; equals take the best and the worst rank that they share
    worst: int
    group: int  # 1: the leader and all that cannot be told from it, and so on down


def shared_replicates(outcomes: FloatArray, *, seed: int, n_replicates: int = N_REPLICATES) -> FloatArray:
    """[systems, replicates] mean outcome over examples drawn with replacement, the same draw for all systems.

    Args:
        outcomes: [systems, examples], at least one of each.
    """
    n_examples = outcomes.shape[1]
    generator = np.random.default_rng(seed)
    weights = generator.multinomial(n_examples, np.full(n_examples, 1.0 / n_examples), size=n_replicates)
    return np.asarray(outcomes @ weights.T / n_examples)


def rank_systems(outcomes: Mapping[str, FloatArray], *, seed: int, level: float = LEVEL) -> list[Ranked]:
    """Every system with its rank interval and group, best score first, equal ones by name.

    A rank interval holds the middle `level` of the ranks over shared bootstrap draws. A group is its leader and those
    whose difference to it has an interval that reaches zero.

    Args:
        outcomes: by system, [examples] in the same order for all.
    """
    names = sorted(outcomes, key=lambda name: (-float(np.mean(outcomes[name])), name))
    if not names:
        return []
    table = shared_replicates(np.stack([outcomes[name] for name in names]), seed=seed)
    tail = 50.0 * (1.0 - level)
    difference = table[None, :, :] - table[:, None, :]  # [system, other, replicates]: other minus system
    best = 1 + (difference > _SLACK).sum(axis=1)  # [systems, replicates]
    worst = (difference >= -_SLACK).sum(axis=1)
    lowest = np.percentile(best, tail, axis=1, method="lower")
    highest = np.percentile(worst, 100.0 - tail, axis=1, method="higher")
    groups = _groups(table, tail)
    return [
        Ranked(name, float(np.mean(outcomes[name])), int(lowest[place]), int(highest[place]), groups[place])
        for place, name in enumerate(names)
    ]


def _groups(table: FloatArray, tail: float) -> list[int]:
    """[systems] group of each, for systems that stand best first."""
    groups = [0] * len(table)
    group = 0
    for leader in range(len(table)):
        if groups[leader]:
            continue
        group += 1
        for other in range(leader, len(table)):
            low = float(np.percentile(table[leader] - table[other], tail))
            if not groups[other] and low <= _SLACK:
                groups[other] = group
    return groups
