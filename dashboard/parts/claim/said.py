"""The answer on one claim, and what its source said when: earlier version, this version, reports that repeat it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard.figures.claim_forest import axis_picture
from dashboard.figures.forest import Axis
from dashboard.kit.markup import Html, link, page_url, tag
from dashboard.kit.rows import rows_of
from dashboard.kit.theme import Palette
from dashboard.parts.verdicts.cards import claimed_unit, claimed_value
from dashboard.parts.verdicts.headline import answer, bar, judged_kinds


def verdict_sentence(claim: Any, evidence: pd.DataFrame, axis: Axis | None, colours: Palette) -> Html:
    """The claim, the claimed value, the answer in a person's words, and all estimates on one axis.

    Args:
        claim: row of queries/claims.sql.
        evidence: rows of queries/evidence.sql of this claim.
        axis: None where there is no number.
    """
    drawn = None if axis is None else tag("div", bar(claim, evidence, axis, colours), axis_picture(axis, colours))
    return tag(
        "section",
        tag("h2", claim.statement),
        tag("p", answer(claim, evidence), class_="cc-answer"),
        tag(
            "div",
            tag(
                "div", tag("strong", claimed_value(claim)), f" {claimed_unit(claim)} claimed", class_="cc-answer-value"
            ),
            judged_kinds(evidence),
            class_="cc-answer-row",
        ),
        drawn,
        class_="cc-head cc-answered",
        aria_label=f"Answer on claim {claim.claim_id}",
    )


def said_when(claim: Any, versions: pd.DataFrame, documents: pd.DataFrame) -> Html | None:
    """One step per version of the source and one for the reports that state the claim; None where there is one alone.

    Args:
        claim: row of queries/claims.sql.
        versions: rows of queries/claim_versions.sql of this claim.
        documents: rows of queries/claim_documents.sql.
    """
    steps = [
        _step(f"{row.version}".capitalize(), row.printed, link(f"{row.place}, {row.source_id}", row.source_url))
        for row in rows_of(versions)
    ]
    steps.append(_step("This version", claimed_value(claim), link(claim.source_version, claim.source_url)))
    if not documents.empty:
        files = documents.drop_duplicates("document_id")
        ticked = int(documents["is_ticked"].sum())
        rows = "row states" if len(documents) == 1 else "rows state"
        told = tag("span", f"{len(documents)} {rows} it, {ticked} ticked; ", link("which", page_url("documents")))
        steps.append(_step("Audited reports", len(files), told))
    return tag("ol", *steps, class_="cc-said-when") if len(steps) > 1 else None


def _step(when: str, value: object, where: object) -> Html:
    return tag("li", tag("span", when, class_="cc-label"), tag("strong", value), tag("span", where, class_="cc-label"))
