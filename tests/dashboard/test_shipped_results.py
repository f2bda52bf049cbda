"""A clone where nothing has run: the app over what `make serve` builds from shipped results."""

from pathlib import Path

import pytest

from pipeline.prepare import prepare
from pipeline.store.home import Home
from pipeline.store.shipping import write_snapshot
from tests.dashboard.reading import text, warnings
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


TABLE = """Model,XNLI,PAWS-X,UD POS,PAN-X,XQuAD F1/EM,MLQA F1/EM,TyDiQA F1/EM,BUCC,Tatoeba,Avg
XLM-R Large,70.0,80.0,60.0,50.0,70.0/50.0,60.0/40.0,50.0/30.0,60.0,50.0,53.0
SQuAD v1.1,78.2,88.2,68.2,58.2,78.2/58.2,68.2/48.2,58.2/38.2,68.2,58.2,66.0
"""


def test_claim_page_judges_a_pasted_table_and_keeps_nothing(open_page, fresh_clone):
    app = open_page(fresh_clone, "claim", claim="phang2020-squad-gain")
    before = sorted(fresh_clone.rglob("*"))
    app.text_area(key="own-table-phang2020-squad-gain").set_value(TABLE).run()
    shown = text(app)
    # each of nine tasks 8.2 above, each arm off by 0.05 at most
    assert "With these 24 figures: ≈︎ Consistent +8.10 to +8.30 points (squad_v1)" in shown
    assert "nobody has checked them against their source" in shown
    # 70 80 60 50 60 50 40 60 50 sum to 520: 57.78; printed 53.0
    assert any("prints 53.0 as the average" in said for said in warnings(app))
    assert sorted(fresh_clone.rglob("*")) == before
    app.text_area(key="own-table-phang2020-squad-gain").set_value("Model,XNIL\nXLM-R Large,70.0\n").run()
    (said,) = (found.value.replace("\\", "") for found in app.error)
    assert "column 'XNIL'" in said
    assert "the nearest name is 'XNLI'" in said


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
