import math

import pandas as pd
import pytest

from dashboard.figures.curves import loss_chart
from dashboard.figures.forest import common_axis, strip
from dashboard.figures.language_rows import place_languages
from dashboard.figures.languages import gain_chart, regime_marks, score_chart
from dashboard.figures.profiles import map_chart
from dashboard.kit.theme import DARK, LIGHT


def _scores(rows):
    columns = ["regime", "language", "language_name", "family", "score", "gain"]
    frame = pd.DataFrame(rows, columns=columns).astype({"score": float, "gain": float})
    return frame.assign(
        regime_title=frame["regime"],
        script="latin",
        seen=frame["language"].map({"a": "seen", "b": "unseen", "c": "seen"}),
        lowest_score=frame["score"],
        highest_score=frame["score"],
        chance=33.0,
        is_at_chance=False,
        baseline_score=frame["score"] - frame["gain"],
        n_seeds=1,
    )


SCORES = _scores(
    [
        ("none", "a", "A", "north", 50.0, None),
        ("none", "b", "B", "south", 70.0, None),
        ("none", "c", "C", "north", None, None),
        ("mnli", "a", "A", "north", 55.0, 5.0),
        ("mnli", "b", "B", "south", None, None),
        ("mnli", "c", "C", "north", None, None),
    ]
)


def test_place_languages_sorts_groups_and_puts_missing_last():
    rows = place_languages(SCORES, "family")
    # south leads with 70; a language row follows its group's own line
    assert rows.groups == {"south": 0.0, "north": 2.0}
    assert rows.languages == {"b": 1.0, "a": 3.0, "c": 4.0}


def test_place_languages_groups_by_seen_with_words_and_symbols():
    rows = place_languages(SCORES, "seen")
    assert rows.groups == {"◌ Not seen by masked LM": 0.0, "◉ Seen by masked LM": 2.0}
    assert rows.languages == {"b": 1.0, "a": 3.0, "c": 4.0}


def test_place_languages_marks_what_masked_lm_has_not_seen():
    assert place_languages(SCORES, None).names == {"b": "B ◌", "a": "A", "c": "C"}


def test_score_chart_draws_no_point_for_a_missing_score():
    figure = score_chart(SCORES, LIGHT, "accuracy", ["none", "mnli"])
    drawn = {trace.name: list(trace.x) for trace in figure.data}
    assert drawn["mnli"] == [55.0]
    assert drawn["none"] == [50.0, 70.0]
    assert [note.text for note in figure.layout.annotations] == ["<i>no score</i>"]


def test_score_chart_axis_names_its_unit():
    figure = score_chart(SCORES, LIGHT, "accuracy", ["none"])
    assert figure.layout.xaxis.title.text == "accuracy, percent"
    assert figure.layout.xaxis.range == (0, 100)


def test_score_chart_colour_of_a_regime_does_not_hang_on_the_choice():
    scores = pd.concat([SCORES, SCORES[SCORES["regime"] == "mnli"].assign(regime="squad", regime_title="squad")])
    both = score_chart(scores, LIGHT, "accuracy", ["mnli", "squad"])
    alone = score_chart(scores, LIGHT, "accuracy", ["squad"])
    assert both.data[-1].marker.color == alone.data[-1].marker.color
    assert both.data[-1].marker.color != both.data[-2].marker.color
    assert both.data[-1].marker.symbol != both.data[-2].marker.symbol


def test_score_chart_escapes_names():
    scores = SCORES.assign(language_name="<a href='x'>", regime_title="<b>", seen="seen")
    figure = score_chart(scores, LIGHT, "accuracy", ["none"])
    assert set(figure.layout.yaxis.ticktext) == {"&lt;a href='x'&gt;"}
    assert figure.data[-1].name == "&lt;b&gt;"


def test_gain_chart_missing_cells_stay_missing():
    figure = gain_chart(SCORES, LIGHT, "family")
    heat = figure.data[0]
    # lines: south, b, north, a, c
    assert [list(line) for line in heat.z] == [[None], [None], [None], [5.0], [None]]
    assert [list(line) for line in heat.text] == [[""], [""], [""], ["+5.0"], [""]]


def test_gain_chart_colours_are_even_around_zero():
    figure = gain_chart(SCORES, LIGHT)
    assert (figure.data[0].zmin, figure.data[0].zmax) == (-5.0, 5.0)


def test_regime_marks_baseline_comes_first_and_is_hollow():
    marks = regime_marks(SCORES, DARK)
    assert [mark.regime for mark in marks] == ["none", "mnli"]
    assert marks[0].symbol[0] == "circle-open"


def test_loss_chart_names_units():
    figure = loss_chart(pd.DataFrame({"step": [1, 2], "n_tokens": [8, 16], "loss": [2.0, 1.0]}), LIGHT)
    assert figure.layout.yaxis.title.text == "training loss, nats"


def test_common_axis_holds_zero_and_every_value():
    axis = common_axis([5.35, 5.45, 2.0])
    # from 0 to 5.45 with 6 percent on both sides
    assert axis.low == pytest.approx(-0.327)
    assert axis.high == pytest.approx(5.777)
    assert axis.ticks == (0.0, 2.0, 4.0)
    assert axis.position(0) == pytest.approx(100 * 0.327 / 6.104)


def test_common_axis_of_nothing_is_none():
    assert common_axis([math.nan]) is None


def test_common_axis_of_zero_alone_has_width():
    assert common_axis([0.0]).position(0.0) == pytest.approx(50.0)


def test_strip_without_estimate_draws_band_and_zero_only():
    drawn = strip(common_axis([1.0, 2.0]), (1.0, 2.0), None, None, "reported", "none")
    assert "cc-band" in drawn
    assert "cc-zero" in drawn
    assert "cc-mark" not in drawn
    assert "cc-interval" not in drawn


def test_score_chart_joins_the_baseline_to_the_one_regime_shown():
    figure = score_chart(SCORES, LIGHT, "accuracy", ["none", "mnli"])
    gain = next(trace for trace in figure.data if trace.name == "gain")
    assert (gain.x, gain.y[0], gain.y[1]) == ((50.0, 55.0, None), 1.0, 1.0)  # language a, the second line
    assert not any(trace.name == "gain" for trace in score_chart(SCORES, LIGHT, "accuracy", ["none"]).data)


def test_place_languages_marks_those_where_nothing_is_above_chance():
    at_chance = SCORES.assign(is_at_chance=SCORES["language"] == "a")
    assert place_languages(at_chance, None).names["a"] == "A ≈"
    one_above = at_chance.assign(is_at_chance=at_chance["is_at_chance"] & (at_chance["regime"] == "none"))
    assert place_languages(one_above, None).names["a"] == "A"


def test_map_shows_the_part_of_the_world_that_has_languages():
    rows = pd.DataFrame(
        [
            {"language": "de", "language_name": "German", "score": 60.0, "gain": None, "gap": None, "cc100_gib": None}
            | {"latitude": 52.0, "longitude": 13.0},
            {"language": "fi", "language_name": "Finnish", "score": 60.0, "gain": None, "gap": None, "cc100_gib": None}
            | {"latitude": 62.0, "longitude": 25.0},
        ]
    )
    figure = map_chart(rows, [], LIGHT, is_gain=False)
    # 13 - 14 and 25 + 14 are 40 apart; a third of 310 is 103.33, so 31.67 more on each side
    assert figure.layout.xaxis.range == pytest.approx((-32.67, 70.67), abs=0.01)
