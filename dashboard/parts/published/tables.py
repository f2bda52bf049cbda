"""Published figures, and those with a known defect, as tables."""

from __future__ import annotations

import pandas as pd

from dashboard.kit.components import text_table
from dashboard.kit.export import Sheet, sheet_of
from dashboard.kit.markup import Html, join, link, tag

FLAG = "⚑"
FIGURES = {
    "source_id": "source",
    "source_title": "source title",
    "source_url": "source address",
    "table_or_section": "table or section",
    "encoder": "encoder",
    "system": "system as printed",
    "setting": "setting",
    "task": "task",
    "language": "language",
    "metric": "metric",
    "split": "split",
    "value_text": "value as printed",
    "flag": "flag",
}
SHOWN = {
    "system": "System",
    "task_title": "Task",
    "language_name": "Language",
    "metric": "Metric",
    "value_text": "Value",
    "source_id": "Source",
    "flag": "Flag",
}


def figures_sheet(figures: pd.DataFrame) -> Sheet:
    """One row per figure.

    Args:
        figures: rows of queries/reported.sql.
    """
    return sheet_of(figures, FIGURES)


def figures_as_shown(figures: pd.DataFrame) -> Sheet:
    """The same rows with what a table in a text has room for."""
    return sheet_of(figures, SHOWN)


def source_links(url: str) -> list[str]:
    """The addresses of a source; some have two, separated by a semicolon."""
    return [part.strip() for part in url.split(" ; ") if part.strip()]


def discrepancy_table(figures: pd.DataFrame) -> Html:
    """One line per source and known defect: what is wrong, how many figures it touches, of which tasks.

    Args:
        figures: flagged rows of queries/reported.sql.
    """
    rows: list[list[object]] = []
    for (flag, source), members in figures.groupby(["flag", "source_id"], sort=False):
        tasks = ", ".join(members["task_title"].drop_duplicates())
        places = ", ".join(members["table_or_section"].drop_duplicates())
        found = source_links(members["source_url"].iloc[0])
        addresses = [link(f"source {n}" if len(found) > 1 else "source", url) for n, url in enumerate(found, 1)]
        rows.append(
            [
                tag("th", FLAG, f" {flag}", scope="row", class_="cc-wrap"),
                tag("td", source, tag("small", places), join(addresses, " "), class_="cc-left cc-wrap"),
                tag("td", tasks, class_="cc-left cc-wrap"),
                len(members),
            ]
        )
    header = ["Defect", tag("span", "Source"), tag("span", "Tasks"), "Figures"]
    return text_table(header, rows, "Known defects of published figures", "cc-missing")
