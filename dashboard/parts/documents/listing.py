"""Findings, documents, rows and references of an audit as tables and rows."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard.kit.components import text_table
from dashboard.kit.export import Sheet, sheet_of
from dashboard.kit.markup import Html, link, page_url, tag
from dashboard.kit.rows import rows_of
from dashboard.parts.documents.matrix import CROSS, TICK

NOT_CLAIMED = "asked for, not claimed"  # FindingKind.NOT_CLAIMED
FINDINGS = {
    "finding": "finding",
    "kind": "kind",
    "finding_text": "what was found",
    "likeness": "likeness of the rows matched",
    "file_name": "file",
    "position": "row",
    "line": "line",
    "shown": "as printed",
}
DOCUMENTS = {
    "file_name": "file",
    "title": "title",
    "dated": "date",
    "research_question": "research question",
    "n_rows": "claim rows",
    "n_claims_asserted": "claims asserted",
    "n_ticked": "ticked",
    "n_verified_asserted": "verified asserted",
    "n_mapped": "rows with a registered claim",
    "quality_score_asserted": "quality score asserted",
    "sha256": "sha256",
}
ABSENT = "–"


def documents_table(documents: pd.DataFrame) -> Html:
    """One line a document: what it says of itself beside what was counted.

    Args:
        documents: rows of queries/documents.sql.
    """
    rows = [
        [
            tag("th", row.file_name, tag("small", row.title), scope="row"),
            tag("td", _or_absent(row.dated), class_="cc-left"),
            row.n_rows,
            _asserted(row.n_claims_asserted, row.n_rows),
            row.n_ticked,
            _asserted(row.n_verified_asserted, row.n_ticked),
            row.n_mapped,
            ABSENT if pd.isna(row.quality_score_asserted) else f"{row.quality_score_asserted:g}",
        ]
        for row in rows_of(documents)
    ]
    header = [
        "Document",
        tag("span", "Date"),
        "Claim rows",
        "It asserts",
        "Ticked",
        "It asserts",
        "With a registered claim",
    ]
    return text_table([*header, "Quality score it asserts"], rows, "Documents and their counts", "cc-documents")


def _or_absent(value: Any) -> str:
    return str(value) if isinstance(value, str) and value else ABSENT


def _asserted(asserted: Any, counted: int) -> Html:
    if pd.isna(asserted):
        return tag("td", "nothing", class_="cc-label")
    differs = int(asserted) != int(counted)
    return tag("td", f"{asserted:g}", tag("small", "✗ differs" if differs else "✓ agrees"))


def question_table(documents: pd.DataFrame, findings: pd.DataFrame) -> Html:
    """What each document asks, what of it no claim row names, and how much of it states a registered claim.

    Args:
        documents: rows of queries/documents.sql.
        findings: rows of queries/document_findings.sql.
    """
    missing = findings[findings["kind"] == NOT_CLAIMED].groupby("document_id")["finding_text"].agg("; ".join)
    rows = [
        [
            tag("th", row.file_name, scope="row"),
            _told(row.research_question if isinstance(row.research_question, str) else "none found", "Question"),
            _told(missing.get(row.document_id, "all that it names is named by a row"), "Asked for, not claimed"),
            _told(f"{row.n_mapped} of {row.n_rows} rows", "With a registered claim"),
        ]
        for row in rows_of(documents)
    ]
    header = ["Document", tag("span", "Research question"), "Asked for, not claimed", "With a registered claim"]
    return text_table(header, rows, "Research questions and what the claims cover of them", "cc-texts")


def _told(text: str, label: str) -> Html:
    """A cell that names its column where the table is too narrow for a header."""
    return tag("td", text, class_="cc-left cc-wrap", data_label=label)


def findings_table(findings: pd.DataFrame, caption: str) -> Html:
    """One line a finding with the places where it was made.

    Args:
        findings: rows of queries/document_findings.sql of one kind.
    """
    rows = []
    for _, group in findings.groupby("finding", sort=False):
        first = group.iloc[0]
        likeness = None if pd.isna(first["likeness"]) else tag("small", f"likeness {first['likeness']:.2f}")
        places = [tag("li", _place(row)) for row in rows_of(group)]
        rows.append(
            [
                tag("th", first["finding_text"], likeness, scope="row"),
                tag("td", tag("ul", *places, class_="cc-places"), class_="cc-left cc-wrap"),
            ]
        )
    return text_table(["Finding", "Where, as printed"], rows, caption, "cc-findings")


def _place(row: Any) -> str:
    where = [row.file_name]
    where += [] if pd.isna(row.position) else [f"row {int(row.position)}"]
    where += [] if pd.isna(row.line) else [f"line {int(row.line)}"]
    return f"{', '.join(where)}: {row.shown}" if row.shown else ", ".join(where)


def rows_table(rows: pd.DataFrame, atoms: pd.DataFrame, caption: str) -> Html:
    """Claim rows of one document with their parts and the registered claims that these state.

    Args:
        rows: of queries/document_rows.sql, of one document.
        atoms: rows of queries/document_atoms.sql of the same document.
    """
    lines = [
        [
            tag("th", row.position, scope="row"),
            tag("td", f"{TICK} ticked" if row.is_ticked else f"{CROSS} crossed", class_="cc-left"),
            ABSENT if pd.isna(row.confidence) else f"{row.confidence:.2f}",
            tag("td", row.claim_text, tag("small", "cut off") if row.is_truncated else None, class_="cc-left cc-wrap"),
            tag("td", *map(_atom, rows_of(atoms[atoms["position"] == row.position])), class_="cc-left cc-wrap"),
        ]
        for row in rows_of(rows)
    ]
    header = ["Row", tag("span", "Mark"), "Confidence", "Its words", "Parts, and the registered claims they state"]
    return text_table(header, lines, caption, "cc-rows")


def _atom(row: Any) -> Html:
    named = [link(name, page_url("claim", claim=name)) for name in row.claim_ids]
    claims = [part for name in named for part in (name, " ")]
    figures = f"; published figures: {row.figures}" if isinstance(row.figures, str) else ""
    said = tag("small", f"{row.atom_text} ({row.reason}{figures})")
    return tag("div", tag("b", row.status), " ", *claims, said)


def references_table(references: pd.DataFrame, caption: str) -> Html:
    """References of one document and whether a claim row rests on them.

    Args:
        references: rows of queries/document_references.sql of one document.
    """
    rows = [
        [
            tag("th", row.number, scope="row"),
            tag("td", row.reference_text, class_="cc-left cc-wrap"),
            tag("td", row.bearing, class_="cc-left cc-wrap"),
            tag("td", row.positions or ABSENT, class_="cc-left"),
        ]
        for row in rows_of(references)
    ]
    return text_table(["No.", tag("span", "Reference"), "It bears on", "Rows"], rows, caption, "cc-rows")


def findings_sheet(findings: pd.DataFrame) -> Sheet:
    """One row per finding and place."""
    return sheet_of(findings, FINDINGS)


def documents_sheet(documents: pd.DataFrame) -> Sheet:
    """One row per document."""
    return sheet_of(documents, DOCUMENTS)
