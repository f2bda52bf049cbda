import hashlib

import pytest
from playwright.sync_api import Page, expect

from tests.browser.server import follow, wait_until_drawn

pytestmark = pytest.mark.browser
REPORT = """Warm-up before the task

5 Extracted Claims

Claim	Verified	Confidence
Warming up on QQP adds 1.2 points.	yes	0.40
Warming up on QQP adds 1.2 points.	no	0.10
<img src=x onerror=alert(1)> figs ripen early.	no	0.20
"""


def test_card_leads_to_its_claim_and_back(visit):
    page = visit().go("")
    follow(page, page.get_by_role("link", name="Everything behind it").first, "Claim")
    assert page.url.endswith("claim?claim=c1-squad")
    page.get_by_text("3 bodies of evidence").click()
    follow(page, page.get_by_role("link", name="Among all claims"), "Claims")
    expect(page.locator(".cc-clamp")).to_have_count(1)


def test_statement_of_a_claim_is_run_and_gives_the_same_number(visit):
    visited = visit()
    page = visited.go("claim?claim=c1-squad&evidence=key3")
    page.get_by_role("button", name="Run this statement").click()
    expect(page.get_by_text("The same number: 12.5")).to_be_visible(timeout=60_000)
    assert page.url.endswith("compute=yes")
    assert visited.problems == []


def test_matrix_leads_to_the_claim(visit):
    page = visit().go("documents")
    page.get_by_role("link", name="Training on SQuAD 1.1 first").first.click()
    page.wait_for_url("**/claim?claim=c1-squad")
    wait_until_drawn(page)
    expect(page.locator("h1")).to_have_text("Claim")
    assert page.url.endswith("claim?claim=c1-squad")


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_upload_is_audited_and_stored_nowhere(visit, app_home, width, scheme):
    before = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in app_home.rglob("*.duckdb")}
    visited = visit(width=width, scheme=scheme)
    page = visited.go("documents")
    page.locator("input[type=file]").set_input_files(
        {"name": "mine.md", "mimeType": "text/markdown", "buffer": REPORT.encode()}
    )
    expect(page.get_by_text("Uploaded, not stored: mine.md")).to_be_visible(timeout=120_000)
    expect(page.locator(".cc-flag", has_text="ticked and crossed").filter(visible=True).first).to_be_visible()
    expect(page.locator("img[src=x]")).to_have_count(0)
    _goes_to_the_evidence_and_back(page, row=3)
    assert visited.problems == []
    assert visited.outside == []
    after = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in app_home.rglob("*.duckdb")}
    assert after == before


def _goes_to_the_evidence_and_back(page: Page, row: int) -> None:
    """A click on a row of the text shows its evidence, marked as the target; a click there shows the row again."""
    said, why = page.locator(f"#uploaded-0-row-{row}"), page.locator(f"#uploaded-0-why-{row}")
    said.get_by_role("link", name=f"Row {row}", exact=True).click()
    expect(why).to_be_in_viewport()
    assert page.evaluate("document.querySelector(':target').id") == f"uploaded-0-why-{row}"
    why.get_by_role("link", name=f"back to row {row}", exact=True).click()
    expect(said).to_be_in_viewport()
    assert page.evaluate("document.querySelector(':target').id") == f"uploaded-0-row-{row}"
    expect(page.get_by_text("Uploaded, not stored: mine.md")).to_have_count(1)  # the audit is still there


def test_upload_that_is_no_report_is_refused_in_words(visit):
    page = visit().go("documents")
    page.locator("input[type=file]").set_input_files(
        {"name": "mine.txt", "mimeType": "text/plain", "buffer": b"\xff\xfe\x00"}
    )
    expect(page.get_by_test_id("stAlert").filter(has_text="mine.txt")).to_be_visible(timeout=120_000)
