"""The languages of one cell of the heat map as bars."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.heat_cells import AT_CHANCE, is_chance, is_hatched
from dashboard.kit.markup import chart_text, signed
from dashboard.kit.theme import Palette, template

LINE = 24  # pixels a language takes


def cell_chart(languages: pd.DataFrame, colours: Palette, *, is_gain: bool) -> go.Figure:
    """Bars of one cell's languages with stored intervals; hatched where one covers zero, in words where none is scored.

    Args:
        languages: rows of queries/heat_languages.sql, in the order of the lines.
        is_gain: gains in points, else scores in percent.
    """
    column = "gain" if is_gain else "score"
    given = languages[languages[column].notna()]
    place = {str(language): line for line, language in enumerate(languages["language"])}
    without = [
        {
            "x": 0,
            "y": place[row["language"]],
            "xanchor": "left",
            "xshift": 6,
            "text": "<i>no score</i>" if pd.isna(row["score"]) else "<i>no baseline</i>",
            "showarrow": False,
            "font": {"size": 12, "color": colours.quiet},
        }
        for row in languages[languages[column].isna()].to_dict("records")
    ]
    across = {"title": {"text": "gain, points" if is_gain else "score, percent"}, "zeroline": True}
    layout = {
        "template": template(colours),
        "height": LINE * len(languages) + 70,
        "showlegend": False,
        "dragmode": False,
        "bargap": 0.3,
        "annotations": without,
        "xaxis": across if is_gain else {**across, "range": [0, 100]},
        "yaxis": {
            "range": [len(languages) - 0.5, -0.5],
            "tickvals": list(place.values()),
            "ticktext": [
                f"{chart_text(row.language_name)}{f' {AT_CHANCE}' if is_chance(row) else ''}"
                for row in languages.itertuples()
            ],
            "showgrid": False,
            "zeroline": False,
            "ticks": "",
        },
    }
    return go.Figure([_bars(given, colours, place, column)], layout)


def _bars(given: pd.DataFrame, colours: Palette, place: dict[str, int], column: str) -> dict[str, Any]:
    is_gain = column == "gain"
    loss, gain = colours.diverging[0][1], colours.diverging[-1][1]
    rows = list(given.itertuples())
    errors = None
    if is_gain and given["low"].notna().any():
        errors = {
            "type": "data",
            "symmetric": False,
            "array": (given["high"] - given["gain"]).clip(lower=0).fillna(0).tolist(),
            "arrayminus": (given["gain"] - given["low"]).clip(lower=0).fillna(0).tolist(),
            "color": colours.ink,
            "thickness": 1.4,
            "width": 4,
        }
    return {
        "type": "bar",
        "x": given[column].tolist(),
        "y": [place[str(row.language)] for row in rows],
        "orientation": "h",
        "marker": {
            "color": [loss if getattr(row, column) < 0 else gain for row in rows],
            "pattern": {
                "shape": ["/" if is_gain and is_hatched(row) else "" for row in rows],
                "fgcolor": colours.ink,
                "fgopacity": 0.45,
                "size": 7,
            },
        },
        "error_x": errors,
        "customdata": [[_language_hover(row)] for row in rows],
        "hovertemplate": "%{customdata[0]}<extra></extra>",
    }


def _language_hover(row: Any) -> str:
    lines = [f"<b>{chart_text(row.language_name)}</b>: score {row.score:.1f} percent"]
    if not pd.isna(row.gain):
        lines.append(f"gain {signed(row.gain)} points over {row.baseline_score:.1f}")
    if not pd.isna(row.low):
        lines.append(f"interval {signed(row.low)} to {signed(row.high)}")
    if is_chance(row):
        lines.append("at chance: no score here is above what a random guesser reaches")
    return "<br>".join(lines)
