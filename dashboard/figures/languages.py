"""Scores and gains of one task by language, rows grouped by family or script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.language_rows import BASELINE, Rows, draw_missing, empty_frame, is_chance, place_languages
from dashboard.kit.markup import chart_text, signed
from dashboard.kit.theme import BASELINE_SYMBOL, REGIME_SYMBOLS, Palette


@dataclass(frozen=True, slots=True)
class Mark:
    """How a regime is drawn: colour, and symbol as Plotly's name and as a character."""

    regime: str
    title: str
    colour: str
    symbol: tuple[str, str]


def score_chart(
    scores: pd.DataFrame, colours: Palette, metric: str, regimes: Sequence[str], group_by: str | None = None
) -> go.Figure:
    """Dots of the mean score of each regime in each language, with the random-guess level as a tick.

    Args:
        scores: grain regime x language; columns regime, regime_title, language, language_name, family, script,
            seen ("seen", "unseen" or "unknown"), score (percent, null: missing), lowest_score, highest_score,
            chance, n_seeds.
        metric: name of the metric, for the axis.
        regimes: regimes to draw, in order of colour.
        group_by: "family", "script", "seen" or None.
    """
    rows = place_languages(scores, group_by)
    figure = empty_frame(rows, colours, f"{metric}, percent")
    _draw_chance(figure, scores, rows, colours)
    draw_missing(figure, scores, rows, colours)
    marks = {mark.regime: mark for mark in regime_marks(scores, colours)}
    others = [regime for regime in regimes if regime != BASELINE]
    if len(others) == 1 and BASELINE in regimes:
        _join(figure, scores[scores["regime"] == others[0]], rows, colours)
    for regime in sorted(regimes, key=lambda name: name != BASELINE):
        shown = scores[(scores["regime"] == regime) & scores["score"].notna()]
        if not shown.empty:
            figure.add_trace(_regime_dots(shown, rows, marks[regime]))
    figure.update_xaxes(range=[0, 100], ticksuffix="")
    return figure


def best_regime(scores: pd.DataFrame) -> str | None:
    """The regime with the highest mean gain over the baseline; None where no gain is known."""
    gains = scores[scores["gain"].notna()].groupby("regime", sort=False)["gain"].mean()
    return str(gains.idxmax()) if len(gains) else None


def _join(figure: go.Figure, shown: pd.DataFrame, rows: Rows, colours: Palette) -> None:
    """A line from the baseline's score to the regime's in each language, in the colours of loss and gain."""
    for is_gain, colour in ((False, colours.diverging[0][1]), (True, colours.diverging[-1][1])):
        given = shown[shown["gain"].notna() & ((shown["gain"] >= 0) == is_gain)]
        x: list[float | None] = []
        y: list[float | None] = []
        for row in given.itertuples():
            x += [cast("float", row.baseline_score), cast("float", row.score), None]
            y += [rows.languages[str(row.language)]] * 2 + [None]
        figure.add_trace(
            go.Scatter(
                x=x,
                y=y,
                mode="lines",
                name="gain" if is_gain else "loss",
                line={"color": colour, "width": 5},
                opacity=0.6,
                hoverinfo="skip",
            )
        )


def regime_marks(scores: pd.DataFrame, colours: Palette) -> list[Mark]:
    """Colour and symbol of every regime in the order of the table, the same whichever of them are drawn."""
    titles = scores.drop_duplicates("regime").set_index("regime")["regime_title"]
    marks = [Mark(BASELINE, str(titles[BASELINE]), colours.quiet, BASELINE_SYMBOL)] if BASELINE in titles else []
    for number, regime in enumerate(name for name in titles.index if name != BASELINE):
        symbol = REGIME_SYMBOLS[number % len(REGIME_SYMBOLS)]
        marks.append(Mark(str(regime), str(titles[regime]), colours.regimes[number % len(colours.regimes)], symbol))
    return marks


