"""From a cell of the heat map to its languages, a run, its rows in SQL: by mouse on the chart, by keys without."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.server import follow, wait_until_drawn

pytestmark = pytest.mark.browser
RUN = "a[href='runs?run=run-squad_v1-xquad-1']"  # one of the two seeds behind a number of the Languages page


def test_mouse_leads_from_a_cell_to_the_sql_of_its_run(visit):
    visited = visit()
    page = visited.go("heatmap")
    chart = page.get_by_test_id("stPlotlyChart").first
    chart.scroll_into_view_if_needed()
    box = chart.locator(".scatterlayer .textpoint", has_text="+22.0").bounding_box()  # SQuAD 1.1 on XQuAD
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_url("**cell=squad_v1%2Fxquad")
    expect(page.get_by_text("SQuAD 1.1 → XQuAD, language by language").filter(visible=True)).to_be_visible()
    page.get_by_role("link", name="All regimes on the Languages page").click()
    expect(page.locator("h1")).to_have_text("Languages")
    expect(page.get_by_text("XQuAD: SQuAD 1.1 scores above the baseline in 3 of 3 languages")).to_be_visible()
    wait_until_drawn(page)
    page.locator(RUN).first.click()
    expect(page.locator("h1")).to_have_text("mini / squad_v1 / xquad")
    page.get_by_role("link", name="These scores in the SQL page").click()
    expect(page.locator("h1")).to_have_text("SQL")
    expect(page.get_by_text("6 rows in 0.")).to_be_visible()  # 3 languages x 2 metrics
    expect(page.get_by_role("textbox", name="Query")).to_have_value(re.compile("run_id = 'run-squad_v1-xquad-1'"))
    assert visited.outside == []
    assert visited.problems == []


def test_keys_lead_the_same_way_without_the_chart(visit):
    page = visit().go("heatmap")
    cell = page.get_by_label("Cell shown language by language")
    cell.focus()
    cell.press("ControlOrMeta+a")
    page.keyboard.type("SQuAD 1.1 → XQuAD")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**cell=squad_v1%2Fxquad")
    follow(page, page.get_by_role("link", name="All regimes on the Languages page"), "Languages")
    follow(page, page.locator(RUN).first, "mini / squad_v1 / xquad")
    follow(page, page.get_by_role("link", name="These scores in the SQL page"), "SQL")
    expect(page.get_by_text("6 rows in 0.")).to_be_visible()


def test_published_line_shows_its_numbers_when_clicked_and_the_back_button_takes_them_back(visit):
    page = visit().go("published")
    grid = page.get_by_test_id("stDataFrame").bounding_box()
    page.mouse.click(grid["x"] + 20, grid["y"] + 36 + 35 * 2 + 17)  # below the head the third line's box
    page.wait_for_url("**/published?row=finding-3")
    expect(page.locator("h2").last).to_have_text("Russian: 79.0 a-paper; 77.2 b-readme.")
    page.go_back()
    expect(page.locator("h2").last).to_have_text("b-readme prints an average that its tasks do not give.")
