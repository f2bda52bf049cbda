"""Paired differences by language, and rank intervals."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.kit.markup import chart_text, signed
from dashboard.kit.rows import rows_of
from dashboard.kit.theme import Palette, template

LINE = 26  # pixels a line takes
FEW = 8  # ranks that each have room for their number on a telephone
# told apart or not: words about the first system, Plotly's symbol, character
MARKS: dict[str, tuple[str, str, str]] = {
    "better": ("higher", "circle", "●"),
    "worse": ("lower", "square", "■"),
    "no": ("no significant difference", "circle-open", "○"),
    "": ("no interval", "diamond-open", "◇"),
}


def mark_of(row: Any) -> tuple[str, str, str]:
    """Words and symbols of a row: of `told_apart`, or that there is no interval."""
    told = getattr(row, "told_apart", None)
    return MARKS[told if isinstance(told, str) else ""]


def difference_chart(rows: pd.DataFrame, colours: Palette, subject: str, rival: str) -> go.Figure:
    """Difference in each language; thin bars are the corrected intervals, thick ones those of one language alone.

    Args:
        rows: of queries/compare_languages.sql or queries/published_pair.sql, which has no intervals; drawn in order.
        subject: first system's name; differences are its score minus the rival's.
    """
    given = rows[rows["difference"].notna()].reset_index(drop=True)
    figure = go.Figure()
    if "corrected_low" in given:
        _bars(figure, given, ("corrected_low", "corrected_high"), colours.ink, 1.2)
        _bars(figure, given, ("low", "high"), colours.quiet, 5)
    marked = [mark_of(row) for row in rows_of(given)]
    figure.add_trace(
        go.Scatter(
            x=given["difference"].tolist(),
            y=list(range(len(given))),
            mode="markers",
            marker={
                "symbol": [mark[1] for mark in marked],
                "size": 11,
                "color": [mark_colour(mark[0], colours) for mark in marked],
                "line": {"width": 2, "color": [mark_colour(mark[0], colours) for mark in marked]},
            },
            customdata=[[_hover(row, mark[0])] for row, mark in zip(rows_of(given), marked, strict=True)],
            hovertemplate="%{customdata[0]}<extra></extra>",
        )
    )
    figure.update_layout(
        template=template(colours), height=LINE * len(given) + 80, showlegend=False, dragmode=False, clickmode="none"
    )
    # two lines, so that two long names are not cut off on a telephone
    title = f"{chart_text(_short(subject))} minus<br>{chart_text(_short(rival))}, points"
    figure.update_xaxes(title_text=title, zeroline=True, range=_range(given))
    figure.update_yaxes(
        range=[len(given) - 0.5, -0.5],
        tickvals=list(range(len(given))),
        ticktext=[_name(row) for row in rows_of(given)],
        showgrid=True,
        zeroline=False,
        ticks="",
    )
    return figure


def _range(given: pd.DataFrame) -> list[float]:
    """Of the axis: all numbers, their intervals and zero, with a margin."""
    columns = [name for name in ("difference", "low", "high", "corrected_low", "corrected_high") if name in given]
    values = given[columns].astype(float)
    low, high = min(0.0, float(values.min().min())), max(0.0, float(values.max().max()))
    margin = 0.05 * ((high - low) or 1.0)
    return [low - margin, high + margin]


def _short(name: str) -> str:
    return name if len(name) <= 32 else f"{name[:31]}…"


def _name(row: Any) -> str:
    name = chart_text(row.language_name)
    return f"<b>{name}</b>" if row.language == "" else name


def mark_colour(words: str, colours: Palette) -> str:
    """Colour of a mark by the first of its words in MARKS."""
    return {"higher": colours.regimes[0], "lower": colours.regimes[1]}.get(words, colours.ink)


def _bars(figure: go.Figure, given: pd.DataFrame, ends: tuple[str, str], colour: str, width: float) -> None:
    x: list[float | None] = []
    y: list[float | None] = []
    for line, row in enumerate(given[list(ends)].itertuples(index=False)):
        if not pd.isna(row[0]):
            x += [float(row[0]), float(row[1]), None]
            y += [line, line, None]
    figure.add_trace(go.Scatter(x=x, y=y, mode="lines", line={"color": colour, "width": width}, hoverinfo="skip"))


def _hover(row: Any, words: str) -> str:
    lines = [f"<b>{chart_text(row.language_name)}</b>: {signed(row.difference)} points, {words}"]
    if hasattr(row, "low") and not pd.isna(row.low):
        lines.append(f"{row.level:.0%} alone: {signed(row.low)} to {signed(row.high)}")
        lines.append(f"corrected: {signed(row.corrected_low)} to {signed(row.corrected_high)}")
    return "<br>".join(lines)


def rank_chart(ranks: pd.DataFrame, colours: Palette) -> go.Figure:
    """The interval of each regime's rank, and its place by score; the number before a name is its tied group.

    Args:
        ranks: rows of queries/compare_ranks.sql, in the order of the lines.
    """
    figure = go.Figure()
    x: list[float | None] = []
    y: list[float | None] = []
    for line, row in enumerate(rows_of(ranks)):
        x += [row.best - 0.18, row.worst + 0.18, None]  # an interval of one rank is still seen
        y += [line, line, None]
    figure.add_trace(go.Scatter(x=x, y=y, mode="lines", line={"color": colours.band, "width": 12}, hoverinfo="skip"))
    figure.add_trace(
        go.Scatter(
            x=ranks["place"].tolist(),
            y=list(range(len(ranks))),
            mode="markers",
            marker={"color": colours.ink, "size": 9},
            customdata=[
                [chart_text(row.regime_title), row.score, int(row.best), int(row.worst)] for row in rows_of(ranks)
            ],
            hovertemplate=(
                "%{customdata[0]}: <b>%{customdata[1]:.1f}</b> percent, place %{x}<br>"
                "rank %{customdata[2]} to %{customdata[3]}<extra></extra>"
            ),
        )
    )
    figure.update_layout(
        template=template(colours), height=LINE * len(ranks) + 80, showlegend=False, dragmode=False, clickmode="none"
    )
    figure.update_xaxes(title_text="rank, 1 the best", range=[0.5, len(ranks) + 0.5], zeroline=False)
    figure.update_xaxes(tick0=1, dtick=1 if len(ranks) <= FEW else 2, tickangle=0)
    figure.update_yaxes(
        range=[len(ranks) - 0.5, -0.5],
        tickvals=list(range(len(ranks))),
        ticktext=[f"{int(row.tied_group)} · {chart_text(row.regime_title)}" for row in rows_of(ranks)],
        showgrid=True,
        zeroline=False,
        ticks="",
    )
    return figure
