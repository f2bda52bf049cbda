"""Map, gap to English and text in CC-100 on a copy of the small store with places and sizes known by hand."""

import csv
import io
import re

import duckdb
import pytest

from dashboard.data.db import query
from dashboard.kit.export import About, as_csv
from dashboard.parts.languages.profiles import of_regime, profile
from tests.dashboard.full_store import add_places
from tests.dashboard.reading import figures, markup, text, warnings
from tests.dashboard.small_store import publish_file, write_small_store

CELL = {"profile": "mini", "encoder": "mini-encoder", "source_digest": "mini-source"}
CELL |= {"task": "xnli", "split": "test", "metric": "accuracy"}


@pytest.fixture(scope="module")
def placed_home(tmp_path_factory):
    root = tmp_path_factory.mktemp("placed")
    path = root / "builds" / "crosscheck-1.duckdb"
    write_small_store(path)
    with duckdb.connect(str(path)) as connection:
        add_places(connection)
    publish_file(root, path.name)
    return root


def _trace(figure, name):
    return next(trace for trace in figure["data"] if trace.get("name") == name)


def test_map_draws_languages_at_their_places(open_page, placed_home):
    (chart,) = figures(open_page(placed_home, "explore", task="xnli", view="map"))
    coast, languages = chart["data"]
    assert coast["mode"] == "lines"
    assert list(zip(languages["text"], languages["x"], languages["y"], strict=True)) == [
        ("en", -1.0, 53.0),
        ("de", 10.0, 50.0),
        ("sw", 37.0, -8.0),
    ]
    assert languages["marker"]["color"] == [84.0, 68.0, 38.0]  # of MNLI, the first regime


def test_map_says_which_languages_it_lacks(open_page, placed_home):
    shown = text(open_page(placed_home, "explore", task="xnli", view="map"))
    assert "Not on the chart, no score: Arabic; no place on the map: Russian." in shown


def test_map_of_gains_marks_losses_by_shape(open_page, placed_home):
    (chart,) = figures(open_page(placed_home, "explore", task="xnli", view="map", number="gain"))
    languages = chart["data"][1]
    assert languages["marker"]["color"] == [4.0, 8.0, -3.0]
    assert languages["marker"]["symbol"] == ["circle", "circle", "square"]


def test_map_asks_no_outside_host_for_its_outlines(open_page, placed_home):
    (chart,) = figures(open_page(placed_home, "explore", task="xnli", view="map"))
    assert {trace["type"] for trace in chart["data"]} == {"scatter"}  # Plotly's own maps load theirs from its makers
    assert "geo" not in chart["layout"]


def test_gap_to_english_stands_beside_that_of_the_baseline(open_page, placed_home):
    (chart,) = figures(open_page(placed_home, "explore", task="xnli", view="gap"))
    assert chart["layout"]["yaxis"]["ticktext"] == ["Swahili", "Russian", "German"]
    assert _trace(chart, "MNLI")["x"] == [46.0, 28.0, 16.0]  # 84 less 38, 56, 68
    assert _trace(chart, "no intermediate task")["x"] == [39.0, 28.0, 20.0]  # 80 less 41, 52, 60


def test_size_draws_score_by_text_in_cc100(open_page, placed_home):
    app = open_page(placed_home, "explore", task="xnli", view="size")
    (chart,) = figures(app)
    scores = _trace(chart, "score")
    assert list(zip(scores["text"], scores["x"], scores["y"], strict=True)) == [
        ("en", 300.0, 84.0),
        ("de", 50.0, 68.0),
        ("ru", 5.0, 56.0),
    ]
    assert chart["layout"]["xaxis"]["type"] == "log"
    assert "no size known in CC-100: Swahili" in text(app)


def test_profiles_hold_the_same_numbers_as_a_table(open_page, placed_home):
    shown = text(open_page(placed_home, "explore", task="xnli", view="gap"))
    assert "German 68.0 33.5 +16.0 +20.0 +8.0 50 50.0° N, 10.0° E (Place of de)" in shown
    assert "English 84.0 33.5 – – +4.0 300 53.0° N, 1.0° W (Place of en)" in shown
    assert "Swahili 38.0 33.5 +46.0 +39.0 −3.0 – 8.0° S, 37.0° E (Place of sw)" in shown


def test_profiles_without_places_and_sizes_say_so(open_page, small_home_path):
    assert "no place on the map: English, German, Russian, Swahili" in text(
        open_page(small_home_path, "explore", task="xnli", view="map")
    )
    app = open_page(small_home_path, "explore", task="xnli", view="size")
    assert "No language with a score here has a known size" in app.info[0].value


@pytest.mark.parametrize(("param", "value"), [("view", "globe"), ("of", "mln"), ("number", "rank")])
def test_profiles_unknown_value_is_reported(open_page, placed_home, param, value):
    app = open_page(placed_home, "explore", **{"task": "xnli", "view": "map", param: value})
    assert any(f"{param} = {value}" in line for line in warnings(app))


def test_profiles_permalink_reopens_the_same_view(open_page, placed_home):
    app = open_page(placed_home, "explore", task="xnli", view="map", of="squad_v1", number="gain")
    link = re.search(r'href="explore\?([^"]+)"[^>]*>Link to this view', markup(app)).group(1)
    params = dict(pair.split("=") for pair in link.replace("&amp;", "&").split("&"))
    again = open_page(placed_home, "explore", **params)
    assert not again.warning
    assert figures(again) == figures(app)


def test_profiles_export_every_language(placed_home, monkeypatch):
    monkeypatch.setenv("CROSSCHECK_HOME", str(placed_home))
    rows = of_regime(query("language_cells", **CELL), "mnli")
    lines = [
        line
        for line in as_csv(profile({**CELL, "regime": "mnli"}).sheet(rows), About("t", {}, "a", "s", None)).splitlines()
        if not line.startswith("#")
    ]
    read = {row["language"]: row for row in csv.DictReader(io.StringIO("\n".join(lines)))}
    assert (read["de"]["English minus the language, points"], read["de"]["degrees east"]) == ("16.0", "10.0")
    assert (read["ar"]["score, percent"], read["en"]["English minus the language, points"]) == ("", "")
