"""Regimes x target tasks as a heat map, and the languages of one of its cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.markup import chart_text, signed
from dashboard.theme import COVERS_ZERO, Palette, template

ROW = 46  # pixels of a regime's line
BAR = 24  # pixels of a language's line
BASELINE = "none"


@dataclass(frozen=True, slots=True)
class View:
    """What a cell shows: a column of queries/heat_cells.sql."""

    key: str
    title: str
    column: str
    unit: str
    is_signed: bool  # loss and gain have their own colours; else one colour from 0 to 100


VIEWS = {
    view.key: view
    for view in (
        View("gain", "Gain over no intermediate task", "gain", "points", True),
        View("units", "Gain in half-widths of its interval", "gain_in_half_widths", "half-widths", True),
        View("score", "Score", "score", "percent", False),
    )
}


def is_hatched(cell: Any) -> bool:
    """Whether the cell's stored interval covers zero.

    Args:
        cell: row of queries/heat_cells.sql or queries/heat_languages.sql.
    """
    return not pd.isna(cell.covers_zero) and bool(cell.covers_zero)


def shown_value(cell: Any, view: View) -> str:
    """The number as it stands in the cell; empty where there is none."""
    value = getattr(cell, view.column)
    if pd.isna(value):
        return ""
    return signed(value) if view.is_signed else f"{value:.1f}"


def coverage(cell: Any, view: View) -> str:
    """The languages behind a number as "12 of 15" where some are missing, else empty."""
    n_languages = cell.n_languages if view.key == "score" else cell.n_languages_gained
    return f"{n_languages} of {cell.n_languages_needed}" if n_languages < cell.n_languages_needed else ""


def without_number(cell: Any, view: View) -> str:
    """Why a cell holds no number, in two words."""
    if cell.n_languages == 0:
        return "no score"
    if view.key == "units" and not pd.isna(cell.gain):
        return "no interval" if pd.isna(cell.low) else "no width"
    return "no baseline"


def heat_chart(
    cells: pd.DataFrame, colours: Palette, view: View, note: tuple[str, ...] = (), chosen: str | None = None
) -> go.Figure:
    """Regimes x target tasks; hatched and marked where the interval covers zero, in words where there is no number.

    Args:
        cells: rows of queries/heat_cells.sql; the baseline's are left out of gains.
        note: lines printed below the cells: what was averaged over what.
        chosen: "regime/task" of the cell with a frame.
    """
    rows = cells if view.key == "score" else cells[cells["regime"] != BASELINE]
    regimes = list(rows["regime"].drop_duplicates())
    tasks = list(rows["task"].drop_duplicates())
    at = {f"{row.regime}/{row.task}": (tasks.index(row.task), regimes.index(row.regime)) for row in rows.itertuples()}
    figure = go.Figure()
    figure.add_trace(_ground(rows, colours, view, regimes, tasks))
    figure.add_trace(_numbers(rows, colours, view, at))
    hatched = [at[f"{row.regime}/{row.task}"] for row in rows.itertuples() if view.is_signed and is_hatched(row)]
    if hatched:
        figure.add_shape(type="path", path=_hatching(hatched), line={"color": colours.quiet, "width": 1}, opacity=0.55)
    if chosen in at:
        figure.add_shape(_frame(*at[chosen], colours))
    _print_note(figure, note, colours)
    figure.update_layout(
        template=template(colours),
        height=ROW * len(regimes) + 48 + 18 * len(note),
        margin={"l": 8, "r": 12, "t": 8, "b": 12 + 18 * len(note)},
        showlegend=False,
        dragmode=False,
        clickmode="event+select",
        hoverdistance=30,
    )
    titles = rows.drop_duplicates("task").set_index("task")["task_title"]
    names = rows.drop_duplicates("regime").set_index("regime")["regime_title"]
    flat: dict[str, Any] = {"showgrid": False, "zeroline": False, "ticks": "", "showline": False, "title_text": ""}
    figure.update_xaxes(
        side="top",
        range=[-0.5, len(tasks) - 0.5],
        tickvals=list(range(len(tasks))),
        ticktext=[chart_text(titles[task]) for task in tasks],
        **flat,
    )
    figure.update_yaxes(
        range=[len(regimes) - 0.5, -0.5],
        tickvals=list(range(len(regimes))),
        ticktext=[chart_text(names[regime]) for regime in regimes],
        **flat,
    )
    return figure


def _print_note(figure: go.Figure, note: tuple[str, ...], colours: Palette) -> None:
    if note:
        figure.add_annotation(
            x=0,
            y=0,
            xref="paper",
            yref="paper",
            xanchor="left",
            yanchor="top",
            yshift=-6,
            align="left",
            text="<br>".join(chart_text(line) for line in note),
            showarrow=False,
            font={"size": 12, "color": colours.quiet},
        )


def _ground(rows: pd.DataFrame, colours: Palette, view: View, regimes: list[str], tasks: list[str]) -> go.Heatmap:
    """The colours; a cell without a number has none."""
    known = rows.dropna(subset=[view.column]).set_index(["regime", "task"])[view.column].to_dict()
    values = [[known.get((regime, task)) for task in tasks] for regime in regimes]
    bound = max((abs(value) for value in known.values()), default=1.0) or 1.0
    stops = colours.diverging if view.is_signed else _upper_half(colours)
    return go.Heatmap(
        z=values,
        x=list(range(len(tasks))),
        y=list(range(len(regimes))),
        zmin=-bound if view.is_signed else 0.0,
        zmax=bound if view.is_signed else 100.0,
        colorscale=[list(stop) for stop in stops],
        showscale=False,
        hoverinfo="skip",
        hoverongaps=False,
        xgap=2,
        ygap=2,
    )


def _upper_half(colours: Palette) -> list[tuple[float, str]]:
    """From zero to gain, as a scale of its own."""
    return [(2 * (place - 0.5), colour) for place, colour in colours.diverging if place >= 0.5]


def _numbers(rows: pd.DataFrame, colours: Palette, view: View, at: dict[str, tuple[int, int]]) -> go.Scatter:
    """Text of the cells on marks that are not drawn but can be pointed at and chosen."""
    cells = list(rows.itertuples())
    keys = [f"{cell.regime}/{cell.task}" for cell in cells]
    return go.Scatter(
        x=[at[key][0] for key in keys],
        y=[at[key][1] for key in keys],
        mode="markers+text",
        text=[_text(cell, view) for cell in cells],
        textfont={"size": 13, "color": colours.ink},
        marker={"symbol": "square", "size": 40, "opacity": 0, "color": colours.ground},
        selected={"marker": {"opacity": 0}, "textfont": {"color": colours.ink}},
        unselected={"marker": {"opacity": 0}, "textfont": {"color": colours.ink}},
        customdata=[[key, _hover(cell)] for key, cell in zip(keys, cells, strict=True)],
        hovertemplate="%{customdata[1]}<extra></extra>",
    )


def _text(cell: Any, view: View) -> str:
    value = shown_value(cell, view)
    if not value:
        return f'<span style="font-size:11px">{without_number(cell, view)}</span>'
    marked = f"{value} {COVERS_ZERO[1]}" if view.is_signed and is_hatched(cell) else value
    few = coverage(cell, view)
    return f'{marked}<br><span style="font-size:10px">{few}</span>' if few else marked


def _hover(cell: Any) -> str:
    title = f"<b>{chart_text(cell.regime_title)}, {chart_text(cell.task_title)}</b>"
    if cell.n_languages == 0:
        return f"{title}<br>no score: {chart_text(cell.why)}"
    lines = [title, f"score {cell.score:.1f} percent, {cell.n_languages} of {cell.n_languages_needed} languages"]
    if not pd.isna(cell.gain):
        lines.append(f"gain {signed(cell.gain)} points over {cell.n_languages_gained} languages")
    if not pd.isna(cell.low):
        lines.append(f"{cell.level:.0%} interval {signed(cell.low)} to {signed(cell.high)}")
    return "<br>".join(lines)


def _hatching(cells: list[tuple[int, int]]) -> str:
    """Diagonal strokes over the cells as one path; a cell reaches 0.5 from its middle, its gap left free."""
    strokes = []
    for x, y in cells:
        for offset in (-0.6, -0.3, 0.0, 0.3, 0.6):  # of the line y = x + offset across the cell
            start, end = max(-0.46, -0.46 - offset), min(0.46, 0.46 - offset)
            strokes.append(f"M {x + start:.3f} {y - start - offset:.3f} L {x + end:.3f} {y - end - offset:.3f}")
    return " ".join(strokes)


def _frame(x: int, y: int, colours: Palette) -> dict[str, Any]:
    return {
        "type": "rect",
        "x0": x - 0.48,
        "x1": x + 0.48,
        "y0": y - 0.47,
        "y1": y + 0.47,
        "line": {"color": colours.accent, "width": 3},
    }


def cell_chart(languages: pd.DataFrame, colours: Palette, *, is_gain: bool) -> go.Figure:
    """Bars of one cell's languages with stored intervals; hatched where one covers zero, in words where none is scored.

    Args:
        languages: rows of queries/heat_languages.sql, in the order of the lines.
        is_gain: gains in points, else scores in percent.
    """
    column = "gain" if is_gain else "score"
    given = languages[languages[column].notna()]
    place = {str(language): line for line, language in enumerate(languages["language"])}
    figure = go.Figure()
    figure.add_trace(_bars(given, colours, place, column))
    for row in languages[languages[column].isna()].to_dict("records"):
        figure.add_annotation(
            x=0,
            y=place[row["language"]],
            xanchor="left",
            xshift=6,
            text="<i>no score</i>" if pd.isna(row["score"]) else "<i>no baseline</i>",
            showarrow=False,
            font={"size": 12, "color": colours.quiet},
        )
    figure.update_layout(
        template=template(colours), height=BAR * len(languages) + 70, showlegend=False, dragmode=False, bargap=0.3
    )
    figure.update_xaxes(title_text="gain, points" if is_gain else "score, percent", zeroline=True)
    if not is_gain:
        figure.update_xaxes(range=[0, 100])
    figure.update_yaxes(
        range=[len(languages) - 0.5, -0.5],
        tickvals=list(place.values()),
        ticktext=[chart_text(name) for name in languages["language_name"]],
        showgrid=False,
        zeroline=False,
        ticks="",
    )
    return figure


def _bars(given: pd.DataFrame, colours: Palette, place: dict[str, int], column: str) -> go.Bar:
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
    return go.Bar(
        x=given[column].tolist(),
        y=[place[str(row.language)] for row in rows],
        orientation="h",
        marker={
            "color": [loss if getattr(row, column) < 0 else gain for row in rows],
            "pattern": {
                "shape": ["/" if is_gain and is_hatched(row) else "" for row in rows],
                "fgcolor": colours.ink,
                "fgopacity": 0.45,
                "size": 7,
            },
        },
        error_x=errors,
        customdata=[[_language_hover(row)] for row in rows],
        hovertemplate="%{customdata[0]}<extra></extra>",
    )


def _language_hover(row: Any) -> str:
    lines = [f"<b>{chart_text(row.language_name)}</b>: score {row.score:.1f} percent"]
    if not pd.isna(row.gain):
        lines.append(f"gain {signed(row.gain)} points over {row.baseline_score:.1f}")
    if not pd.isna(row.low):
        lines.append(f"interval {signed(row.low)} to {signed(row.high)}")
    return "<br>".join(lines)
