"""Every filter of every page changed in Chromium; the address opened by another reader; unknown values reported."""

import re
from contextlib import suppress

import pytest
from playwright.sync_api import TimeoutError, expect

from tests.browser.server import open_folds, wait_until_drawn

pytestmark = pytest.mark.browser
# page: filters to change in this order: label of the control (none: a button in a row), option, what the address gets
CHANGES = {
    "": [
        (None, "Measured", "kind=measured"),
        (None, "Different setup", "verdict=SCOPE_MISMATCH"),
        ("Stated by document", "a.txt", "document=id-a.txt"),
    ],
    "claim": [
        ("Claim", "MNLI first adds points", "claim=c2-mnli"),
        ("Body of evidence", "Other table", "evidence="),
    ],
    "claim?claim=c1-squad&evidence=key3&task=xnli": [("Task shown language by language", "XQuAD", "task=xquad")],
    "documents": [
        ("Document", "a.txt", "document=id-a.txt"),
        ("Confidences against", "Our verdicts", "against=our+verdict"),
    ],
    "explore": [
        ("Task", "XQuAD", "task=xquad"),
        ("Metric", "exact match", "metric=exact_match"),
        ("Group by", "Script", "group=script"),
        ("Regimes shown", "SQuAD 1.1", "regime=squad_v1"),
        ("Language", "Russian", "language=ru"),
    ],
    "explore?task=xnli": [
        (None, "Map", "view=map"),
        ("Regime", "SQuAD 1.1", "of=squad_v1"),
        ("Number", "Gain over the baseline", "number=gain"),
    ],
    "heatmap": [
        ("Show", "Gain in interval units", "view=units"),
        ("Languages", "Script: latin", "languages=script%3Alatin"),
        ("Aggregation", "Median over languages", "over=median"),
        ("Cell shown language by language", "SQuAD 1.1 → XQuAD", "cell=squad_v1%2Fxquad"),
    ],
    "heatmap?view=gain": [("Profile", "lab", "profile=lab"), ("Split", re.compile("^Dev$"), "split=dev")],
    "compare": [("First system", "SQuAD 1.1", "subject=squad_v1"), ("Second system", "MNLI", "rival=mnli")],
    "compare?task=xnli": [
        ("Kind of numbers", "Published", "kind=published"),
        ("First system", "XLM-R (B)", "subject="),
    ],
    "published": [
        ("Source", "a-paper", "source=a-paper"),
        ("Encoder", "xlm-r-large", "encoder=xlm-r-large"),
        ("Task", "XNLI", "task=xnli"),
        ("Language", "Russian", "language=ru"),
        ("Flag", "Without a flag", "flag=no"),
    ],
    "studies": [("Study", "Size", "study=size")],
    "runs": [
        ("Profile", "mini", "profile=mini"),
        ("Status", "finished", "status=finished"),
        ("Regime", "mnli", "regime=mnli"),
        ("Target task", "xnli", "task=xnli"),
    ],
    "sql": [("Examples", "", "sql=")],
}
UNKNOWN = {  # page: its filters
    "": ["kind", "verdict", "document", "claim"],
    "claim": ["claim", "evidence", "task", "compute"],
    "documents": ["document", "against"],
    "explore": ["profile", "task", "metric", "split", "view", "group", "regime", "language"],
    "explore?view=map": ["of", "number"],
    "heatmap": ["profile", "view", "split", "languages", "over", "cell"],
    "compare": ["kind", "profile", "task", "split", "subject", "rival"],
    "compare?kind=published": ["task", "metric", "split", "subject", "rival"],
    "published": ["source", "encoder", "task", "language", "flag", "kind", "lines"],
    "studies": ["study", "scale"],
    "runs": ["run", "evidence", "profile", "status", "phase", "regime", "task"],
    "sql": [],
}
AT_ONCE = {"", "explore", "compare?kind=published"}  # the others in the slow tier: one reader of addresses serves all
SHOWN = """() => [
  document.querySelector('[data-testid=stMain]').innerText,
  [...document.querySelectorAll('[data-testid=stMain] :is(input, textarea)')].map(one => one.value),
  [...document.querySelectorAll('[data-testid=stMain] [aria-pressed]')].map(one => one.ariaPressed),
  [...document.querySelectorAll('.js-plotly-plot')].map(one => one.data)]"""


@pytest.mark.parametrize("path", CHANGES)
def test_filters_reach_the_address_and_reopen_the_view(visit, path):
    visited = visit()
    page = visited.go(path)
    for label, option, expected in CHANGES[path]:
        open_folds(page)
        _change(page, label, option)
        page.wait_for_url(lambda url, expected=expected: expected in url)
        wait_until_drawn(page)
    link = page.get_by_role("link", name="Link to this view")
    for _, _, expected in CHANGES[path]:
        expect(link).to_have_attribute("href", re.compile(re.escape(expected)))
    open_folds(page)
    shown = page.evaluate(SHOWN)
    other = visit(reader="second")
    again = other.go(link.evaluate("one => one.href").removeprefix(f"{visited.url}/"))
    expect(again.get_by_text("The address asks for")).to_have_count(0)
    open_folds(again)
    assert again.evaluate(SHOWN) == shown
    assert visited.problems == other.problems == []


@pytest.mark.parametrize(
    "path", [path if path in AT_ONCE else pytest.param(path, marks=pytest.mark.slow) for path in UNKNOWN]
)
def test_unknown_values_of_the_address_are_reported(visit, path):
    given = [f"{param}=nosuch" for param in UNKNOWN[path]] + ["colour=red", "snapshot=another"]
    page = visit().go(f"{path}{'&' if '?' in path else '?'}{'&'.join(given)}")
    for param in UNKNOWN[path]:
        expect(
            page.get_by_text(f"The address asks for {param} = nosuch, which this snapshot does not have")
        ).to_be_visible()
    expect(page.get_by_text("a filter that this page does not have: colour.")).to_be_visible()
    expect(page.get_by_text("This link was made for snapshot another;")).to_be_visible()


def _change(page, label, option):
    if label is None:
        page.get_by_role("button", name=option).or_(page.get_by_role("radio", name=option)).click()
        return
    control, wanted = page.get_by_label(label, exact=True), page.get_by_role("option", name=option)
    for _ in range(5):  # a page that is still being drawn closes the list again
        control.click()
        with suppress(TimeoutError):
            wanted.first.click(timeout=5_000)
            break
    if page.get_by_role("listbox").is_visible():  # one of which several can be chosen stays open
        page.keyboard.press("Escape")
