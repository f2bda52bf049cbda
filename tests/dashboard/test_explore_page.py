import re
from types import SimpleNamespace

import duckdb
import pandas as pd
import pytest

from dashboard.figures.languages import regime_marks
from dashboard.kit.theme import LIGHT
from dashboard.parts.languages.task_means import covered
from pipeline.store.home import REPOSITORY
from tests.dashboard.reading import figures, markup, text, warnings


def _trace(figure, name):
    return next(trace for trace in figure["data"] if trace.get("name") == name)


def test_explore_draws_the_mean_over_seeds(open_page, small_home_path):
    scores, _ = figures(open_page(small_home_path, "explore", task="xnli"))
    mnli = _trace(scores, "MNLI")
    by_language = {point[0]: x for point, x in zip(mnli["customdata"], mnli["x"], strict=True)}
    assert by_language == {"en": 84.0, "de": 68.0, "ru": 56.0, "sw": 38.0}


def test_explore_marks_the_random_guess_level(open_page, small_home_path):
    scores, _ = figures(open_page(small_home_path, "explore", task="xnli"))
    assert _trace(scores, "random guess")["x"] == [33.5] * 4


def test_explore_gains_are_empty_where_a_score_is_missing(open_page, small_home_path):
    _, gains = figures(open_page(small_home_path, "explore", task="xnli", group="none"))
    heat = gains["data"][0]
    assert heat["x"] == ["MNLI", "SQuAD 1.1"]
    # by baseline score: en, de, ru, sw, then Arabic, which has none
    assert heat["z"] == [[4.0, 1.0], [8.0, 3.0], [4.0, -1.0], [-3.0, 4.0], [None, None]]


def test_explore_table_keeps_english_apart_with_coverage_and_chance(open_page, small_home_path):
    shown = text(open_page(small_home_path, "explore"))
    assert "XNLI accuracy other languages 51.0 3 of 4 54.0 3 of 4 53.0 3 of 4 33.5" in shown
    assert "English 80.0 84.0 81.0" in shown
    assert "XQuAD F1 other languages 45.0 2 of 2 48.0 2 of 2 68.0 2 of 2 4.5" in shown


def test_explore_numbers_lead_to_their_runs(open_page, small_home_path):
    shown = markup(open_page(small_home_path, "explore", task="xnli", language="de"))
    assert 'href="runs?profile=mini&amp;regime=mnli&amp;task=xnli" target="_self">54.0</a>' in shown
    assert 'href="runs?run=run-mnli-xnli-1" target="_self">67.0</a>' in shown


def test_explore_lists_missing_languages_with_reasons(open_page, small_home_path):
    shown = text(open_page(small_home_path, "explore", task="xnli"))
    assert "Arabic (ar) every regime the generator has no Arabic rules" in shown
    assert "German (de) hellaswag run failed: EncoderError: weights <b>missing</b>" in shown


def test_explore_one_language_shows_gain_per_seed(open_page, small_home_path):
    shown = text(open_page(small_home_path, "explore", task="xnli", language="sw"))
    assert "Regime Seed 1 Seed 2 Random guess Examples scored" in shown
    assert "MNLI 37.0 −3.0 39.0 −3.0 33.5 200 of 200" in shown


@pytest.mark.parametrize(
    ("param", "value"), [("task", "xqad"), ("profile", "huge"), ("split", "dev"), ("language", "xx"), ("regime", "mln")]
)
def test_explore_unknown_value_is_reported(open_page, small_home_path, param, value):
    app = open_page(small_home_path, "explore", **{param: value})
    assert any(f"{param} = {value}" in line for line in warnings(app))


def test_explore_regime_filter_draws_only_those(open_page, small_home_path):
    scores, _ = figures(open_page(small_home_path, "explore", task="xnli", regime=["none"]))
    assert [trace["name"] for trace in scores["data"]] == ["random guess", "No intermediate task (baseline)"]


def test_explore_choosing_a_task_writes_the_address_and_forgets_the_split(open_page, small_home_path):
    app = open_page(small_home_path, "explore", profile="lab", task="xnli", split="dev")
    assert not app.warning
    app.selectbox(key="explore-profile").set_value("mini").run()
    assert "split" not in app.query_params
    app.selectbox(key="explore-task").set_value("xquad").run()
    assert app.query_params["task"] == "xquad"
    assert "XQuAD: SQuAD 1.1 scores above the baseline in 3 of 3 languages" in text(app)
    assert not app.warning


