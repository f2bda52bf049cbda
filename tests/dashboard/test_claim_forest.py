from xml.etree import ElementTree

import pytest

from dashboard.figures.claim_forest import Claimed, Found, Line, whole_chart
from dashboard.figures.forest import Axis
from dashboard.kit.theme import LIGHT, chart_palette

SVG = "{http://www.w3.org/2000/svg}"
AXIS = Axis(-10.0, 10.0, (-10.0, 0.0, 10.0))
LINES = [
    Line("SQuAD & <others> first", "8.2", [Found("measured", True, 5.0, (-5.0, 10.0), "same sign")], Claimed(8.2, 8.2)),
    Line("word " * 60, "more than 0", [Found("reported", False, 1.0, None, None)] * 4, None),
]


def _drawn(pixels, ground="white"):
    return ElementTree.fromstring(whole_chart(LINES, AXIS, chart_palette(LIGHT, ground), pixels, "points"))


@pytest.mark.parametrize("pixels", [420, 840])
def test_whole_chart_has_every_name_number_and_tick_within_its_size(pixels):
    drawing = _drawn(pixels)
    texts = [text.text for text in drawing.iter(f"{SVG}text")]
    assert " ".join(texts).startswith("SQuAD & <others> first 8.2")
    assert {"8.2", "more than 0", "−10", "0", "+10", "points"} <= set(texts)
    width, height = (float(drawing.attrib[side]) for side in ("width", "height"))
    assert drawing.attrib["viewBox"] == f"0 0 {pixels} {height:g}"
    for strip in drawing.findall(f"{SVG}svg"):
        assert float(strip.attrib["x"]) + float(strip.attrib["width"]) == width
        assert float(strip.attrib["y"]) + float(strip.attrib["height"]) < height
    assert max(float(text.attrib["y"]) for text in drawing.findall(f"{SVG}text")) < height


def test_whole_chart_cuts_a_long_name_and_says_what_its_marks_are():
    texts = [text.text for text in _drawn(420).iter(f"{SVG}text")]
    assert sum("word" in text for text in texts) == 3
    assert any(text.endswith("...") for text in texts)
    said = " ".join(texts)
    assert "square: printed; open circle: measured on generated text; blue line or band: claimed" in said
    assert "diamond" not in said


def test_strip_of_a_whole_chart_stands_where_its_number_is():
    [first, *_] = _drawn(840).findall(f"{SVG}svg")
    assert [mark.attrib["x"] for mark in first.findall(f"{SVG}svg")] == [
        "25.00%",
        "100.00%",
        "75.00%",
    ]  # ends, estimate


def test_ground_of_a_whole_chart_is_that_of_the_palette():
    assert _drawn(420, "transparent").find(f"{SVG}rect").attrib["fill"] == "rgba(0,0,0,0)"
