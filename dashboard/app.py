"""The app: theme, menu from the pages found, current page; `dashboard/serve.py` is what the server runs."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from dashboard.data.db import query
from dashboard.kit import components
from dashboard.kit.experiments import scale_bar
from dashboard.kit.pages import find_pages
from dashboard.kit.render_queue import turn
from dashboard.parts.runs.live import live_progress
from pipeline.domain.errors import StoreError

ICON = Path(__file__).parent / "static" / "icon.svg"


def main() -> None:
    """Show the current page, or what keeps the published data from being read."""
    st.set_page_config(page_title=components.NAME, page_icon=str(ICON), layout="wide", menu_items={})
    components.style()
    pages = {
        st.Page(path, title=page.title, url_path=page.url_path or None, default=not page.url_path): page
        for page, path in find_pages()
    }
    menu: dict[str, list[StreamlitPage]] = {}
    for entry, page in pages.items():
        menu.setdefault(page.group, []).append(entry)
    current = st.navigation(menu, position="top")
    components.masthead()
    try:
        snapshot = query("snapshot").iloc[0]
        if pages[current].is_measured and (bar := scale_bar(query("bodies"))):
            st.html(bar)
        current.run()
    except StoreError as error:
        components.store_problem(str(error))
        live_progress()  # the first run may be on
        return
    components.picture_choice()
    components.citation(snapshot)
    components.footer(snapshot)


with turn():
    main()
