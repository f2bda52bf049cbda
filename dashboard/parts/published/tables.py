"""Published figures, and those with a known defect, as tables on the page and in files."""

from __future__ import annotations

import pandas as pd

from dashboard.kit.columns import FILE, LEFT, LONG_NAME, PAGE, TEXT, WRAP, Column, Table
from dashboard.kit.markup import join, link, tag
from dashboard.kit.rows import rows_of

FLAG = "⚑"
# rows of queries/reported.sql; the page has them in a grid, with `link` beside them
FIGURES = Table(
    (
        Column(
            "value as printed",
            "value_text",
            head="Value",
            on=PAGE | FILE | TEXT,
            width=70,
            help="as printed; percent, or points for a gain",
        ),
        Column("system as printed", "system", head="System, as printed", align=LEFT, on=PAGE | FILE | TEXT, width=235),
        Column("encoder", "encoder", align=LEFT, width=135),
        Column("task", "task", on=FILE),
        Column("task title", "task_title", head="Task", align=LEFT, on=PAGE | TEXT, width=112),
        Column("language", "language", on=FILE),
        Column("name", "language_name", head="Language", align=LEFT, on=PAGE | TEXT, width=112),
        Column("metric", "metric", align=LEFT, on=PAGE | FILE | TEXT, width=150),
        Column("split", "split", align=LEFT, width=85),
        Column("setting", "setting", align=LEFT, width=95),
        Column("source", "link", on=PAGE, width=65, printf="open"),
        Column("source", "source_id", on=FILE | TEXT),
        Column("source title", "source_title", align=LEFT),
        Column("source address", "source_url", on=FILE),
        Column("table or section", "table_or_section", align=LEFT),
        Column(
            "flag",
            "flag",
            head=f"{FLAG} Flag",
            align=LEFT,
            help="a known defect; flagged figures stay out of averages",
        ),
        Column("flag", "flag", on=TEXT),
    )
)


def source_links(url: str) -> list[str]:
    """The addresses of a source; some have two, separated by a semicolon."""
    return [part.strip() for part in url.split(" ; ") if part.strip()]


def flagged_figures(figures: pd.DataFrame) -> list[pd.DataFrame]:
    """Flagged rows of queries/reported.sql, those of one defect and source together."""
    return [members for _, members in figures.groupby(["flag", "source_id"], sort=False)]


def _source(members: pd.DataFrame) -> object:
    first = rows_of(members)[0]
    places = ", ".join(members["table_or_section"].drop_duplicates())
    found = source_links(first.source_url)
    addresses = [link(f"source {n}" if len(found) > 1 else "source", url) for n, url in enumerate(found, 1)]
    return first.source_id, tag("small", places), join(addresses, " ")


def _defect(members: pd.DataFrame) -> tuple[str, str]:
    return FLAG, f" {members['flag'].iloc[0]}"


def _tasks(members: pd.DataFrame) -> str:
    return ", ".join(members["task_title"].drop_duplicates())


# rows of `flagged_figures`
DEFECTS = Table(
    (
        Column("defect", align=LONG_NAME, on=PAGE, cell=_defect),
        Column("source", align=WRAP, on=PAGE, cell=_source),
        Column("tasks", align=WRAP, on=PAGE, cell=_tasks),
        Column("figures", on=PAGE, cell=len),
    ),
    "cc-missing",
)
