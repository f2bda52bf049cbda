"""Findings, documents, rows and references of an audit as tables and rows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import pandas as pd

from dashboard.kit.columns import ABSENT, FILE, LEFT, NAME, PAGE, WRAP, Column, Table, is_missing, number
from dashboard.kit.markup import Html, link, page_url, tag
from dashboard.kit.rows import rows_of
from dashboard.parts.documents.matrix import mark_shown

NOT_CLAIMED = "asked for, not claimed"  # FindingKind.NOT_CLAIMED


def _named(row: Any) -> object:
    return row.file_name, tag("small", row.title)


def _asserted(claimed: str, counted: str, row: Any) -> Html:
    asserted = getattr(row, claimed)
    if is_missing(asserted):
        return tag("td", "nothing", class_="cc-label")
    differs = int(asserted) != int(getattr(row, counted))
    return tag("td", f"{asserted:g}", tag("small", "✗ differs" if differs else "✓ agrees"))


# rows of queries/documents.sql: what each says of itself beside what was counted
DOCUMENTS = Table(
    (
        Column("file", "file_name", head="Document", align=NAME, cell=_named),
        Column("title", "title", on=FILE),
        Column("date", "dated", align=LEFT, format=lambda dated: dated or ABSENT),
        Column("research question", "research_question", on=FILE),
        Column("claim rows", "n_rows"),
        Column(
            "claims asserted",
            "n_claims_asserted",
            head="It asserts",
            cell=partial(_asserted, "n_claims_asserted", "n_rows"),
        ),
        Column("ticked", "n_ticked"),
        Column(
            "verified asserted",
            "n_verified_asserted",
            head="It asserts",
            cell=partial(_asserted, "n_verified_asserted", "n_ticked"),
        ),
        Column("rows with a registered claim", "n_mapped", head="With a registered claim"),
        Column(
            "quality score asserted",
            "quality_score_asserted",
            format=lambda score: f"{score:g}",
            head="Quality score it asserts",
        ),
        Column("sha256", "sha256", on=FILE),
    ),
    "cc-documents",
)


def questions(findings: pd.DataFrame) -> Table:
    """What each document asks, what of it no claim row names, and how much of it states a registered claim.

    Args:
        findings: rows of queries/document_findings.sql; the table's are rows of queries/documents.sql.
    """
    missing = findings[findings["kind"] == NOT_CLAIMED].groupby("document_id")["finding_text"].agg("; ".join)
    covered = "all that it names is named by a row"

    def question(row: Any) -> str:
        return row.research_question if isinstance(row.research_question, str) else "none found"

    return Table(
        (
            Column("document", "file_name", align=NAME, on=PAGE),
            Column("research question", align=WRAP, on=PAGE, cell=question),
            Column(
                "asked for, not claimed", align=WRAP, on=PAGE, cell=lambda row: missing.get(row.document_id, covered)
            ),
            Column(
                "with a registered claim", align=WRAP, on=PAGE, cell=lambda row: f"{row.n_mapped} of {row.n_rows} rows"
            ),
        ),
        "cc-texts",
        is_labelled=True,
    )


# rows of queries/document_findings.sql, one a place
PLACES = Table(
    (
        Column("finding", "finding"),
        Column("kind", "kind"),
        Column("what was found", "finding_text"),
        Column("likeness of the rows matched", "likeness"),
        Column("file", "file_name"),
        Column("row", "position"),
        Column("line", "line"),
        Column("as printed", "shown"),
    )
)


def _finding(places: Sequence[Any]) -> object:
    first = places[0]
    return first.finding_text, None if is_missing(first.likeness) else tag("small", f"likeness {first.likeness:.2f}")


def _place(row: Any) -> str:
    where = [row.file_name]
    where += [] if is_missing(row.position) else [f"row {int(row.position)}"]
    where += [] if is_missing(row.line) else [f"line {int(row.line)}"]
    return f"{', '.join(where)}: {row.shown}" if row.shown else ", ".join(where)


# one line a finding with the places where it was made
FINDINGS = Table(
    (
        Column("finding", align=NAME, on=PAGE, cell=_finding),
        Column(
            "where, as printed",
            align=WRAP,
            on=PAGE,
            cell=lambda places: tag("ul", *(tag("li", _place(row)) for row in places), class_="cc-places"),
        ),
    ),
    "cc-findings",
)


def findings_table(findings: pd.DataFrame, caption: str) -> Html:
    """One line a finding with the places where it was made.

    Args:
        findings: rows of queries/document_findings.sql of one kind.
    """
    return FINDINGS.html([rows_of(group) for _, group in findings.groupby("finding", sort=False)], caption)


def claim_rows(atoms: pd.DataFrame) -> Table:
    """Claim rows of one document with their parts and the registered claims that these state.

    Args:
        atoms: rows of queries/document_atoms.sql of the same document; the table's are of queries/document_rows.sql.
    """

    def parts(row: Any) -> object:
        return tuple(map(_atom, rows_of(atoms[atoms["position"] == row.position])))

    def words(row: Any) -> object:
        return row.claim_text, tag("small", "cut off") if row.is_truncated else None

    return Table(
        (
            Column("row", "position", align=NAME, on=PAGE),
            Column("mark", align=LEFT, on=PAGE, cell=lambda row: " ".join(reversed(mark_shown(row)))),
            Column("confidence", "confidence", format=number(2), on=PAGE),
            Column("its words", align=WRAP, on=PAGE, cell=words),
            Column("parts, and the registered claims they state", align=WRAP, on=PAGE, cell=parts),
        ),
        "cc-rows",
    )


def _atom(row: Any) -> Html:
    named = [link(name, page_url("claim", claim=name)) for name in row.claim_ids]
    claims = [part for name in named for part in (name, " ")]
    figures = f"; published figures: {row.figures}" if isinstance(row.figures, str) else ""
    said = tag("small", f"{row.atom_text} ({row.reason}{figures})")
    return tag("div", tag("b", row.status), " ", *claims, said)


# rows of queries/document_references.sql of one document: whether a claim row rests on them
REFERENCES = Table(
    (
        Column("No.", "number", align=NAME, on=PAGE),
        Column("reference", "reference_text", align=WRAP, on=PAGE),
        Column("it bears on", "bearing", align=WRAP, on=PAGE),
        Column("rows", "positions", align=LEFT, on=PAGE, format=lambda positions: positions or ABSENT),
    ),
    "cc-rows",
)
# rows of queries/document_bins.sql
BINS = Table(
    (
        Column("confidence", align=NAME, on=PAGE, cell=lambda row: f"{row.low:.1f} to {row.high:.1f}"),
        Column("rows", "n_rows", on=PAGE),
        Column("true", "n_true", on=PAGE),
        Column("mean confidence", "mean_confidence", format=number(3), on=PAGE),
    ),
    "cc-means",
)
