"""The curves of one study."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.kit.markup import chart_text
from dashboard.kit.rows import rows_of
from dashboard.kit.theme import REGIME_SYMBOLS, Palette, template

SPREAD = 0.012  # of the axis, between the marks of two series at one point


def study_chart(points: pd.DataFrame, study: Any, colours: Palette) -> go.Figure:
    """Estimate with its interval by x, one line a series, each with its own symbol.

    Args:
        points: rows of queries/study_points.sql, at least one.
        study: row of queries/studies.sql.
    """
    figure = go.Figure()
    names = list(points["series"].drop_duplicates())
    for number, series in enumerate(names):
        rows = points[points["series"] == series]
        figure.add_trace(_line(rows, _places(rows, study, number - (len(names) - 1) / 2, points), number, colours))
    figure.update_layout(template=template(colours), height=420, dragmode=False)
    ticks = points.drop_duplicates("x").sort_values("x")["x"].tolist()
    unit = "" if study.unit.lower() in study.axis.lower() else f", {study.unit}"  # "Languages of ..., languages"
    figure.update_xaxes(
        title_text=f"{chart_text(study.axis + unit)}{' (log)' if study.is_log else ''}",
        type="log" if study.is_log else "linear",
        tickvals=ticks,
        ticktext=[f"{tick:,g}" for tick in ticks],
        tickangle=0,
    )
    figure.update_yaxes(
        title_text="gain over no intermediate task, points" if study.quantity == "gain" else "score, percent",
        zeroline=study.quantity == "gain",
    )
    return figure


def _places(rows: pd.DataFrame, study: Any, step: float, points: pd.DataFrame) -> list[float]:
    """Places of the marks, a little beside the point, so that the intervals of several series can be told apart."""
    scale = [math.log10(x) if study.is_log else x for x in points["x"]]
    shift = step * SPREAD * ((max(scale) - min(scale)) or 1.0)
    return [x * 10**shift if study.is_log else x + shift for x in rows["x"]]


def _line(rows: pd.DataFrame, places: list[float], number: int, colours: Palette) -> go.Scatter:
    colour = colours.regimes[number % len(colours.regimes)]
    name = chart_text(rows["series_title"].iloc[0])
    return go.Scatter(
        x=places,
        y=rows["estimate"].tolist(),
        error_y={
            "type": "data",
            "array": (rows["high"] - rows["estimate"]).tolist(),
            "arrayminus": (rows["estimate"] - rows["low"]).tolist(),
            "thickness": 1.5,
            "width": 5,
            "color": colour,
        },
        customdata=[
            [chart_text(row.x_label), row.low, row.high, row.score, int(row.n), int(row.n_seeds)]
            for row in rows_of(rows)
        ],
        name=name,
        mode="lines+markers",
        line={"color": colour, "width": 2},
        marker={"color": colour, "size": 10, "symbol": REGIME_SYMBOLS[number % len(REGIME_SYMBOLS)][0]},
        hovertemplate=(
            f"{name}<br>%{{customdata[0]}}: <b>%{{y:.1f}}</b> (%{{customdata[1]:.1f}} to %{{customdata[2]:.1f}})"
            "<br>score %{customdata[3]:.1f}%, %{customdata[4]:,} examples, %{customdata[5]} seeds<extra></extra>"
        ),
    )
