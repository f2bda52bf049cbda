"""Regimes x target tasks as a heat map."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.heat_cells import (
    BASELINE,
    View,
    is_chance,
    is_hatched,
    lacks_languages,
    shown_value,
    without_number,
)
from dashboard.kit.markup import chart_text, signed
from dashboard.kit.theme import COVERS_ZERO, Palette, template

ROW = 46  # pixels of a regime's line
MEAN_AT, MEAN_TO = 0.35, 1.15  # middle and end of the column of means, in columns beyond the last task
FADED = 0.35  # opacity of a cell whose gain cannot be told from zero
LACKING = "*"  # after a number without some of the task's own languages, and after a mean without some tasks
SAME = 1e-6  # points


def heat_chart(
    cells: pd.DataFrame,
    colours: Palette,
    view: View,
    note: tuple[str, ...] = (),
    chosen: str | None = None,
    claims: pd.DataFrame | None = None,
) -> go.Figure:
    """Regimes x target tasks and their mean; faded and marked where the interval covers zero, in words where no number.

    Args:
        cells: rows of queries/heat_cells.sql; the baseline's are left out of gains.
        note: lines printed below the cells: what was averaged over what.
        chosen: "regime/task" of the cell with a frame.
        claims: rows of queries/heat_claims.sql that speak of these means; None: none does.
    """
    rows = cells if view.key == "score" else cells[cells["regime"] != BASELINE]
    regimes = list(rows["regime"].drop_duplicates())
    tasks = list(rows["task"].drop_duplicates())
    at = {f"{row.regime}/{row.task}": (tasks.index(row.task), regimes.index(row.regime)) for row in rows.itertuples()}
    shapes = [_frame(*at[chosen], colours)] if chosen in at else []
    has_means = view.key != "units"
    last = len(tasks) - 0.5
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
            "range": [-0.5, last + (MEAN_TO if has_means else 0)],
            "tickvals": [*range(len(tasks)), *([last + MEAN_AT + 0.2] if has_means else [])],
            "ticktext": [
                *(chart_text(titles[task]) for task in tasks),
                *(["<b>Mean of tasks</b>"] if has_means else []),
            ],
            **flat,
        },
        "yaxis": {
            "range": [len(regimes) - 0.5, -0.5],
            "tickvals": list(range(len(regimes))),
            "ticktext": [chart_text(names[regime]) for regime in regimes],
            **flat,
        },
    }
    traces = [
        _ground(rows, colours, view, (regimes, tasks), faded=False),
        _numbers(rows, colours, view, at),
        _ground(rows, colours, view, (regimes, tasks), faded=True),
    ]
    if has_means:
        traces.append(_means(rows, colours, view, last + MEAN_AT + 0.2, regimes, claims))
    return go.Figure(traces, layout)


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


def _ground(
    rows: pd.DataFrame, colours: Palette, view: View, places: tuple[list[str], list[str]], *, faded: bool
) -> dict[str, Any]:
    """The colours of the certain cells, or those of the others; a cell without a number has none."""
    regimes, tasks = places
    bound = max((abs(value) for value in rows[view.column].dropna()), default=1.0) or 1.0
    known = {
        (row.regime, row.task): getattr(row, view.column)
        for row in rows.dropna(subset=[view.column]).itertuples()
        if (view.is_signed and is_hatched(row)) is faded
    }
    values = [[known.get((regime, task)) for task in tasks] for regime in regimes]
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
        "opacity": FADED if faded else 1.0,
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
    says_lacks = not all(lacks_languages(cell, view) for cell in cells if cell.n_languages)  # of all, it marks none
    return {
        "type": "scatter",
        "x": [at[key][0] for key in keys],
        "y": [at[key][1] for key in keys],
        "mode": "markers+text",
        "text": [_text(cell, view, says_lacks=says_lacks) for cell in cells],
        "textfont": {"size": 13, "color": colours.ink},
        "marker": {"symbol": "square", "size": 40, "opacity": 0, "color": colours.ground},
        "selected": {"marker": {"opacity": 0}, "textfont": {"color": colours.ink}},
        "unselected": {"marker": {"opacity": 0}, "textfont": {"color": colours.ink}},
        "customdata": [[key, _hover(cell)] for key, cell in zip(keys, cells, strict=True)],
        "hovertemplate": "%{customdata[1]}<extra></extra>",
    }


def _text(cell: Any, view: View, *, says_lacks: bool) -> str:
    value = shown_value(cell, view)
    if not value:
        return f'<span style="font-size:11px">{without_number(cell, view)}</span>'
    marked = f"{value}{LACKING if says_lacks and lacks_languages(cell, view) else ''}"
    if view.is_signed and is_hatched(cell):
        marked = f"{marked} {COVERS_ZERO[1]}"
    return f'{marked}<br><span style="font-size:10px">at chance</span>' if is_chance(cell) else marked


def _means(
    rows: pd.DataFrame, colours: Palette, view: View, x: float, regimes: list[str], claims: pd.DataFrame | None
) -> dict[str, Any]:
    """A regime's mean over the tasks, with the interval and the claimed value where a claim is about it."""
    firsts = rows.drop_duplicates("regime").set_index("regime")
    spoken: dict[str, dict[str, Any]] = {}
    for claim in [] if claims is None else claims.to_dict("records"):
        spoken.setdefault(claim["regime"], {str(name): value for name, value in claim.items()})
    n_tasks = rows["task"].nunique()
    parts = [_mean(firsts.loc[regime], view, n_tasks, spoken.get(regime)) for regime in regimes]
    return {
        "type": "scatter",
        "x": [x] * len(regimes),
        "y": list(range(len(regimes))),
        "mode": "text",
        "text": [text for text, _ in parts],
        "textfont": {"size": 13, "color": colours.ink},
        "customdata": [["", hover] for _, hover in parts],
        "hovertemplate": "%{customdata[1]}<extra></extra>",
    }


