import pandas as pd
import pytest

from dashboard.figures.heatmap import VIEWS, coverage, heat_chart
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
}


@pytest.mark.parametrize(
    ("n_all", "n_own", "expected"), [(12, 5, "5 of 7 + 7"), (7, 7, ""), (5, 5, "5 of 7"), (9, 7, "7 + 2")]
)
def test_coverage_tells_the_own_languages_from_those_beyond_them(n_all, n_own, expected):
    cell = next(pd.DataFrame([CELL | {"n_languages_gained": n_all, "n_own_gained": n_own}]).itertuples())
    assert coverage(cell, VIEWS["gain"]) == expected


def test_heat_chart_escapes_names_and_hatches_what_covers_zero():
    figure = heat_chart(pd.DataFrame([CELL]), LIGHT, VIEWS["gain"])
    assert figure.layout.yaxis.ticktext == ("&lt;b&gt;MNLI&lt;/b&gt;",)
    assert [shape.type for shape in figure.layout.shapes] == ["path"]
    assert "○" in figure.data[1].text[0]


def test_heat_chart_of_scores_is_never_hatched():
    figure = heat_chart(pd.DataFrame([CELL]), LIGHT, VIEWS["score"])
    assert figure.layout.shapes == ()
    assert (figure.data[0].zmin, figure.data[0].zmax) == (0.0, 100.0)
