"""The app on a loopback port, and a browser that may not leave it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

REPOSITORY = Path(__file__).resolve().parents[2]
CHROMIUM_PATH = os.environ.get("CHROMIUM", "/usr/bin/chromium")
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@contextmanager
def serve(home: Path, port: int) -> Iterator[str]:
    """Address of the app on the published file of `home`; the server ends with the block."""
    with start_app("dashboard/serve.py", port, CROSSCHECK_HOME=str(home)) as (url, _):
        yield url


@contextmanager
def start_app(script: str, port: int, **settings: str) -> Iterator[tuple[str, int]]:
    """Address and process id of any Streamlit script that runs with `settings` in its environment."""
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port)]
    environment = {**os.environ, **settings}
    process = subprocess.Popen(
        command, cwd=REPOSITORY, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_until_up(url, process)
        yield url, process.pid
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_until_up(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the app ended with {process.returncode} before it answered at {url}")
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as answer:
                if answer.read() == b"ok":
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise TimeoutError(f"the app did not answer at {url} within 60 s")


def open_folds(page: Page) -> None:
    """Open every closed fold of the page; what a closed fold holds can be neither seen nor clicked."""
    page.evaluate(
        "() => document.querySelectorAll('[data-testid=stMain] [data-testid=stExpander] details:not([open]) > summary')"
        ".forEach(fold => fold.click())"
    )
    page.wait_for_function(  # some folds are filled when they are opened
        "() => [...document.querySelectorAll('[data-testid=stMain] details[open] [data-testid=stExpanderDetails]')]"
        ".every(fold => fold.innerText.trim() || fold.querySelector('img, svg'))",
        timeout=60_000,
    )
    wait_until_drawn(page)


def follow(page: Page, link: Locator, heading: str) -> None:
    """Follow a link by the keyboard, which no layout that still moves can miss, to the page of that heading."""
    wait_until_drawn(page)
    link.focus()
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(heading)
    wait_until_drawn(page)


def wait_until_drawn(page: Page) -> None:
    """Return when the app is idle and its charts are drawn."""
    # the foot comes last; before anything is on the page it is not running either
    page.locator(".cc-footer, [data-testid=stAlertContentError]").first.wait_for(timeout=60_000)
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=60_000)
    page.wait_for_function(
        "() => !document.querySelector('[data-testid=stMain] [data-testid=stSkeleton]')"  # code still on its way
        " && [...document.querySelectorAll('[data-testid=stPlotlyChart]')]"
        ".every(chart => chart.querySelector('.main-svg'))",
        timeout=60_000,
    )
