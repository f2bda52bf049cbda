"""How a run learned."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard.kit.theme import Palette, template


def loss_chart(curve: pd.DataFrame, colours: Palette) -> go.Figure:
    """Training loss by step.

    Args:
        curve: columns step, n_tokens (seen so far), loss (nats); one row a recorded step, in order.
    """
    figure = go.Figure(
        go.Scatter(
            x=curve["step"].tolist(),
            y=curve["loss"].tolist(),
            customdata=curve["n_tokens"].tolist(),
            mode="lines+markers" if len(curve) < 40 else "lines",
            line={"color": colours.accent, "width": 2},
            marker={"size": 6},
            hovertemplate="step %{x}: loss <b>%{y:.3f}</b><br>%{customdata:,} tokens seen<extra></extra>",
        )
    )
    figure.update_layout(template=template(colours), height=280, showlegend=False, dragmode=False)
    figure.update_xaxes(title_text="optimiser step")
    figure.update_yaxes(title_text="training loss, nats", rangemode="tozero")
    return figure
