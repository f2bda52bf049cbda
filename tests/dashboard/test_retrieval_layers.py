"""Retrieval by layer on a copy of the small store with Tatoeba scored at three layers, every number known by hand."""

import csv
import io
import re

import duckdb
import pytest

from dashboard.data.db import query
from dashboard.kit.export import About, as_csv
from dashboard.parts.languages.retrieval_layers import LAYERS
from tests.dashboard.reading import figures, markup, text, warnings
from tests.dashboard.small_store import insert, publish_file, write_small_store

# percent at layers 0, 1 (the headline) and 2; after MNLI Swahili was not scored
BY_LAYER = {
    "none": {"de": (50.0, 30.0, 20.0), "ru": (40.0, 20.0, 40.0), "sw": (90.0, 90.0, 90.0)},  # without sw 45, 25, 30
    "mnli": {"de": (10.0, 60.0, 20.0), "ru": (20.0, 30.0, 60.0)},  # 15, 45, 40
}
CELL = {"profile": "mini", "encoder": "mini-encoder", "source_digest": "mini-source"}
CELL |= {"task": "tatoeba", "split": "test", "metric": "accuracy"}


def _add_retrieval(connection: duckdb.DuckDBPyConnection, *, with_layers: bool) -> None:
    connection.execute(
        "insert into tasks select * replace ('tatoeba' as task, 'Tatoeba' as title, 'sentence_retrieval' as task_type, "
        "['de', 'ru', 'sw'] as languages) from tasks where task = 'xnli'"
    )
    for regime, languages in BY_LAYER.items():
        for seed, shift in ((1, -1.0), (2, 1.0)):
            like, run_id = f"run-{regime}-xnli-{seed}", f"run-{regime}-tatoeba-{seed}"
            connection.execute(
                "insert into runs select * replace ($run_id as run_id, 'tatoeba' as target_task) from runs "
                "where run_id = $like",
                {"run_id": run_id, "like": like},
            )
            for language, values in languages.items():
                connection.execute(
                    "insert into scores select * replace ($run_id as run_id, 'tatoeba' as task, $language as language, "
                    "$value as value, 5.0 as chance) from scores where run_id = $like limit 1",
                    {"run_id": run_id, "like": like, "language": language, "value": values[1] + shift},
                )
                key = {"run_id": run_id, "task": "tatoeba", "language": language, "split": "test", "metric": "accuracy"}
                for layer, value in enumerate(values if with_layers else ()):
                    row = {"layer": layer, "value": value + shift, "is_headline": layer == 1}
                    insert(connection, "layer_scores", key | row)


def _home(root, *, with_layers):
    path = root / "builds" / "crosscheck-1.duckdb"
    write_small_store(path)
    with duckdb.connect(str(path)) as connection:
        _add_retrieval(connection, with_layers=with_layers)
    publish_file(root, path.name)
    return root


@pytest.fixture(scope="module")
def layered_home(tmp_path_factory):
    return _home(tmp_path_factory.mktemp("layered"), with_layers=True)


@pytest.fixture(scope="module")
def headline_home(tmp_path_factory):
    return _home(tmp_path_factory.mktemp("headline"), with_layers=False)


def _lines(figure):
    """Points of each named line."""
    return {
        trace["name"]: list(zip(trace["x"], trace["y"], strict=True)) for trace in figure["data"] if trace.get("name")
    }


def test_layers_draw_a_line_for_each_regime(open_page, layered_home):
    (chart,) = figures(open_page(layered_home, "explore", task="tatoeba", view="layers"))
    assert _lines(chart) == {
        "random guess": [(0, 5.0), (1, 5.0), (2, 5.0)],
        "No intermediate task (baseline)": [(0, 45.0), (1, 25.0), (2, 30.0)],
        "MNLI": [(0, 15.0), (1, 45.0), (2, 40.0)],
    }


