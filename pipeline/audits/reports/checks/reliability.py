"""How the confidences that a report prints sit beside our verdicts: counts in bins, nothing fitted; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.domain.document import ExtractedClaim
from pipeline.domain.verdict import VerdictWord

BINS = ((0.0, 0.2), (0.2, 0.4), (0.4, 0.6), (0.6, 0.8), (0.8, 1.0))
FEW_CLAIMS = 30  # below, not even the sign of a relation could be told


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Claim rows with a confidence in [low, high), the last bin with its upper end."""

    low: float
    high: float
    n_rows: int
    n_ticked: int
    n_mapped: int  # rows with an atom that states a registered claim
    verdicts: Mapping[VerdictWord, int]  # bodies of evidence on the registered claims of those rows, each row counted


@dataclass(frozen=True, slots=True)
class Reliability:
    """All bins, and how much stands behind them."""

    bins: tuple[ReliabilityBin, ...]
    n_without_confidence: int
    n_claims: int  # distinct registered claims behind the verdicts

    @property
    def caution(self) -> str:
        """What the numbers are too few for; "" where they are not."""
        if self.n_claims >= FEW_CLAIMS:
            return ""
        return (
            f"Distinct registered claims behind these verdicts: {self.n_claims}. Too few to judge the "
            "calibration of the confidences."
        )


def reliability(
    rows: Iterable[tuple[ExtractedClaim, tuple[str, ...]]], verdicts: Mapping[str, tuple[VerdictWord, ...]]
) -> Reliability:
    """Rows by printed confidence, with our verdicts on the registered claims that they state.

    Args:
        rows: each claim row with the ids of the registered claims that its atoms are mapped to.
        verdicts: one word per body of evidence, by claim id.
    """
    listed = list(rows)
    bins = []
    for low, high in BINS:
        inside = [row for row in listed if _inside(row[0].confidence, low, high)]
        words = Counter(word for _, ids in inside for claim_id in ids for word in verdicts.get(claim_id, ()))
        n_ticked, n_mapped = sum(claim.is_ticked for claim, _ in inside), sum(bool(ids) for _, ids in inside)
        bins.append(ReliabilityBin(low, high, len(inside), n_ticked, n_mapped, words))
    judged = {claim_id for _, ids in listed for claim_id in ids if claim_id in verdicts}
    return Reliability(tuple(bins), sum(claim.confidence is None for claim, _ in listed), len(judged))


def _inside(confidence: float | None, low: float, high: float) -> bool:
    if confidence is None:
        return False
    return low <= confidence < high or confidence == high == BINS[-1][1]
