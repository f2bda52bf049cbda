"""Every page that is found, on a store with everything, on one with little and on one with nothing."""

import pytest

from dashboard.kit.pages import find_pages
from tests.dashboard.full_store import write_full_store
from tests.dashboard.reading import markup, text
from tests.dashboard.small_store import SNAPSHOT, publish_file

TITLES = {path.stem: page.title for page, path in find_pages()}
# charts on the page as it opens; the small store has neither definitions, documents nor studies
N_CHARTS_FULL = {"claim": 2, "documents": 1, "explore": 2, "heatmap": 2, "compare": 2, "studies": 1}
N_CHARTS_SMALL = {"explore": 2, "heatmap": 2, "compare": 2}
MENDED_BY = {"documents": "python -m pipeline audit", "studies": "python -m pipeline study all"}  # the rest: make run
FOLDS = ("cc-cells", "cc-all-definitions")  # of a claim, whose charts are made when they are opened


@pytest.fixture(scope="module")
def full_home_path(tmp_path_factory):
    root = tmp_path_factory.mktemp("full")
    write_full_store(root / "builds" / "crosscheck-1.duckdb")
    publish_file(root, "crosscheck-1.duckdb")
    return root


def _assert_whole(app, page):
    assert not app.error
    assert f"<h1>{TITLES[page]}</h1>" in markup(app)
    assert f"Snapshot {SNAPSHOT}" in text(app)


@pytest.mark.parametrize("page", TITLES)
def test_page_opens_on_the_full_store(open_page, full_home_path, page):
    app = open_page(full_home_path, page, FOLDS)
    _assert_whole(app, page)
    assert len(app.get("plotly_chart")) == N_CHARTS_FULL.get(page, 0)
    # the heat map says where no interval is stored, a claim that this store's entries are not whole
    assert not app.info or page in {"heatmap", "claim"}


@pytest.mark.parametrize("page", TITLES)
def test_page_opens_on_the_small_store(open_page, small_home_path, page):
    app = open_page(small_home_path, page)
    _assert_whole(app, page)
    assert len(app.get("plotly_chart")) == N_CHARTS_SMALL.get(page, 0)


@pytest.mark.parametrize("page", TITLES)
def test_page_on_an_empty_store_names_the_command(open_page, empty_home_path, page):
    app = open_page(empty_home_path, page)
    _assert_whole(app, page)
    assert not app.get("plotly_chart")
    if page == "sql":  # which has tables to be asked, if no rows
        assert app.text_area
    else:
        assert app.info
        assert MENDED_BY.get(page, "make run") in app.code[0].value


@pytest.mark.parametrize("page", TITLES)
def test_charts_of_a_page_are_told_in_words(open_page, full_home_path, page):
    for chart in open_page(full_home_path, page, FOLDS).get("plotly_chart"):
        assert len(chart.proto.alt.split()) >= 5
