"""Audited literature reports: who claims what, and what our evidence says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import pandas as pd
import streamlit as st

from dashboard.data.db import published_key, query
from dashboard.figures.reliability import confidence_strip, reliability_chart
from dashboard.kit import components, downloads
from dashboard.kit.filters import Filters
from dashboard.kit.markup import Html, plain, tag
from dashboard.kit.pages import Page
from dashboard.kit.rows import rows_of
from dashboard.parts.documents import listing, matrix, sample
from dashboard.parts.documents.annotated import annotated, sentence, told_of, written_of
from dashboard.parts.documents.frames import ALL, AuditFrames
from dashboard.parts.documents.matrix import Ours, Stated
from dashboard.parts.documents.uploaded import ENDINGS, MOST_FILES, MOST_MEGABYTES, audit_uploads, forget
from pipeline.audits.reports.pasted import NAME, pasted_report
from pipeline.audits.reports.uploads import Upload
from pipeline.audits.reports.written import WrittenAudit, audit_html, audit_json, audit_markdown
from pipeline.domain.errors import CrosscheckError

PAGE = Page(title="Audit", url_path="documents", order=2)
OUTCOMES = {"tick": "The report's own ticks", "our verdict": "Our verdicts, where they decide"}
TRUE = {"tick": "ticked", "our verdict": "confirmed"}
AGGREGATION = "as printed in the documents; our verdicts are those of the snapshot"
QUERIES = (
    "documents",
    "document_rows",
    "document_atoms",
    "document_findings",
    "document_calibrations",
    "document_bins",
)
STORED = "documents"  # name of the files and keys of the stored audit
MOST_PASTED = 20_000  # characters
FEWEST_FOR_A_CURVE = 30  # rows; fewer are shown one by one


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
    with st.container(horizontal=True, key="cc-filters", vertical_alignment="bottom"):
        document = filters.choose("document", "Document", list(names), show=names.__getitem__)
        outcome = filters.choose("against", "Confidences against", list(OUTCOMES), show=OUTCOMES.__getitem__)
    shown = stored if document == ALL else stored.of_document(document)
    _audit(shown, ours, STORED, document, outcome, {"document": names[document]})
    return outcome


def _audit(
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
    _reliability(frames, name, document, outcome)
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
        (len(frames.rows), "claim rows"),
        (n_claims, "registered claims stated"),
        (n_torn, "both ticked and crossed"),
        (n_against, "marked against our verdict"),
    ]
    cells = [
        tag("div", tag("strong", number), tag("span", noun), class_="cc-figure") for number, noun in figures if number
    ]
    return tag("div", tag("div", *cells, class_="cc-figures"), class_="cc-summary")


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
    if claims:
        st.html(table.html(claims, "Registered claims by document"))
    else:
        st.info("No row states a registered claim.")
    if others:
        noun = "sentence" if len(others) == 1 else "sentences"
        with st.expander(f"{len(others)} {noun} that no claim is registered for"):
            st.html(table.html(others, "Sentences without a registered claim, by document"))
    head = downloads.about("Claims and documents", said, AGGREGATION)
    rows = matrix.statements(stated)
    downloads.offer(f"{name}-claims", head, lambda: matrix.STATEMENTS.sheet(rows), lambda: table.shown(stated), 2)


def _findings(findings: pd.DataFrame, name: str, said: Mapping[str, str]) -> None:
    components.section(
        "Findings",
        "Faults that the audit found, the most serious kinds first; docs/audit.md has the rules.",
        anchor=_anchor(name, "findings"),
    )
    if findings.empty:
        st.caption("The audit found no fault.")
        return
    for kind, group in findings.groupby("kind", sort=False):
        n_findings = group["finding"].nunique()
        st.html(tag("h3", f"{str(kind).capitalize()} ({n_findings})", class_="cc-kind"))
        st.html(listing.findings_table(group, f"Findings: {kind}"))
    head = downloads.about("Findings of the audit", said, AGGREGATION)
    downloads.offer(f"{name}-findings", head, *listing.PLACES.files(findings), decimals=2)


def _reliability(frames: AuditFrames, name: str, document: str, outcome: str) -> None:
    components.section(
        "Calibration of the confidences",
        "The confidence that a report prints for each row, compared with its own marks or with our verdicts.",
        anchor=_anchor(name, "confidences"),
    )
    if document == ALL and len(frames.documents) == 1:
        document = str(frames.documents["document_id"].iloc[0])
    found = frames.calibrations
    found = found[(found["outcome"] == outcome) & (found["document_id"] == document)]
    if found.empty:
        st.caption("No outcomes are known to compare these confidences with.")
        return
    row = rows_of(found)[0]
    said = f"{str(row.statement)[:1].upper()}{str(row.statement)[1:]}."
    scores = (
        ""
        if pd.isna(row.brier)
        else f" Brier score {row.brier:.3f} (0 is best); a constant forecast of the base rate gives "
        f"{row.brier_of_base_rate:.3f}."
    )
    nouns = "row has" if row.n_left_out == 1 else "rows have"
    left = f" {row.n_left_out} {nouns} no confidence or no outcome." if row.n_left_out else ""
    st.html(tag("p", tag("strong", OUTCOMES[outcome], ": "), said, scores, left, class_="cc-said"))
    rows = frames.rows if document == ALL else frames.rows[frames.rows["document_id"] == document]
    rows = rows[rows["confidence"].notna()]
    if not row.n_rows:
        return
    if row.n_rows < FEWEST_FOR_A_CURVE:
        st.plotly_chart(
            confidence_strip(rows, components.colours()),
            key=f"{name}-reliability",
            theme=None,
            config=components.chart_config(f"{name}-reliability"),
            alt=f"Confidence of each of {len(rows)} rows by mark. {said}",
        )
        st.caption(f"One dot a row: {len(rows)} rows are too few for a calibration curve.")
        return
    bins = frames.bins[(frames.bins["outcome"] == outcome) & (frames.bins["document_id"] == document)]
    st.caption(
        "Each dot is a bin of confidences with the share of its rows that are true. On the dashed line the confidences "
        "are calibrated: the share is the confidence."
    )
    st.plotly_chart(
        reliability_chart(bins, components.colours(), TRUE[outcome]),
        key=f"{name}-reliability",
        theme=None,
        config=components.chart_config(f"{name}-reliability"),
        alt=f"Reliability curve of {row.n_rows} rows against {OUTCOMES[outcome].lower()}. {said}",
    )
    with st.expander("The curve as a table"):
        st.html(listing.BINS.html(bins, "Bins of the reliability curve"))


def _question(frames: AuditFrames, name: str, said: Mapping[str, str]) -> None:
    components.section(
        "Research questions and their coverage",
        "The question that each report set out to answer, and the parts of it that no row covers.",
        anchor=_anchor(name, "questions"),
    )
    caption = "Research questions and what the claims cover of them"
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


def _own(ours: Mapping[str, Ours], outcome: str, stored: AuditFrames) -> None:
    """What a visitor pastes or hands in, or the sample; audited at once, kept nowhere."""
    components.section(
        "Audit a sentence or a report of your own",
        f"Paste a sentence or a table, or upload text or Markdown up to 2 MB or PDF up to {MOST_MEGABYTES} MB, at "
        f"most {MOST_FILES} files. They are read in a separate process without write access; the findings stay in "
        "this session and are not stored.",
        anchor="upload",
    )
    left, right = st.columns(2)
    with left:
        text = st.text_area(
            "Paste a sentence, several, or a table of claims",
            key="documents-paste",
            height=120,
            max_chars=MOST_PASTED,
            placeholder="Intermediate-task training on SQuAD improves XTREME by 28.2 points.",
            help="Without a table every sentence is a row, taken as ticked.",
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
    _audit(frames, ours, "uploaded", ALL, outcome, {"uploaded": names})


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


if __name__ == "__main__":
    render()
