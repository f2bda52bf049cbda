"""A document's rows, each with the colour and sign of what became of it, beside what its source prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from dashboard.kit.markup import Html, link, page_url, tag
from dashboard.kit.rows import rows_of
from dashboard.parts.documents.matrix import mark_shown
from pipeline.audits.reports.misquotes.outcome import Outcome, told
from pipeline.audits.reports.written import SIGNS, WrittenAudit, WrittenDocument, WrittenFinding, WrittenRow

CLASSES: Mapping[Outcome, str] = {
    Outcome.CONTRADICTS: "contradicts",
    Outcome.OTHER_VERSION: "version",
    Outcome.DOUBTFUL: "doubtful",
    Outcome.AGREES: "agrees",
    Outcome.UNCHECKED: "unchecked",
}


def sentence(rows: pd.DataFrame) -> Html:
    """The audit in one sentence, and what the signs of the rows mean, each with its count.

    Args:
        rows: of queries/document_rows.sql.
    """
    outcomes = [Outcome(value) for value in rows["outcome"]]
    counts = Counter(outcomes)
    keys = [
        tag(
            "span",
            tag("b", SIGNS[outcome], class_=f"cc-sign cc-out-{CLASSES[outcome]}"),
            f" {outcome.value}: ",
            counts[outcome],
        )
        for outcome in Outcome
        if counts[outcome]
    ]
    return tag("div", tag("p", told(outcomes), class_="cc-told"), tag("p", *keys, class_="cc-outcomes"))


def told_of(rows: pd.DataFrame) -> str:
    """The sentence alone."""
    return told([Outcome(value) for value in rows["outcome"]])


def annotated(rows: pd.DataFrame, name: str) -> Html:
    """All rows of one document beside what was found on each; a click leads from one to the other.

    Args:
        rows: of queries/document_rows.sql, of one document.
        name: unique on the page, for the targets of links.
    """
    lines = [part for row in rows_of(rows) for part in (_said(row, name), _found(row, name))]
    return tag("div", tag("b", "Text"), tag("b", "What the source prints"), *lines, class_="cc-annotated")


def _said(row: Any, name: str) -> Html:
    outcome = Outcome(row.outcome)
    mark = f" {' '.join(reversed(mark_shown(row)))}" if row.mark else ""  # a pasted sentence has none
    confidence = "" if pd.isna(row.confidence) else f" {row.confidence:.2f}"
    return tag(
        "div",
        link(f"Row {row.position}", f"#{name}-why-{row.position}"),
        tag("span", f"{mark}{confidence}", class_="cc-label"),
        tag("p", tag("b", SIGNS[outcome], class_="cc-sign", aria_hidden="true"), " ", row.claim_text),
        class_=f"cc-said-row cc-out-{CLASSES[outcome]}",
        id=f"{name}-row-{row.position}",
    )


def _found(row: Any, name: str) -> Html:
    outcome = Outcome(row.outcome)
    kinds = f": {', '.join(row.misquotes)}" if outcome is Outcome.CONTRADICTS and len(row.misquotes) else ""
    claims = [part for claim in row.claim_ids for part in (link(claim, page_url("claim", claim=claim)), " ")]
    is_alone = outcome is Outcome.UNCHECKED and row.is_ticked and row.mark
    unchecked = "The tick is the report's word alone. " if is_alone else ""
    return tag(
        "div",
        tag("b", f"{outcome.value.capitalize()}{kinds}"),
        tag("p", unchecked, f"{str(row.outcome_reason)[:1].upper()}{str(row.outcome_reason)[1:]}."),
        tag("p", *claims, link(f"back to row {row.position}", f"#{name}-row-{row.position}"), class_="cc-label"),
        class_=f"cc-why cc-out-{CLASSES[outcome]}",
        id=f"{name}-why-{row.position}",
    )


def written_of(rows: pd.DataFrame, documents: pd.DataFrame, findings: pd.DataFrame) -> WrittenAudit:
    """The audit of the frames as it is saved."""
    return WrittenAudit(
        tuple(
            WrittenDocument(
                str(document.file_name),
                str(document.title),
                tuple(map(_row, rows_of(rows[rows["document_id"] == document.document_id]))),
            )
            for document in rows_of(documents)
        ),
        tuple(_findings(findings)),
    )


def _row(row: Any) -> WrittenRow:
    return WrittenRow(
        position=int(row.position),
        is_ticked=bool(row.is_ticked) if row.mark else None,
        confidence=None if pd.isna(row.confidence) else float(row.confidence),
        text=str(row.claim_text),
        outcome=Outcome(row.outcome),
        misquotes=tuple(row.misquotes),
        reason=str(row.outcome_reason),
        claim_ids=tuple(row.claim_ids),
    )


def _findings(findings: pd.DataFrame) -> Iterable[WrittenFinding]:
    for _, group in findings.groupby("finding", sort=False):
        first = group.iloc[0]
        places = tuple(
            str(row.file_name) if pd.isna(row.position) else f"{row.file_name}, row {int(row.position)}"
            for row in rows_of(group)
        )
        yield WrittenFinding(str(first["kind"]), str(first["finding_text"]), places)
