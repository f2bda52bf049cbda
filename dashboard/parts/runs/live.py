"""The run that is on, kept up to date on the page."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from dashboard.kit.markup import plain
from dashboard.parts.runs.progress import life_of, progress_markup, read_progress
from pipeline.store.home import find_home

SECONDS, SECONDS_IDLE = 2.0, 15.0  # between looks, while a run is on and while none is


def live_progress() -> None:
    """Show what the pipeline is doing and look again every few seconds; nothing where no run is on."""
    is_on = find_home().progress.is_file()
    st.fragment(_show, run_every=SECONDS if is_on else SECONDS_IDLE)(is_on)


def _show(was_on: bool) -> None:
    found = read_progress(find_home().progress)
    if (found is not None) != was_on:
        st.rerun()  # a run began, or ended and may have published
    if isinstance(found, str):
        st.warning(plain(found))
    elif found is not None:
        now = datetime.now(UTC)
        st.html(progress_markup(found, life_of(found, now), now))
