"""Every claim at a glance: those in points on one axis, counts and facts as a table, and what the verdicts mean."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pandas as pd

from dashboard.figures.claim_forest import Claimed, Found, axis_picture, claim_strip
from dashboard.figures.forest import Axis
from dashboard.kit.components import aloud, text_table
from dashboard.kit.markup import Html, link, page_url, tag
from dashboard.kit.rows import rows_of
from dashboard.kit.theme import DIRECTIONS, VERDICTS, Palette, direction_variable
from dashboard.parts.verdicts.cards import claimed_unit, claimed_value, direction_chip, verdict_chip
from dashboard.parts.verdicts.headline import bar

# docs/method.md, section 5, in plain words
MEANINGS = {
    "CONFIRMED": "All that the evidence allows lies within what the claimed figure stands for.",
    "CONSISTENT": "The evidence's interval meets the claimed figure and reaches beyond it.",
    "DEVIATES": "The interval misses the claimed figure, but does not lie wholly on the other side of zero.",
    "CONTRADICTED": "The interval misses the claimed figure and lies wholly on the other side of zero.",
    "SCOPE_MISMATCH": "There is a number, but of another encoder, benchmark, split or set of languages. It may have "
    "the claim's sign or the other; it can neither confirm nor refute the claim.",
    "NOT_COMPUTABLE": "The numbers that it takes are printed or measured nowhere; the claim's page names what is "
    "missing.",
    "SELF_INCONSISTENT": "The claiming source's own figures do not give the claimed one.",
}
# an estimate with its interval for a claim of 8 +- 0.5, drawn beside each meaning; "": nothing to draw
EXAMPLE_CLAIM = Claimed(7.5, 8.5)
EXAMPLES = {
    "CONFIRMED": (8.0, (7.7, 8.3), None),
    "CONSISTENT": (6.5, (4.0, 9.0), None),
    "DEVIATES": (3.0, (1.0, 5.0), None),
    "CONTRADICTED": (-3.0, (-5.0, -1.0), None),
    "SCOPE_MISMATCH": (9.0, (4.5, 13.5), "agrees"),
    "SELF_INCONSISTENT": (6.0, (6.0, 6.0), None),
}
EXAMPLE_AXIS = Axis(-6.0, 14.0, (-5.0, 0.0, 5.0, 10.0))


def meanings(colours: Palette) -> Html:
    """Each verdict with a worked picture and its meaning; the exact inequalities stand in docs/method.md."""
    rows = [[_named(word), tag("td", _example(word, colours)), _text(MEANINGS[word])] for word in VERDICTS]
    axis = [tag("th", aloud("Axis"), scope="row"), tag("td", axis_picture(EXAMPLE_AXIS, colours)), tag("td", "points")]
    header = ["Verdict", tag("span", "A claim of 8 points, give or take 0.5"), "What it means"]
    table = text_table(header, [*rows, axis], "The seven verdicts, each with an example", "cc-meanings")
    rules = tag("p", "The exact inequalities: docs/method.md, sections 5 and 6.", class_="cc-note")
    return tag("div", table, rules)


def _named(word: str) -> Html:
    return tag("th", verdict_chip(word), scope="row")


def _text(words: str) -> Html:
    return tag("td", words, class_="cc-left cc-wrap")


def _example(word: str, colours: Palette) -> Html:
    given = EXAMPLES.get(word)
    if given is None:
        return tag("span", "no number to draw", class_="cc-label")
    estimate, interval, direction = given
    kind = "reported" if word == "SELF_INCONSISTENT" else "measured"
    found = Found(kind, False, estimate, interval, direction)
    alt = f"Claimed 7.5 to 8.5; found {estimate:g}, {interval[0]:g} to {interval[1]:g}"
    return claim_strip([found], EXAMPLE_CLAIM, EXAMPLE_AXIS, colours, alt)


def legend() -> Html:
    """What the marks, the lines and the colours of the forest stand for."""
    marks = [
        ("▮", "claimed"),
        ("■", "printed"),
        ("◆", "derived from print"),
        ("●", "measured on real text"),
        ("○", "measured on generated text"),
    ]
    items = [tag("span", tag("i", symbol, aria_hidden="true"), words) for symbol, words in marks]
    items += [
        tag("span", tag("i", style.symbol, style=f"color:{direction_variable(name)}", aria_hidden="true"), style.word)
        for name, style in DIRECTIONS.items()
    ]
    return tag("div", *items, class_="cc-legend")


def forest(claims: pd.DataFrame, evidence: pd.DataFrame, axis: Axis, colours: Palette, what: str) -> Html:
    """Claims in points, one row each on one axis, with their verdicts.

    Args:
        claims: rows of queries/claims.sql, all in points.
        evidence: rows of queries/evidence.sql, of these claims or more.
        what: whose claims they are, for those who cannot see the table.
    """
    rows = []
    for claim in rows_of(claims):
        of_claim = evidence[evidence["claim_id"] == claim.claim_id]
        rows.append(
            [
                _statement(claim),
                tag("td", claimed_value(claim), data_label="Claimed, points"),
                tag("td", bar(claim, of_claim, axis, colours), class_="cc-drawn"),
                _verdicts(of_claim),
            ]
        )
    foot = [
        tag("th", aloud("Axis"), scope="row"),
        tag("td", "points", class_="cc-label"),
        tag("td", axis_picture(axis, colours), class_="cc-drawn"),
        tag("td", ""),
    ]
    header = ["Claim", tag("span", "Claimed"), tag("span", "Claimed and found, points"), "Verdicts"]
    return text_table(header, [*rows, foot], f"Claims of {what} in points", "cc-board cc-claims")


def facts(claims: pd.DataFrame, evidence: pd.DataFrame, what: str) -> Html:
    """Counts and facts: what is claimed, and the verdicts.

    Args:
        claims: rows of queries/claims.sql, none in points.
        evidence: rows of queries/evidence.sql, of these claims or more.
        what: whose claims they are, for those who cannot see the table.
    """
    rows = [
        [
            _statement(claim),
            tag("td", f"{claimed_value(claim)} ", tag("small", claimed_unit(claim)), data_label="Claimed"),
            _verdicts(evidence[evidence["claim_id"] == claim.claim_id]),
        ]
        for claim in rows_of(claims)
    ]
    header = ["Claim", tag("span", "Claimed"), "Verdicts"]
    return text_table(header, rows, f"Counts and facts of {what}", "cc-board")


def _statement(claim: Any) -> Html:
    words = link(claim.headline or claim.statement, page_url("claim", claim=claim.claim_id), title=claim.statement)
    return tag("th", tag("span", words, class_="cc-clamp"), scope="row")


def _verdicts(evidence: pd.DataFrame) -> Html:
    """Each verdict with its direction once, and how often it is given; it leads to all claims that have it."""
    given = evidence[evidence["verdict"].notna()]
    if given.empty:
        return tag("td", tag("span", "unchecked", class_="cc-label"), class_="cc-left")
    counts = Counter(
        (str(row.verdict), row.direction if isinstance(row.direction, str) else "") for row in rows_of(given)
    )
    words = [_word(verdict, direction, count) for (verdict, direction), count in counts.items()]
    return tag("td", *words, class_="cc-left")


def _word(verdict: str, direction: str, count: int) -> Html:
    return tag(
        "div",
        link(verdict_chip(verdict), page_url("", verdict=verdict), class_="cc-filter"),
        " " if direction else None,
        direction_chip(direction) if direction else None,
        tag("span", f" × {count}", class_="cc-label") if count > 1 else None,
    )
