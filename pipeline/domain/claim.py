"""A number that a paper asserts, typed so that it can be judged."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ClaimKind(StrEnum):
    """What is asserted, and so how evidence for it is gathered."""

    GAIN = "gain"  # mean gain of one regime over the baseline
    BEST_OF_GAIN = "best_of_gain"  # mean gain of the best regime of each target task


class Comparator(StrEnum):
    """How the printed value is meant."""

    EQUALS = "equals"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim; grain of table `claims`. Values are points unless `unit` says otherwise."""

    claim_id: str
    paper: str
    paper_title: str
    source_version: str
    source_url: str
    locator: str
    statement: str  # in our own words
    kind: ClaimKind
    regimes: tuple[str, ...]  # gain: one reading each, judged apart; best_of_gain: the regimes to choose from
    baseline: str
    tasks: tuple[str, ...]
    languages: str  # rule in words
    metric: str  # rule in words
    split: str
    aggregation: str  # rule in words
    comparator: Comparator
    value: str  # as printed
    value_low: float  # rounding interval of the printed value
    value_high: float
    tolerance: float  # declared, beyond rounding; >= 0
    unit: str
    scope_encoder: str
    scope_encoder_aliases: tuple[str, ...]  # other names of the same weights
    scope_benchmark: str
    own_sources: tuple[str, ...]  # source_ids of published tables that are this very source version
    notes: tuple[str, ...]  # what the source leaves open and how it is read here
    definition: str  # the entry of the claims file as JSON
