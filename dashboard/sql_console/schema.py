"""Tables and columns of the published file as markup."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from dashboard.kit.components import text_table
from dashboard.kit.markup import Html, tag


def schema_list(columns: pd.DataFrame, notes: Mapping[tuple[str, str], str]) -> Html:
    """One line a table that opens to its columns.

    Args:
        columns: rows of queries/schema.sql.
        notes: by table and column, "" for the table itself.
    """
    tables = [_table(str(name), rows, notes) for name, rows in columns.groupby("table_name", sort=False)]
    return tag("div", *tables, class_="cc-schema")


def _table(name: str, columns: pd.DataFrame, notes: Mapping[tuple[str, str], str]) -> Html:
    n_rows = columns["n_rows"].iloc[0]
    size = "view" if pd.isna(n_rows) else "1 row" if n_rows == 1 else f"{int(n_rows):,} rows"
    lines = [
        [
            tag("th", tag("code", row.column_name), scope="row"),
            tag("td", str(row.data_type).lower(), class_="cc-left"),
            tag("td", notes.get((name, str(row.column_name)), ""), class_="cc-left cc-wrap"),
        ]
        for row in columns.itertuples()
    ]
    return tag(
        "details",
        tag(
            "summary",
            tag("code", name),
            tag("span", size, class_="cc-size"),
            tag("span", notes.get((name, ""), ""), class_="cc-label"),
        ),
        text_table(["Column", "Type", "Note"], lines, f"Columns of {name}"),
    )
