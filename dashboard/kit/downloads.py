"""Buttons that save a table of a page as a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from dashboard.data.db import query
from dashboard.kit.export import About, Sheet, as_csv, as_json, as_latex


def about(title: str, filters: Mapping[str, str], aggregation: str) -> About:
    """What stands above the rows of a table that shows the published snapshot."""
    snapshot = query("snapshot").iloc[0]
    commit = snapshot["git_commit"]
    return About(title, filters, aggregation, snapshot["snapshot_id"], commit if isinstance(commit, str) else None)


Made = Sheet | Callable[[], Sheet]  # a table, or what makes it when a button asks for it


def offer(name: str, head: About, sheet: Made, shown: Made | None = None, decimals: int = 1) -> None:
    """Three buttons in a row; a file is written when its button is pressed.

    Args:
        name: of the file, without its ending, and of the buttons.
        sheet: complete rows, for CSV and JSON.
        shown: what LaTeX sets instead, where the complete rows are too many columns.
        decimals: of fractions in LaTeX; CSV and JSON do not round.
    """
    with st.container(horizontal=True, key=f"cc-downloads-{name}", vertical_alignment="center", gap="small"):
        st.caption("Save this table", width="content")
        _button(name, "CSV", "csv", "text/csv", lambda: as_csv(_made(sheet), head))
        _button(name, "JSON", "json", "application/json", lambda: as_json(_made(sheet), head))
        _button(name, "LaTeX", "tex", "application/x-tex", lambda: as_latex(_made(shown or sheet), head, decimals))


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
