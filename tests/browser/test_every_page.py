"""Each page in Chromium, light and dark, at three widths: opened, fitting, readable, reachable by keyboard."""

import re

import pytest
from playwright.sync_api import expect

from dashboard.kit.theme import DARK, LIGHT
from tests.browser.accessibility import axe_findings, overflow, resize
from tests.browser.server import open_folds

pytestmark = pytest.mark.browser
VIEWS = {
    "": "Claims",
    "claim?claim=c1-squad&evidence=key3": "Claim",
    "documents": "Audit",
    "explore?task=xnli": "Languages",
    "explore?task=xnli&view=map": "Languages",
    "heatmap": "Heatmap",
    "compare": "Compare",
    "compare?kind=published&task=xnli": "Compare",
    "published": "Published",
    "studies": "Studies",
    "runs": "Runs",
    "runs?run=run-mnli-xnli-1": "mini / mnli / xnli",
    "sql?sql=select+8.25+as+points": "SQL",
}
DARK_AT_ONCE = {"", "claim?claim=c1-squad&evidence=key3", "heatmap"}  # the others in the slow tier: one theme for all
DROP_ZONE = {"presentation-role-conflict"}  # what a part of Streamlit breaks
GROUNDS = {"light": LIGHT.ground, "dark": DARK.ground}
FIVE_WORDS = re.compile(r"(\S+\s+){4,}\S+")
STOPS = """() => [...document.querySelectorAll('[data-testid=stMain] :is(a[href], button, input, textarea, summary)')]
  .filter(one => one.tabIndex >= 0 && !one.disabled && !['radio', 'file'].includes(one.type) && one.role !== 'radio'
    && one.checkVisibility({visibilityProperty: true}))"""

MISSED = """[...document.querySelectorAll('[data-stop=missed]')]
  .filter(one => !one.closest('[data-testid=stButtonGroup]')?.querySelector('[data-stop=reached]'))
  .map(one => one.outerHTML.slice(0, 160))"""


@pytest.mark.parametrize(
    ("path", "scheme", "widths"),
    [(path, "light", (1440, 1920, 390)) for path in VIEWS]
    + [pytest.param(path, "dark", (1440,), marks=[] if path in DARK_AT_ONCE else pytest.mark.slow) for path in VIEWS],
)
def test_page_is_sound(visit, path, scheme, widths):
    visited = visit(width=widths[0], scheme=scheme)
    page = visited.go(path)
    expect(page.locator("h1")).to_have_text(VIEWS[path])
    assert page.locator(".stApp").evaluate("e => getComputedStyle(e).backgroundColor") == _rgb(GROUNDS[scheme])
    for width in widths:
        resize(page, width)
        assert overflow(page) == 0, width
        if width != 1920:  # where nothing but room is other than at 1440
            found = axe_findings(page)
            assert found.mine == [], width
            assert found.streamlits == (DROP_ZONE if path == "documents" else set())
    assert visited.outside == []
    assert visited.problems == []


def test_groups_of_the_menu_have_names_in_a_narrow_window(visit):
    page = visit(width=390).go("sql")
    page.get_by_test_id("stExpandSidebarButton").click()
    for name, first in (("Results", "Heatmap"), ("Data", "Runs")):
        expect(page.get_by_role("group", name=name).get_by_role("link").first).to_have_text(first)


@pytest.mark.parametrize("path", ["", "claim?claim=c1-squad&evidence=key3", "heatmap", "published", "sql"])
def test_tab_key_reaches_every_control(visit, path):
    page = visit().go(path)
    n_stops = page.evaluate(f"({STOPS})().map(one => {{ one.dataset.stop = 'missed' }}).length")
    assert n_stops > 5
    for _ in range(n_stops + 60):  # the menu, regions that scroll and widgets of many parts come on top
        page.keyboard.press("Tab")
        page.evaluate("document.activeElement.dataset.stop = 'reached'")
    assert page.evaluate(MISSED) == []


def test_arrow_keys_reach_the_choices_of_a_row(visit):
    page = visit().go("")
    page.get_by_role("button", name="Reported").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Measured")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**kind=measured")


@pytest.mark.parametrize("path", ["claim?claim=c1-squad&evidence=key3", "explore?task=xnli", "heatmap", "compare"])
def test_charts_have_a_name_for_screen_readers(visit, path):
    page = visit().go(path)
    open_folds(page)  # some charts are made when their fold is opened
    charts = page.get_by_test_id("stPlotlyChart")
    expect(charts).to_have_count(2)
    for chart in charts.all():
        expect(chart).to_have_role("figure")
        expect(chart).to_have_accessible_name(FIVE_WORDS)


def _rgb(colour):
    return f"rgb({', '.join(str(int(colour[start : start + 2], 16)) for start in (1, 3, 5))})"
