from pathlib import Path

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_request_to_another_host_is_stopped_and_noted(visit):
    visited = visit()
    page = visited.go("sql")
    assert page.evaluate("fetch('https://example.org/x').then(() => 'reached', () => 'stopped')") == "stopped"
    assert visited.outside == []  # the content security policy refuses it before it is sent
    assert any("Content Security Policy" in problem and "example.org" in problem for problem in visited.problems)


def test_verdict_filter_narrows_claims_and_address(visit):
    page = visit().go("")
    expect(page.locator(".cc-board th[scope=row] a")).to_have_count(5)
    page.get_by_role("button", name="Contradicted").click()
    expect(page.locator(".cc-board th[scope=row] a")).to_have_count(1)
    assert page.url.endswith("?verdict=CONTRADICTED")


def test_point_of_the_chart_chooses_its_language(visit):
    page = visit().go("explore?task=xnli&regime=none")
    chart = page.locator("[data-testid=stPlotlyChart]").first
    # the last trace is the baseline; its points come in order of the language code: de, en, ru, sw
    point = chart.locator(".scatterlayer .trace").last.locator(".point").first
    point.scroll_into_view_if_needed()
    box = point.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_url("**language=de")


def test_claim_text_runs_no_script(visit):
    visited = visit()
    page = visited.go("")
    name = page.locator(".cc-board th[scope=row]").filter(has_text="desrever")
    expect(name).to_contain_text("<script>alert(1)</script> [click](javascript:alert(2)) ⟨U+202E⟩desrever **bold**")
    expect(name.locator("script, strong, a[href^=javascript]")).to_have_count(0)
    assert visited.problems == []


def test_menu_leaves_the_filters_of_the_page_behind(visit):
    page = visit().go("explore?task=xquad")
    page.get_by_role("button", name="Data").click()
    page.get_by_role("menuitem", name="Runs").click()
    expect(page.locator("h1")).to_have_text("Runs")
    expect(page.locator("[data-testid=stAlert]")).to_have_count(0)


def test_query_is_run_and_saved_with_its_head(visit):
    page = visit().go("sql")
    page.get_by_label("Query").fill("select 8.25 as points, '=1+1' as text")
    page.get_by_role("button", name="Run query").click()
    expect(page.get_by_text("1 row in 0.")).to_be_visible()
    assert "sql=select+8.25+as+points" in page.url
    with page.expect_download() as saved:
        page.get_by_role("button", name="CSV", exact=True).click()  # the table has a button of its own, without a head
    assert saved.value.suggested_filename == "crosscheck-query.csv"
    lines = Path(saved.value.path()).read_text(encoding="utf-8").splitlines()
    assert "# snapshot: crosscheck-20260101T000000-hand" in lines
    assert "# commit: abc1234" in lines
    assert "# query: select 8.25 as points, '=1+1' as text" in lines
    assert lines[-2:] == ["points,text", "8.25,'=1+1"]
