import re

import pytest

from tests.dashboard.reading import markup, text, warnings
from tests.dashboard.small_store import HOSTILE


def _said(app):
    return " ".join(element.value for element in app.markdown)


def test_published_lists_every_figure_as_printed(open_page, small_home_path):
    app = open_page(small_home_path, "published")
    table = app.dataframe[0].value
    assert table["value_text"].tolist() == ["82.5", "82.6", "79.0", "77.2", "71.0", "71", "83.5", "83.9", "88.9"]
    assert any("9 of 9 figures shown, from 4 sources; 2 of them have a flag." in c.value for c in app.caption)


def test_published_counts_conflicts_in_plain_words(open_page, small_home_path):
    # German by rounding alone, Russian beyond it and flagged, English XQuAD beyond it and flagged; Swahili is the same
    said = _said(open_page(small_home_path, "published"))
    assert "by two or more sources: **3 numbers**, 2 of them by more than rounding and 1 by rounding alone" in said
    assert "2 have a flagged figure among them. Printed differently within one source: **0** more." in said


def test_published_puts_conflicting_values_side_by_side(open_page, small_home_path):
    shown = text(open_page(small_home_path, "published"))
    assert (
        "xlm-r-large zero-shot XNLI accuracy, test Russian 77.2 b-readme XLM-R (B) ⚑ ru value looks swapped "
        "79.0 a-paper XLM-R (A) 1.8"
    ) in shown
    assert "German 82.5 a-paper XLM-R (A) 82.6 b-readme XLM-R (B) 0.1 rounding alone" in shown
    assert "Swahili" not in shown
    assert shown.index("mbert") < shown.index("Russian") < shown.index("German")  # 5.4, 1.8, 0.1 points


def test_published_filter_leaves_out_what_takes_part_in_no_conflict(open_page, small_home_path):
    app = open_page(small_home_path, "published", source=["a-paper"])
    assert any("3 of 9 figures shown, from 1 source" in caption.value for caption in app.caption)
    assert any("no two disagree" in line.value for line in app.info)
    within = open_page(small_home_path, "published", source=["c-thread"], conflicts="within")
    assert "83.5 c-thread mBERT (printed) 83.9 c-thread mBERT (run again) 0.4" in text(within)


def test_published_flag_filter_narrows_figures_and_conflicts(open_page, small_home_path):
    app = open_page(small_home_path, "published", flag="no", language=["ru", "de"])
    assert app.dataframe[0].value["value_text"].tolist() == ["82.5", "82.6", "79.0"]
    assert "**1 number**, 0 of them by more than rounding" in _said(app)


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
    ("param", "value"), [("source", "z-paper"), ("task", "nli"), ("flag", "maybe"), ("lines", "7")]
)
def test_published_unknown_value_is_reported(open_page, small_home_path, param, value):
    app = open_page(small_home_path, "published", **{param: value})
    assert any(f"{param} = {value}" in line for line in warnings(app))


def test_published_permalink_reopens_the_same_view(open_page, small_home_path):
    app = open_page(small_home_path, "published", encoder=["mbert"], conflicts="any", lines="100")
    link = re.search(r'href="published\?([^"]+)"[^>]*>Link to this view', markup(app)).group(1)
    again = open_page(small_home_path, "published", **dict(pair.split("=") for pair in link.split("&amp;")))
    assert not again.warning
    assert text(again) == text(app)


def test_published_empty_store_names_the_command(open_page, empty_home_path):
    app = open_page(empty_home_path, "published")
    assert "no published figures yet" in app.info[0].value
    assert app.code[0].value == "make run"


def test_published_offers_figures_and_conflicts_as_files(open_page, small_home_path):
    buttons = open_page(small_home_path, "published").download_button
    assert [button.label for button in buttons] == ["CSV", "JSON", "LaTeX"] * 2
