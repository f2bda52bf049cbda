"""Pictures of every page: `python -m tests.browser.screenshots --home DIR --out docs/images`."""

from __future__ import annotations

import argparse
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.server import CHROMIUM_ARGS, CHROMIUM_PATH, serve, wait_until_drawn

PAGES = {
    "verdicts": "",
    "claim": "claim",
    "documents": "documents",
    "languages": "explore",
    "map": "explore?view=map",
    "compare": "compare",
    "heatmap": "heatmap",
    "published": "published",
    "runs": "runs",
}
WIDTHS = {"": 1440, "-narrow": 390}


def take(browser: Browser, url: str, out: Path, schemes: tuple[str, ...]) -> list[Path]:
    """One picture per page, width and scheme; `languages.png`, `languages-narrow-dark.png`."""
    taken = []
    for scheme in schemes:
        for suffix, width in WIDTHS.items():
            context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 1000})
            for name, path in PAGES.items():
                page = context.new_page()
                page.goto(f"{url}/{path}")
                wait_until_drawn(page)
                taken.append(out / f"{name}{suffix}{'-dark' if scheme == 'dark' else ''}.png")
                _full_height(page, width)
                page.screenshot(path=taken[-1])
                page.close()
            context.close()
    return taken


def _full_height(page, width: int) -> None:
    """Make the window as high as the page, at most 2,400 pixels; the app scrolls inside it."""
    height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": width, "height": min(int(height) + 8, 2400)})
    page.wait_for_timeout(800)


def main() -> None:
    """Serve the published file of a home and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("docs/images"))
    parser.add_argument("--port", type=int, default=8605)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    with serve(given.home, given.port) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM_PATH, args=CHROMIUM_ARGS)
        for path in take(browser, url, given.out, ("light", "dark")):
            print(path)
        browser.close()


if __name__ == "__main__":
    main()