def test_layers_mark_the_headline(open_page, layered_home):
    app = open_page(layered_home, "explore", task="tatoeba", view="layers")
    (chart,) = figures(app)
    assert [shape["x0"] for shape in chart["layout"]["shapes"]] == [1]
    assert [note["text"] for note in chart["layout"]["annotations"]] == ["headline layer"]
    rings = [
        trace
        for trace in chart["data"]
        if trace.get("marker", {}).get("symbol") == "circle-open" and "name" not in trace
    ]
    assert [(trace["x"], trace["y"]) for trace in rings] == [([1], [25.0]), ([1], [45.0])]
    shown = text(app)
    assert "0, embeddings 45.0 best 15.0" in shown
    assert "1 headline 25.0 45.0 best" in shown
    assert "2 30.0 40.0" in shown


def test_layers_say_what_the_mean_is_over(open_page, layered_home):
    shown = text(open_page(layered_home, "explore", task="tatoeba", view="layers"))
    assert "Mean over 2 languages, each paired with English, of the mean over seeds." in shown
    assert "Not in the mean, as not every regime and layer has them, or English: Swahili." in shown


def test_layers_of_one_language_are_its_own(open_page, layered_home):
    app = open_page(layered_home, "explore", task="tatoeba", view="layers", pair="ru")
    (chart,) = figures(app)
    assert _lines(chart)["MNLI"] == [(0, 20.0), (1, 30.0), (2, 60.0)]
    assert "Tatoeba, Russian: score by layer" in text(app)


def test_layers_of_chosen_regimes_alone(open_page, layered_home):
    (chart,) = figures(open_page(layered_home, "explore", task="tatoeba", view="layers", regime="mnli"))
    assert set(_lines(chart)) == {"random guess", "MNLI"}


def test_layers_that_were_not_scored_name_the_command(open_page, headline_home):
    app = open_page(headline_home, "explore", task="tatoeba", view="layers")
    assert "No run here has retrieval scores at other layers than the headline's." in app.info[0].value
    assert [block.value for block in app.code if "pipeline run" in block.value] == ["python -m pipeline run mini"]
    assert not figures(app)


def test_layers_of_a_trained_task_lead_to_retrieval(open_page, layered_home):
    app = open_page(layered_home, "explore", task="xnli", view="layers")
    assert "XNLI is no retrieval task" in app.info[0].value


def test_layers_unknown_language_is_reported(open_page, layered_home):
    app = open_page(layered_home, "explore", task="tatoeba", view="layers", pair="xx")
    assert any("pair = xx" in line for line in warnings(app))


def test_layers_permalink_reopens_the_same_view(open_page, layered_home):
    app = open_page(layered_home, "explore", task="tatoeba", view="layers", pair="de")
    link = re.search(r'href="explore\?([^"]+)"[^>]*>Link to this view', markup(app)).group(1)
    again = open_page(
        layered_home, "explore", **dict(pair.split("=") for pair in link.replace("&amp;", "&").split("&"))
    )
    assert not again.warning
    assert figures(again) == figures(app)


def test_layers_export_every_regime_and_layer(layered_home, monkeypatch):
    monkeypatch.setenv("CROSSCHECK_HOME", str(layered_home))
    sheet = LAYERS.sheet(query("retrieval_layers", **CELL, language=""))
    lines = [line for line in as_csv(sheet, About("t", {}, "a", "s", None)).splitlines() if not line.startswith("#")]
    rows = list(csv.DictReader(io.StringIO("\n".join(lines))))
    assert [(row["regime"], row["layer"], row["score, percent"]) for row in rows] == [
        ("none", "0", "45.0"), ("none", "1", "25.0"), ("none", "2", "30.0"),
        ("mnli", "0", "15.0"), ("mnli", "1", "45.0"), ("mnli", "2", "40.0"),
    ]  # fmt: skip
    assert {(row["of which"], row["languages"], row["seeds"]) for row in rows} == {("de, ru", "2", "2")}


def test_layers_without_a_common_language_have_no_mean(open_page, tmp_path):
    home = _home(tmp_path, with_layers=True)
    with duckdb.connect(str(home / "builds" / "crosscheck-1.duckdb")) as connection:
        connection.execute("delete from layer_scores where layer = 2 and run_id like 'run-mnli-%'")
        connection.execute("delete from layer_scores where language = 'de' and run_id like 'run-mnli-%'")
        connection.execute("delete from layer_scores where language = 'ru' and run_id like 'run-none-%'")
    app = open_page(home, "explore", task="tatoeba", view="layers")
    assert "No language was scored at every layer after every regime" in app.info[0].value
    assert not figures(app)
