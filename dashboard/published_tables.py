"""Published figures that disagree or have a known defect, as tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from dashboard.components import text_table
from dashboard.export import Sheet, sheet_of
from dashboard.markup import Html, join, link, tag

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
CONFLICTS = {"conflict": "conflict", "spread": "spread, points", "is_beyond_rounding": "beyond rounding"}


def figures_sheet(figures: pd.DataFrame) -> Sheet:
    """One row per figure.

    Args:
        figures: rows of queries/reported.sql.
    """
    return sheet_of(figures, FIGURES)


def figures_as_shown(figures: pd.DataFrame) -> Sheet:
    """The same rows with what a table in a text has room for."""
    return sheet_of(figures, SHOWN)


def conflicts_sheet(conflicts: pd.DataFrame) -> Sheet:
    """One row per figure of a conflict.

    Args:
        conflicts: rows of queries/reported_conflicts.sql with the columns of queries/reported.sql.
    """
    return sheet_of(conflicts, {**CONFLICTS, **FIGURES})


def conflicts_as_shown(conflicts: pd.DataFrame) -> Sheet:
    """The same rows with what a table in a text has room for."""
    return sheet_of(conflicts, {"conflict": "Conflict", "encoder": "Encoder", **SHOWN})


def source_links(url: str) -> list[str]:
    """The addresses of a source; some have two, parted by a semicolon."""
    return [part.strip() for part in url.split(" ; ") if part.strip()]


def conflict_table(conflicts: pd.DataFrame) -> Html:
    """One line a conflict: what is printed differently, the values side by side with their sources, their spread.

    Args:
        conflicts: as for `conflicts_sheet`, in the order of the lines.
    """
    rows: list[list[object]] = []
    for _, figures in conflicts.groupby("conflict", sort=False):
        first = figures.iloc[0]
        values = [
            _value(str(value), list(members.itertuples()))
            for value, members in figures.groupby("value_text", sort=False)
        ]
        rounding = "" if first["is_beyond_rounding"] else "rounding alone"
        rows.append(
            [
                tag("th", first["encoder"], tag("small", first["setting"] or "setting not stated"), scope="row"),
                tag("td", first["task_title"], tag("small", f"{first['metric']}, {first['split']}"), class_="cc-left"),
                tag("td", first["language_name"], class_="cc-left"),
                tag("td", tag("div", *values, class_="cc-sides"), class_="cc-left"),
                tag("td", f"{first['spread']:.1f}", tag("small", rounding)),
            ]
        )
    header = ["Encoder", *(tag("span", name) for name in ("Task", "Language", "Printed values")), "Spread"]
    return text_table(header, rows, "Figures printed with different values", "cc-conflicts")


def _value(value: str, members: Sequence[Any]) -> Html:
    sources = [
        tag("small", _source(row), f" {row.system}", f" {FLAG} {row.flag}" if row.flag else None) for row in members
    ]
    return tag("div", tag("strong", value), *sources)


def _source(row: Any) -> Html:
    addresses = source_links(row.source_url)
    return link(row.source_id, addresses[0]) if addresses else tag("span", row.source_id)


def discrepancy_table(figures: pd.DataFrame) -> Html:
    """One line per source and known defect: what is wrong, how many figures it touches, of which tasks.

    Args:
        figures: flagged rows of queries/reported.sql.
    """
    rows: list[list[object]] = []
    for (flag, source), members in figures.groupby(["flag", "source_id"], sort=False):
        tasks = ", ".join(members["task_title"].drop_duplicates())
        places = ", ".join(members["table_or_section"].drop_duplicates())
        addresses = [link(f"source {n}", url) for n, url in enumerate(source_links(members["source_url"].iloc[0]), 1)]
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
