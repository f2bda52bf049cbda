"""Calibration of the confidences that reports print, as a curve or, of few rows, one dot a row."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.figures.reliability import confidence_strip, reliability_chart
from dashboard.kit import components
from dashboard.kit.markup import tag
from dashboard.kit.rows import rows_of
from dashboard.parts.documents import listing
from dashboard.parts.documents.frames import ALL, AuditFrames

OUTCOMES = {"tick": "The report's own ticks", "our verdict": "Our verdicts, where they decide"}
TRUE = {"tick": "ticked", "our verdict": "confirmed"}
FEWEST_FOR_A_CURVE = 30  # rows; fewer are shown one by one


def show_calibration(frames: AuditFrames, name: str, document: str, outcome: str, *, anchor: str | None) -> None:
    """Draw how well the confidences of a document, or of all, fit its own marks or our verdicts.

    Args:
        name: of the files and keys.
        outcome: of OUTCOMES, what the confidences are compared with.
    """
    components.section(
        "Calibration of the confidences",
        "The confidence that a report prints for each row, compared with its own marks or with our verdicts.",
        anchor=anchor,
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
            confidence_strip(rows, components.chart_colours()),
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
        reliability_chart(bins, components.chart_colours(), TRUE[outcome]),
        key=f"{name}-reliability",
        theme=None,
        config=components.chart_config(f"{name}-reliability"),
        alt=f"Reliability curve of {row.n_rows} rows against {OUTCOMES[outcome].lower()}. {said}",
    )
    with st.expander("The curve as a table"):
        st.html(listing.BINS.html(bins, "Bins of the reliability curve"))
