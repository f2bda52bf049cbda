import csv
import io
import re

import pytest

from dashboard.data.db import query
from dashboard.kit.export import About, as_csv
from dashboard.parts.compare.tables import differences
from tests.dashboard.filled_store import write_filled_store
from tests.dashboard.reading import figures, markup, text, warnings
from tests.dashboard.small_store import publish_file

BODY = {"profile": "mini", "encoder": "mini-encoder", "source_digest": "mini-source", "task": "xnli", "split": "test"}
PUBLISHED = {"kind": "published", "task": "xnli"}


def _captions(app):
    return " ".join(caption.value.replace("\\", "") for caption in app.caption)


def test_compare_shows_the_best_regime_against_the_baseline(open_page, small_home_path):
    shown = text(open_page(small_home_path, "compare"))
    assert "XNLI: MNLI is above No intermediate task (baseline) in 2 of 4 languages, below it in 1" in shown
    assert "German 68.0 60.0 +8.0 +5.0 to +11.0 +4.0 to +12.0 < 0.001 200 2 ● higher" in shown
    assert "Swahili 38.0 41.0 −3.0 −5.0 to −1.0 −5.5 to −0.5 0.020 200 2 ■ lower" in shown


def test_compare_counts_languages_by_the_corrected_interval(open_page, small_home_path):
    # of the four, Russian alone is told apart by its own interval and not by the corrected one
    app = open_page(small_home_path, "compare")
    assert "Russian 56.0 52.0 +4.0 +1.0 to +7.0 −0.5 to +8.5 0.030 200 2 ○ no significant difference" in text(app)
    assert "higher in 2 of 4 languages, lower in 1, and not significantly different in 1" in _captions(app)


def test_compare_draws_differences_with_both_intervals(open_page, small_home_path):
    differences, _ = figures(open_page(small_home_path, "compare"))
    corrected, alone, dots = differences["data"]
    assert differences["layout"]["yaxis"]["ticktext"] == [
        "<b>Mean over languages</b>",
        "German",
        "English",
        "Russian",
        "Swahili",
    ]
    assert dots["x"] == [3.25, 8.0, 4.0, 4.0, -3.0]
    assert corrected["x"] == [-2.0, 8.5, None, 4.0, 12.0, None, 1.5, 6.5, None, -0.5, 8.5, None, -5.5, -0.5, None]
    assert alone["x"][:3] == [-1.0, 7.5, None]
    assert dots["marker"]["symbol"] == ["circle-open", "circle", "circle", "circle-open", "square"]


def test_compare_turned_round_turns_every_sign(open_page, small_home_path):
    shown = text(open_page(small_home_path, "compare", subject="none", rival="mnli"))
    assert "German 60.0 68.0 −8.0 −11.0 to −5.0 −12.0 to −4.0 < 0.001 200 2 ■ lower" in shown


def test_compare_difference_without_an_interval_is_called_so(open_page, small_home_path):
    shown = text(open_page(small_home_path, "compare", subject="mnli", rival="squad_v1"))
    assert "German 68.0 63.0 +5.0 – – – 200 2 ◇ no interval" in shown
    assert "◇ no interval" in shown


def test_compare_names_languages_that_cannot_be_paired(open_page, small_home_path):
    shown = text(open_page(small_home_path, "compare", subject="mnli", rival="squad_v1"))
    assert "Arabic – – – – – – – – no score" in shown
    assert "Swahili 38.0 45.0 – – – – – – no paired answers" in shown


def test_compare_shows_rank_intervals_and_tied_groups(open_page, small_home_path):
    app = open_page(small_home_path, "compare")
    assert "MNLI 1 1 1 to 2 61.5 4" in text(app)
    assert "SQuAD 1.1 2 2 2 to 3 60.0 4" in text(app)
    _, ranks = figures(app)
    assert ranks["layout"]["yaxis"]["ticktext"] == [
        "1 · MNLI",
        "1 · No intermediate task (baseline)",
        "2 · SQuAD 1.1",
    ]
    assert ranks["data"][1]["x"] == [1, 3, 2]


def test_compare_leads_to_the_runs(open_page, small_home_path):
    assert 'href="runs?profile=mini&amp;regime=mnli&amp;task=xnli"' in markup(open_page(small_home_path, "compare"))


def test_compare_published_systems_have_no_interval_and_say_so(open_page, small_home_path):
    app = open_page(small_home_path, "compare", **PUBLISHED)
    shown = text(app)
    assert "German 82.5 82.6 −0.1" in shown
    assert "Russian 79.0 77.2 +1.8 ⚑ ru value looks swapped" in shown
    assert any("no difference has an interval" in info.value for info in app.info)
    (chart,) = figures(app)
    assert [trace.get("mode") for trace in chart["data"]] == ["markers"]
    assert set(chart["data"][0]["marker"]["symbol"]) == {"diamond-open"}
    assert any("Not the same source" in line for line in warnings(app))


def test_compare_published_shows_no_measured_number(open_page, small_home_path):
    shown = text(open_page(small_home_path, "compare", **PUBLISHED))
    assert "MNLI" not in shown
    assert "Rank interval" not in shown


@pytest.mark.parametrize(
    ("param", "value"), [("kind", "guessed"), ("subject", "mln"), ("rival", "mnli"), ("task", "xqad"), ("split", "dev")]
)
def test_compare_unknown_value_is_reported(open_page, small_home_path, param, value):
    assert any(
        f"{param} = {value}" in line for line in warnings(open_page(small_home_path, "compare", **{param: value}))
    )


def test_compare_permalink_reopens_the_same_view(open_page, small_home_path):
    app = open_page(small_home_path, "compare", subject="squad_v1", rival="mnli")
    link = re.search(r'href="compare\?([^"]+)"[^>]*>Link to this view', markup(app)).group(1)
    params = dict(pair.split("=") for pair in link.replace("&amp;", "&").split("&"))
    again = open_page(small_home_path, "compare", **params)
    assert not again.warning
    assert figures(again) == figures(app)


def test_compare_exports_what_is_shown(small_home_path, monkeypatch):
    monkeypatch.setenv("CROSSCHECK_HOME", str(small_home_path))
    rows = query("compare_languages", **BODY, subject="mnli", rival="none")
    written = as_csv(differences("MNLI", "none").sheet(rows), About("t", {}, "a", "s", None))
    lines = [line for line in written.splitlines() if not line.startswith("#")]
    read = {row["name"]: row for row in csv.DictReader(io.StringIO("\n".join(lines)))}
    assert (read["Russian"]["difference, points"], read["Russian"]["corrected interval low"]) == ("4.0", "-0.5")
    assert read["Arabic"]["difference, points"] == ""
    shown = differences("MNLI", "none").shown(rows)
    assert ("German", "+8.0", "+4.0 to +12.0", "< 0.001", "higher") in shown.rows
    assert ("Arabic", None, None, None, None) in shown.rows


def test_compare_opens_on_the_filled_store(open_page, tmp_path):
    write_filled_store(tmp_path / "builds" / "crosscheck-1.duckdb")
    publish_file(tmp_path, "crosscheck-1.duckdb")
    assert "MNLI minus No intermediate task" in text(open_page(tmp_path, "compare"))


def test_compare_empty_store_names_the_command(open_page, empty_home_path):
    app = open_page(empty_home_path, "compare")
    assert "no two systems" in app.info[0].value
    assert app.code[0].value == "make run"
