"""The languages of one task behind an estimate: a dot for each seed, a line for their mean."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard.kit.markup import chart_text
from dashboard.kit.rows import rows_of
from dashboard.kit.theme import REGIME_SYMBOLS, Palette, template

LINE = 26  # pixels a language takes


def cells_chart(cells: pd.DataFrame, colours: Palette, unit: str) -> go.Figure:
    """Gain of each seed in each language, and the mean over seeds that enters the estimate.

    Args:
        cells: rows of queries/claim_cells.sql of one task, in the order of the lines.
    """
    names = cells.drop_duplicates("language")
    place = {language: line for line, language in enumerate(names["language"])}
    figure = go.Figure()
    figure.add_trace(
        go.Scatter(
            x=names["cell_gain"].tolist(),
            y=list(place.values()),
            mode="markers",
            name="mean over seeds",
            marker={"symbol": "line-ns", "size": 18, "line": {"width": 3, "color": colours.ink}},
            hovertemplate="mean over seeds: <b>%{x:+.2f}</b><extra></extra>",
        )
    )
    for number, seed in enumerate(sorted(cells["seed"].dropna().unique().tolist())):
        group = cells[cells["seed"] == seed]
        figure.add_trace(
            go.Scatter(
                x=group["gain"].tolist(),
                y=[place[language] for language in group["language"]],
                mode="markers",
                name=f"seed {int(seed)}",
                marker={
                    "color": colours.regimes[number % len(colours.regimes)],
                    "symbol": REGIME_SYMBOLS[number % len(REGIME_SYMBOLS)][0],
                    "size": 9,
                },
                customdata=[[chart_text(row.language_name), row.score, row.compared_score] for row in rows_of(group)],
                hovertemplate=(
                    "%{customdata[0]}: <b>%{x:+.2f}</b><br>%{customdata[1]:.1f} against %{customdata[2]:.1f}"
                    "<extra>%{fullData.name}</extra>"
                ),
            )
        )
    figure.update_layout(template=template(colours), height=LINE * len(place) + 110, dragmode=False)
    figure.update_xaxes(title_text=f"gain, {chart_text(unit)}", zeroline=True)
    figure.update_yaxes(
        range=[len(place) - 0.5, -0.5],
        tickvals=list(place.values()),
        ticktext=[chart_text(name) for name in names["language_name"]],
        zeroline=False,
        ticks="",
    )
    return figure
