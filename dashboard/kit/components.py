"""Pieces that every page shares: style, masthead, footer, notes, tables of text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.kit import theme
from dashboard.kit.citation import Cited
from dashboard.kit.markup import Html, join, link, plain, tag, visible
from dashboard.kit.theme import DIRECTIONS, PICTURES, Palette, css_variables, direction_colour, palette

NAME = "Crosscheck"
STYLE = Path(__file__).parent / "style.css"
_PICTURE, _GROUND, _WIDTH = "cc-picture", "cc-ground", "cc-width"  # choices of this session
_HAS_CHART, _ANCHORS, _VIEW, _LINK = "cc-has-chart", "cc-anchors", "cc-view", "cc-link"
GROUND_WORDS = {"page": "As on the page", "white": "White", "transparent": "Transparent"}
WIDTH_WORDS = {"page": "As on the page", "column": "Column, 85 mm", "text": "Text, 175 mm"}


def colours() -> Palette:
    """Palette of the mode that this session's browser reports."""
    return palette(st.context.theme.type)


def chart_colours() -> Palette:
    """Palette of the charts of this session: the page's, or that of print."""
    return theme.chart_palette(colours(), _chosen(_GROUND, theme.GROUNDS))


def chart_config(name: str, *, is_wide: bool = False) -> dict[str, Any]:
    """Plotly's settings of a chart, which is saved in the format and width that this session chose."""
    st.session_state[_HAS_CHART] = True
    return theme.chart_config(name, _chosen(_PICTURE, PICTURES), _chosen(_WIDTH, theme.WIDTHS), is_wide=is_wide)


def _chosen(key: str, options: Iterable[str]) -> str:
    return str(st.session_state.get(key) or next(iter(options)))


def picture_choice() -> None:
    """Format, ground and width that charts are saved in; nothing on a page that has drawn none."""
    if not st.session_state.pop(_HAS_CHART, False):
        return
    with st.container(horizontal=True, key="cc-pictures", vertical_alignment="bottom"):
        _picture_choice(_PICTURE, "Save charts (camera button on the chart) as", {key: key.upper() for key in PICTURES})
        _picture_choice(_WIDTH, "Width of saved charts", WIDTH_WORDS)
        _picture_choice(_GROUND, "Ground of charts", GROUND_WORDS)
    if _chosen(_GROUND, theme.GROUNDS) != "page":
        st.html(Html('<style>[data-testid="stPlotlyChart"] { background: #fff; }</style>'))


def _picture_choice(key: str, label: str, words: Mapping[str, str]) -> None:
    st.segmented_control(
        label, list(words), default=next(iter(words)), required=True, format_func=words.__getitem__, key=key
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
    st.session_state[_VIEW] = visible(view)
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
    st.session_state[_LINK] = url
    st.html(tag("p", link("Link to this view", url), class_="cc-permalink"))


def citation(snapshot: pd.Series) -> None:
    """How to cite the view: snapshot, commit and address, as a sentence and as BibTeX, each to be copied."""
    cited = Cited(
        view=st.session_state.get(_VIEW, NAME),
        address=urljoin(st.context.url or "", st.session_state.pop(_LINK, f"?snapshot={snapshot['snapshot_id']}")),
        snapshot_id=str(snapshot["snapshot_id"]),
        built_at=snapshot["built_at"].to_pydatetime(),
        commit=snapshot["git_commit"] if isinstance(snapshot["git_commit"], str) else None,
    )
    _cite(cited)


@st.fragment
def _cite(cited: Cited) -> None:
    """Made when it is opened: blocks to be copied bring a script of a megabyte and a half."""
    shown = st.expander("Cite this view", key="cc-cite", on_change="rerun")
    if shown.open:
        with shown:
            st.code(cited.sentence(), language=None, wrap_lines=True)
            st.code(cited.bibtex(), language=None, wrap_lines=True)


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
