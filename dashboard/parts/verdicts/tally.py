"""Counts of claims and verdicts as one piece of markup."""

from __future__ import annotations

import pandas as pd

from dashboard.kit.components import text_table
from dashboard.kit.markup import Html, tag
from dashboard.kit.theme import KINDS, VERDICTS
from dashboard.parts.verdicts.cards import verdict_chip


def verdict_tally(counts: pd.Series, verdicts: pd.DataFrame) -> Html:
    """How many claims, verdicts and unchecked claims there are, and the verdicts by kind of evidence.

    Args:
        counts: row of queries/claim_counts.sql.
        verdicts: rows of queries/verdict_counts.sql.
    """
    figures = [
        _figure(counts["n_claims"], "claims"),
        _figure(counts["n_verdicts"], "verdicts"),
        _figure(counts["n_unchecked"], "not checked in their own scope"),
    ]
    seen = [word for word in VERDICTS if word in set(verdicts["verdict"])]
    known = verdicts.set_index(["kind", "verdict"])["n_verdicts"].to_dict()
    rows = [
        [tag("th", name, scope="row"), *(tag("td", known.get((kind, word), "–")) for word in seen)]
        for kind, (name, _) in KINDS.items()
    ]
    table = text_table(
        ["Evidence", *(verdict_chip(word) for word in seen)], rows, "Verdicts by kind of evidence", "cc-tally"
    )
    return tag("div", tag("div", *figures, class_="cc-figures"), table if seen else None, class_="cc-summary")


def _figure(number: int, noun: str) -> Html:
    return tag("div", tag("strong", number), tag("span", noun), class_="cc-figure")
