import re
import tomllib
from pathlib import Path

import pytest

from dashboard.kit.theme import DARK, LIGHT, VERDICTS, chart_config, chart_palette, palette, template, verdict_style
from pipeline.domain.verdict import VerdictWord

CONFIG = Path(__file__).resolve().parents[2] / ".streamlit" / "config.toml"


def _luminance(colour):
    """Relative luminance, WCAG 2.2."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one, other):
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_theme_text_colours_have_enough_contrast(colours):
    for name, colour in {
        "ink": colours.ink,
        "quiet": colours.quiet,
        "link": colours.accent,
        **colours.verdicts,
    }.items():
        assert _contrast(colour, colours.ground) >= 4.5, name


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_theme_numbers_stay_readable_on_every_gain(colours):
    assert all(_contrast(colours.ink, colour) >= 4.5 for _, colour in colours.diverging)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_theme_marks_stand_out_from_the_ground(colours):
    # WCAG 2.2, 1.4.11: 3:1 for graphics
    assert all(_contrast(colour, colours.ground) >= 3 for colour in colours.regimes)


def test_theme_every_verdict_has_word_symbol_and_colours():
    assert set(VERDICTS) == {word.value for word in VerdictWord} == set(LIGHT.verdicts) == set(DARK.verdicts)
    assert len({style.symbol for style in VERDICTS.values()}) == len(VERDICTS)


def test_theme_verdict_of_a_later_version_keeps_its_name():
    assert (verdict_style("NEW_WORD").word, verdict_style("NEW_WORD").symbol) == ("New word", "?")


@pytest.mark.parametrize(("mode", "colours"), [("light", LIGHT), ("dark", DARK)])
def test_theme_agrees_with_streamlit_config(mode, colours):
    given = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["theme"][mode]
    assert given["backgroundColor"] == colours.ground
    assert given["secondaryBackgroundColor"] == colours.panel
    assert given["textColor"] == colours.ink
    assert given["primaryColor"] == given["linkColor"] == colours.accent
    assert given["borderColor"] == colours.rule
    assert palette(mode) is colours


@pytest.mark.parametrize(
    ("picture", "width", "is_wide", "name", "pixels"),
    [
        ("svg", "page", False, "crosscheck-gain", None),
        ("png", "page", False, "crosscheck-gain, as png", None),
        ("pdf", "column", False, "crosscheck-gain, 85 mm wide, as pdf", 420),
        ("svg", "column", True, "crosscheck-gain, 85 mm wide", 840),
        ("svg", "text", False, "crosscheck-gain, 175 mm wide", 840),
    ],
)
def test_chart_config_tells_by_the_name_what_is_made_of_the_drawing(picture, width, is_wide, name, pixels):
    config = chart_config("gain", picture, width, is_wide=is_wide)
    assert config["modeBarButtons"] == [["toImage"]]
    options = {"format": "svg", "filename": name, "scale": 1, "width": pixels}
    assert config["toImageButtonOptions"] == {key: value for key, value in options.items() if value is not None}


def test_charts_for_print_are_dark_on_white_or_on_nothing():
    assert chart_palette(DARK, "page") is DARK
    assert (chart_palette(DARK, "white").ink, chart_palette(DARK, "white").ground) == (LIGHT.ink, "#ffffff")
    assert chart_palette(DARK, "transparent").ground == "rgba(0,0,0,0)"


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_template_gives_saved_charts_the_ground_of_the_page(colours):
    assert template(colours)["layout"]["paper_bgcolor"] == colours.ground


def test_every_chart_of_the_app_can_be_saved():
    calls = [
        call
        for path in (CONFIG.parents[1] / "dashboard").rglob("*.py")
        for call in re.findall(r"plotly_chart\(\n(.*?)\n {4,8}\)\n", path.read_text(encoding="utf-8"), re.DOTALL)
    ]
    assert len(calls) >= 9
    assert [call for call in calls if "config=components.chart_config(" not in call] == []
