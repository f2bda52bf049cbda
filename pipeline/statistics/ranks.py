"""Rank intervals and tied groups of regimes from the corrected intervals of their paired differences; pure.

The intervals hold seeds, languages and examples, as in measured evidence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any


@dataclass(frozen=True, slots=True)
class MeanDifference:
    """Two regimes' mean difference over languages: subject minus rival, in points."""

    subject: str
    rival: str
    low: float | None  # interval that holds together with those of all other pairs; None: not known
    high: float | None


@dataclass(frozen=True, slots=True)
class RegimeScore:
    """Mean over languages of the mean over seeds, in percent."""

    score: float
    n_languages: int


@dataclass(frozen=True, slots=True)
class RankedRegime:
    """One regime among others."""

    regime: str
    score: float
    n_languages: int
    best: int  # interval of its rank, 1 the best
    worst: int
    group: int  # 1: the leader and all that cannot be told from it, and so on down
    n_regimes: int


def scores_of_regimes(rows: Sequence[Mapping[str, Any]]) -> dict[str, RegimeScore]:
    """Score of every regime in rows of pairs_to_compare.sql on one task and split."""
    known: dict[str, dict[str, dict[int, float]]] = {}
    for row in rows:
        for regime, score in ((row["subject"], row["score"]), (row["rival"], row["rival_score"])):
            known.setdefault(regime, {}).setdefault(row["language"], {})[row["seed"]] = score
    return {
        regime: RegimeScore(fmean(fmean(seeds.values()) for seeds in languages.values()), len(languages))
        for regime, languages in known.items()
    }


def rank_regimes(scores: Mapping[str, RegimeScore], differences: Sequence[MeanDifference]) -> list[RankedRegime]:
    """Every regime with its rank interval and group, best score first, equal ones by name.

    A rank is 1 and the number of regimes that are better. At least those are better whose whole interval says so, at
    most those whose interval does not exclude it; a pair without an interval excludes nothing. All rank intervals hold
    together wherever all intervals of differences do.

    Source: Mogstad, Romano, Shaikh and Wilhelm 2024, "Inference for Ranks", section 3 (ranks from paired differences).
    """
    order = sorted(scores, key=lambda name: (-scores[name].score, name))
    above = _told_apart(differences)
    groups = _groups(order, above)
    return [
        RankedRegime(
            regime=name,
            score=scores[name].score,
            n_languages=scores[name].n_languages,
            best=1 + sum((other, name) in above for other in order),
            worst=len(order) - sum((name, other) in above for other in order),
            group=groups[name],
            n_regimes=len(order),
        )
        for name in order
    ]


def _told_apart(differences: Sequence[MeanDifference]) -> set[tuple[str, str]]:
    """Pairs (better, worse) whose interval lies wholly on one side of zero."""
    better = {(pair.subject, pair.rival) for pair in differences if pair.low is not None and pair.low > 0}
    return better | {(pair.rival, pair.subject) for pair in differences if pair.high is not None and pair.high < 0}


def _groups(order: Sequence[str], above: set[tuple[str, str]]) -> dict[str, int]:
    groups: dict[str, int] = {}
    for leader in order:
        if leader in groups:
            continue
        number = 1 + len({*groups.values()})
        groups |= {name: number for name in order if name not in groups and (leader, name) not in above}
    return groups
