import re

import pandas as pd
import pytest

from dashboard.app_pages.heatmap import finding, first_cell
from dashboard.figures.heat_cells import VIEWS
from tests.dashboard.reading import figures, markup, text, warnings


def _cells(figure):
    """Text by "regime/task", without its tags."""
    numbers = figure["data"][1]
    keys = [point[0] for point in numbers["customdata"]]
    return {key: re.sub(r"<[^>]+>", " ", shown) for key, shown in zip(keys, numbers["text"], strict=True)}


def test_heatmap_shows_the_mean_gain_over_languages(open_page, small_home_path):
    heat, _ = figures(open_page(small_home_path, "heatmap"))
    cells = _cells(heat)
    # gains of MNLI: +4, +8, +4, -3 on XNLI; on XQuAD, mean of F1 and exact match, +4, +2, +4
    assert cells["mnli/xnli"] == "+3.2*"  # 4 of the task's 5 languages
    assert cells["mnli/xquad"] == "+3.3"


def test_heatmap_sorts_regimes_by_their_mean_over_the_tasks(open_page, small_home_path):
    heat, _ = figures(open_page(small_home_path, "heatmap"))
    assert heat["layout"]["yaxis"]["ticktext"] == ["SQuAD 1.1", "MNLI", "HellaSwag"]
    # (1.75 + 22) / 2; (3.25 + 10 / 3) / 2; no score
    assert [re.sub(r"<[^>]+>", " ", shown).split()[0] for shown in heat["data"][3]["text"]] == ["+11.9", "+3.3", "–"]


def test_heatmap_missing_cells_are_words_and_never_zero(open_page, small_home_path):
    heat, _ = figures(open_page(small_home_path, "heatmap"))
    assert _cells(heat)["hellaswag/xnli"].strip() == "no score"
    assert heat["data"][0]["z"][2] == [None, None]  # HellaSwag's line
    assert not any("none/" in key for key in _cells(heat))


def test_heatmap_counts_missing_cells_and_gives_the_reason(open_page, small_home_path):
    app = open_page(small_home_path, "heatmap")
    assert any("4 of 6 cells have a score, 2 have none" in caption.value for caption in app.caption)
    assert "HellaSwag no score run failed: EncoderError: weights <b>missing</b> no score no run yet" in text(app)


def test_heatmap_marks_the_interval_that_covers_zero(open_page, small_home_path):
    app = open_page(small_home_path, "heatmap")
    heat, _ = figures(app)
    cells = _cells(heat)
    assert cells["squad_v1/xnli"].split() == ["+1.8*", "○"]
    assert cells["squad_v1/xquad"] == "+22.0"
    assert "○" not in cells["mnli/xnli"]  # no interval is stored for it
    certain, _, faded, _ = heat["data"]
    assert faded["z"] == [[1.75, None], [None, None], [None, None]]  # SQuAD's line, XNLI's column
    assert certain["z"][0] == [None, 22.0]
    assert "○ and faded: interval covers zero (1 of 2 cells)" in text(app)
    assert "1 of 2 cells gain and 0 lose by more than their interval; most: SQuAD 1.1 → XQuAD, +22.0 points" in text(
        app
    )


@pytest.mark.parametrize(("n_seeds", "begins"), [(1, "From one training each, 1 of 2 cells"), (3, "1 of 2 cells")])
def test_finding_of_one_seed_says_so(n_seeds, begins):
    shown = pd.DataFrame(
        {
            "regime_title": "SQuAD",
            "task_title": ["XQuAD", "XNLI"],
            "gain": [6.5, 0.4],
            "low": [1.1, -0.6],
            "covers_zero": [False, True],
            "n_seeds": n_seeds,
        }
    )
    assert finding(VIEWS["gain"], shown).startswith(begins)


def test_heatmap_says_where_no_interval_is_stored(open_page, small_home_path):
    app = open_page(small_home_path, "heatmap")
    assert any("2 cells have no interval" in line.value for line in app.info)
    app = open_page(small_home_path, "heatmap", over="median")
    assert any("No interval is stored for this choice" in line.value for line in app.info)


def test_heatmap_units_are_half_widths(open_page, small_home_path):
    cells = _cells(figures(open_page(small_home_path, "heatmap", view="units"))[0])
    assert cells["squad_v1/xquad"] == "+5.5"  # 22 / 4
    assert cells["squad_v1/xnli"].split() == ["+0.8*", "○"]  # 1.75 / 2.25
    assert cells["mnli/xnli"].strip() == "no interval"


