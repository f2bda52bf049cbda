"""Buttons that save a table of a page as a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import quote

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.data.db import query
from dashboard.kit.components import GROUND_WORDS, WIDTH_WORDS
from dashboard.kit.export import About, Sheet, as_csv, as_json, as_latex, as_markdown
from dashboard.kit.markup import tag
from dashboard.kit.theme import LIGHT, PICTURES, WIDTHS, Palette, chart_palette


def about(title: str, filters: Mapping[str, str], aggregation: str) -> About:
    """What stands above the rows of a table that shows the published snapshot."""
    snapshot = query("snapshot").iloc[0]
    commit = snapshot["git_commit"]
    return About(title, filters, aggregation, snapshot["snapshot_id"], commit if isinstance(commit, str) else None)


PAPER_WIDTHS = {key: words for key, words in WIDTH_WORDS.items() if key != "page"}
PAPER_GROUNDS = {key: words for key, words in GROUND_WORDS.items() if key != "page"}
KINDS = {  # ending and media type
    "CSV": ("csv", "text/csv"),
    "JSON": ("json", "application/json"),
    "LaTeX": ("tex", "application/x-tex"),
    "Markdown": ("md", "text/markdown"),
}
COPIED = ("LaTeX", "Markdown", "CSV")
MOST_COPIED = 100_000  # characters; more would slow the page down and fit into no text
Chart = Callable[[Palette, int], str]  # SVG, from a palette and the pixels that it is laid out in
Made = Sheet | Callable[[], Sheet]  # a table, or what makes it when a button asks for it


def offer(
    name: str, head: About, sheet: Made, shown: Made | None = None, decimals: int = 1, *, chart: Chart | None = None
) -> None:
    """Buttons in a row: files, each written when its button is pressed, and the same to be copied.

    Args:
        name: of the file, without its ending, and of the buttons.
        sheet: complete rows, for CSV and JSON.
        shown: what LaTeX and Markdown set instead, where the complete rows are too many columns.
        decimals: of fractions in LaTeX and Markdown; CSV and JSON do not round.
        chart: what the page draws in the rows of the table, as one picture; charts of Plotly have their own button.
    """
    with st.container(horizontal=True, key=f"cc-downloads-{name}", vertical_alignment="center", gap="small"):
        st.caption("Save", width="content")
        writers: dict[str, Callable[[], str]] = {
            "CSV": lambda: as_csv(_made(sheet), head),
            "JSON": lambda: as_json(_made(sheet), head),
            "LaTeX": lambda: as_latex(_made(shown or sheet), head, decimals),
            "Markdown": lambda: as_markdown(_made(shown or sheet), head, decimals),
        }
        for label, write in writers.items():
            _button(name, label, *KINDS[label], write)
        _more(name, writers, chart)


@st.fragment
def _more(name: str, writers: Mapping[str, Callable[[], str]], chart: Chart | None) -> None:
    """What is made when a list is opened: the table as text with a button that copies it, and the chart."""
    with st.container(horizontal=True, gap="small", width="content"):
        copied = st.popover("Copy", type="tertiary", key=f"copy-{name}", on_change="rerun")
        if copied.open:
            _copy(copied, name, writers)
        if chart is None:
            return
        saved = st.popover("Save chart", type="tertiary", key=f"chart-{name}", on_change="rerun")
        if saved.open:
            _save_chart(saved, name, chart)


def _copy(opened: DeltaGenerator, name: str, writers: Mapping[str, Callable[[], str]]) -> None:
    with opened:
        kind = st.segmented_control(
            "Copy as", COPIED, default=COPIED[0], required=True, key=f"copy-kind-{name}", label_visibility="collapsed"
        )
        written = writers[kind]()
        if len(written) > MOST_COPIED:
            st.info(f"This is {len(written):,} characters long; save the file instead.")
        else:
            st.code(written, language=None, height=320)


def _save_chart(opened: DeltaGenerator, name: str, draw: Chart) -> None:
    """A chart that the page draws row by row, as one picture for a paper: seen, and saved by server/pictures.js."""
    with opened, st.container(horizontal=True, vertical_alignment="bottom", key=f"chart-choice-{name}"):
        width = _choice("Width", PAPER_WIDTHS, f"chart-width-{name}")
        ground = _choice("Ground", PAPER_GROUNDS, f"chart-ground-{name}")
    millimetres, pixels = WIDTHS[width]
    drawn = draw(chart_palette(LIGHT, ground), pixels or 0)
    buttons = [
        tag(
            "button",
            kind.upper(),
            type="button",
            data_save=f"crosscheck-{name}-chart, {millimetres} mm wide, as {kind}",
        )
        for kind in PICTURES
    ]
    picture = tag("img", src=f"data:image/svg+xml,{quote(drawn, safe='')}", alt="The chart as it is saved")
    opened.html(tag("div", tag("p", *buttons), picture, class_="cc-paper-chart"))


def _choice(label: str, words: Mapping[str, str], key: str) -> str:
    return st.segmented_control(
        label, list(words), default=next(iter(words)), required=True, format_func=words.__getitem__, key=key
    )


def _made(sheet: Made) -> Sheet:
    return sheet() if callable(sheet) else sheet


def _button(name: str, label: str, ending: str, mime: str, write: Callable[[], str]) -> None:
    st.download_button(
        label,
        lambda: write().encode(),
        file_name=f"crosscheck-{name}.{ending}",
        mime=mime,
        on_click="ignore",
        type="tertiary",
        key=f"download-{name}-{ending}",
    )
