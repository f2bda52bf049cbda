import pandas as pd
import pytest

from dashboard.figures.heat_cells import VIEWS, coverage
from dashboard.figures.heatmap import heat_chart
from dashboard.kit.theme import LIGHT

CELL = {
    "regime": "mnli",
    "regime_title": "<b>MNLI</b>",
    "task": "pawsx",
    "task_title": "PAWS-X",
    "score": 60.0,
    "gain": 2.0,
    "gain_in_half_widths": 0.5,
    "low": -2.0,
    "high": 6.0,
    "level": 0.95,
    "covers_zero": True,
    "n_languages": 12,
    "n_languages_gained": 12,
    "n_own": 5,
    "n_own_gained": 5,
    "n_languages_needed": 7,
    "why": "",
    "n_at_chance": 0,
    "is_at_chance": False,
    "mean_score": 60.0,
    "mean_gain": 2.0,
    "n_tasks_scored": 1,
    "n_tasks_gained": 1,
}
CLAIM = {"regime": "mnli", "claim_id": "c", "value": "7.5", "estimate": 2.0, "low": -1.0, "high": 5.0, "level": 0.95}


@pytest.mark.parametrize(
    ("n_all", "n_own", "expected"), [(12, 5, "5 of 7 + 7"), (7, 7, ""), (5, 5, "5 of 7"), (9, 7, "7 + 2")]
)
def test_coverage_tells_the_own_languages_from_those_beyond_them(n_all, n_own, expected):
    cell = next(pd.DataFrame([CELL | {"n_languages_gained": n_all, "n_own_gained": n_own}]).itertuples())
    assert coverage(cell, VIEWS["gain"]) == expected


def test_heat_chart_escapes_names_and_fades_what_covers_zero():
    figure = heat_chart(pd.DataFrame([CELL]), LIGHT, VIEWS["gain"])
    assert figure.layout.yaxis.ticktext == ("&lt;b&gt;MNLI&lt;/b&gt;",)
    certain, numbers, faded, _ = figure.data
    assert certain.z == ([None],)
    assert (faded.z, faded.opacity) == (([2.0],), 0.35)
    assert numbers.text[0] == "+2.0 ○"
    assert "5 of 7 languages of the task, 7 others" in numbers.customdata[0][1]


def test_numbers_without_some_of_the_tasks_languages_are_marked_among_others():
    whole = CELL | {"task": "xnli", "n_own_gained": 7}
    numbers = heat_chart(pd.DataFrame([CELL, whole]), LIGHT, VIEWS["gain"]).data[1]
    assert numbers.text == ("+2.0* ○", "+2.0 ○")


def test_heat_chart_of_scores_is_never_faded():
    figure = heat_chart(pd.DataFrame([CELL]), LIGHT, VIEWS["score"])
    assert figure.data[0].z == ([60.0],)
    assert figure.data[2].z == ([None],)
    assert figure.data[3].text == ("<b>60.0</b>",)
    assert (figure.data[0].zmin, figure.data[0].zmax) == (0.0, 100.0)


def test_heat_chart_says_that_a_cell_is_at_chance():
    numbers = heat_chart(pd.DataFrame([CELL | {"is_at_chance": True, "n_at_chance": 12}]), LIGHT, VIEWS["gain"]).data[1]
    assert "at chance" in numbers.text[0]
    assert "both arms at chance in 12 of 12 languages" in numbers.customdata[0][1]


def test_mean_has_the_interval_of_a_claims_evidence_where_both_are_the_same_number():
    def mean(**changes):
        claims = pd.DataFrame([CLAIM | changes])
        return heat_chart(pd.DataFrame([CELL]), LIGHT, VIEWS["gain"], claims=claims).data[3].text[0]

    assert mean() == '<b>+2.0</b> −1.0 to +5.0<br><span style="font-size:11px">claimed 7.5</span>'
    assert mean(estimate=2.1) == '<b>+2.0</b><br><span style="font-size:11px">claimed 7.5</span>'  # of other cells
    assert mean(regime="squad_v1") == "<b>+2.0</b>"
