"""How fast the dashboard is on 10 million answers, beside a plain Streamlit page with the same table.

    python -m benchmarks.dashboard [--rows 10000000] [--keep DIR]

Makes a home of made-up answers in a temporary folder and prints, for the app and for the plain page: from the address
to the first chart in Chromium, on a server just started and on a warm one; from a changed filter to the chart drawn
anew; script runs of 20 and 50 sessions that all change a filter at the same moment; and the server's memory. The
browser and the sessions share the machine's cores with the server.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import socket
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.dashboard_sessions import View, visit_together
from benchmarks.dashboard_store import make_home
from pipeline.store.home import Home
from pipeline.store.publish import published
from tests.browser.server import CHROMIUM_ARGS, CHROMIUM_PATH, REPOSITORY, start_app

N_COLD, N_CHANGES, N_ROUNDS = 5, 20, 5
PLAIN = Path(__file__).with_name("dashboard_plain_page.py")
SPLITS, MEANS = ("test", "dev"), ("mean", "median", "lowest")
GROUPS = ("own", "all", "non_english")
OTHER_PAGES = ("", "explore", "heatmap", "compare", "claim", "published", "runs", "studies", "documents", "sql")
IDLE = "[data-testid=stApp][data-test-script-state=notRunning]"
# milliseconds from the choice of an option until the chart says so, and until the whole page stands, seen by the page
CHANGE = """([option, text, chart]) => new Promise((done, fail) => {
  const began = performance.now();
  let drawn = null;
  const late = setTimeout(() => fail(new Error(`no chart with ${text}`)), 30000);
  const look = () => {
    const says = [...document.querySelectorAll(chart)].some(found => found.textContent.includes(text));
    const idle = document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning';
    if (says && drawn === null) drawn = performance.now() - began;
    if (!says || !idle) return requestAnimationFrame(look);
    clearTimeout(late);
    done([drawn, performance.now() - began]);
  };
  [...document.querySelectorAll('[role=option]')].find(found => found.textContent.trim() === option).click();
  requestAnimationFrame(look);
})"""


@dataclass(frozen=True, slots=True)
class App:
    """What is measured: a script, the page of its chart, and how its filter is changed there."""

    name: str
    script: str
    settings: dict[str, str]
    chart_page: str
    label: str  # of the control
    changes: tuple[tuple[str, str], ...]  # option chosen, text that the chart then holds

    @contextmanager
    def served(self) -> Iterator[tuple[str, int]]:
        """Address and process id of a server just started."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        with start_app(self.script, port, **self.settings) as served:
            yield served


def ours(home: Path) -> App:
    """The dashboard on a home."""
    changes = (("Median over languages", "Median over languages of"), ("Mean over languages", "Mean over languages of"))
    return App("dashboard", "dashboard/serve.py", {"CROSSCHECK_HOME": str(home)}, "heatmap", "Aggregation", changes)


def plain(home: Path) -> App:
    """The plain page on the same file."""
    settings = {"FILE": str(published(Home(home))), "PYTHONPATH": str(REPOSITORY)}
    return App("plain page", str(PLAIN), settings, "", "Aggregation", (("median", "median, "), ("mean", "mean, ")))


def megabytes(pid: int) -> float:
    """Resident memory of a process; Linux alone tells it here."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise ValueError(f"/proc/{pid}/status has no line VmRSS")


def open_page(browser: Browser, url: str) -> tuple[Page, float, float]:
    """A page in a browser without a cache, with the seconds until its first chart and until all of it stands."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    began = time.perf_counter()
    page.goto(url, wait_until="commit")
    page.locator("[data-testid=stPlotlyChart] .main-svg, .cc-svg").first.wait_for(timeout=60_000)
    first = time.perf_counter() - began
    page.locator(f"{IDLE} .main-svg, {IDLE} .cc-footer").last.wait_for(timeout=60_000)
    return page, first, time.perf_counter() - began


def cold_opens(app: App, browser: Browser, path: str) -> list[float]:
    """Seconds to the first chart, each time on a server that has shown no page yet."""
    seconds = []
    for _ in range(N_COLD):
        with app.served() as (url, _pid):
            page, first, _all = open_page(browser, f"{url}/{path}")
            seconds.append(first)
            page.context.close()
    return seconds


