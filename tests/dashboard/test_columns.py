"""One declared list of columns gives the page, the grid, the files and what a text has room for."""

import re

import pandas as pd
import pytest

from dashboard.kit.columns import (
    ABSENT,
    FILE,
    LEFT,
    NAME,
    PAGE,
    TEXT,
    Column,
    Table,
    count,
    number,
    span,
)
from dashboard.kit.export import Sheet
from dashboard.kit.markup import signed, tag

ROWS = pd.DataFrame(
    {"code": ["de", "<b>"], "gain": [1.25, None], "low": [0.5, None], "high": [2.0, None], "n": [1200, 7]}
)
TABLE = Table(
    (
        Column("language", "code", align=NAME, on=PAGE | FILE | TEXT),
        Column("gain", "gain", "points", signed, on=PAGE | FILE | TEXT, help="over the baseline"),
        Column("interval", align=LEFT, on=PAGE, cell=lambda row: span(row.low, row.high, signed)),
        Column("interval low", "low", on=FILE),
        Column("examples", "n", format=count, head="Examples scored"),
    ),
    "cc-means",
    is_labelled=True,
)


def _cells(html):
    return re.findall(r"<(th|td)\b([^>]*)>(.*?)</(?:th|td)>", html)


def test_page_has_the_columns_of_the_page_in_order():
    cells = _cells(TABLE.html(ROWS, "Gains"))
    assert [text for _, attributes, text in cells if 'scope="col"' in attributes] == [
        "Language",
        "Gain, points",
        "Interval",
        "Examples scored",
    ]
    assert [text for _, attributes, text in cells if 'scope="col"' not in attributes] == [
        *("de", "+1.2", "+0.5 to +2.0", "1,200"),
        *("&lt;b&gt;", ABSENT, ABSENT, "7"),
    ]


def test_page_aligns_a_head_with_its_cells_names_rows_and_explains():
    cells = _cells(TABLE.html(ROWS, "Gains"))
    heads, first = cells[:4], cells[4:8]
    assert [attributes for _, attributes, _ in heads] == [
        ' scope="col"',
        ' scope="col" title="over the baseline"',
        ' scope="col" class="cc-left"',
        ' scope="col"',
    ]
    assert [(name, attributes) for name, attributes, _ in first] == [
        ("th", ' scope="row"'),
        ("td", ' data-label="Gain, points"'),
        ("td", ' class="cc-left" data-label="Interval"'),
        ("td", ' data-label="Examples scored"'),
    ]


def test_files_have_names_with_units_and_values_as_they_are():
    assert TABLE.sheet(ROWS) == Sheet(
        ("language", "gain, points", "interval low", "examples"), (("de", 1.25, 0.5, 1200), ("<b>", None, None, 7))
    )


def test_text_has_the_columns_declared_for_it_under_the_heads_of_the_page():
    assert TABLE.shown(ROWS) == Sheet(("Language", "Gain, points"), (("de", 1.25), ("<b>", None)))
    complete = Table((Column("language", "code"),))
    assert complete.shown(ROWS) == complete.sheet(ROWS)  # none is declared for a text


def test_cell_that_reaches_down_leaves_the_next_one_out():
    lines = [("XNLI", 1), (None, 2)]
    table = Table(
        (
            Column("task", on=PAGE, cell=lambda row: row[0] and tag("th", row[0], scope="row", rowspan=2)),
            Column("number", on=PAGE, cell=lambda row: row[1]),
        )
    )
    body = table.html(lines, "Tasks").split("<tbody>")[1]
    assert re.findall(r"<tr>(.*?)</tr>", body) == [
        '<th scope="row" rowspan="2">XNLI</th><td>1</td>',
        "<td>2</td>",
    ]


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        (Column("phase", "phase", align=LEFT), "text"),
        (Column("seconds", "seconds", printf="%.1f"), "number"),
        (Column("started", "started_at", printf="YYYY-MM-DD"), "datetime"),
        (Column("source", "link", printf="open"), "link"),
    ],
)
def test_grid_describes_each_column_for_streamlit(column, kind):
    (described,) = Table((column,)).grid().values()
    assert (described["label"], described["type_config"]["type"]) == (column.shown_title, kind)


def test_number_is_written_with_its_decimals():
    assert number(3)(0.5) == "0.500"
