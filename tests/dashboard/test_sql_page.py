import hashlib
import html
import re
from urllib.parse import parse_qs

import pytest

from dashboard.sql_console.examples import read_examples
from pipeline.build import build_judged
from pipeline.store.publish import publish
from tests.dashboard.reading import markup, text, warnings
from tests.dashboard.small_store import publish_file, write_empty_store
from tests.frozen import FROZEN_CLAIMS
from tests.small_home import NOW, add_failed_run, small_tasks, write_small_home

MEAN = """select language, score
from cells
where profile = 'mini' and task = 'xnli' and regime = 'mnli' and metric = 'accuracy'
order by language"""


def _result(app):
    assert not app.error, [error.value for error in app.error]
    return app.dataframe[0].value


def _captions(app):
    return [caption.value for caption in app.caption]


@pytest.fixture(scope="module")
def built_home_path(tmp_path_factory):
    """A home built from run records as the pipeline does it, with this repository's claims and published scores."""
    home = write_small_home(tmp_path_factory.mktemp("built"))
    add_failed_run(home)
    publish(home, build_judged(home, now=NOW, git_commit="abc", tasks=small_tasks(), claims_folder=FROZEN_CLAIMS))
    return home.root


@pytest.fixture(scope="module")
def hollow_home_path(tmp_path_factory):
    root = tmp_path_factory.mktemp("hollow")
    write_empty_store(root / "builds" / "crosscheck-1.duckdb")
    publish_file(root, "crosscheck-1.duckdb")
    return root


@pytest.mark.parametrize("kind", ["small_home_path", "built_home_path", "hollow_home_path"])
@pytest.mark.parametrize("title", list(read_examples()))
def test_sql_example_runs_on_every_kind_of_store(open_page, request, kind, title):
    app = open_page(request.getfixturevalue(kind), "sql", sql=read_examples()[title])
    assert list(_result(app).columns)
    assert not app.warning
    assert [row for row in _captions(app) if re.match(r"[\d,]+ rows? in \d+\.\d{3} s", row)]


def test_sql_examples_find_rows_in_a_built_store(open_page, built_home_path):
    empty = {
        title for title, sql in read_examples().items() if _result(open_page(built_home_path, "sql", sql=sql)).empty
    }
    assert empty == set()


def test_sql_shows_the_rows_of_the_address(open_page, small_home_path):
    app = open_page(small_home_path, "sql", sql=MEAN)
    frame = _result(app)
    assert frame["language"].tolist() == ["de", "en", "ru", "sw"]
    assert frame["score"].tolist() == [68.0, 84.0, 56.0, 38.0]
    assert app.text_area[0].value == MEAN
    assert _captions(app)[0].startswith("4 rows in 0.")


def test_sql_first_visit_offers_a_query_and_runs_none(open_page, small_home_path):
    app = open_page(small_home_path, "sql")
    assert app.text_area[0].value == next(iter(read_examples().values()))
    assert not app.dataframe
    assert "sql" not in app.query_params


def test_sql_run_button_writes_the_address_and_runs(open_page, small_home_path):
    app = open_page(small_home_path, "sql")
    app.text_area[0].set_value("select count(*) as n from claims")
    app.button[0].click().run()
    assert app.query_params["sql"] == "select count(*) as n from claims"
    assert _result(app)["n"].tolist() == [5]


def test_sql_example_is_filled_in_and_run(open_page, small_home_path):
    title = "Verdicts by kind of evidence"
    app = open_page(small_home_path, "sql")
    app.selectbox[0].set_value(title).run()
    assert app.text_area[0].value == app.query_params["sql"] == read_examples()[title]
    assert _result(app)["n_verdicts"].sum() == 8
    assert app.selectbox[0].value is None


def test_sql_permalink_reopens_the_same_view(open_page, small_home_path):
    app = open_page(small_home_path, "sql", sql=MEAN)
    link = re.search(r'href="sql\?([^"]+)"[^>]*>Link to this view', markup(app)).group(1)
    params = {name: values[0] for name, values in parse_qs(html.unescape(link)).items()}
    assert params == {"sql": MEAN, "snapshot": "crosscheck-20260101T000000-hand"}
    again = open_page(small_home_path, "sql", **params)
    assert not again.warning
    assert _result(again).equals(_result(app))


def test_sql_error_is_shown_as_text_and_the_query_stays(open_page, small_home_path):
    asked = "select * from claims <b>where</b>"
    app = open_page(small_home_path, "sql", sql=asked)
    said = app.error[0].value.replace("\\", "")
    assert "DuckDB cannot read this at line 1, column " in said
    assert app.text_area[0].value == asked
    assert not app.dataframe


def test_sql_write_is_refused_and_leaves_the_file(open_page, small_home_path):
    path = small_home_path / "builds" / "crosscheck-1.duckdb"
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    app = open_page(small_home_path, "sql", sql="delete from claims")
    assert "This is not a read (DELETE)" in app.error[0].value.replace("\\", "")
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before


def test_sql_cut_result_says_so(open_page, small_home_path):
    app = open_page(small_home_path, "sql", sql="from range(10001)")
    assert len(_result(app)) == 10_000
    assert "the query gives more than 10,000 rows" in warnings(app)[0]
    assert _captions(app)[0].startswith("10,000 rows in ")


def test_sql_empty_result_shows_its_columns(open_page, small_home_path):
    app = open_page(small_home_path, "sql", sql="from claims where false")
    assert "statement" in _result(app).columns
    assert _captions(app)[0].startswith("0 rows in ")


def test_sql_hostile_text_is_written_out(open_page, small_home_path):
    app = open_page(small_home_path, "sql", sql="select statement from claims where claim_id = 'c4-best'")
    [statement] = _result(app)["statement"]
    assert "⟨U+202E⟩desrever" in statement
    assert "\u202e" not in statement


def test_sql_long_query_runs_but_stays_out_of_the_address(open_page, small_home_path):
    asked = "select 7 as n -- " + "x" * 4_000
    app = open_page(small_home_path, "sql")
    app.text_area[0].set_value(asked)
    app.button[0].click().run()
    assert _result(app)["n"].tolist() == [7]
    assert "sql" not in app.query_params
    assert any("leaves the query out" in caption for caption in _captions(app))


def test_sql_too_long_address_is_reported(open_page, small_home_path):
    app = open_page(small_home_path, "sql", sql="select 1 -- " + "x" * 4_000)
    assert "at most 4,000 are read; showing no rows" in warnings(app)[0]
    assert not app.dataframe


def test_sql_schema_lists_tables_with_counts_and_notes(open_page, small_home_path):
    app = open_page(small_home_path, "sql")
    shown = text(app)
    assert "claims 5 rows one row per claim" in shown
    assert "builds 1 row one row; what this file is" in shown
    assert "gains view one row per run_id, task, language, split, metric" in shown
    assert "n_tokens bigint seen so far" in shown


def test_sql_offers_three_files(open_page, small_home_path):
    app = open_page(small_home_path, "sql", sql=MEAN)
    assert [button.label for button in app.download_button] == ["CSV", "JSON", "LaTeX", "Markdown"]