def test_explore_permalink_reopens_the_same_view(open_page, small_home_path):
    app = open_page(small_home_path, "explore", task="xquad", metric="exact_match", group="script", language="ru")
    link = re.search(r'href="explore\?([^"]+)"[^>]*>Link to this view', markup(app)).group(1)
    params = dict(pair.split("=") for pair in link.replace("&amp;", "&").split("&"))
    again = open_page(small_home_path, "explore", **params)
    assert not again.warning
    assert figures(again) == figures(app)


def test_explore_empty_store_names_the_command(open_page, empty_home_path):
    app = open_page(empty_home_path, "explore")
    assert "no scores yet" in app.info[0].value
    assert app.code[0].value == "make run"


def test_explore_means_part_languages_seen_from_the_others(open_page, small_home_path):
    shown = text(open_page(small_home_path, "explore", task="xnli"))
    # without English; seen are de and ru: (60 + 52) / 2, (68 + 56) / 2, (63 + 51) / 2; of the others sw alone is scored
    assert "◉ Seen by masked LM 2 languages 56.0 62.0 +6.0 57.0 +1.0" in shown
    assert "◌ Not seen by masked LM 1 language 41.0 38.0 −3.0 45.0 +4.0" in shown


def test_explore_marks_languages_that_were_not_seen(open_page, small_home_path):
    app = open_page(small_home_path, "explore", task="xnli")
    scores, gains = figures(app)
    for figure in (scores, gains):
        names = figure["layout"]["yaxis"]["ticktext"]
        assert sorted(name for name in names if "◌" in name) == ["Arabic ◌", "Swahili ◌"]
    assert "◌ not seen by masked LM" in text(app)


def test_explore_groups_by_seen(open_page, small_home_path):
    scores, _ = figures(open_page(small_home_path, "explore", task="xnli", group="seen"))
    titles = [note["text"] for note in scores["layout"]["annotations"] if note["text"].startswith("<b>")]
    assert titles == ["<b>◉ Seen by masked LM</b>", "<b>◌ Not seen by masked LM</b>"]


def test_explore_says_where_the_languages_seen_are_not_known(open_page, small_home_path):
    app = open_page(small_home_path, "explore", profile="lab", task="xnli")
    assert "is not known" in app.info[0].value
    assert "◌" not in text(app)


def test_explore_offers_the_table_of_all_tasks_as_files(open_page, small_home_path):
    assert [button.label for button in open_page(small_home_path, "explore").download_button] == [
        "CSV",
        "JSON",
        "LaTeX",
        "Markdown",
    ]


def test_covered_counts_languages_beyond_the_benchmark_apart():
    # four of six scored languages are the benchmark's, which defines nine
    cell = SimpleNamespace(n_languages_without_english=6, n_own_without_english=4, n_languages_needed=9)
    assert covered(cell) == "4 of 9 + 2"


def test_regimes_have_no_mark_twice():
    titles = [f"task {number}" for number in range(13)]
    scores = pd.DataFrame({"regime": ["none", *titles[1:]], "regime_title": titles})
    assert len({(mark.colour, mark.symbol) for mark in regime_marks(scores, LIGHT)}) == 13


def test_tasks_at_chance_in_all_cells_come_last():
    statement = (REPOSITORY / "dashboard" / "queries" / "cells.sql").read_text()
    with duckdb.connect() as connection:
        connection.execute(
            "create table cells as "
            "select *, 'lab' as profile, 'e5' as encoder, 'd' as source_digest, 'accuracy' as metric from (values "
            "('pawsx', 'test', true), ('xnli', 'test', false), ('xnli', 'dev', true), ('udpos', 'dev', null)) "
            "as held(task, split, is_at_chance)"
        )
        connection.execute(
            "create table tasks as select *, 'accuracy' as primary_metric from (values "
            "('pawsx', 'PAWS-X', 'sequence_classification'), ('xnli', 'XNLI', 'sequence_classification'), "
            "('udpos', 'UD POS', 'token_classification')) as held(task, title, task_type)"
        )
        rows = connection.execute(statement, {"profile": "lab", "encoder": "e5", "source_digest": "d"}).fetchall()
    assert [(row[0], row[2]) for row in rows] == [
        ("xnli", "test"),
        ("xnli", "dev"),
        ("udpos", "dev"),
        ("pawsx", "test"),
    ]
