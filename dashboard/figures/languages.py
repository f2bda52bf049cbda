"""Scores and gains of one task by language, rows grouped by family or script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import pandas as pd
import plotly.graph_objects as go

from dashboard.kit.markup import chart_text, signed
from dashboard.kit.theme import BASELINE_SYMBOL, REGIME_SYMBOLS, SEEN, Palette, template

ROW = 26  # pixels a language takes
BASELINE = "none"
AT_CHANCE = "≈"  # after a language in which no regime is above random guessing


@dataclass(frozen=True, slots=True)
class Mark:
    """How a regime is drawn: colour, and symbol as Plotly's name and as a character."""

    regime: str
    title: str
    colour: str
    symbol: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Rows:
    """Where each language stands on the y axis; groups open with a line of their own."""

    languages: dict[str, float]
    names: dict[str, str]
    groups: dict[str, float]

    @property
    def n_lines(self) -> int:
        """Languages and group titles together."""
        return len(self.languages) + len(self.groups)


def place_languages(scores: pd.DataFrame, group_by: str | None) -> Rows:
    """Rows from top to bottom: groups by their best baseline score, languages within by theirs; missing last.

    Args:
        scores: columns language, language_name, regime, seen, score and the group column; grain regime x language.
        group_by: "family", "script", "seen" or None for one ungrouped list.
    """
    order = scores[scores["regime"] == BASELINE].set_index("language")["score"]
    best = scores.groupby("language")["score"].max()
    known = scores.drop_duplicates("language").assign(
        rank=lambda rows: rows["language"].map(order.combine_first(best)).astype(float),
        group=lambda rows: rows[group_by].map(_group_title) if group_by else "",
    )
    known["group_rank"] = known.groupby("group")["rank"].transform("max")
    known = known.sort_values(
        ["group_rank", "group", "rank", "language"], ascending=[False, True, False, True], na_position="last"
    )
    scored = scores[scores["score"].notna()]
    by_language = {language: [is_chance(row) for row in of.itertuples()] for language, of in scored.groupby("language")}
    at_chance = {language for language, said in by_language.items() if all(said)}
    languages, names, groups, line = {}, {}, {}, 0.0
    for row in known.itertuples():
        if group_by and row.group not in groups:
            groups[str(row.group)] = line
            line += 1
        languages[str(row.language)] = line
        mark = f" {SEEN['unseen'][1]}" if row.seen == "unseen" else ""
        if row.language in at_chance:
            mark += f" {AT_CHANCE}"
        names[str(row.language)] = f"{row.language_name}{mark}"
        line += 1
    return Rows(languages, names, groups)


def _group_title(group: str) -> str:
    word, symbol = SEEN.get(group, (group, ""))
    return f"{symbol} {word}".strip()


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
    figure = _frame(rows, colours, f"{metric}, percent")
    _draw_chance(figure, scores, rows, colours)
    _draw_missing(figure, scores, rows, colours)
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


def is_chance(row: Any) -> bool:
    """Whether neither the regime nor its baseline scores above a random guesser.

    Args:
        row: of queries/language_cells.sql.
    """
    return not pd.isna(row.is_at_chance) and bool(row.is_at_chance)


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


def _draw_missing(figure: go.Figure, scores: pd.DataFrame, rows: Rows, colours: Palette) -> None:
    best = scores.groupby("language")["score"].max()
    for language in best[best.isna()].index:
        figure.add_annotation(
            x=0,
            xref="paper",
            xanchor="left",
            xshift=6,
            y=rows.languages[str(language)],
            text="<i>no score</i>",
            showarrow=False,
            font={"size": 12, "color": colours.quiet},
        )


def _frame(rows: Rows, colours: Palette, title: str) -> go.Figure:
    figure = go.Figure()
    figure.update_layout(
        template=template(colours),
        height=ROW * rows.n_lines + 70,
        showlegend=False,
        dragmode=False,
        clickmode="event+select",
    )
    figure.update_xaxes(title_text=title, side="bottom", zeroline=False)
    figure.update_yaxes(
        range=[rows.n_lines - 0.5, -0.5],
        ticks="",
        tickvals=list(rows.languages.values()),
        ticktext=[chart_text(rows.names[language]) for language in rows.languages],
        showgrid=True,
        zeroline=False,
    )
    for group, line in rows.groups.items():
        figure.add_annotation(
            x=0,
            xref="paper",
            xanchor="left",
            y=line,
            text=f"<b>{chart_text(group)}</b>",
            showarrow=False,
            font={"size": 12, "color": colours.quiet},
        )
    return figure


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
    figure = _frame(rows, colours, "")
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
    _draw_missing(figure, gains.assign(score=gains["gain"]), rows, colours)
    figure.update_xaxes(side="top", showgrid=False, title_text="", ticks="", tickangle=-45 if is_crowded else 0)
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
