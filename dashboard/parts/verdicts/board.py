"""Every claim at a glance: those in points on one axis, counts and facts as a table, and what the verdicts mean."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pandas as pd

from dashboard.figures.claim_forest import Claimed, Found, Line, axis_picture, claim_strip, whole_chart
from dashboard.figures.forest import Axis
from dashboard.kit.columns import NAME, PAGE, WRAP, Column, Table
from dashboard.kit.components import aloud
from dashboard.kit.markup import Html, link, page_url, tag
from dashboard.kit.rows import rows_of
from dashboard.kit.theme import DIRECTIONS, VERDICTS, Palette, direction_variable
from dashboard.parts.verdicts.cards import claimed_unit, claimed_value, direction_chip, verdict_chip
from dashboard.parts.verdicts.explained import details
from dashboard.parts.verdicts.headline import bar, claimed_of, found_of

# docs/method.md, section 5, in plain words
MEANINGS = {
    "CONFIRMED": "The interval of the evidence lies wholly within the accepted values.",
    "CONSISTENT": "The interval overlaps the accepted values and reaches beyond them.",
    "DEVIATES": "The interval lies outside the accepted values, but not wholly on the other side of zero.",
    "CONTRADICTED": "The interval lies outside the accepted values and wholly on the other side of zero; a claim that "
    "holds or fails, such as a gain above 0, is contradicted wherever the interval lies outside.",
    "SCOPE_MISMATCH": "There is an estimate, but in another scope (encoder, benchmark, tasks, split, languages or "
    "examples). Its sign may be the claim's or the opposite; it can neither confirm nor contradict the claim.",
    "NOT_COMPUTABLE": "There is no estimate: scores it needs are neither published nor measured, or several printed "
    "figures fit; the claim's page names them.",
    "SELF_INCONSISTENT": "The claiming source's own table gives an interval outside the accepted values.",
}
ACCEPTED = (
    "Accepted values: the rounding interval of the claimed value (the value itself for a claim that holds or fails), "
    "widened by its tolerance; no upper end for “at least” and “above”, no lower end for “at most”. Evidence without "
    "an interval counts as its estimate. The exact inequalities: docs/method.md, sections 4 to 6."
)
# an estimate with its interval for a claim of 8 +- 0.5, drawn beside each meaning; "": nothing to draw
EXAMPLE_CLAIM = Claimed(7.5, 8.5)
EXAMPLES = {
    "CONFIRMED": (8.0, (7.7, 8.3), None),
    "CONSISTENT": (6.5, (4.0, 9.0), None),
    "DEVIATES": (3.0, (1.0, 5.0), None),
    "CONTRADICTED": (-3.0, (-5.0, -1.0), None),
    "SCOPE_MISMATCH": (9.0, (4.5, 13.5), "same sign"),
    "SELF_INCONSISTENT": (6.0, (6.0, 6.0), None),
}
MOST_FACTS, FEW_FACTS = 9, 6  # counts and facts of a paper that stand open: all of so many, of more the first few
EXAMPLE_AXIS = Axis(-6.0, 14.0, (-5.0, 0.0, 5.0, 10.0))


def meanings(colours: Palette) -> Html:
    """Each verdict with a worked picture and its meaning; the exact inequalities stand in docs/method.md."""
    table = Table(
        (
            Column("verdict", align=NAME, on=PAGE, cell=lambda word: verdict_chip(word) if word else aloud("Axis")),
            Column(
                "example",
                head="A claim of 8 points, tolerance 0.5",
                on=PAGE,
                cell=lambda word: _example(word, colours) if word else axis_picture(EXAMPLE_AXIS, colours),
            ),
            Column(
                "meaning",
                head="What it means",
                align=WRAP,
                on=PAGE,
                cell=lambda word: MEANINGS[word] if word else tag("td", "points"),
            ),
        ),
        "cc-meanings",
    )
    drawn = table.html([*VERDICTS, ""], "The seven verdicts, each with an example")  # the axis stands last
    rules = tag("p", ACCEPTED, class_="cc-note")
    return tag("div", drawn, rules)


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
        tag(
            "span",
            tag("i", style.symbol, style=f"color:{direction_variable(name)}", aria_hidden="true"),
            style.word,
            class_="cc-direction-word",
        )
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

    def of(claim: Any) -> pd.DataFrame:
        found: pd.DataFrame = evidence[evidence["claim_id"] == claim.claim_id]
        return found

    def statement(claim: Any) -> Html:
        return tag("th", aloud("Axis"), scope="row") if claim is None else _statement(claim)

    def claimed(claim: Any) -> Html:
        if claim is None:
            return tag("td", "points", class_="cc-label")
        return tag("td", claimed_value(claim), data_label="Claimed, points")

    def drawn(claim: Any) -> Html:
        picture = axis_picture(axis, colours) if claim is None else bar(claim, of(claim), axis, colours)
        return tag("td", picture, class_="cc-drawn")

    table = Table(
        (
            Column("claim", on=PAGE, cell=statement),
            Column("claimed", on=PAGE, cell=claimed),
            Column("claimed and found", unit="points", on=PAGE, cell=drawn),
            Column("verdicts", on=PAGE, cell=lambda claim: "" if claim is None else _verdicts(of(claim))),
        ),
        "cc-board cc-claims",
    )
    return table.html([*rows_of(claims), None], f"Claims of {what} in points")  # the axis stands last


def whole_forest(claims: pd.DataFrame, evidence: pd.DataFrame, axis: Axis, colours: Palette, pixels: int) -> str:
    """The same as one SVG for a paper.

    Args:
        claims: as for `forest`.
        evidence: as for `forest`.
        pixels: width that it is laid out in.
    """
    lines = [
        Line(
            str(claim.headline or claim.statement),
            claimed_value(claim),
            found_of(evidence[evidence["claim_id"] == claim.claim_id]),
            claimed_of(claim),
        )
        for claim in rows_of(claims)
    ]
    return whole_chart(lines, axis, colours, pixels, "points")


def facts(claims: pd.DataFrame, evidence: pd.DataFrame, what: str) -> Html:
    """Counts and facts: what is claimed, and the verdicts.

    Args:
        claims: rows of queries/claims.sql, none in points.
        evidence: rows of queries/evidence.sql, of these claims or more.
        what: whose claims they are, for those who cannot see the table.
    """
    table = Table(
        (
            Column("claim", on=PAGE, cell=_statement),
            Column("claimed", on=PAGE, cell=_claimed),
            Column("verdicts", on=PAGE, cell=lambda claim: _verdicts(evidence[evidence["claim_id"] == claim.claim_id])),
        ),
        "cc-board",
    )
    if len(claims) <= MOST_FACTS:
        return table.html(claims, f"Counts and facts of {what}")
    first, rest = claims.iloc[:FEW_FACTS], claims.iloc[FEW_FACTS:]
    more = table.html(rest, f"More counts and facts of {what}")
    return tag("div", table.html(first, f"Counts and facts of {what}"), details(f"{len(rest)} more", more))


def _claimed(claim: Any) -> Html:
    return tag("td", f"{claimed_value(claim)} ", tag("small", claimed_unit(claim)), data_label="Claimed")


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
    chip = link(verdict_chip(verdict), page_url("", verdict=verdict), class_="cc-filter")
    times = tag("span", f" × {count}", class_="cc-label") if count > 1 else None
    return tag(
        "div",
        tag("span", chip, times, class_="cc-counted"),
        " " if direction else None,
        direction_chip(direction) if direction else None,
    )
