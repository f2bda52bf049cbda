import re

import pytest

from tests.dashboard.reading import markup, text, warnings
from tests.dashboard.small_store import HOSTILE


def test_published_lists_every_figure_as_printed(open_page, small_home_path):
    app = open_page(small_home_path, "published")
    table = app.dataframe[0].value
    assert table["value_text"].tolist() == ["82.5", "82.6", "79.0", "77.2", "71.0", "71", "83.5", "83.9", "88.9"]
    assert any("9 of 9 figures shown, from 4 sources; 2 of them have a flag." in c.value for c in app.caption)


def test_published_counts_findings_in_plain_words(open_page, small_home_path):
    app = open_page(small_home_path, "published")
    said = "4 of 4 findings shown; 1 of all these cannot be right, 2 hold a figure with a flag."
    assert any(said in caption.value for caption in app.caption)


def test_published_puts_the_numbers_of_a_finding_side_by_side(open_page, small_home_path):
    shown = text(open_page(small_home_path, "published"))
    assert (
        "Source conflict tier 3 ⚑ noted by hand too XNLI xlm-r-large Russian Russian: 79.0 a-paper; 77.2 b-readme. "
        "79.0 a-paper XLM-R (A) 77.2 b-readme XLM-R (B) ⚑ ru value looks swapped 1.80 rounding 0.10"
    ) in shown
    assert "its tasks do not give. 71 b-readme XLM-R (B) 71.40 computed: mean 0.40" in shown
    assert "2490 a paper 2500 a page 10" in shown
    assert shown.index("Average of tasks") < shown.index("5.40") < shown.index("1.80") < shown.index("Dataset size")


def test_published_filters_keep_findings_that_hold_a_fitting_figure(open_page, small_home_path):
    app = open_page(small_home_path, "published", source=["a-paper"])
    assert any("3 of 9 figures shown, from 1 source" in caption.value for caption in app.caption)
    assert any("1 of 1 finding shown" in caption.value for caption in app.caption)
    none = open_page(small_home_path, "published", language=["de"])
    assert any("no contradiction was found" in line.value for line in none.info)


def test_published_kind_and_flag_narrow_findings(open_page, small_home_path):
    kind = open_page(small_home_path, "published", kind=["source_conflict"])
    assert any("2 of 2 findings shown" in caption.value for caption in kind.caption)
    flag = open_page(small_home_path, "published", flag="no")
    assert flag.dataframe[0].value["value_text"].tolist() == ["82.5", "82.6", "79.0", "71.0", "71", "83.5", "83.9"]
    assert any("2 of 2 findings shown" in caption.value for caption in flag.caption)


def test_published_lists_known_defects_with_their_source(open_page, small_home_path):
    app = open_page(small_home_path, "published")
    assert "⚑ ru value looks swapped b-readme Results source 1 source 2 XNLI 1" in text(app)
    assert 'href="https://example.org/b2"' in markup(app)


def test_published_texts_run_no_script_and_follow_no_other_scheme(open_page, small_home_path):
    app = open_page(small_home_path, "published")
    assert "<script>" not in markup(app)
    assert 'href="javascript:' not in markup(app)
    assert app.dataframe[0].value["link"].isna().tolist() == [False] * 8 + [True]
    assert "\u202e" in HOSTILE
    assert "\u202e" not in "".join(app.dataframe[0].value["system"])


@pytest.mark.parametrize(
    ("param", "value"), [("source", "z-paper"), ("task", "nli"), ("flag", "maybe"), ("lines", "7"), ("kind", "typo")]
)
def test_published_unknown_value_is_reported(open_page, small_home_path, param, value):
    app = open_page(small_home_path, "published", **{param: value})
    assert any(f"{param} = {value}" in line for line in warnings(app))


def test_published_permalink_reopens_the_same_view(open_page, small_home_path):
    app = open_page(small_home_path, "published", encoder=["mbert"], kind=["source_conflict"], lines="100")
    link = re.search(r'href="published\?([^"]+)"[^>]*>Link to this view', markup(app)).group(1)
    again = open_page(small_home_path, "published", **dict(pair.split("=") for pair in link.split("&amp;")))
    assert not again.warning
    assert text(again) == text(app)


def test_published_empty_store_names_the_command(open_page, empty_home_path):
    app = open_page(empty_home_path, "published")
    assert "no published figures yet" in app.info[0].value
    assert app.code[0].value == "make run"


def test_published_offers_figures_and_findings_as_files(open_page, small_home_path):
    buttons = open_page(small_home_path, "published").download_button
    assert [button.label for button in buttons] == ["CSV", "JSON", "LaTeX"] * 2