def _mean(row: Any, view: View, n_tasks: int, claim: dict[str, Any] | None) -> tuple[str, str]:
    """What stands in the column of means, and what a pointer over it says."""
    is_score = view.key == "score"
    value, n_behind = (row.mean_score, row.n_tasks_scored) if is_score else (row.mean_gain, row.n_tasks_gained)
    if pd.isna(value):
        return "–", "no mean: no task has a number"
    number = f"{value:.1f}" if is_score else signed(value)
    text = f"<b>{number}{LACKING if n_behind < n_tasks else ''}</b>"
    hover = [f"<b>{chart_text(row.regime_title)}</b>", f"mean {number} over {n_behind} of {n_tasks} tasks"]
    if claim is not None and not is_score:
        if is_same_mean(claim["estimate"], value) and not pd.isna(claim["low"]):
            text += f" {signed(claim['low'])} to {signed(claim['high'])}"
            hover.append(f"{claim['level']:.0%} interval {signed(claim['low'])} to {signed(claim['high'])}")
        text += f'<br><span style="font-size:11px">claimed {chart_text(claim["value"])}</span>'
        hover.append(f"claimed of another encoder: {chart_text(claim['value'])} ({chart_text(claim['claim_id'])})")
    return text, "<br>".join(hover)


def is_same_mean(estimate: float, mean: float) -> bool:
    """Whether a claim's evidence is the mean shown, so that its interval is this mean's."""
    return abs(estimate - mean) < SAME


def _hover(cell: Any) -> str:
    title = f"<b>{chart_text(cell.regime_title)}, {chart_text(cell.task_title)}</b>"
    if cell.n_languages == 0:
        return f"{title}<br>no score: {chart_text(cell.why)}"
    lines = [title, f"score {cell.score:.1f} percent over {cell.n_languages} languages"]
    if not pd.isna(cell.gain):
        lines.append(f"gain {signed(cell.gain)} points over {cell.n_languages_gained} languages")
    if not pd.isna(cell.low):
        lines.append(f"{cell.level:.0%} interval {signed(cell.low)} to {signed(cell.high)}")
    lines.append(
        f"{cell.n_own} of {cell.n_languages_needed} languages of the task, {cell.n_languages - cell.n_own} others"
    )
    if cell.n_at_chance:
        lines.append(f"both arms at chance in {cell.n_at_chance} of {cell.n_languages} languages")
    return "<br>".join(lines)


def _frame(x: int, y: int, colours: Palette) -> dict[str, Any]:
    return {
        "type": "rect",
        "x0": x - 0.48,
        "x1": x + 0.48,
        "y0": y - 0.47,
        "y1": y + 0.47,
        "line": {"color": colours.accent, "width": 3},
    }
