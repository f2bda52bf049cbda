import math

import pyarrow as pa

from dashboard.sql_console.formats import number_formats


def test_number_formats_give_a_column_the_decimals_it_needs():
    table = pa.table(
        {
            "scores": [8.25, 7.5, None, -3.0],
            "whole": [1.0, 20.0, None, 0.0],
            "long": [1 / 3, 2.0, math.nan, math.inf],
            "tiny": [1e-7, -2e-9, 0.0, None],
            "counts": [1, 2, 3, 4],
            "texts": ["a", "b", "c", "d"],
        }
    )
    assert number_formats(table) == {"scores": "%.2f", "whole": "%.0f", "long": "%.4f"}
