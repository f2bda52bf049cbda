"""Printed confidences against what came true."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard.kit.markup import chart_text
from dashboard.kit.rows import rows_of
from dashboard.kit.theme import Palette, template


def reliability_chart(bins: pd.DataFrame, colours: Palette, outcome: str) -> go.Figure:
    """Share of true rows by mean confidence of a bin, beside the line of confidences that can be taken at their word.

    Args:
        bins: rows of queries/document_bins.sql of one document and outcome; empty ones are left out.
        outcome: what counts as true, for the axis.
    """
    shown = bins[bins["n_rows"] > 0]
    figure = go.Figure()
    figure.add_trace(
        go.Scatter(
            x=[0, 1],
            y=[0, 100],
            mode="lines",
            line={"color": colours.quiet, "width": 1, "dash": "dash"},
            hoverinfo="skip",
            name="as stated",
        )
    )
    shares = [100 * row.n_true / row.n_rows for row in rows_of(shown)]
    figure.add_trace(
        go.Scatter(
            x=shown["mean_confidence"].tolist(),
            y=shares,
            mode="markers+text",
            name="bins",
            text=[f"{row.n_true} of {row.n_rows}" for row in rows_of(shown)],
            textposition=["bottom center" if number % 2 else "top center" for number in range(len(shares))],
            textfont={"size": 12, "color": colours.ink},
            cliponaxis=False,
            marker={
                "color": colours.accent,
                "size": [9 + min(int(row.n_rows), 30) * 0.6 for row in rows_of(shown)],
                "line": {"width": 1, "color": colours.ground},
            },
            customdata=[[f"{row.low:.1f} to {row.high:.1f}"] for row in rows_of(shown)],
            hovertemplate="confidence %{customdata[0]}, mean %{x:.2f}: <b>%{text}</b> rows<extra></extra>",
        )
    )
    figure.update_layout(template=template(colours), height=340, showlegend=False, dragmode=False)
    figure.update_layout(margin={"t": 28})
    figure.update_xaxes(title_text="mean printed confidence", range=[-0.02, 1.02], zeroline=False)
    figure.update_yaxes(title_text=f"{chart_text(outcome)}, percent of rows", range=[-3, 104], zeroline=False)
    return figure


def confidence_strip(rows: pd.DataFrame, colours: Palette) -> go.Figure:
    """Every row by printed confidence and mark, with the sign of what became of it.

    Args:
        rows: of queries/document_rows.sql, all with a confidence.
    """
    figure = go.Figure()
    for is_ticked, name, y in ((True, "ticked", 1.0), (False, "crossed", 0.0)):
        of_mark = rows[rows["is_ticked"] == is_ticked].sort_values("confidence")
        figure.add_trace(
            go.Scatter(
                x=of_mark["confidence"].tolist(),
                y=[y + _LIFTS[number % len(_LIFTS)] for number in range(len(of_mark))],
                mode="markers",
                name=name,
                marker={
                    "symbol": "circle" if is_ticked else "x",
                    "size": 11,
                    "color": [_outcome_colour(colours, str(outcome)) for outcome in of_mark["outcome"]],
                    "line": {"width": 1, "color": colours.ground},
                },
                customdata=[
                    [chart_text(f"row {row.position}: {str(row.claim_text)[:70]}"), chart_text(row.outcome)]
                    for row in rows_of(of_mark)
                ],
                hovertemplate="%{customdata[0]}<br>confidence %{x:.2f}: <b>%{customdata[1]}</b><extra></extra>",
            )
        )
    figure.update_layout(template=template(colours), height=260, showlegend=False, dragmode=False, margin={"t": 16})
    figure.update_xaxes(title_text="printed confidence", range=[-0.02, 1.02], zeroline=False)
    figure.update_yaxes(tickvals=[0, 1], ticktext=["✗ crossed", "✓ ticked"], range=[-0.5, 1.5], zeroline=False)
    return figure


_LIFTS = (0.0, 0.16, -0.16, 0.08, -0.08)  # keep dots of like confidences apart


def _outcome_colour(colours: Palette, outcome: str) -> str:
    """Colour of an outcome, that of the verdict nearest in meaning."""
    nearest = {
        "contradicts the source": "CONTRADICTED",
        "another version's number": "DEVIATES",
        "agrees with the source": "CONFIRMED",
        "in doubt": "CONSISTENT",
    }
    return colours.verdicts.get(nearest.get(outcome, ""), colours.quiet)
