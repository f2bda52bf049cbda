"""Tables and columns of the published file as markup."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from dashboard.kit.columns import LEFT, NAME, PAGE, WRAP, Column, Table
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
    table = Table(
        (
            Column("column", align=NAME, on=PAGE, cell=lambda row: tag("code", row.column_name)),
            Column("type", "data_type", format=str.lower, align=LEFT, on=PAGE),
            Column("note", align=WRAP, on=PAGE, cell=lambda row: notes.get((name, str(row.column_name)), "")),
        )
    )
    return tag(
        "details",
        tag(
            "summary",
            tag("code", name),
            tag("span", size, class_="cc-size"),
            tag("span", notes.get((name, ""), ""), class_="cc-label"),
        ),
        table.html(columns, f"Columns of {name}"),
    )
