"""Chromium on the app over the store known by hand; without Chromium these tests are skipped; where CI is set, fail."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect, sync_playwright

from tests.browser.server import CHROMIUM_ARGS, CHROMIUM_PATH, serve, wait_until_drawn
from tests.dashboard.full_store import write_full_store
from tests.dashboard.small_store import publish_file

expect.set_options(timeout=30_000)  # a page that comes late on a busy machine is no fault
# a request to another host finds none; and is noted. Routes of Playwright would stop it too, but without the cache
ONLY_HERE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"


@dataclass
class Visit:
    """A window on the app, and what went wrong in it."""

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
    write_full_store(home / "builds" / "crosscheck-1.duckdb")
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
        browser = playwright.chromium.launch(executable_path=CHROMIUM_PATH, args=[*CHROMIUM_ARGS, ONLY_HERE])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def profiles(chromium: Browser) -> Iterator[Callable[[str, str], BrowserContext]]:
    """Browser profiles by reader and scheme, made when first asked for; they share no storage, only the browser."""
    made: dict[tuple[str, str], BrowserContext] = {}

    def profile(reader: str, scheme: str) -> BrowserContext:
        if (reader, scheme) not in made:
            made[reader, scheme] = chromium.new_context(color_scheme=scheme)
        return made[reader, scheme]

    yield profile
    for context in made.values():
        context.close()


@pytest.fixture
def visit(profiles: Callable[[str, str], BrowserContext], app_url: str) -> Iterator[Callable[..., Visit]]:
    """Open a window; each is a session of its own to the app, and another `reader` shares nothing with the first."""
    pages = []

    def start(width: int = 1440, scheme: str = "light", reader: str = "first") -> Visit:
        page = profiles(reader, scheme).new_page()
        page.set_viewport_size({"width": width, "height": 900})
        pages.append(page)
        visited = Visit(page, app_url)
        _watch(visited)
        return visited

    yield start
    for page in pages:
        page.close()


def _watch(visited: Visit) -> None:
    """Note requests to other hosts, errors of the page and failed answers."""
    socket_url = visited.url.replace("http", "ws", 1)

    def asked(url: str) -> None:
        if not url.startswith((visited.url, socket_url, "data:", "blob:")):
            visited.outside.append(url)

    def answered(response: Response) -> None:
        if response.status >= 400:
            visited.problems.append(f"{response.status} {response.url}")

    visited.page.on("request", lambda request: asked(request.url))
    visited.page.on("websocket", lambda socket: asked(socket.url))
    visited.page.on("response", answered)
    visited.page.on("pageerror", lambda error: visited.problems.append(str(error)))
    visited.page.on(
        "console",
        lambda message: (
            visited.problems.append(f"{message.text} {message.location}") if message.type == "error" else None
        ),
    )
