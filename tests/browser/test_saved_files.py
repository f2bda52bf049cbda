"""Tables and charts really saved by Chromium and read again by other programs than those that wrote them."""

import io
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest
from PIL import Image
from pypdf import PdfReader

from tests.browser.server import open_folds, wait_until_drawn
from tests.dashboard.small_store import SNAPSHOT
from tests.latex import HAS_PDFLATEX, set_by_pdflatex

pytestmark = pytest.mark.browser
# page: saved table: one of its columns, and what the store known by hand has there; None: nothing
TABLES = {
    "": {"verdicts": ("estimate", [8.2, 8.3, 12.5, 6.1, -1.0, 6.4, None, 2.0, None])},
    "claim?claim=c1-squad&evidence=key3": {
        "multiverse": ("mean gain", [-1.0, 2.0, 8.0, 12.5]),
        "cells": ("gain of the seed", [3.0] * 2 + [25.0] * 2 + [21.0] * 2 + [20.0] * 2),
        "differences": ("aspect", ["encoder", "seeds"]),
        "changes": ("estimate before", [12.0, None]),
    },
    "documents": {
        "documents-claims": ("file", ["a.txt", "b.md"] * 3),
        "documents-findings": ("likeness of the rows matched", [0.75, 0.75, None]),
        "documents-list": ("claim rows", [3, 3]),
    },
    "explore?task=xnli&view=gap": {
        "languages": ("English minus the language, points", [None, 16.0, 28.0, 46.0, None]),  # en, de, ru, sw, ar
        "tasks": ("English, percent", [80.0, 84.0, 81.0, 70.0, 74.0, 90.0]),
    },
    "heatmap": {
        # the highest mean first: SQuAD 1.1 +1 +3 -1 +4, and on XQuAD +20 +25 +21; MNLI +4 +8 +4 -3, and +4 +2 +4; then
        # HellaSwag, which has none
        "heatmap": ("gain, points", [1.75, 22.0, 3.25, 10 / 3, None, None]),
        "cell": ("gain, points", [4.0, 3.0, 1.0, -1.0, None]),  # SQuAD 1.1 on XNLI, the first of the rows
    },
    "compare": {
        "compare": ("corrected interval low", [-2.0, 4.0, 1.5, -0.5, -5.5, None]),
        "ranks": ("worst rank", [2, 3, 3]),
    },
    "published": {
        # three contradictions, then every figure
        "published": ("printed", [71, 83.5, 79.0, 82.5, 82.6, 79.0, 77.2, 71.0, 71.0, 83.5, 83.9, 88.9]),
        "contradiction": ("value as printed", [71.0, 71.4]),
    },
    "studies": {
        "studies": ("change from first to last point, points", [6.0, None]),
        "study-points": ("interval high", [3.5, 10.0, 3.0, 4.0]),
    },
    "runs?profile=mini&regime=mnli&task=xnli": {"runs": ("seed", [2, 1])},  # the latest first
    "runs?run=run-none-xnli-1": {"scores": ("score, percent", [79.0, 59.0, 51.0, 40.0])},
    "sql?sql=select+8.25+as+points+union+all+select+null": {"query": ("points", [8.25, None])},
}
# the others in the slow tier: what writes their files is the same, and tested without a browser
AT_ONCE = {"claim?claim=c1-squad&evidence=key3", "heatmap", "sql?sql=select+8.25+as+points+union+all+select+null"}
# page: name of each chart's file, and words on the chart
CHARTS = {
    "claim?claim=c1-squad&evidence=key3": {"cells-chart": "German", "multiverse-chart": "gain, points"},
    "documents": {"documents-reliability": "confidence"},
    "explore?task=xnli": {"score-chart": "Swahili", "gain-chart": "MNLI"},
    "heatmap": {"heat-chart": "test split; profile mini", "cell-chart": "German"},
    "compare": {"difference-chart": "German", "rank-chart": "SQuAD 1.1"},
    "studies": {"study-chart": "Low-resource"},
    "runs?run=run-none-xnli-1": {"loss-chart": "loss"},
}


