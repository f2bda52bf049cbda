"""Languages of one task on a map, by their gap to English and by their text in CC-100."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.land import Line
from dashboard.kit.markup import chart_text, signed
from dashboard.kit.rows import rows_of
from dashboard.kit.theme import BASELINE_SYMBOL, Palette, template

ROW = 24  # pixels a language takes
SIZES = (0.1, 0.3, 1, 3, 10, 30, 100, 300)  # GiB
NORTH, SOUTH = 80.0, -56.0  # Antarctica has no language of a benchmark
CLOSE = 11.0  # degrees that a point and the code above it take, on a map about 900 pixels wide
MARGIN = 14.0  # degrees around the outermost languages
EDGE = 179.999  # rings along the date line close there; no coast is drawn on it


def map_chart(rows: pd.DataFrame, land: list[Line], colours: Palette, *, is_gain: bool) -> go.Figure:
    """Languages at their places: scores darker the higher, gains blue and losses orange; squares lie below zero.

    Args:
        rows: of queries/language_cells.sql of one regime; those without a number or a place are left out.
        land: outlines, degrees.
        is_gain: gains in points, else scores in percent.
    """
    column = "gain" if is_gain else "score"
    shown = rows[rows[column].notna() & rows["latitude"].notna()]
    figure = go.Figure(_coast(land, colours))
    values = shown[column].tolist()
    bound = max((abs(value) for value in values), default=1.0) or 1.0
    scale = colours.diverging if is_gain else ((0.0, colours.ground), (1.0, colours.accent))
    figure.add_trace(
        go.Scatter(
            x=shown["longitude"].tolist(),
            y=shown["latitude"].tolist(),
            mode="markers+text",
            text=shown["language"].map(chart_text).tolist(),
            textposition=_label_sides(shown),
            textfont={"size": 11, "color": colours.ink},
            marker={
                "size": 13,
                "symbol": ["square" if is_gain and value < 0 else "circle" for value in values],
                "color": values,
                "cmin": -bound if is_gain else 10.0 * math.floor(min(values, default=0.0) / 10),
                "cmax": bound if is_gain else 10.0 * math.ceil(max(values, default=100.0) / 10),
                "colorscale": [list(stop) for stop in scale],
                "line": {"width": 1.2, "color": colours.ink},
                "colorbar": {
                    "orientation": "h",
                    "thickness": 10,
                    "len": 0.5,
                    "y": 1.0,
                    "yanchor": "bottom",
                    "title": {
                        "text": "gain, points" if is_gain else "score, percent",
                        "side": "top",
                        "font": {"size": 13, "color": colours.quiet},
                    },
                    "outlinewidth": 0,
                },
            },
            customdata=[[row.language, _hover(row)] for row in rows_of(shown)],
            hovertemplate="%{customdata[1]}<extra></extra>",
        )
    )
    figure.update_layout(
        template=template(colours), height=560, showlegend=False, dragmode=False, clickmode="event+select"
    )
    hidden = {"visible": False, "showgrid": False, "zeroline": False}
    west, east = _around(shown["longitude"], (-130.0, 180.0))
    south, north = _around(shown["latitude"], (SOUTH, NORTH))
    figure.update_xaxes(range=[west, east], **hidden)
    figure.update_yaxes(
        range=[south, north], scaleanchor="x", scaleratio=1.25, constrain="domain", constraintoward="top", **hidden
    )
    return figure


def _around(places: pd.Series, whole: tuple[float, float]) -> tuple[float, float]:
    """The part of an axis that holds all places, with room for their codes; at least a third of the whole."""
    if places.empty:
        return whole
    low, high = max(places.min() - MARGIN, whole[0]), min(places.max() + MARGIN, whole[1])
    lacks = max((whole[1] - whole[0]) / 3 - (high - low), 0.0)
    return float(max(low - lacks / 2, whole[0])), float(min(high + lacks / 2, whole[1]))


def _label_sides(shown: pd.DataFrame) -> list[str]:
    """Where each code stands: below its point where another one lies close above it, else above."""
    places = list(zip(shown["longitude"], shown["latitude"], strict=True))
    return [
        "bottom center"
        if any(0 < other_north - north < CLOSE and abs(other_east - east) < CLOSE for other_east, other_north in places)
        else "top center"
        for east, north in places
    ]


def _coast(land: list[Line], colours: Palette) -> go.Scatter:
    x: list[float | None] = []
    y: list[float | None] = []
    for line in land:
        for degrees_east, degrees_north in line:
            is_edge = abs(degrees_east) >= EDGE or degrees_north < SOUTH - 5
            x.append(None if is_edge else round(degrees_east, 2))
            y.append(None if is_edge else round(degrees_north, 2))
        x.append(None)
        y.append(None)
    return go.Scatter(x=x, y=y, mode="lines", line={"color": colours.rule, "width": 1.2}, hoverinfo="skip")


def _hover(row: Any) -> str:
    lines = [f"<b>{chart_text(row.language_name)}</b>: {row.score:.1f} percent"]
    if not pd.isna(row.gain):
        lines.append(f"gain {signed(row.gain)} points over the baseline")
    if not pd.isna(row.gap):
        lines.append(f"{signed(row.gap)} points from English down to it")
    if not pd.isna(row.cc100_gib):
        lines.append(f"{row.cc100_gib:g} GiB in CC-100")
    return "<br>".join(lines)


def gap_chart(rows: pd.DataFrame, colours: Palette, title: str) -> go.Figure:
    """Gap to English in each language, dots, beside that of the baseline, rings; the widest gap first.

    Args:
        rows: of queries/language_cells.sql of one regime.
        title: of the regime.
    """
    shown = rows[rows["gap"].notna()].sort_values(["gap", "language_name"], ascending=[False, True])
    lines = list(range(len(shown)))
    figure = go.Figure()
    if shown["baseline_gap"].notna().any():
        figure.add_trace(
            go.Scatter(
                x=[None if math.isnan(value) else value for value in shown["baseline_gap"]],
                y=lines,
                mode="markers",
                name="no intermediate task",
                marker={"symbol": BASELINE_SYMBOL[0], "size": 11, "color": colours.quiet, "line": {"width": 2}},
                hovertemplate="baseline: %{x:+.1f} points<extra></extra>",
            )
        )
    figure.add_trace(
        go.Scatter(
            x=shown["gap"].tolist(),
            y=lines,
            mode="markers",
            name=chart_text(title),
            marker={"symbol": "circle", "size": 10, "color": colours.regimes[0]},
            customdata=[[row.language, _hover(row)] for row in rows_of(shown)],
            hovertemplate="%{customdata[1]}<extra></extra>",
        )
    )
    figure.update_layout(template=template(colours), height=ROW * len(shown) + 110, dragmode=False)
    figure.update_xaxes(title_text="English minus the language, points", zeroline=True)
    figure.update_yaxes(
        range=[len(shown) - 0.5, -0.5],
        tickvals=lines,
        ticktext=[chart_text(name) for name in shown["language_name"]],
        zeroline=False,
        ticks="",
    )
    return figure


def size_chart(rows: pd.DataFrame, colours: Palette) -> go.Figure:
    """Score by the text that CC-100 holds of a language, logarithmic; short lines are the random-guess levels.

    Args:
        rows: of queries/language_cells.sql of one regime; those without a score or a size are left out.
    """
    shown = rows[rows["score"].notna() & rows["cc100_gib"].notna()]
    figure = go.Figure()
    guessed = shown[shown["chance"].notna()]
    figure.add_trace(
        go.Scatter(
            x=guessed["cc100_gib"].tolist(),
            y=guessed["chance"].tolist(),
            mode="markers",
            name="random guess",
            marker={"symbol": "line-ew", "size": 11, "line": {"width": 2, "color": colours.quiet}},
            hovertemplate="random guess: %{y:.1f} %<extra></extra>",
        )
    )
    figure.add_trace(
        go.Scatter(
            x=shown["cc100_gib"].tolist(),
            y=shown["score"].tolist(),
            mode="markers+text",
            name="score",
            text=shown["language"].map(chart_text).tolist(),
            textposition="top center",
            textfont={"size": 11, "color": colours.ink},
            marker={"symbol": "circle", "size": 10, "color": colours.regimes[0]},
            customdata=[[row.language, _hover(row)] for row in rows_of(shown)],
            hovertemplate="%{customdata[1]}<extra></extra>",
        )
    )
    figure.update_layout(template=template(colours), height=460, dragmode=False, clickmode="event+select")
    figure.update_xaxes(
        title_text="text in CC-100, GiB (log)",
        type="log",
        tickvals=list(SIZES),
        ticktext=[f"{size:g}" for size in SIZES],
        tickangle=0,
        zeroline=False,
    )
    figure.update_yaxes(title_text="score, percent", range=[-2, 104], zeroline=False)
    return figure
