"""Pictures of every page: `python -m tests.browser.screenshots --home DIR --out docs/images --width 1440`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.server import CHROMIUM_ARGS, CHROMIUM_PATH, serve, wait_until_drawn

PAGES = {
    "verdicts": "",
    "claim": "claim",
    "claim-best": "claim?claim=phang2020-best-gain",
    "documents": "documents",
    "languages": "explore",
    "languages-gap": "explore?view=gap",
    "languages-size": "explore?view=size",
    "map": "explore?view=map",
    "heatmap": "heatmap",
    "heatmap-units": "heatmap?view=units",
    "compare": "compare",
    "compare-published": "compare?kind=published",
    "published": "published",
    "studies": "studies",
    "runs": "runs",
    "sql": "sql",
}
WIDTHS = {390: "-narrow", 1440: "", 1920: "-wide"}
SCHEMES = {"light": "", "dark": "-dark"}


def take(
    browser: Browser,
    url: str,
    out: Path,
    pages: Sequence[str],
    widths: Sequence[int],
    schemes: Sequence[str],
    high: int,
) -> list[Path]:
    """One picture per page, width and scheme; `languages.png`, `languages-narrow-dark.png`.

    Args:
        pages: of PAGES.
        widths: of WIDTHS, in CSS pixels.
        schemes: of SCHEMES.
        high: pixels at most that a picture is high.
    """
    taken = []
    for scheme in schemes:
        for width in widths:
            context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 1000})
            for name in pages:
                page = context.new_page()
                page.goto(f"{url}/{PAGES[name]}")
                wait_until_drawn(page)
                _full_height(page, width, high)
                taken.append(out / f"{name}{WIDTHS[width]}{SCHEMES[scheme]}.png")
                page.screenshot(path=taken[-1])
                page.close()
            context.close()
    return taken


def _full_height(page: Page, width: int, high: int) -> None:
    """Make the window as high as the page, at most `high` pixels; the app scrolls inside it."""
    height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": width, "height": min(int(height) + 8, high)})
    page.wait_for_timeout(800)


def main() -> None:
    """Serve the published file of a home and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("docs/images"))
    parser.add_argument("--port", type=int, default=8605)
    parser.add_argument("--page", choices=list(PAGES), nargs="+", default=list(PAGES))
    parser.add_argument("--width", type=int, choices=list(WIDTHS), nargs="+", default=list(WIDTHS))
    parser.add_argument("--scheme", choices=list(SCHEMES), nargs="+", default=list(SCHEMES))
    parser.add_argument("--high", type=int, default=2400, help="pixels at most that a picture is high")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    with serve(given.home, given.port) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM_PATH, args=CHROMIUM_ARGS)
        for path in take(browser, url, given.out, given.page, given.width, given.scheme, given.high):
            print(path)
        browser.close()


if __name__ == "__main__":
    main()
