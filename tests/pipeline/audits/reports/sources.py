"""All that ships, as rows are held against it."""

from functools import lru_cache

from pipeline.audits.reports.matching.aliases import load_aliases
from pipeline.audits.reports.matching.atoms import atoms_of
from pipeline.audits.reports.matching.facts import shipped_facts
from pipeline.audits.reports.misquotes.check import check_row
from pipeline.audits.reports.misquotes.outcome import RowCheck
from pipeline.audits.reports.misquotes.published_scores import shipped_scores
from pipeline.audits.reports.misquotes.sentence import Sources, other_versions
from pipeline.claims.registry.claims_file import load_claims
from pipeline.domain.document import ExtractedClaim


@lru_cache(maxsize=1)
def shipped_sources() -> Sources:
    """Claims, aliases, facts and scores of data/."""
    aliases, claims = load_aliases(), tuple(load_claims())
    facts = shipped_facts(aliases)
    return Sources(claims, aliases, facts, shipped_scores(), other_versions(claims, facts, aliases))


def checked(text: str, sources: tuple[str, ...] = ()) -> RowCheck:
    """One ticked row held against all of it."""
    row = ExtractedClaim(1, 1, text, "✓", True, 0.5, "0.5", sources, "", False)
    given = shipped_sources()
    return check_row(row, atoms_of(row, given.aliases), given)
