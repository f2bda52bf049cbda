"""Audited literature reports: who claims what, and what our evidence says."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from dashboard.data.db import published_key, query
from dashboard.kit import components
from dashboard.kit.filters import Filters
from dashboard.kit.markup import plain, tag
from dashboard.kit.pages import Page
from dashboard.parts.documents import matrix, sample
from dashboard.parts.documents.audit import STORED, show_audit
from dashboard.parts.documents.calibration import OUTCOMES
from dashboard.parts.documents.frames import ALL, AuditFrames
from dashboard.parts.documents.matrix import Ours
from dashboard.parts.documents.uploaded import ENDINGS, MOST_FILES, MOST_MEGABYTES, audit_uploads, forget
from pipeline.audits.reports.pasted import NAME, pasted_report
from pipeline.audits.reports.uploads import Upload
from pipeline.domain.errors import CrosscheckError

PAGE = Page(title="Audit", url_path="documents", order=2)
QUERIES = (
    "documents",
    "document_rows",
    "document_atoms",
    "document_findings",
    "document_calibrations",
    "document_bins",
)
MOST_PASTED = 20_000  # characters


def render() -> None:
    """Show the audit of the stored documents, and of what a visitor hands in."""
    components.heading(
        "Audit",
        "Claims of literature reports, with the mark and confidence of each, checked against the evidence.",
    )
    snapshot_id = query("snapshot")["snapshot_id"].iloc[0]
    filters = Filters(PAGE.url_path)
    notes = st.container()
    parts = st.container()
    ours = matrix.ours_of(query("claim_words"))
    stored = AuditFrames(*(query(name) for name in (*QUERIES, "document_references")))
    place = st.container()
    with place:
        _about_own()
    outcome = _stored(filters, stored, ours)
    with place:
        _own(ours, outcome, stored)
    with notes:
        filters.report(snapshot_id)
    components.contents(parts)
    components.permalink(filters.permalink(snapshot_id))


def _stored(filters: Filters, stored: AuditFrames, ours: Mapping[str, Ours]) -> str:
    """Draw what the snapshot holds and return the outcome that confidences are held against."""
    if stored.documents.empty:
        st.info(
            "This snapshot holds no documents. Audit and save reports of your own and build again, or upload one "
            "above, which is not stored:"
        )
        st.code("python -m pipeline audit FILES... --save\npython -m pipeline build", language="bash")
        filters.take("document", [], "there are no documents")
        return next(iter(OUTCOMES))
    names = {
        ALL: "All documents",
        **dict(zip(stored.documents["document_id"], stored.documents["file_name"], strict=True)),
    }
    with st.container(horizontal=True, key="cc-filters-wide", vertical_alignment="bottom"):
        document = filters.choose("document", "Document", list(names), show=names.__getitem__)
        outcome = filters.choose("against", "Confidences against", list(OUTCOMES), show=OUTCOMES.__getitem__)
    shown = stored if document == ALL else stored.of_document(document)
    show_audit(shown, ours, STORED, document, outcome, {"document": names[document]})
    return outcome


def _about_own() -> None:
    components.section(
        "Audit a sentence or a report of your own",
        f"Paste a sentence or a table, or upload text or Markdown up to 2 MB or PDF up to {MOST_MEGABYTES} MB, at "
        f"most {MOST_FILES} files. They are read in a separate process without write access; the findings stay in "
        "this session and are not stored.",
        anchor="upload",
    )


def _own(ours: Mapping[str, Ours], outcome: str, stored: AuditFrames) -> None:
    """What a visitor pastes or hands in, or the sample; audited at once, kept nowhere."""
    left, right = st.columns(2)
    with left:
        text = st.text_area(
            "Paste a sentence, several, or a table of claims",
            key="documents-paste",
            height=120,
            max_chars=MOST_PASTED,
            placeholder="Intermediate-task training on SQuAD improves XTREME by 28.2 points.",
            help="Without a table every sentence is a row, without a mark.",
        )
        st.button("Check the text", key="documents-check", type="primary")
    with right:
        files = st.file_uploader(
            "Or upload reports",
            type=ENDINGS,
            accept_multiple_files=True,
            max_upload_size=MOST_MEGABYTES,
            key="documents-upload",
        )
        tries = st.toggle("Try it on a sample report with planted faults", key="documents-sample")
    uploads = [Upload(file.name, file.getvalue()) for file in files or ()]
    said = "Uploaded, not stored: "
    if text and text.strip():
        uploads, said = [Upload(NAME, pasted_report(text))], "Pasted, not stored: "
    elif not uploads and tries:
        uploads, said = [Upload(sample.NAME, sample.SAMPLE.encode())], "An invented sample, not stored: "
    if not uploads:
        forget()
        return
    try:
        with st.spinner("Reading and auditing"):
            frames = audit_uploads(uploads, Path(published_key()[0]))
    except CrosscheckError as error:
        st.error(plain(str(error)))
        return
    names = ", ".join(upload.name for upload in uploads)
    st.html(tag("p", tag("strong", said), names, class_="cc-said"))
    for message in frames.refused:
        st.warning(f"Not read: {plain(message)}")
    known = set(frames.documents["title"]) & set(stored.documents["title"])
    if known:
        st.info(f"Already among the stored documents below; shown here with its text: {plain(', '.join(known))}")
    show_audit(frames, ours, "uploaded", ALL, outcome, {"uploaded": names})


if __name__ == "__main__":
    render()
