"""Published figures of data/reference that atoms can be held against."""

from __future__ import annotations

from pathlib import Path

from pipeline.audits.reports.matching.aliases import Aliases
from pipeline.audits.reports.matching.facts import Fact, gather_facts
from pipeline.store.home import REFERENCE
from pipeline.store.languages import load_languages
from pipeline.store.reference import load_datasets, load_reported_scores


def shipped_facts(aliases: Aliases, reference: Path = REFERENCE) -> tuple[Fact, ...]:
    """Published figures of data/reference that atoms can be held against."""
    return gather_facts(load_datasets(reference), load_reported_scores(reference), load_languages(), aliases)
