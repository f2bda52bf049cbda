import html
import json
import re
from urllib.parse import unquote_plus

import pytest

from tests.dashboard.reading import figures, markup, text, warnings
from tests.dashboard.small_store import ERROR


def test_runs_lists_every_run_failures_included(open_page, small_home_path):
    app = open_page(small_home_path, "runs")
    table = app.dataframe[0].value
    assert len(table) == 15  # 3 regimes x 2 tasks x 2 seeds, one failed, two of the lab profile
    assert table.set_index("run_id").loc["run-hellaswag-xnli-1", "status"] == "failed"


def test_runs_says_of_each_run_where_it_was_made(open_page, small_home_path):
    table = open_page(small_home_path, "runs").dataframe[0].value.set_index("run_id")["origin"]
    assert (table["run-none-xnli-1"], table["lab-none-xnli-1"]) == ("this machine", "shipped")
    assert "Origin</dt><dd>shipped" in markup(open_page(small_home_path, "runs", run="lab-none-xnli-1"))


def test_runs_of_one_body_of_evidence(open_page, small_home_path):
    app = open_page(small_home_path, "runs", evidence="e3")
    assert app.dataframe[0].value["run_id"].tolist() == ["run-squad_v1-xnli-1"]
    assert "SQuAD 1\\.1" in app.info[0].value


def test_runs_filters_come_from_the_address(open_page, small_home_path):
    app = open_page(small_home_path, "runs", profile="mini", regime="mnli", task="xnli")
    assert sorted(app.dataframe[0].value["run_id"]) == ["run-mnli-xnli-1", "run-mnli-xnli-2"]


def test_runs_one_run_shows_provenance_and_scores(open_page, small_home_path):
    app = open_page(small_home_path, "runs", run="run-none-xnli-1")
    shown = text(app)
    for part in (
        "mini-encoder, 12 million parameters",
        "e" * 64,
        "61.5 s",
        "6,120 tokens/s",
        "24,000 tokens",
        "abc1234",
        "2026-01-01 12:00:01 UTC",
    ):
        assert part in shown
    scores = app.dataframe[0].value.set_index("language")
    assert scores["value"].to_dict() == {"en": 79.0, "de": 59.0, "ru": 51.0, "sw": 40.0}
    assert '"learning_rate": 0.0002' in app.code[0].value


def test_runs_one_run_draws_its_loss(open_page, small_home_path):
    (loss,) = figures(open_page(small_home_path, "runs", run="run-none-xnli-1"))
    assert (loss["data"][0]["x"], loss["data"][0]["y"]) == ([10, 20, 30], [1.5, 0.75, 0.5])


def test_runs_failed_run_shows_its_error_as_text(open_page, small_home_path):
    app = open_page(small_home_path, "runs", run="run-hellaswag-xnli-1")
    assert app.code[0].value == ERROR
    assert "<b>missing</b>" not in markup(app)
    assert not figures(app)


@pytest.mark.parametrize("param", ["run", "evidence", "status"])
def test_runs_unknown_value_is_reported(open_page, small_home_path, param):
    app = open_page(small_home_path, "runs", **{param: "no[such](x)"})
    assert any(f"{param} = no[such](x)" in line for line in warnings(app))
    assert len(app.dataframe[0].value) == 15


def test_runs_empty_store_names_the_command(open_page, empty_home_path):
    app = open_page(empty_home_path, "runs")
    assert "no runs yet" in app.info[0].value
    assert app.code[0].value == "make run"


def test_runs_chart_is_saved_in_the_format_chosen(open_page, small_home_path):
    app = open_page(small_home_path, "runs", run="run-none-xnli-1")
    app.button_group(key="cc-picture").set_value("png").run()
    (chart,) = app.get("plotly_chart")
    assert json.loads(chart.proto.config)["toImageButtonOptions"]["filename"].endswith(", as png")


def test_runs_list_without_a_chart_offers_no_format(open_page, small_home_path):
    assert not open_page(small_home_path, "runs").get("button_group")


def test_runs_one_run_leads_to_its_scores_in_sql(open_page, small_home_path):
    shown = markup(open_page(small_home_path, "runs", run="run-none-xnli-1"))
    (address,) = re.findall(r'href="sql\?sql=([^"]+)"', shown)
    app = open_page(small_home_path, "sql", sql=unquote_plus(html.unescape(address)))
    assert app.dataframe[0].value["value"].tolist() == [59.0, 79.0, 51.0, 40.0]  # de, en, ru, sw


def test_runs_offer_the_list_and_the_scores_as_files(open_page, small_home_path):
    labels = ["CSV", "JSON", "LaTeX", "Markdown"]
    for params in ({}, {"run": "run-none-xnli-1"}):
        assert [button.label for button in open_page(small_home_path, "runs", **params).download_button] == labels