@pytest.mark.parametrize(
    "path", [path if path in AT_ONCE else pytest.param(path, marks=pytest.mark.slow) for path in TABLES]
)
def test_saved_tables_hold_the_numbers_of_the_store(visit, path, tmp_path):
    visited = visit()
    page = visited.go(path)
    open_folds(page)
    for n_saved, (name, (column, expected)) in enumerate(TABLES[path].items()):
        if n_saved == 3:
            page = visited.go(path)  # Chromium drops a page's eleventh download within a few seconds
            open_folds(page)
        csv_head, frame = _csv(_save(page, name, "CSV"))
        saved = json.loads(_save(page, name, "JSON"))
        latex = _save(page, name, "LaTeX")
        if HAS_PDFLATEX and path not in AT_ONCE:
            set_by_pdflatex(tmp_path, latex)
        assert _values(frame[column]) == [pytest.approx(value) for value in expected], name
        assert _values(pd.Series([row[column] for row in saved["rows"]])) == _values(frame[column]), name
        assert list(frame.columns) == saved["columns"], name
        assert {key: csv_head[key] for key in saved["about"] if "\n" not in saved["about"][key]} == saved["about"], name
        assert (saved["about"]["snapshot"], saved["about"]["commit"]) == (SNAPSHOT, "abc1234"), name
        assert f"% snapshot: {SNAPSHOT}\n" in latex, name
        assert latex.split("\\midrule\n")[1].count(" \\\\\n") == latex.count(" \\\\\n") - 1 >= 1, name
    assert visited.problems == []


@pytest.mark.parametrize(
    "path", [path if path in AT_ONCE else pytest.param(path, marks=pytest.mark.slow) for path in CHARTS]
)
def test_charts_are_saved_as_svg(visit, path):
    visited = visit()
    page = visited.go(path)
    open_folds(page)
    charts = page.get_by_test_id("stPlotlyChart").all()
    assert len(charts) == len(CHARTS[path])
    for chart, (name, words) in zip(charts, CHARTS[path].items(), strict=True):
        file_name, content = _save_chart(page, chart)
        assert file_name == f"crosscheck-{name}.svg"
        drawing = ElementTree.fromstring(content)
        assert drawing.tag == "{http://www.w3.org/2000/svg}svg"
        assert float(drawing.attrib["width"]) > 300
        assert words in " ".join(" ".join(drawing.itertext()).split())
    assert visited.outside == []
    assert visited.problems == []


def test_chart_is_saved_as_png_where_that_is_chosen(visit):
    page = visit().go("runs?run=run-none-xnli-1")
    _choose(page, "picture", "PNG")
    name, content = _save_chart(page, page.get_by_test_id("stPlotlyChart").first)
    assert name == "crosscheck-loss-chart.png"
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    assert int.from_bytes(content[16:20], "big") > 1500  # pixels across: three a pixel of the page
    assert b"IEND" in content[-12:]


@pytest.mark.parametrize(
    ("ground", "corner"),
    [("White", (255, 255, 255, 255)), pytest.param("Transparent", (0, 0, 0, 0), marks=pytest.mark.slow)],
)
def test_chart_for_a_paper_is_dark_on_its_ground_and_as_wide_as_a_column(visit, ground, corner):
    visited = visit(scheme="dark")
    page = visited.go("runs?run=run-none-xnli-1")
    _choose(page, "width", "Column, 85 mm")
    _choose(page, "ground", ground)
    saved = {}
    for kind in ("SVG", "PNG", "PDF"):
        _choose(page, "picture", kind)
        name, saved[kind] = _save_chart(page, page.get_by_test_id("stPlotlyChart").first)
        assert name == f"crosscheck-loss-chart.{kind.lower()}"
    drawing = ElementTree.fromstring(saved["SVG"])
    assert drawing.attrib["width"] == "85mm"
    assert drawing.attrib["viewBox"].split()[2] == "420"
    assert b"font/woff2;base64," in saved["SVG"]
    picture = Image.open(io.BytesIO(saved["PNG"]))
    assert picture.width == 2008  # 85 mm at 600 dots an inch
    assert picture.convert("RGBA").getpixel((0, 0)) == corner
    darkest = min(sum(colour[:3]) for _, colour in picture.convert("RGBA").getcolors(2**24) if colour[3] == 255)
    assert darkest < 150  # ink of the light theme
    (sheet,) = PdfReader(io.BytesIO(saved["PDF"]), strict=True).pages
    assert float(sheet.mediabox.width) == pytest.approx(85 / 25.4 * 72, abs=0.01)
    (within,) = sheet.images
    assert within.image.convert("RGBA").tobytes() == picture.convert("RGBA").tobytes()
    assert visited.outside == []
    assert visited.problems == []


