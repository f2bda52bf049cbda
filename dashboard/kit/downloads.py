"""Buttons that save a table of a page as a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from dashboard.data.db import query
from dashboard.kit.export import About, Sheet, as_csv, as_json, as_latex, as_markdown


def about(title: str, filters: Mapping[str, str], aggregation: str) -> About:
    """What stands above the rows of a table that shows the published snapshot."""
    snapshot = query("snapshot").iloc[0]
    commit = snapshot["git_commit"]
    return About(title, filters, aggregation, snapshot["snapshot_id"], commit if isinstance(commit, str) else None)


KINDS = {  # ending and media type
    "CSV": ("csv", "text/csv"),
    "JSON": ("json", "application/json"),
    "LaTeX": ("tex", "application/x-tex"),
    "Markdown": ("md", "text/markdown"),
}
COPIED = ("LaTeX", "Markdown", "CSV")
MOST_COPIED = 100_000  # characters; more would slow the page down and fit into no text
Made = Sheet | Callable[[], Sheet]  # a table, or what makes it when a button asks for it


def offer(name: str, head: About, sheet: Made, shown: Made | None = None, decimals: int = 1) -> None:
    """Buttons in a row: files, each written when its button is pressed, and the same to be copied.

    Args:
        name: of the file, without its ending, and of the buttons.
        sheet: complete rows, for CSV and JSON.
        shown: what LaTeX and Markdown set instead, where the complete rows are too many columns.
        decimals: of fractions in LaTeX and Markdown; CSV and JSON do not round.
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
        _copy(name, writers)


@st.fragment
def _copy(name: str, writers: Mapping[str, Callable[[], str]]) -> None:
    """The table as text with a button that copies it; written when the list is opened."""
    opened = st.popover("Copy", type="tertiary", key=f"copy-{name}", on_change="rerun")
    if not opened.open:
        return
    with opened:
        kind = st.segmented_control(
            "Copy as", COPIED, default=COPIED[0], required=True, key=f"copy-kind-{name}", label_visibility="collapsed"
        )
        written = writers[kind]()
        if len(written) > MOST_COPIED:
            st.info(f"This is {len(written):,} characters long; save the file instead.")
        else:
            st.code(written, language=None, height=320)


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
