"""What the server runs, `python -m streamlit run dashboard/serve.py`: the app, loaded before its first visitor comes.

Streamlit itself imports an app's pages when the first visitor opens it, who then waits for pandas, Plotly and DuckDB.
"""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import plotly.graph_objects as go
import streamlit as st

from dashboard.kit import theme
from dashboard.kit.pages import find_pages


@asynccontextmanager
async def load(_app: st.App) -> AsyncIterator[None]:
    """Import every page, and leave what was imported out of all later searches for garbage."""
    find_pages()
    go.Figure(layout={"template": theme.template(theme.LIGHT)})  # Plotly loads its checks with the first figure
    gc.collect()
    gc.freeze()
    yield


app = st.App("app.py", lifespan=load)
