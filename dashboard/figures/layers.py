"""Scores of sentence retrieval by the layer whose states are compared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.languages import Mark
from dashboard.kit.markup import chart_text
from dashboard.kit.rows import rows_of
from dashboard.kit.theme import Palette, template

RING = 20  # pixels around a point of the headline layer


def layer_chart(rows: pd.DataFrame, marks: Sequence[Mark], colours: Palette, metric: str) -> go.Figure:
    """One line a regime over the layers; points of the headline layer are ringed, dots are the random-guess level.

    Args:
        rows: of queries/retrieval_layers.sql.
        marks: regimes to draw, with their colours and symbols.
        metric: name of the metric, for the axis.
    """
    figure = go.Figure()
    _draw_headline(figure, rows, colours)
    _draw_chance(figure, rows, colours)
    for mark in marks:
        figure.add_trace(_line(rows[rows["regime"] == mark.regime], mark))
    for mark in marks:
        figure.add_trace(_rings(rows[(rows["regime"] == mark.regime) & rows["is_headline"]], colours))
    figure.update_layout(template=template(colours), height=420, showlegend=False, dragmode=False, margin={"t": 28})
    layers = sorted(rows["layer"].unique())
    step = max(1, len(layers) // 13)
    figure.update_xaxes(
        title_text="layer (0: the embeddings)",
        tickvals=[int(layer) for layer in layers[::step]],
        range=[layers[0] - 0.4, layers[-1] + 0.4],
        zeroline=False,
    )
    figure.update_yaxes(title_text=f"{chart_text(metric)}, percent", rangemode="tozero", zeroline=False)
    return figure


def _draw_headline(figure: go.Figure, rows: pd.DataFrame, colours: Palette) -> None:
    for layer in sorted(rows[rows["is_headline"]]["layer"].unique()):
        figure.add_vline(x=int(layer), line={"color": colours.quiet, "width": 1, "dash": "dash"})
        figure.add_annotation(
            x=int(layer), y=1, yref="paper", yanchor="bottom", showarrow=False, text="headline layer",
            font={"size": 12, "color": colours.ink},
        )  # fmt: skip


def _draw_chance(figure: go.Figure, rows: pd.DataFrame, colours: Palette) -> None:
    guessed = rows[rows["chance"].notna()].drop_duplicates("layer").sort_values("layer")
    if guessed.empty:
        return
    figure.add_trace(
        go.Scatter(
            x=guessed["layer"].tolist(),
            y=guessed["chance"].tolist(),
            mode="lines",
            name="random guess",
            line={"color": colours.quiet, "width": 1.5, "dash": "dot"},
            hovertemplate="random guess: %{y:.1f} %<extra></extra>",
        )
    )


def _line(shown: pd.DataFrame, mark: Mark) -> go.Scatter:
    return go.Scatter(
        x=shown["layer"].tolist(),
        y=shown["value"].tolist(),
        mode="lines+markers",
        name=chart_text(mark.title),
        line={"color": mark.colour, "width": 2},
        marker={"color": mark.colour, "symbol": mark.symbol[0], "size": 9},
        customdata=[[_hover(row)] for row in rows_of(shown)],
        hovertemplate="%{customdata[0]}<extra></extra>",
    )


def _rings(shown: pd.DataFrame, colours: Palette) -> go.Scatter:
    return go.Scatter(
        x=shown["layer"].tolist(),
        y=shown["value"].tolist(),
        mode="markers",
        hoverinfo="skip",
        marker={"symbol": "circle-open", "size": RING, "color": colours.ink, "line": {"width": 1.5}},
    )


def _hover(row: Any) -> str:
    headline = " (headline)" if row.is_headline else ""
    return f"<b>{chart_text(row.regime_title)}</b><br>layer {row.layer}{headline}: {row.value:.1f} percent"
