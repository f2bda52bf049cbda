"""The studies page on two studies known by hand, put into a copy of the small store."""

import csv
import io

import duckdb
import pytest

from dashboard.data.db import query
from dashboard.kit.export import About, as_csv
from dashboard.parts.studies.tables import points
from tests.dashboard.full_store import RUNS, add_studies
from tests.dashboard.reading import figures, markup, text, warnings
from tests.dashboard.small_store import publish_file, write_small_store


@pytest.fixture(scope="module")
def studies_home(tmp_path_factory):
    root = tmp_path_factory.mktemp("studies")
    path = root / "builds" / "crosscheck-1.duckdb"
    write_small_store(path)
    with duckdb.connect(str(path)) as connection:
        add_studies(connection)
        connection.execute("update runs set config = '{\"is_study\": true}' where list_contains(?, run_id)", [RUNS])
    publish_file(root, path.name)
    return root


def test_studies_page_lists_every_question_with_its_answer(open_page, studies_home):
    shown = text(open_page(studies_home, "studies"))
    assert "Does more help? ✓ Yes +6.0 (+2.5 to +9.5) 2 of 2 mini" in shown
    assert "Does size help? ? Undecided – 0 of 2 mini" in shown


def test_studies_page_shows_the_first_study_with_its_sentence_and_rule(open_page, studies_home):
    shown = text(open_page(studies_home, "studies"))
    assert "At mini scale it rises: yes, more helps." in shown
    assert (
        "yes where the whole 95% interval of the change from the first to the last point lies above 0 points" in shown
    )


def test_studies_page_draws_a_curve_a_series_with_intervals(open_page, studies_home):
    (figure,) = figures(open_page(studies_home, "studies"))
    assert [trace["y"] for trace in figure["data"]] == [[1.5, 7.5], [2.0, 2.5]]
    assert figure["data"][0]["error_y"]["array"] == [2.0, 2.5]
    assert figure["data"][0]["error_y"]["arrayminus"] == [2.0, 2.5]
    assert figure["layout"]["xaxis"]["type"] == "log"
    assert figure["layout"]["xaxis"]["tickvals"] == [100.0, 1000.0]
    assert len({trace["marker"]["symbol"] for trace in figure["data"]}) == 2


def test_studies_page_holds_the_same_points_as_a_table(open_page, studies_home):
    shown = text(open_page(studies_home, "studies"))
    assert "Low-resource 100 +1.5 −0.5 to +3.5 55.0 33.5 400 2" in shown
    assert "Low-resource 1,000 +7.5 +5.0 to +10.0 55.0 33.5 400 2" in shown


def test_studies_page_links_every_run(open_page, studies_home):
    page = markup(open_page(studies_home, "studies"))
    assert 'href="runs?run=run-mnli-xnli-1"' in page
    assert "XNLI after none, seed 1" in page


def test_studies_page_without_points_says_so(open_page, studies_home):
    app = open_page(studies_home, "studies", study="size")
    assert figures(app) == []
    assert any("Too few of its runs" in info.value for info in app.info)


def test_studies_page_reports_a_study_it_does_not_know(open_page, studies_home):
    app = open_page(studies_home, "studies", study="colour")
    assert any("study = colour" in line for line in warnings(app))


def test_studies_page_runs_no_script(open_page, studies_home):
    app = open_page(studies_home, "studies")
    assert "<script>" not in markup(app)
    assert all("<script>" not in trace["name"] for trace in figures(app)[0]["data"])


def test_studies_page_offers_every_point_as_csv(open_page, studies_home, monkeypatch):
    monkeypatch.setenv("CROSSCHECK_HOME", str(studies_home))
    sheet = points("gain").sheet(query("study_points", study="volume", scale="mini"))
    lines = [line for line in as_csv(sheet, About("t", {}, "a", "s", None)).splitlines() if not line.startswith("#")]
    rows = list(csv.DictReader(io.StringIO("\n".join(lines))))
    assert [(row["series"], row["x"], row["estimate"], row["interval low"]) for row in rows] == [
        ("low", "100.0", "1.5", "-0.5"),
        ("low", "1000.0", "7.5", "5.0"),
        ("high", "100.0", "2.0", "1.0"),
        ("high", "1000.0", "2.5", "1.0"),
    ]


def test_studies_page_on_an_empty_store_names_the_command(open_page, empty_home_path):
    app = open_page(empty_home_path, "studies")
    assert any("python -m pipeline study all" in code.value for code in app.code)


def test_runs_page_lists_runs_of_studies_only_where_asked(open_page, studies_home):
    app = open_page(studies_home, "runs")
    assert not set(RUNS) & set(app.dataframe[0].value["run_id"])
    assert any("2 runs of studies are left out" in caption.value for caption in app.caption)
    assert set(RUNS) <= set(open_page(studies_home, "runs", profile="mini").dataframe[0].value["run_id"])
