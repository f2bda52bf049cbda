"""The part of the Languages page on one regime: map, gap to English, score by text in CC-100."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard.data.db import query
from dashboard.figures.land import Line, outlines
from dashboard.figures.profiles import gap_chart, map_chart, size_chart
from dashboard.kit import components, downloads
from dashboard.kit.columns import ABSENT, FILE, NAME, PAGE, TEXT, Align, Column, Table, is_missing, markup, percent
from dashboard.kit.filters import Filters
from dashboard.kit.markup import link, page_url, signed, tag
from dashboard.kit.render_cache import kept

LAND = Path(__file__).parents[2] / "static" / "land-110m.json"
VIEWS = {
    "scores": "Scores and gains",
    "map": "Map",
    "gap": "Gap to English",
    "size": "Score by text in CC-100",
    "layers": "Retrieval by layer",
}
ONLY_HERE = ("of", "number", "pair")  # filters that the first view does not have
NUMBERS = {"score": "Score", "gain": "Gain over the baseline"}


@cache
def coast() -> list[Line]:
    """Outlines of land that ship with the app (Natural Earth 1:110m)."""
    return outlines(json.loads(LAND.read_text(encoding="utf-8")), "land")


def show_profiles(
    filters: Filters, view: str, cell: Mapping[str, str], title: str, regimes: Mapping[str, str]
) -> object:
    """Draw one view of one regime, and return the chart's event.

    Args:
        view: of VIEWS, neither "scores" nor "layers".
        cell: parameters of the queries on one task.
        title: of the task.
        regimes: title of each regime that has runs, the baseline first.
    """
    first = [*(regime for regime in regimes if regime != "none"), *(regime for regime in regimes if regime == "none")]
    with st.container(horizontal=True, key="cc-profile-filters", vertical_alignment="bottom"):
        regime = filters.choose("of", "Regime", first, show=regimes.__getitem__, resets=("number",))
        rows = of_regime(query("language_cells", **cell), regime)
        numbers = list(NUMBERS) if view == "map" and rows["gain"].notna().any() else ["score"]
        number = filters.choose("number", "Number", numbers, show=NUMBERS.__getitem__) if len(numbers) > 1 else "score"
    if rows["score"].isna().all():
        st.info("This regime has no score on this task, metric and split.")
        return None
    name = regimes[regime]
    event = {"map": _map, "gap": _gap, "size": _size}[view](rows, title, name, number)
    chosen = {**cell, "regime": regime}
    with st.expander("The same as a table"):
        st.html(markup(profile, rows, f"{title}, {name}: languages", chosen))
    head = downloads.about(f"{title}, {name}: languages", chosen, "mean over seeds")
    downloads.offer("languages", head, *profile(chosen).files(rows))
    return event


def of_regime(rows: pd.DataFrame, regime: str) -> pd.DataFrame:
    """The languages of one regime, best score first.

    Args:
        rows: of queries/language_cells.sql.
    """
    return rows[rows["regime"] == regime].sort_values(["score", "language_name"], ascending=[False, True])


def _draw(figure: go.Figure, view: str, alt: str) -> object:
    return st.plotly_chart(
        figure,
        key=f"{view}-chart",
        theme=None,
        config=components.chart_config(f"{view}-chart"),
        on_select="rerun",
        selection_mode="points",
        alt=f"{alt}; the table below holds the same numbers",
    )


def _map(rows: pd.DataFrame, title: str, name: str, number: str) -> object:
    components.section(
        f"{title}, {name}: {NUMBERS[number].lower()} on the map",
        "One point stands for a language's whole area: its place in Glottolog 5.1 (CC-BY-4.0). Outlines of land: "
        "Natural Earth. Choose a point to see the runs behind it.",
    )
    figure = map_chart(rows, coast(), components.chart_colours(), is_gain=number == "gain")
    event = _draw(figure, "map", f"Map of {NUMBERS[number].lower()} on {title} by language")
    _left_out(rows, "score", "latitude", "no place on the map")
    return event


def _gap(rows: pd.DataFrame, title: str, name: str, _: str) -> object:
    components.section(
        f"{title}, {name}: gap to English",
        "English score minus the language's, mean over seeds. A gap narrows where the language rises, but also where "
        "English falls: read it beside the gains. The languages' examples are not all the same, and no interval of a "
        "gap is stored.",
    )
    if rows["gap"].isna().all():
        st.info("This regime has no English score, or no other, on this task, metric and split.")
        return None
    return _draw(
        kept(gap_chart)(rows, components.chart_colours(), name), "gap", f"Gap to English on {title} by language"
    )


def _size(rows: pd.DataFrame, title: str, name: str, _: str) -> object:
    components.section(
        f"{title}, {name}: score by text in CC-100",
        "CC-100 is the text that XLM-R was trained on, with sizes as its paper prints them; an encoder of another kind "
        "has seen other text. That languages with more text score higher here does not say why.",
    )
    if (rows["score"].isna() | rows["cc100_gib"].isna()).all():
        st.info("No language with a score here has a known size in CC-100.")
        return None
    event = _draw(kept(size_chart)(rows, components.chart_colours()), "size", f"Score on {title} by text in CC-100")
    _left_out(rows, "score", "cc100_gib", "no size known in CC-100")
    return event


def _left_out(rows: pd.DataFrame, number: str, needed: str, why: str) -> None:
    """Say which languages the chart lacks and why."""
    parts = []
    if not (bare := rows[rows[number].isna()]).empty:
        parts.append(f"no score: {', '.join(bare['language_name'])}")
    if not (lost := rows[rows[number].notna() & rows[needed].isna()]).empty:
        parts.append(f"{why}: {', '.join(lost['language_name'])}")
    if parts:
        st.html(tag("p", f"Not on the chart, {'; '.join(parts)}.", class_="cc-note"))


def profile(chosen: Mapping[str, str]) -> Table:
    """One line a language: score, gap to English, gain, text in CC-100, place; rows of `profiles.of_regime`.

    Args:
        chosen: parameters of the view, for the links to each language.
    """
    url = page_url("runs", profile=chosen["profile"], regime=chosen["regime"], task=chosen["task"])

    def score(row: Any) -> object:
        return ABSENT if is_missing(row.score) else link(percent(row.score), url)

    return Table(
        (
            Column("language", "language", on=FILE),
            Column("name", "language_name", head="Language", align=NAME, on=PAGE | FILE | TEXT),
            Column("family", "family", on=FILE),
            Column("script", "script", on=FILE),
            Column("score", "score", "percent", on=PAGE | FILE | TEXT, cell=score),
            Column("random guess", "chance", "percent", percent, head="Random guess"),
            Column(
                "English minus the language",
                "gap",
                "points",
                signed,
                head="Gap to English, points",
                on=PAGE | FILE | TEXT,
            ),
            Column("the same without intermediate task", "baseline_gap", format=signed, head="Gap of the baseline"),
            Column("gain", "gain", "points", signed, on=PAGE | FILE | TEXT),
            Column(
                "text in CC-100",
                "cc100_gib",
                "GiB",
                lambda value: f"{value:g}",
                head="CC-100, GiB",
                on=PAGE | FILE | TEXT,
            ),
            Column("degrees north", "latitude", on=FILE),
            Column("degrees east", "longitude", on=FILE),
            Column("Glottolog's language at that place", "place_of", on=FILE),
            Column("place", align=Align.LEFT, on=PAGE, cell=_place),
            Column("seeds", "n_seeds", on=FILE),
        )
    )


def _place(row: Any) -> str:
    if is_missing(row.latitude):
        return ABSENT
    return f"{_degrees(row.latitude, 'N', 'S')}, {_degrees(row.longitude, 'E', 'W')} ({row.place_of})"


def _degrees(value: float, above: str, below: str) -> str:
    return f"{abs(value):.1f}° {above if value >= 0 else below}"