def _regime_dots(shown: pd.DataFrame, rows: Rows, mark: Mark) -> go.Scatter:
    return go.Scatter(
        x=shown["score"].tolist(),
        y=[rows.languages[language] for language in shown["language"]],
        mode="markers",
        name=chart_text(mark.title),
        marker={
            "color": mark.colour,
            "symbol": mark.symbol[0],
            "size": 11,
            "line": {"width": 2 if mark.regime == BASELINE else 0},
        },
        customdata=[
            [
                row.language,
                chart_text(row.language_name),
                row.lowest_score,
                row.highest_score,
                row.n_seeds,
                "<br>at chance: no better than random guessing" if is_chance(row) else "",
            ]
            for row in shown.itertuples()
        ],
        hovertemplate=(
            "%{customdata[1]}: <b>%{x:.1f}</b> %<br>%{customdata[4]} seeds, %{customdata[2]:.1f} to "
            "%{customdata[3]:.1f}%{customdata[5]}<extra>%{fullData.name}</extra>"
        ),
    )


def _draw_chance(figure: go.Figure, scores: pd.DataFrame, rows: Rows, colours: Palette) -> None:
    chance = scores.groupby("language")["chance"].mean().dropna()
    if chance.empty:
        return
    figure.add_trace(
        go.Scatter(
            x=chance.tolist(),
            y=[rows.languages[str(language)] for language in chance.index],
            mode="markers",
            name="random guess",
            marker={"symbol": "line-ns", "size": 14, "line": {"width": 2, "color": colours.ink}},
            hovertemplate="random guess: %{x:.1f} %<extra></extra>",
        )
    )


def gain_chart(scores: pd.DataFrame, colours: Palette, group_by: str | None = None) -> go.Figure:
    """Heat map of the mean gain over the baseline, languages x regimes; a missing cell stays empty.

    Args:
        scores: grain regime x language; columns as for score_chart and gain (points, null: missing).
    """
    gains = scores[scores["regime"] != BASELINE]
    rows = place_languages(scores, group_by)
    titles = gains.drop_duplicates("regime").set_index("regime")["regime_title"]
    values, names = _gain_lines(gains, rows, list(titles.index))
    bound = max((abs(value) for line in values for value in line if value is not None), default=1.0) or 1.0
    is_crowded = len(titles) > 5
    figure = empty_frame(rows, colours, "")
    if is_crowded:  # room for slanted labels, about 5 pixels a letter
        figure.update_layout(height=figure.layout.height + 5 * max(len(title) for title in titles))
    figure.add_trace(
        go.Heatmap(
            z=values,
            x=[chart_text(title) for title in titles],
            y=list(range(rows.n_lines)),
            text=[["" if value is None else signed(value) for value in line] for line in values],
            texttemplate="%{text}",
            textfont={"size": 12, "color": colours.ink},
            customdata=names,
            hovertemplate="%{customdata[1]}, %{x}: <b>%{z:+.1f}</b> points<extra></extra>",
            hoverongaps=False,
            xgap=2,
            ygap=2,
            zmin=-bound,
            zmax=bound,
            colorscale=[list(stop) for stop in colours.diverging],
            showscale=False,
        )
    )
    draw_missing(figure, gains.assign(score=gains["gain"]), rows, colours)
    figure.update_xaxes(side="top", showgrid=False, title_text="", ticks="", tickangle=-45 if is_crowded else 0)
    figure.update_xaxes(domain=[0, min(1.0, max(0.3, len(titles) / 6))])  # few regimes need no whole page
    figure.update_yaxes(showgrid=False)
    return figure


def _gain_lines(
    gains: pd.DataFrame, rows: Rows, regimes: list[str]
) -> tuple[list[list[float | None]], list[list[list[str]]]]:
    """Gains and (code, name) of each line of the heat map, top to bottom; lines of group titles are empty."""
    known = gains.dropna(subset=["gain"]).set_index(["language", "regime"])["gain"].to_dict()
    at_line = {int(line): language for language, line in rows.languages.items()}
    values: list[list[float | None]] = []
    names: list[list[list[str]]] = []
    for line in range(rows.n_lines):
        language = at_line.get(line, "")
        values.append([known.get((language, regime)) for regime in regimes])
        names.append([[language, chart_text(rows.names.get(language, ""))]] * len(regimes))
    return values, names
