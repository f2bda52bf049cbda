"""What axe-core finds on a page of the app, what of it is Streamlit's own, and whether it fits its window."""

from __future__ import annotations

import json
from dataclasses import dataclass

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browser.server import open_folds

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# rule of axe-core, selector of the element that Streamlit makes and no option of its changes: why it may stay
EXCEPTED = {
    ("presentation-role-conflict", '[data-testid="stFileUploaderDropzone"]'): (
        "Streamlit 1.67 names a drop zone that it hides from screen readers; the button within has the same name"
    ),
}
_FINDINGS = """([rules, excepted]) => axe.run(document, {runOnly: rules, resultTypes: ['violations']}).then(result =>
  result.violations.flatMap(found => found.nodes.map(node => {
    const element = document.querySelector(node.target[0]);
    const isOwn = excepted.some(([rule, selector]) => rule === found.id && element.matches(selector));
    return {rule: found.id, element: node.html.slice(0, 200), why: node.failureSummary, isOwn};
  })))"""
_HEIGHT = "document.querySelector('[data-testid=stMain]').scrollHeight"

_WIDTH = """Math.max(
  document.documentElement.scrollWidth, document.querySelector('[data-testid=stMain]').scrollWidth)"""


@dataclass(frozen=True, slots=True)
class Findings:
    """What axe-core found: `mine` to be mended, `streamlits` the rules of EXCEPTED that it met."""

    mine: list[str]
    streamlits: set[str]


def axe_findings(page: Page) -> Findings:
    """Run every WCAG 2 A and AA rule and the best practices; what is folded is opened first, for axe skips it.

    The window should be as high as the page: axe does not judge the contrast of what is scrolled away.
    """
    if page.get_by_test_id("stMain").count():  # a page of the app, not one that `report` writes
        open_folds(page)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    stretch(page)
    page.evaluate(AXE_SCRIPT)  # from the installed package
    found = page.evaluate(_FINDINGS, [list(RULES), list(EXCEPTED)])
    mine = [json.dumps(one, ensure_ascii=False) for one in found if not one["isOwn"]]
    return Findings(mine, {one["rule"] for one in found if one["isOwn"]})


def resize(page: Page, width: int) -> None:
    """Give the window another width, and the height that the page then has."""
    page.set_viewport_size({"width": width, "height": 900})
    stretch(page)


def stretch(page: Page) -> None:
    """Make the window as high as the page, once that has come to rest."""
    height = 0
    for _ in range(20):
        now = int(page.evaluate(_HEIGHT))
        if now == height:
            return
        height = now
        page.set_viewport_size({"width": page.viewport_size["width"], "height": min(height, 16_000)})
        page.wait_for_timeout(150)


def overflow(page: Page) -> int:
    """Pixels by which the page stays wider than its window; parts of it may scroll on their own."""
    for _ in range(20):  # charts take a moment to follow a window
        past = int(page.evaluate(_WIDTH)) - page.viewport_size["width"]
        if past <= 0:
            return 0
        page.wait_for_timeout(250)
    return past
