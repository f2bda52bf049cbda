"""One claim under every definition: a curve of gains above a map of the choices behind each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard.kit.markup import chart_text, signed
from dashboard.kit.rows import rows_of
from dashboard.kit.theme import DIRECTIONS, Palette, direction_colour, direction_style, template

CURVE = 250  # pixels of the upper part
LINE = 17  # pixels of an option
Name = Callable[[str, str], str]
Accepted = tuple[float | None, float | None]  # None: open on that side


def multiverse_chart(
    rows: pd.DataFrame, options: Sequence[tuple[str, str]], accepted: Accepted, colours: Palette, unit: str, name: Name
) -> go.Figure:
    """Gains with their intervals, the lowest first; below, a tile for each option that a definition takes.

    Args:
        rows: of queries/claim_multiverse.sql, in the order of drawing.
        options: (choice, option) from top to bottom.
        accepted: what the claim accepts; drawn as a band.
        name: an option in words.
    """
    tiles = LINE * max(len(options), 1)
    height = CURVE + tiles
    figure = make_subplots(
        rows=2, cols=1, shared_xaxes=True, vertical_spacing=0.03, row_heights=[CURVE / height, tiles / height]
    )
    _draw_band(figure, rows, accepted, colours)
    for direction in (*DIRECTIONS, None):
        is_of = rows["direction"].isna() if direction is None else rows["direction"] == direction
        if is_of.any():
            _draw_points(figure, rows, is_of, direction, colours, unit)
    _draw_own(figure, rows, colours)
    if options:
        _draw_tiles(figure, rows, options, colours, name)
    figure.update_layout(template=template(colours), height=height + 60, showlegend=False, dragmode=False)
    figure.update_yaxes(title_text=f"gain, {unit}", zeroline=True, row=1, col=1)
    figure.update_xaxes(showgrid=False, zeroline=False, showticklabels=False, ticks="", range=[-1, len(rows)])
    return figure


def _draw_band(figure: go.Figure, rows: pd.DataFrame, accepted: Accepted, colours: Palette) -> None:
    """The accepted values, cut at the edge of what is drawn where they are open."""
    numbers = pd.concat([rows["mean_gain"], rows["low"], rows["high"]]).dropna()
    given = [value for value in accepted if value is not None]
    low, high = min(numbers.min(), 0.0, *given), max(numbers.max(), 0.0, *given)
    margin = 0.05 * ((high - low) or 1.0)
    figure.update_yaxes(range=[low - margin, high + margin], row=1, col=1)
    bottom = low - margin if accepted[0] is None else accepted[0]
    top = high + margin if accepted[1] is None else accepted[1]
    figure.add_shape(
        type="rect",
        xref="x domain",
        x0=0,
        x1=1,
        yref="y",
        y0=bottom,
        y1=top,
        layer="below",
        fillcolor=colours.band,
        line={"color": colours.band, "width": 2},
    )


def _draw_points(
    figure: go.Figure, rows: pd.DataFrame, is_of: pd.Series, direction: str | None, colours: Palette, unit: str
) -> None:
    shown = rows[is_of]
    style = direction_style(direction)
    colour = direction_colour(colours, direction)
    figure.add_trace(
        go.Scatter(
            x=[int(place) for place in shown.index],
            y=shown["mean_gain"].tolist(),
            mode="markers",
            name=style.word,
            marker={"color": colour, "symbol": style.plotly, "size": 7, "line": {"width": 1.5, "color": colour}},
            error_y={
                "type": "data",
                "symmetric": False,
                "array": (shown["high"] - shown["mean_gain"]).fillna(0).tolist(),
                "arrayminus": (shown["mean_gain"] - shown["low"]).fillna(0).tolist(),
                "color": colour,
                "thickness": 1,
                "width": 0,
            },
            customdata=[[_hover(row, unit)] for row in rows_of(shown)],
            hovertemplate="%{customdata[0]}<extra></extra>",
        ),
        row=1,
        col=1,
    )


def _hover(row: Any, unit: str) -> str:
    interval = "no interval" if pd.isna(row.low) else f"interval {signed(row.low, 2)} to {signed(row.high, 2)}"
    gain = f"<b>{signed(row.mean_gain, 2)}</b> {chart_text(unit)}"
    return f"Definition {row.definition}: {gain}<br>{interval}<br>{row.n_cells} cells"


def _draw_own(figure: go.Figure, rows: pd.DataFrame, colours: Palette) -> None:
    for place, gain in rows[rows["is_own"]]["mean_gain"].items():
        figure.add_annotation(
            x=place,
            y=gain,
            xref="x",
            yref="y",
            text="as judged",
            font={"size": 12, "color": colours.ink},
            bgcolor=colours.ground,
            arrowcolor=colours.ink,
            arrowwidth=1,
            arrowhead=0,
            ax=0,
            ay=-46,
        )


def _draw_tiles(
    figure: go.Figure, rows: pd.DataFrame, options: Sequence[tuple[str, str]], colours: Palette, name: Name
) -> None:
    taken = [[1 if picked == option else 0 for picked in rows[choice]] for choice, option in options]
    figure.add_trace(
        go.Heatmap(
            z=taken,
            x=list(range(len(rows))),
            y=list(range(len(options))),
            xgap=1,
            ygap=3,
            zmin=0,
            zmax=1,
            colorscale=[[0, colours.panel], [1, colours.quiet]],
            showscale=False,
            hoverinfo="skip",
        ),
        row=2,
        col=1,
    )
    figure.update_yaxes(
        range=[len(options) - 0.5, -0.5],
        tickvals=list(range(len(options))),
        ticktext=[chart_text(name(choice, option)) for choice, option in options],
        tickfont={"size": 11},
        showgrid=False,
        zeroline=False,
        row=2,
        col=1,
    )
