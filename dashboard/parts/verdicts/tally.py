"""Counts of claims and verdicts as one piece of markup."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import partial

import pandas as pd

from dashboard.kit.columns import ABSENT, NAME, PAGE, Column, Table
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
        _figure(counts["n_unchecked"], "claims without an estimate in scope"),
    ]
    seen = [word for word in VERDICTS if word in set(verdicts["verdict"])]
    known = verdicts.set_index(["kind", "verdict"])["n_verdicts"].to_dict()
    table = Table(
        (
            Column("evidence", align=NAME, on=PAGE, cell=lambda kind: KINDS[kind][0]),
            *(Column(word, head=verdict_chip(word), on=PAGE, cell=partial(_count, known, word)) for word in seen),
        ),
        "cc-tally",
    )
    drawn = table.html(KINDS, "Verdicts by kind of evidence") if seen else None
    return tag("div", tag("div", *figures, class_="cc-figures"), drawn, class_="cc-summary")


def _figure(number: int, noun: str) -> Html:
    return tag("div", tag("strong", number), tag("span", noun), class_="cc-figure")


def _count(known: Mapping[Hashable, int], word: str, kind: str) -> int | str:
    return known.get((kind, word), ABSENT)