def test_heatmap_scores_hold_the_baseline(open_page, small_home_path):
    cells = _cells(figures(open_page(small_home_path, "heatmap", view="score", languages="non_english"))[0])
    assert cells["none/xnli"] == "51.0*"
    assert cells["none/xquad"] == "40.0"  # (50 + 40) / 2 and (40 + 30) / 2
    assert "○" not in "".join(cells.values())


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ("non_english", "+3.0"),  # 8, 4, -3
        ("seen", "+5.3"),  # 4, 8, 4
        ("unseen", "−3.0"),
        ("family:Atlantic-Congo", "−3.0"),
        ("script:latin", "+3.0"),  # 4, 8, -3
    ],
)
def test_heatmap_groups_languages(open_page, small_home_path, group, expected):
    heat, _ = figures(open_page(small_home_path, "heatmap", languages=group))
    assert _cells(heat)["mnli/xnli"].rstrip("*") == expected


@pytest.mark.parametrize(("over", "expected"), [("median", "+4.0"), ("lowest", "−3.0")])
def test_heatmap_aggregation_is_chosen_and_printed_on_the_chart(open_page, small_home_path, over, expected):
    heat, _ = figures(open_page(small_home_path, "heatmap", over=over))
    assert _cells(heat)["mnli/xnli"].rstrip("*") == expected
    [note] = [note["text"] for note in heat["layout"]["annotations"]]
    assert note.startswith(f"{over.capitalize()} ")
    assert "The task's own languages; test split; profile mini." in note


def test_heatmap_cell_opens_its_languages_with_intervals(open_page, small_home_path):
    app = open_page(small_home_path, "heatmap", cell="squad_v1/xnli")
    bars = figures(app)[1]["data"][0]
    assert bars["x"] == [4.0, 3.0, 1.0, -1.0]  # sw, de, en, ru
    assert bars["error_x"]["arrayminus"] == [3.0, 0.0, 0.0, 2.0]
    assert bars["marker"]["pattern"]["shape"] == ["", "", "", "/"]
    assert "Russian 51.0 52.0 −1.0 −3.0 to +1.0 200 2 ○ covers zero" in text(app)
    assert "Arabic ◌ – – – – – – the generator has no Arabic rules" in text(app)
    assert 'href="runs?profile=mini&amp;regime=squad_v1&amp;task=xnli"' in markup(app)
    assert 'href="explore?profile=mini&amp;task=xnli&amp;split=test"' in markup(app)


def test_heatmap_control_chooses_a_cell_like_a_click(open_page, small_home_path):
    app = open_page(small_home_path, "heatmap")
    app.selectbox(key="heatmap-cell").set_value("squad_v1/xquad").run()
    assert app.query_params["cell"] == "squad_v1/xquad"
    assert "SQuAD 1.1 → XQuAD, language by language" in text(app)
    frame = figures(app)[0]["layout"]["shapes"][-1]
    assert (frame["type"], frame["x0"], frame["y0"]) == ("rect", 0.52, -0.47)


def test_heatmap_cell_without_score_says_why(open_page, small_home_path):
    app = open_page(small_home_path, "heatmap", cell="hellaswag/xquad")
    assert any("no score: no run yet" in line.value for line in app.info)


@pytest.mark.parametrize(
    ("param", "value"),
    [
        ("profile", "huge"),
        ("split", "dev"),
        ("languages", "family:None"),
        ("cell", "mnli/nli"),
        ("view", "z"),
        ("x", "y"),
    ],
)
def test_heatmap_unknown_value_is_reported(open_page, small_home_path, param, value):
    app = open_page(small_home_path, "heatmap", **{param: value})
    assert any(param in line for line in warnings(app))


def test_heatmap_permalink_reopens_the_same_view(open_page, small_home_path):
    given = {"view": "units", "languages": "script:latin", "over": "median", "cell": "mnli/xquad"}
    app = open_page(small_home_path, "heatmap", **given)
    link = re.search(r'href="heatmap\?([^"]+)"[^>]*>Link to this view', markup(app)).group(1)
    params = dict(
        pair.split("=") for pair in link.replace("&amp;", "&").replace("%2F", "/").replace("%3A", ":").split("&")
    )
    again = open_page(small_home_path, "heatmap", **params)
    assert not again.warning
    assert figures(again) == figures(app)


def test_heatmap_empty_store_names_the_command(open_page, empty_home_path):
    app = open_page(empty_home_path, "heatmap")
    assert "no scores yet" in app.info[0].value
    assert app.code[0].value == "make run"


@pytest.mark.parametrize(
    ("n_languages", "is_at_chance", "first"),
    [
        ([0, 6, 14], [False, True, False], "squad_v1/xnli"),  # neither the one without a score nor the one at chance
        ([0, 6, 14], [False, True, True], "squad_v1/pawsx"),  # all at chance: the first with a score
        ([0, 0, 0], [False, False, False], "squad_v1/panx"),  # no score at all
    ],
)
def test_heatmap_opens_on_a_cell_above_chance(n_languages, is_at_chance, first):
    tasks = ["panx", "pawsx", "xnli"]
    shown = pd.DataFrame(
        {"regime": "squad_v1", "task": tasks, "n_languages": n_languages, "is_at_chance": is_at_chance}
    )
    assert first_cell(shown) == first