def filter_changes(app: App, page: Page) -> list[tuple[float, float]]:
    """Milliseconds of `N_CHANGES` changes of one filter, after each of its options has been seen once.

    Returns:
        For each change until the chart is drawn, and until the script has run to its end and the page stands.
    """
    milliseconds = []
    for option, text in itertools.islice(itertools.cycle(app.changes), N_CHANGES + len(app.changes)):
        page.get_by_role("combobox", name=app.label).click()
        page.get_by_role("option", name=option, exact=True).wait_for()
        drawn, stands = page.evaluate(CHANGE, [option, text, "[data-testid=stPlotlyChart]"])
        milliseconds.append((drawn, stands))
    return milliseconds[len(app.changes) :]


def heat_views(app: App, n_sessions: int) -> list[list[View]]:
    """For each session the views it asks for; no two sessions ask for the same at one moment until all are used up."""
    combinations = [
        f"split={split}&over={mean}&languages={group}&view={view}"
        for view, group, mean, split in itertools.product(("gain", "score"), GROUPS, MEANS, SPLITS)
    ]
    asked = itertools.cycle(combinations)
    return [
        [
            View(app.chart_page, next(asked) if app.chart_page else next(asked).partition("&lang")[0])
            for _ in range(1 + N_ROUNDS)
        ]
        for _ in range(n_sessions)
    ]


def page_views(n_sessions: int) -> list[list[View]]:
    """For each session one page after another, each session beginning with another one."""
    return [
        [View(OTHER_PAGES[(first + step) % len(OTHER_PAGES)], "") for step in range(1 + N_ROUNDS)]
        for first in range(n_sessions)
    ]


def told(what: str, url: str, views: list[list[View]]) -> None:
    """Let one session for each list of views ask for them at the same moments, and print what they waited."""
    with ThreadPoolExecutor(1) as apart:  # from the browser's own event loop
        answered = apart.submit(asyncio.run, visit_together(url, views)).result()
    seconds = sorted(answered.seconds)
    print(
        f"  {what:<44}median {statistics.median(seconds):6.2f} s   "
        f"95% {seconds[int(0.95 * len(seconds))]:6.2f} s   max {seconds[-1]:6.2f} s   errors {len(answered.errors)}",
        flush=True,
    )
    for error in answered.errors[:3]:
        print(f"    {error}")


def measure(app: App, browser: Browser) -> None:
    """Print every figure of one app."""
    print(f"{app.name}:")
    for path in dict.fromkeys(("", app.chart_page)):
        seconds = cold_opens(app, browser, path)
        print(f"  cold, /{path:<10} to the first chart: median {statistics.median(seconds):.2f} s, {_range(seconds)}")
    with app.served() as (url, pid):
        print(f"  memory before the first visitor: {megabytes(pid):.0f} MB")
        open_page(browser, f"{url}/{app.chart_page}")[0].context.close()
        page, first, whole = open_page(browser, f"{url}/{app.chart_page}")
        print(
            f"  warm, /{app.chart_page}: first chart {first:.2f} s, whole page {whole:.2f} s; {megabytes(pid):.0f} MB"
        )
        changes = filter_changes(app, page)
        for what, values in zip(("chart drawn", "whole page"), zip(*changes, strict=True), strict=True):
            print(f"  filter change, {what}: median {statistics.median(values):.0f} ms, {_range(values, 0)}")
        page.context.close()
        told("1 session changes a filter", url, heat_views(app, 1))
        told("20 sessions change a filter at once, new views", url, heat_views(app, 20))
        told("the same again", url, heat_views(app, 20))
        print(f"  memory: {megabytes(pid):.0f} MB")
        if app.chart_page:
            told("20 sessions open other pages at once", url, page_views(20))
        told("50 sessions change a filter at once", url, heat_views(app, 50))
        print(f"  memory: {megabytes(pid):.0f} MB", flush=True)


def _range(values: Sequence[float], decimals: int = 2) -> str:
    return f"{min(values):.{decimals}f} to {max(values):.{decimals}f}"


def main() -> None:
    """Make the home, unless it is kept from before, and measure both apps on it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--keep", type=Path, help="where the made home stays for the next time")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = asked.keep or Path(folder)
        if not Home(home).pointer.exists():
            make_home(home, asked.rows)
        print(f"{asked.rows:,} answers asked for, file of {published(Home(home)).stat().st_size / 1e6:.0f} MB")
        browser = playwright.chromium.launch(executable_path=CHROMIUM_PATH, args=CHROMIUM_ARGS)
        for app in (ours(home), plain(home)):
            measure(app, browser)
        browser.close()


if __name__ == "__main__":
    main()
