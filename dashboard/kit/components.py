"""Pieces that every page shares: style, masthead, footer, notes, tables of text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.kit import theme
from dashboard.kit.markup import Html, join, link, plain, tag, visible
from dashboard.kit.theme import DIRECTIONS, PICTURES, Palette, css_variables, direction_colour, palette

NAME = "Crosscheck"
STYLE = Path(__file__).parent / "style.css"
_PICTURE, _HAS_CHART, _ANCHORS = "cc-picture", "cc-has-chart", "cc-anchors"


def colours() -> Palette:
    """Palette of the mode that this session's browser reports."""
    return palette(st.context.theme.type)


def chart_config(name: str) -> dict[str, Any]:
    """Plotly's settings of a chart, which is saved in the format that this session chose."""
    st.session_state[_HAS_CHART] = True
    return theme.chart_config(name, st.session_state.get(_PICTURE) or next(iter(PICTURES)))


def picture_choice() -> None:
    """The format that charts are saved in; nothing on a page that has drawn none."""
    if st.session_state.pop(_HAS_CHART, False):
        st.segmented_control(
            "Save charts (camera button on the chart) as",
            list(PICTURES),
            default=next(iter(PICTURES)),
            required=True,
            format_func=str.upper,
            key=_PICTURE,
        )


def style() -> None:
    """Put the app's style sheet into the page."""
    st.html(Html(f"<style>{css_variables(colours())}\n{STYLE.read_text(encoding='utf-8')}</style>"))


def masthead() -> None:
    """Name of the app above every page."""
    st.html(
        tag(
            "div",
            tag("span", NAME, class_="cc-name"),
            tag("span", "claims on cross-lingual transfer, checked against evidence", class_="cc-motto"),
            class_="cc-masthead",
        )
    )


def heading(title: str, text: str) -> None:
    """Title of a page and one sentence on what it shows."""
    st.session_state[_ANCHORS] = []
    tab_title(title)
    st.html(tag("div", tag("h1", title), tag("p", text, class_="cc-lead"), class_="cc-heading"))


def tab_title(view: str) -> None:
    """What the browser's tab and its history call this view."""
    st.set_page_config(page_title=f"{visible(view)} - {NAME}")


def section(title: str, text: str = "", *, anchor: str | None = None, short: str | None = None) -> None:
    """Title of a part of a page with a line on how to read it.

    Args:
        anchor: given, the list of the page's parts leads here; unique on the page.
        short: its name in that list, where the title is a finding.
    """
    anchored(anchor, short or title)
    note = tag("p", text, class_="cc-note") if text else None
    st.html(tag("div", tag("h2", title), note, class_="cc-section", id=anchor))


def anchored(anchor: str | None, title: str) -> None:
    """Note a part of the page for its list of parts."""
    if anchor is not None:
        st.session_state.setdefault(_ANCHORS, []).append((anchor, title))


def contents(place: DeltaGenerator) -> None:
    """Links to the parts of the page that have an anchor, where there are several.

    Args:
        place: container near the top of the page.
    """
    parts = st.session_state.pop(_ANCHORS, [])
    if len(parts) > 1:
        links = [link(title, f"#{anchor}") for anchor, title in parts]
        place.html(tag("nav", tag("b", "On this page "), *links, class_="cc-contents", aria_label="On this page"))


def footer(snapshot: pd.Series) -> None:
    """Which published file the numbers come from."""
    built = f"{snapshot['built_at']:%Y-%m-%d %H:%M} UTC"
    commit = snapshot["git_commit"]
    parts = [
        f"Snapshot {snapshot['snapshot_id']}",
        f"built {built}",
        f"commit {commit[:10]}" if isinstance(commit, str) else "commit unknown",
        f"{snapshot['n_runs']} runs, {snapshot['n_scores']} scores",
    ]
    st.html(tag("div", join([tag("span", part) for part in parts]), class_="cc-footer"))


def permalink(url: str) -> None:
    """A link to the view as it stands."""
    st.html(tag("p", link("Link to this view", url), class_="cc-permalink"))


def store_problem(reason: str) -> None:
    """Why there are no numbers, and the command that mends it."""
    st.error(f"**The published results cannot be shown.** {plain(reason)}")
    st.markdown("Build and publish them from the repository, then reload this page:")
    st.code("make run", language="bash")


def nothing_yet(what: str) -> None:
    """An empty store: what is missing and the command that makes it."""
    st.info(f"{plain(what)} Run the pipeline, then reload this page:")
    st.code("make run", language="bash")


def aloud(text: str) -> Html:
    """Words for those who hear a page, where those who see it need none."""
    return tag("span", text, class_="cc-hidden")


def facts(pairs: list[tuple[str, object]]) -> Html:
    """Named facts in columns; an absent one is left out."""
    given = [(name, value) for name, value in pairs if isinstance(value, Html) or (value is not None and value != "")]
    return tag("dl", *(tag("div", tag("dt", name), tag("dd", value)) for name, value in given), class_="cc-facts-list")


def direction_legend() -> Html:
    """What the symbols of the directions stand for."""
    words: dict[str, list[str]] = {style.symbol: [] for style in DIRECTIONS.values()}
    for word, style in DIRECTIONS.items():
        words[style.symbol].append(word)
    items = [
        tag(
            "span",
            tag("i", symbol, style=f"color:{direction_colour(colours(), named[0])}", aria_hidden="true"),
            " or ".join(named),
        )
        for symbol, named in words.items()
    ]
    return tag("div", *items, class_="cc-legend")
