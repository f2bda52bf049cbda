"""One audit on the page: summary, rows, findings, claims by document, calibration, questions, documents."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import pandas as pd
import streamlit as st

from dashboard.kit import components, downloads
from dashboard.kit.markup import Html, plain, tag
from dashboard.kit.rows import rows_of
from dashboard.parts.documents import listing, matrix
from dashboard.parts.documents.annotated import annotated, sentence, told_of, written_of
from dashboard.parts.documents.calibration import show_calibration
from dashboard.parts.documents.frames import AuditFrames
from dashboard.parts.documents.matrix import Ours, Stated
from pipeline.audits.reports.written import WrittenAudit, audit_html, audit_json, audit_markdown

AGGREGATION = "as printed in the documents; our verdicts are those of the snapshot"
FEWEST_SHOWN = 4  # claims by document that stand open; all that contradict do
KINDS = {"cannot be checked": "said of the report itself and cannot be checked"}  # of findings, in more words
STORED = "documents"  # name of the files and keys of the stored audit


def show_audit(
    frames: AuditFrames, ours: Mapping[str, Ours], name: str, document: str, outcome: str, said: Mapping[str, str]
) -> None:
    """All parts of one audit.

    Args:
        name: of the files and keys.
        document: whose calibration is shown.
        said: the filters, for the heads of files.
    """
    stated = matrix.stated_of(frames.rows, ours)
    st.html(sentence(frames.rows))
    st.html(_summary(frames, stated))
    _save(frames, name)
    _text(frames, name)
    _findings(frames.findings, name, said)
    _matrix(stated, frames, name, said)
    show_calibration(frames, name, document, outcome, anchor=_anchor(name, "confidences"))
    _question(frames, name, said)
    _documents(frames, name)


def _anchor(name: str, part: str) -> str | None:
    """Anchor of a part of the stored audit; an uploaded one has the same parts again and none."""
    return part if name == STORED else None


def _summary(frames: AuditFrames, stated: list[Stated]) -> Html:
    n_claims = sum(one.claim_id is not None for one in stated)
    n_torn = sum(matrix.AGAINST_EACH_OTHER in one.faults for one in stated)
    n_against = sum(matrix.AGAINST_US in one.faults for one in stated)
    figures = [
        (len(frames.documents), "documents" if len(frames.documents) > 1 else "document"),
        (len(frames.rows), "claim rows" if len(frames.rows) > 1 else "claim row"),
        (n_claims, "registered claims stated" if n_claims > 1 else "registered claim stated"),
        (n_torn, "both ticked and crossed"),
        (n_against, "marked against our verdict"),
    ]
    cells = [
        tag("div", tag("strong", number), tag("span", noun), class_="cc-figure") for number, noun in figures if number
    ]
    return tag("div", tag("div", *cells, class_="cc-figures"), class_="cc-summary")


def _save(frames: AuditFrames, name: str) -> None:
    """Buttons that save the whole audit."""
    with st.container(horizontal=True, key=f"cc-audit-{name}", vertical_alignment="center", gap="small"):
        st.caption("Save the audit", width="content")
        for label, ending, mime, write in (
            ("HTML", "html", "text/html", audit_html),
            ("Markdown", "md", "text/markdown", audit_markdown),
            ("JSON", "json", "application/json", audit_json),
        ):
            st.download_button(
                label,
                partial(_encoded, write, frames),
                file_name=f"crosscheck-{name}-audit.{ending}",
                mime=mime,
                on_click="ignore",
                type="tertiary",
                key=f"audit-{name}-{ending}",
            )


def _encoded(write: Callable[[WrittenAudit], str], frames: AuditFrames) -> bytes:
    return write(written_of(frames.rows, frames.documents, frames.findings)).encode()


def _text(frames: AuditFrames, name: str) -> None:
    """Each document's rows beside what was found; of several documents only the first stands open."""
    components.section(
        "Row by row",
        "Each row of the report with the colour and sign of its outcome, beside what the source prints. A click on a "
        "row's number goes to the evidence, and from there back.",
        anchor=_anchor(name, "rows"),
    )
    documents = rows_of(frames.documents)
    for number, document in enumerate(documents):
        rows = frames.rows[frames.rows["document_id"] == document.document_id]
        body = annotated(rows, f"{name}-{number}")
        if len(documents) == 1:
            st.html(body)
            continue
        with st.expander(f"{plain(document.title)}: {plain(told_of(rows))}", expanded=False):
            st.html(body)


