"""A clone where nothing has run: the app over what `make serve` builds from shipped results."""

from pathlib import Path

import pytest

from pipeline.prepare import prepare
from pipeline.store.home import Home
from pipeline.store.shipping import write_snapshot
from tests.dashboard.reading import text
from tests.small_home import NOW, write_small_home


@pytest.fixture(scope="module")
def fresh_clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    shipped = tmp_path_factory.mktemp("shipped")
    write_snapshot(write_small_home(tmp_path_factory.mktemp("home")), ["small"], shipped)
    home = Home(tmp_path_factory.mktemp("clone"))
    prepare(home, shipped, NOW)
    return home.root


@pytest.mark.parametrize("page", ["verdicts", "explore", "heatmap", "published", "runs"])
def test_page_opens_on_shipped_results(open_page, fresh_clone, page):
    app = open_page(fresh_clone, page)
    assert not app.error
    assert "9 runs, 54 scores" in text(app)


def test_documents_page_shows_the_five_reports_from_the_first_minute(open_page, fresh_clone):
    app = open_page(fresh_clone, "documents")
    assert not app.error
    shown = text(app)
    assert "Of 55 rows, 55 could be checked and none of them contradicts the source, 55 agree." in shown
    assert "5 documents 55 claim rows 21 registered claims stated 2 both ticked and crossed" in shown
    # the two claims that four reports tick and one crosses
    assert "ticked 4 times, crossed once: Intermediate training does not raise XNLI's score." in shown
    assert "ticked 4 times, crossed once: Every experiment starts from the pretrained XLM-R Large." in shown


def test_runs_page_marks_every_run_as_shipped(open_page, fresh_clone):
    table = open_page(fresh_clone, "runs").dataframe[0].value
    assert table["origin"].tolist() == ["shipped"] * 9
