"""Regimes x target tasks as a heat map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.kit.markup import chart_text, signed
from dashboard.kit.theme import COVERS_ZERO, Palette, template

ROW = 46  # pixels of a regime's line
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
        View("gain", "Gain over baseline", "gain", "points", True),
        View("units", "Gain in interval units", "gain_in_half_widths", "half-widths of the interval", True),
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
    """The languages behind a number: "12 of 15" where some of the task's are missing, "+ 5" for those beyond them."""
    n_all, n_own = (
        (cell.n_languages, cell.n_own) if view.key == "score" else (cell.n_languages_gained, cell.n_own_gained)
    )
    own = f"{n_own} of {cell.n_languages_needed}" if n_own < cell.n_languages_needed else ""
    return f"{own or n_own} + {n_all - n_own}" if n_all > n_own else own


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
    hatched = [at[f"{row.regime}/{row.task}"] for row in rows.itertuples() if view.is_signed and is_hatched(row)]
    shapes = [_hatching(hatched, colours)] if hatched else []
    if chosen in at:
        shapes.append(_frame(*at[chosen], colours))
    titles = rows.drop_duplicates("task").set_index("task")["task_title"]
    names = rows.drop_duplicates("regime").set_index("regime")["regime_title"]
    flat: dict[str, Any] = {"showgrid": False, "zeroline": False, "ticks": "", "showline": False}
    layout = {
        "template": template(colours),
        "height": ROW * len(regimes) + 48 + 18 * len(note),
        "margin": {"l": 8, "r": 12, "t": 8, "b": 12 + 18 * len(note)},
        "showlegend": False,
        "dragmode": False,
        "clickmode": "event+select",
        "hoverdistance": 30,
        "shapes": shapes,
        "annotations": [_printed(note, colours)] if note else [],
        "xaxis": {
            "side": "top",
            "range": [-0.5, len(tasks) - 0.5],
            "tickvals": list(range(len(tasks))),
            "ticktext": [chart_text(titles[task]) for task in tasks],
            **flat,
        },
        "yaxis": {
            "range": [len(regimes) - 0.5, -0.5],
            "tickvals": list(range(len(regimes))),
            "ticktext": [chart_text(names[regime]) for regime in regimes],
            **flat,
        },
    }
    return go.Figure([_ground(rows, colours, view, regimes, tasks), _numbers(rows, colours, view, at)], layout)


def _printed(note: tuple[str, ...], colours: Palette) -> dict[str, Any]:
    return {
        "x": 0,
        "y": 0,
        "xref": "paper",
        "yref": "paper",
        "xanchor": "left",
        "yanchor": "top",
        "yshift": -6,
        "align": "left",
        "text": "<br>".join(chart_text(line) for line in note),
        "showarrow": False,
        "font": {"size": 12, "color": colours.quiet},
    }


def _ground(rows: pd.DataFrame, colours: Palette, view: View, regimes: list[str], tasks: list[str]) -> dict[str, Any]:
    """The colours; a cell without a number has none."""
    known = rows.dropna(subset=[view.column]).set_index(["regime", "task"])[view.column].to_dict()
    values = [[known.get((regime, task)) for task in tasks] for regime in regimes]
    bound = max((abs(value) for value in known.values()), default=1.0) or 1.0
    stops = colours.diverging if view.is_signed else _upper_half(colours)
    return {
        "type": "heatmap",
        "z": values,
        "x": list(range(len(tasks))),
        "y": list(range(len(regimes))),
        "zmin": -bound if view.is_signed else 0.0,
        "zmax": bound if view.is_signed else 100.0,
        "colorscale": [list(stop) for stop in stops],
        "showscale": False,
        "hoverinfo": "skip",
        "hoverongaps": False,
        "xgap": 2,
        "ygap": 2,
    }


def _upper_half(colours: Palette) -> list[tuple[float, str]]:
    """From zero to gain, as a scale of its own."""
    return [(2 * (place - 0.5), colour) for place, colour in colours.diverging if place >= 0.5]


def _numbers(rows: pd.DataFrame, colours: Palette, view: View, at: dict[str, tuple[int, int]]) -> dict[str, Any]:
    """Text of the cells on marks that are not drawn but can be pointed at and chosen."""
    cells = list(rows.itertuples())
    keys = [f"{cell.regime}/{cell.task}" for cell in cells]
    return {
        "type": "scatter",
        "x": [at[key][0] for key in keys],
        "y": [at[key][1] for key in keys],
        "mode": "markers+text",
        "text": [_text(cell, view) for cell in cells],
        "textfont": {"size": 13, "color": colours.ink},
        "marker": {"symbol": "square", "size": 40, "opacity": 0, "color": colours.ground},
        "selected": {"marker": {"opacity": 0}, "textfont": {"color": colours.ink}},
        "unselected": {"marker": {"opacity": 0}, "textfont": {"color": colours.ink}},
        "customdata": [[key, _hover(cell)] for key, cell in zip(keys, cells, strict=True)],
        "hovertemplate": "%{customdata[1]}<extra></extra>",
    }


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
    lines = [title, f"score {cell.score:.1f} percent over {cell.n_languages} languages"]
    if not pd.isna(cell.gain):
        lines.append(f"gain {signed(cell.gain)} points over {cell.n_languages_gained} languages")
    if not pd.isna(cell.low):
        lines.append(f"{cell.level:.0%} interval {signed(cell.low)} to {signed(cell.high)}")
    return "<br>".join(lines)


def _hatching(cells: list[tuple[int, int]], colours: Palette) -> dict[str, Any]:
    """Diagonal strokes over the cells as one path; a cell reaches 0.5 from its middle, its gap left free."""
    strokes = []
    for x, y in cells:
        for offset in (-0.6, -0.3, 0.0, 0.3, 0.6):  # of the line y = x + offset across the cell
            start, end = max(-0.46, -0.46 - offset), min(0.46, 0.46 - offset)
            strokes.append(f"M {x + start:.3f} {y - start - offset:.3f} L {x + end:.3f} {y - end - offset:.3f}")
    return {
        "type": "path",
        "path": " ".join(strokes),
        "line": {"color": colours.quiet, "width": 1},
        "opacity": 0.55,
    }


def _frame(x: int, y: int, colours: Palette) -> dict[str, Any]:
    return {
        "type": "rect",
        "x0": x - 0.48,
        "x1": x + 0.48,
        "y0": y - 0.47,
        "y1": y + 0.47,
        "line": {"color": colours.accent, "width": 3},
    }
