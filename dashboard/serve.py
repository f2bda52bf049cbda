"""What the server runs, `python -m streamlit run dashboard/serve.py`: the app, loaded before its first visitor comes.

Streamlit itself imports an app's pages when the first visitor opens it, who then waits for pandas, Plotly and DuckDB.
"""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import plotly.graph_objects as go
import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from dashboard.data.db import look
from dashboard.health import PATH, state
from dashboard.kit import theme
from dashboard.kit.pages import find_pages
from dashboard.server import shell
from dashboard.server.guard import Guard
from pipeline.domain.errors import StoreError


@asynccontextmanager
async def load(_app: st.App) -> AsyncIterator[None]:
    """Import every page, and leave what was imported out of all later searches for garbage."""
    find_pages()
    go.Figure(layout={"template": theme.template(theme.LIGHT)})  # Plotly loads its checks with the first figure
    gc.collect()
    gc.freeze()
    yield


def routes(base_path: str) -> list[Route]:
    """The pages' shells, their script and icon, and the health of what visitors see.

    Args:
        base_path: Streamlit's `server.baseUrlPath`; "" is the root.
    """
    root = f"/{base_path.strip('/')}".rstrip("/")
    found = [_page(f"{root}{path}", html) for path, html in shell.shells(f"{root}/").items()]
    found.append(_text(f"{root}{shell.SCRIPT_PATH}", shell.script(), "text/javascript"))
    found.append(_file(f"{root}{shell.ICON_PATH}", str(shell.ICON), "image/svg+xml"))
    return [*found, Route(f"{root}{PATH}", _health)]


def _page(path: str, html: str) -> Route:
    async def answer(_request: Request) -> Response:
        return HTMLResponse(html, headers={"Cache-Control": "no-cache"})

    return Route(path, answer)


def _text(path: str, text: str, media_type: str) -> Route:
    async def answer(_request: Request) -> Response:
        return Response(text, media_type=media_type, headers={"Cache-Control": "no-cache"})

    return Route(path, answer)


def _file(path: str, file: str, media_type: str) -> Route:
    async def answer(_request: Request) -> Response:
        return FileResponse(file, media_type=media_type, headers={"Cache-Control": "no-cache"})

    return Route(path, answer)


async def _health(_request: Request) -> Response:
    try:
        return PlainTextResponse(await run_in_threadpool(lambda: state(*look("snapshot"))) + "\n")
    except StoreError as error:
        return PlainTextResponse(f"unhealthy: {error}\n", 503)


app = st.App(
    "app.py",
    lifespan=load,
    routes=routes(st.get_option("server.baseUrlPath") or ""),
    middleware=[
        Middleware(Guard, allowed=st.get_option("server.allowedHosts"), script_hashes=shell.script_hashes()),
    ],
)