def _findings(findings: pd.DataFrame, name: str, said: Mapping[str, str]) -> None:
    components.section(
        "Findings",
        "Faults that the audit found, the most serious kinds first; docs/audit.md has the rules.",
        anchor=_anchor(name, "findings"),
    )
    if findings.empty:
        st.caption("The audit found no fault.")
        return
    for number, (kind, group) in enumerate(findings.groupby("kind", sort=False)):
        n_findings = group["finding"].nunique()
        with st.expander(f"{plain(KINDS.get(str(kind), str(kind)).capitalize())} ({n_findings})", expanded=number == 0):
            st.html(listing.findings_table(group, f"Findings: {kind}"))
    head = downloads.about("Findings of the audit", said, AGGREGATION)
    downloads.offer(f"{name}-findings", head, *listing.PLACES.files(findings), decimals=2)


def _matrix(stated: list[Stated], frames: AuditFrames, name: str, said: Mapping[str, str]) -> None:
    components.section(
        "Claims and documents",
        "Marks (✓ ticked, ✗ crossed) and confidences as printed in each document, beside our verdicts. "
        "Contradictions come first, then claims that most documents state. A sentence of several claims is listed "
        "under each of them; cut: the sentence is truncated; × 2: two verdicts.",
        anchor=_anchor(name, "claims"),
    )
    table = matrix.matrix(frames.documents)
    claims = [one for one in stated if one.claim_id is not None]
    others = [one for one in stated if one.claim_id is None]
    n_first = max(sum(bool(one.faults) for one in claims), FEWEST_SHOWN)
    if claims:
        st.html(table.html(claims[:n_first], "Registered claims by document"))
    else:
        st.info("No row states a registered claim.")
    if rest := claims[n_first:]:
        with st.expander(f"{len(rest)} more, whose marks contradict neither each other nor our verdicts"):
            st.html(table.html(rest, "Registered claims by document whose marks contradict nothing"))
    if others:
        noun = "sentence" if len(others) == 1 else "sentences"
        with st.expander(f"{len(others)} {noun} that no claim is registered for"):
            st.html(table.html(others, "Sentences without a registered claim, by document"))
    head = downloads.about("Claims and documents", said, AGGREGATION)
    rows = matrix.statements(stated)
    downloads.offer(f"{name}-claims", head, lambda: matrix.STATEMENTS.sheet(rows), lambda: table.shown(stated), 2)


def _question(frames: AuditFrames, name: str, said: Mapping[str, str]) -> None:
    components.section(
        "Research questions and their coverage",
        "The question that each report set out to answer, and the parts of it that no row covers.",
        anchor=_anchor(name, "questions"),
    )
    caption = "Research questions and what the claims cover of them"
    n_documents = len(frames.documents)
    with st.expander("The question of the report" if n_documents == 1 else f"The questions of {n_documents} reports"):
        st.html(listing.questions(frames.findings).html(frames.documents, caption))
    head = downloads.about("Documents", said, AGGREGATION)
    downloads.offer(f"{name}-list", head, *listing.DOCUMENTS.files(frames.documents), decimals=2)


def _documents(frames: AuditFrames, name: str) -> None:
    components.section(
        "Document by document",
        "The counts that each report states, beside the counts found in it, and all of its rows.",
        anchor=_anchor(name, "one-by-one"),
    )
    st.html(listing.DOCUMENTS.html(frames.documents, "Documents and their counts"))
    for document in rows_of(frames.documents):
        alone = frames.of_document(document.document_id)
        with st.expander(f"{plain(document.file_name)}: rows and references"):
            st.html(listing.claim_rows(alone.atoms).html(alone.rows, f"Claim rows of {document.file_name}"))
            if not alone.references.empty:
                st.html(listing.REFERENCES.html(alone.references, f"References of {document.file_name}"))
