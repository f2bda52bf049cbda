"""All claims at a glance: what is claimed and how each kind of evidence judges it; and what the verdicts mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from dashboard.kit.components import text_table
from dashboard.kit.markup import Html, link, page_url, tag
from dashboard.kit.rows import rows_of
from dashboard.kit.theme import KINDS, VERDICTS
from dashboard.parts.verdicts.cards import claimed_unit, claimed_value, verdict_chip

# docs/method.md, section 5, in plain words
MEANINGS = {
    "CONFIRMED": "All that the evidence allows lies within what the claimed figure stands for.",
    "CONSISTENT": "The evidence's interval meets the claimed figure and reaches beyond it.",
    "DEVIATES": "The interval misses the claimed figure, but does not lie wholly on the other side of zero.",
    "CONTRADICTED": "The interval misses the claimed figure and lies wholly on the other side of zero.",
    "SCOPE_MISMATCH": "There is a number, but of another encoder, benchmark, split or set of languages. It may point "
    "the claim's way or not; it can neither confirm nor refute it.",
    "NOT_COMPUTABLE": "The numbers that it takes are printed or measured nowhere; the card names what is missing.",
    "SELF_INCONSISTENT": "The claiming source's own figures do not give the claimed one.",
}


def verdict_key(verdicts: Iterable[str]) -> Html:
    """What the verdicts of this snapshot mean, in view, and the others folded.

    Args:
        verdicts: those that occur.
    """
    seen = set(verdicts)
    shown = [word for word in VERDICTS if word in seen]
    others = [word for word in VERDICTS if word not in seen]
    folded = (
        tag("details", tag("summary", "The verdicts that no claim has"), _meanings(others), class_="cc-details")
        if others
        else None
    )
    rules = tag("p", "Which way a number points, and the exact inequalities: docs/method.md, sections 5 and 6.")
    return tag("div", _meanings(shown) if shown else None, folded, rules, class_="cc-key")


def _meanings(words: Sequence[str]) -> Html:
    told = [tag("div", tag("dt", verdict_chip(word)), tag("dd", MEANINGS[word])) for word in words]
    return tag("dl", *told, class_="cc-meanings")


def board(claims: pd.DataFrame, evidence: pd.DataFrame, kinds: Sequence[str]) -> Html:
    """One line a claim, leading to the page with all that stands behind it.

    Args:
        claims: rows of queries/claims.sql.
        evidence: rows of queries/evidence.sql, of these claims or more.
        kinds: of evidence that have a column, of KINDS.
    """
    lines = [_line(claim, evidence[evidence["claim_id"] == claim.claim_id], kinds) for claim in rows_of(claims)]
    header = ["Claim", "Claimed", *(tag("span", KINDS[kind][0]) for kind in kinds)]
    return text_table(header, lines, "Claims and their verdicts by kind of evidence", "cc-board")


def _line(claim: Any, evidence: pd.DataFrame, kinds: Sequence[str]) -> list[Html]:
    statement = link(claim.statement, page_url("claim", claim=claim.claim_id))
    cells = [_judged(evidence[evidence["kind"] == kind], KINDS[kind][0]) for kind in kinds]
    return [
        tag("th", statement, scope="row"),
        tag("td", f"{claimed_value(claim)} ", tag("small", claimed_unit(claim)), data_label="Claimed"),
        *cells,
    ]


def _judged(evidence: pd.DataFrame, name: str) -> Html:
    """Verdicts of one kind of evidence, each with its direction, and how often it is given."""
    given = evidence[evidence["verdict"].notna()]
    if given.empty:
        nothing = tag("span", "none", class_="cc-hidden"), tag("span", "–", aria_hidden="true")
        return tag("td", *nothing, class_="cc-left cc-none", data_label=name)
    counts = Counter(
        (str(row.verdict), row.direction if isinstance(row.direction, str) else "") for row in rows_of(given)
    )
    words = [_word(verdict, direction, count) for (verdict, direction), count in counts.items()]
    return tag("td", *words, class_="cc-left", data_label=name)


def _word(verdict: str, direction: str, count: int) -> Html:
    told = [direction] if direction else []
    told += [f"× {count}"] if count > 1 else []
    return tag("div", verdict_chip(verdict), tag("span", f" {', '.join(told)}", class_="cc-label") if told else None)
