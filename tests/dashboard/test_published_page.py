import re

import pytest

from tests.dashboard.reading import markup, text, warnings
from tests.dashboard.small_store import HOSTILE

EVERYTHING = {"setting": "all"}


def _rows(app):
    """Printed value, recomputed, printed elsewhere and difference of every line; None where there is none."""
    table = app.dataframe[0].value[["value_text", "recomputed", "elsewhere", "difference"]].astype(object)
    return table.where(table.notna(), None).to_numpy().tolist()


def test_published_puts_contradictions_above_all_figures_as_printed(open_page, small_home_path):
    app = open_page(small_home_path, "published")
    assert _rows(app) == [
        ["71", "71.40", None, -0.4],
        ["83.5", None, "88.9", -5.4],
        ["79.0", None, "77.2", 1.8],
        *([text, None, None, None] for text in ["82.5", "82.6", "79.0", "77.2", "71.0", "71", "83.5", "83.9", "88.9"]),
    ]
    assert any("3 contradictions, then 9 figures from 4 sources; 2 have a flag." in c.value for c in app.caption)


def test_published_opens_on_zero_shot_test_and_has_the_rest_behind_a_choice(open_page, small_home_path):
    assert len(open_page(small_home_path, "published").dataframe[0].value) == 12
    app = open_page(small_home_path, "published", **EVERYTHING)
    assert _rows(app)[3] == ["2490", None, "2500", -10.0]  # sizes of a dev set
    assert len(app.dataframe[0].value) == 13


def test_published_title_states_the_gravest_contradiction(open_page, small_home_path):
    assert (
        "1 of 3 contradictions cannot be right: XLM-R (B) on XNLI is printed as 71, its own figures give 71.40"
    ) in text(open_page(small_home_path, "published"))
    assert "2 contradictions: 2 are printed differently" in text(
        open_page(small_home_path, "published", kind=["source_conflict"])
    )
    assert "No contradiction among these figures" in text(open_page(small_home_path, "published", language=["de"]))


def test_published_shows_the_numbers_of_the_first_contradiction_and_of_one_named(open_page, small_home_path):
    first = text(open_page(small_home_path, "published"))
    assert (
        "its tasks do not give. Average of tasks: tier 1, 0.40 points apart, of which rounding explains 0.10" in first
    )
    assert "71 XLM-R (B) XNLI Swahili accuracy, test, zero-shot b-readme Results 71.40 recomputed" in first
    named = text(open_page(small_home_path, "published", row="finding-3"))
    assert "Russian: 79.0 a-paper; 77.2 b-readme. Source conflict: tier 3, 1.80 points apart" in named
    assert "77.2 XLM-R (B) XNLI Russian accuracy, test, zero-shot b-readme Results ⚑ ru value looks swapped" in named
    counted = text(open_page(small_home_path, "published", row="finding-4"))
    assert "Dataset size: tier 3, 10 apart. Numbers of this contradiction" in counted
    figure = text(open_page(small_home_path, "published", row="figure-1"))
    assert "Value as printed 82.5 System as printed XLM-R (A)" in figure
    assert "Source A paper Table or section Table 1 Address https://example.org/a" in figure


def test_published_filters_keep_contradictions_that_hold_a_fitting_figure(open_page, small_home_path):
    app = open_page(small_home_path, "published", source=["a-paper"])
    assert [row[0] for row in _rows(app)] == ["79.0", "82.5", "79.0", "71.0"]


def test_published_kind_and_flag_narrow_the_table(open_page, small_home_path):
    kind = open_page(small_home_path, "published", kind=["source_conflict"])
    assert [row[0] for row in _rows(kind)] == ["83.5", "79.0"]
    flag = open_page(small_home_path, "published", flag="no")
    assert [row[0] for row in _rows(flag)] == ["71", "82.5", "82.6", "79.0", "71.0", "71", "83.5", "83.9"]


def test_published_lists_known_defects_with_their_source(open_page, small_home_path):
    app = open_page(small_home_path, "published")
    assert "⚑ ru value looks swapped b-readme Results source 1 source 2 XNLI 1" in text(app)
    assert 'href="https://example.org/b2"' in markup(app)


def test_published_texts_run_no_script_and_follow_no_other_scheme(open_page, small_home_path):
    app = open_page(small_home_path, "published")
    assert "<script>" not in markup(app)
    assert 'href="javascript:' not in markup(app)
    shown = app.dataframe[0].value
    assert shown["link"].isna().tolist() == [False] * 11 + [True]
    assert "\u202e" in HOSTILE
    assert "\u202e" not in "".join(shown["system"])


@pytest.mark.parametrize(
    ("param", "value"),
    [("source", "z-paper"), ("task", "nli"), ("flag", "maybe"), ("row", "finding-9"), ("kind", "typo")],
)
def test_published_unknown_value_is_reported(open_page, small_home_path, param, value):
    app = open_page(small_home_path, "published", **{param: value})
    assert any(f"{param} = {value}" in line for line in warnings(app))


def test_published_permalink_reopens_the_same_view(open_page, small_home_path):
    app = open_page(small_home_path, "published", encoder=["mbert"], kind=["source_conflict"], row="figure-9")
    link = re.search(r'href="published\?([^"]+)"[^>]*>Link to this view', markup(app)).group(1)
    again = open_page(small_home_path, "published", **dict(pair.split("=") for pair in link.split("&amp;")))
    assert not again.warning
    assert text(again) == text(app)


def test_published_empty_store_names_the_command(open_page, empty_home_path):
    app = open_page(empty_home_path, "published")
    assert "no published figures yet" in app.info[0].value
    assert app.code[0].value == "make run"


def test_published_offers_the_table_and_the_numbers_of_a_contradiction_as_files(open_page, small_home_path):
    buttons = open_page(small_home_path, "published").download_button
    assert [button.label for button in buttons] == ["CSV", "JSON", "LaTeX", "Markdown"] * 2