def test_forest_of_the_start_page_is_saved_as_one_picture(visit):
    page = visit().go("")
    page.get_by_role("button", name="Save chart").click()
    for kind, start in (("SVG", b"<svg"), ("PDF", b"%PDF-1.4")):
        with page.expect_download(timeout=60_000) as saved:
            page.locator(".cc-paper-chart").get_by_role("button", name=kind).click()
        assert saved.value.suggested_filename == f"crosscheck-verdicts-chart.{kind.lower()}"
        content = Path(saved.value.path()).read_bytes()
        assert content.startswith(start)
        if kind == "SVG":
            drawing = ElementTree.fromstring(content)
            assert drawing.attrib["width"] == "85mm"
            assert "8.2" in list(drawing.itertext())


def test_table_and_citation_are_copied(visit):
    page = visit().go("heatmap")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    latex = _save(page, "heatmap", "LaTeX")
    page.locator(".st-key-copy-heatmap").get_by_role("button", name="Copy").click()
    block = page.get_by_test_id("stPopoverBody").get_by_test_id("stCode")
    block.hover()
    block.get_by_role("button").click()
    assert page.evaluate("navigator.clipboard.readText()") == latex.rstrip("\n")
    page.keyboard.press("Escape")
    page.get_by_text("Cite this view").click()
    cited = page.get_by_test_id("stExpander").last.get_by_test_id("stCode").first
    cited.hover()
    cited.get_by_role("button").click()
    address = page.evaluate("navigator.clipboard.readText()").split()[-1]
    assert address.startswith(f"{page.url}?")
    assert address.endswith(f"snapshot={SNAPSHOT}")


def _choose(page, what, name):
    page.locator(f".st-key-cc-{what}").get_by_role("radio", name=name).click()
    page.wait_for_timeout(300)
    wait_until_drawn(page)


def _save(page, name, kind):
    with page.expect_download(timeout=60_000) as saved:
        page.locator(f".st-key-cc-downloads-{name}").get_by_role("button", name=kind, exact=True).click()
    ending = {"LaTeX": "tex", "Markdown": "md"}.get(kind, kind.lower())
    assert saved.value.suggested_filename == f"crosscheck-{name}.{ending}"
    return Path(saved.value.path()).read_text(encoding="utf-8")


def _save_chart(page, chart):
    chart.scroll_into_view_if_needed()
    chart.hover()
    with page.expect_download(timeout=60_000) as saved:
        chart.locator(".modebar-btn").click(timeout=60_000)
    return saved.value.suggested_filename, Path(saved.value.path()).read_bytes()


def _csv(written):
    """Name and value of each line of the head, and the rows below it."""
    head = re.match(r"(?:# .*\n)+", written).group()
    facts = dict(line.removeprefix("# ").split(": ", 1) for line in head.splitlines() if ": " in line)
    return facts, pd.read_csv(io.StringIO(written[len(head) :]))


def _values(column):
    """Texts as they are, numbers as numbers whatever the file has them as."""
    texts = column.astype(object).where(column.notna(), None)
    return [_number(value) for value in texts]


def _number(value):
    try:
        return None if value is None else float(value)
    except ValueError:
        return value
