"""Chromium on the app over the store known by hand; without Chromium these tests are skipped; where CI is set, fail."""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Response, expect, sync_playwright

from tests.browser.server import CHROMIUM_ARGS, CHROMIUM_PATH, serve, wait_until_drawn
from tests.dashboard.filled_store import write_filled_store
from tests.dashboard.small_store import publish_file

expect.set_options(timeout=30_000)  # a page that comes late on a busy machine is no fault


@dataclass
class Visit:
    """One page of the app in a fresh browser context, and what went wrong in it."""

    page: Page
    url: str
    outside: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        """Open a path of the app and wait until it is drawn."""
        self.page.goto(f"{self.url}/{path}")
        wait_until_drawn(self.page)
        return self.page


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def app_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("served")
    write_filled_store(home / "builds" / "crosscheck-1.duckdb")
    publish_file(home, "crosscheck-1.duckdb")
    return home


@pytest.fixture(scope="session")
def app_url(app_home: Path) -> Iterator[str]:
    with serve(app_home, _free_port()) as url:
        yield url


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not Path(CHROMIUM_PATH).exists():
        message = f"no Chromium at {CHROMIUM_PATH}; install it or set CHROMIUM"
        # on a build machine a skipped check would pass unseen
        (pytest.fail if os.environ.get("CI") else pytest.skip)(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM_PATH, args=CHROMIUM_ARGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, app_url: str) -> Iterator[Callable[..., Visit]]:
    """Start a visit; `width` and `scheme` are those of the browser window."""
    contexts = []

    def start(width: int = 1440, scheme: str = "light") -> Visit:
        context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        contexts.append(context)
        visited = Visit(context.new_page(), app_url)
        _watch(visited)
        return visited

    yield start
    for context in contexts:
        context.close()


def _watch(visited: Visit) -> None:
    """Stop and note requests to other hosts; note errors of the page and failed answers."""

    def route(handler):
        if handler.request.url.startswith((visited.url, "data:", "blob:")):
            handler.continue_()
        else:
            visited.outside.append(handler.request.url)
            handler.abort()

    def answered(response: Response) -> None:
        if response.status >= 400 and not _is_probe(response.url):
            visited.problems.append(f"{response.status} {response.url}")

    visited.page.context.route("**/*", route)
    visited.page.on("response", answered)
    visited.page.on("pageerror", lambda error: visited.problems.append(str(error)))
    visited.page.on(
        "console",
        lambda message: (
            visited.problems.append(f"{message.text} {message.location}")
            if message.type == "error" and not _is_probe(message.location.get("url", ""))
            else None
        ),
    )


def _is_probe(url: str) -> bool:
    """Streamlit looks for its own base path below a page's address first; those two answers are 404 by design."""
    return re.search(r"/[a-z_-]+/_stcore/(health|host-config)$", url) is not None
