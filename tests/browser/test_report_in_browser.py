"""The report opened from disk by a browser without a network."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from dashboard.kit.theme import DARK, LIGHT
from dashboard.report.document import write_report
from pipeline.store.home import Home

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def report_url(app_home, tmp_path_factory):
    return write_report(Home(app_home), tmp_path_factory.mktemp("report") / "report.html").as_uri()


@pytest.mark.parametrize(("scheme", "width", "colours"), [("light", 1440, LIGHT), ("dark", 390, DARK)])
def test_report_opens_offline(chromium, report_url, scheme, width, colours):
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True)
    page = context.new_page()
    requests, problems = [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(report_url)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == _rgb(colours.ground)
    assert page.locator(".cc-claim").count() == 5
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("link", name="A claim that no body of evidence speaks to.").click()
    assert page.locator("#claim-c5-alone").evaluate("e => e.getBoundingClientRect().top") < 900
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
    assert (requests, problems) == ([report_url], [])
    context.close()


def _rgb(colour):
    return f"rgb({', '.join(str(int(colour[start : start + 2], 16)) for start in (1, 3, 5))})"
