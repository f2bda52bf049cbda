"""Evidence on a claim: measured by runs, reported by sources, derived from either, or a statement of its own."""
